"""The letters of the strategy: around writing it, and around signing it."""

from strategy.emails import drafting, signing, talk

__all__ = ["drafting", "signing", "talk"]
