"""The letters of the strategy: around writing it, and around signing it."""

from strategy.emails import signing

__all__ = ["signing"]
