"""Prove, as often as anybody asks, that no city sees or touches another's work.

Everything is tried in a scratch database that our migrations make; there the wall is broken on
purpose too, to see that the trying notices; and the real database is compared with that one.
"""
