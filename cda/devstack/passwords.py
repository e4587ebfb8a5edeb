"""The passwords of the development servers: made once, readable by their owner only."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from .postgres import write_secret


@dataclass(frozen=True)
class Secrets:
    """One random word for each account of the database, and one to sign cookies with."""

    superuser: str
    owner: str
    app: str
    backup: str
    secret_key: str


def remembered(folder: Path) -> Secrets:
    """The secrets of this folder's servers; new ones the first time."""
    path = folder / "secrets.json"
    if path.exists():
        return Secrets(**json.loads(path.read_text()))
    fresh = Secrets(*(secrets.token_hex(24) for _ in range(5)))
    write_secret(path, json.dumps(asdict(fresh), indent=2), None)
    return fresh
