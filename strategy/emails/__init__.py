"""The letters of the strategy: around writing it, and around signing it."""

from strategy.emails import drafting, signing

__all__ = ["drafting", "signing"]
