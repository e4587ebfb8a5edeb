"""How we help."""

from coaching.models.assignment import CoachAssignment, CoachOffer
from coaching.models.log import Attendance, CoachingLog
from coaching.models.note import GlassBreak, PrivateNote
from coaching.models.work import ActionItem

__all__ = [
    "ActionItem",
    "Attendance",
    "CoachAssignment",
    "CoachOffer",
    "CoachingLog",
    "GlassBreak",
    "PrivateNote",
]
