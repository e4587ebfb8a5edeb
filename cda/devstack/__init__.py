"""The servers a newcomer does not have: a private PostgreSQL and a private Valkey.

Used by `make run`, `make test`, `make bench` and `make manage`; nothing here runs in
production, and nothing here imports Django, because it starts before the settings can.
"""
