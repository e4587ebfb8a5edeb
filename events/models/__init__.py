"""When we meet."""

from events.models.session import CitySession, Kind, Session, last_day

__all__ = ["CitySession", "Kind", "Session", "last_day"]
