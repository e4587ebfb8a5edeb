"""Public ids: 128 random bits, so that nobody can guess the address of another city's work."""

import secrets


def public_id() -> str:
    """22 characters of A-Z a-z 0-9 - _."""
    return secrets.token_urlsafe(16)


class PublicIdConverter:
    """`<key:key>` in a URL."""

    regex = r"[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
