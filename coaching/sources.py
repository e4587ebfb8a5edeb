"""The strategy may cite our sessions, and a draft may tell how its initiatives came about."""

from coaching.models.sources import sessions_of
from coaching.models.trace import lines_of
from strategy.models.sources import SOURCES, TRACES

SOURCES.append(sessions_of)
TRACES.append(lines_of)
