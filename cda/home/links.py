"""Addresses by name."""

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: object) -> str:
    """The address of a page, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
