"""Talking with people about themselves."""
