"""When we meet."""

from events.models.session import CitySession, Kind, Session

__all__ = ["CitySession", "Kind", "Session"]
