"""Read the configuration from the environment, and say what is missing."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """The variable NAME, or the content of the file that NAME_FILE names (for secrets)."""
    if name in os.environ:
        return os.environ[name]
    if f"{name}_FILE" in os.environ:
        return Path(os.environ[f"{name}_FILE"]).read_text().strip()
    if default is None:
        raise ImproperlyConfigured(f"Set {name} (see .env.example).")
    return default


def flag(name: str, *, default: bool) -> bool:
    """True or false. Anything unclear stops the start: a misspelt "flase" must not mean true."""
    word = text(name, str(default)).strip().lower()
    if word not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {word!r}.")
    return word in TRUE


def number(name: str, *, default: int) -> int:
    """A whole number; an empty variable is as good as none."""
    word = text(name, "") or str(default)
    try:
        return int(word)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {word!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
