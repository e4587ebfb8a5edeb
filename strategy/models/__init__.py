"""What a city promises."""

from strategy.models.blocks import Block
from strategy.models.document import Strategy, Version
from strategy.models.evidence import Citation
from strategy.models.exchange import Export, Import
from strategy.models.history import LastRead, PlanRevision
from strategy.models.merge import UnmergedText
from strategy.models.pictures import Picture
from strategy.models.plan import Goal, Indicator, Initiative, Milestone, Objective
from strategy.models.presence import Lease, Presence
from strategy.models.registers import Pillar, RegisterRow
from strategy.models.review import Agreement, ChangeRequest, Comment, Reading, Review
from strategy.models.section import Section, SectionRevision
from strategy.models.signature import Document, PublicRecord, PublishingKey, Signature
from strategy.models.suggestion import Mention, Suggestion
from strategy.models.translation import Term, Translation

__all__ = [
    "Agreement",
    "Block",
    "ChangeRequest",
    "Citation",
    "Comment",
    "Document",
    "Export",
    "Goal",
    "Import",
    "Indicator",
    "Initiative",
    "LastRead",
    "Lease",
    "Mention",
    "Milestone",
    "Objective",
    "Picture",
    "Pillar",
    "PlanRevision",
    "Presence",
    "PublicRecord",
    "PublishingKey",
    "Reading",
    "RegisterRow",
    "Review",
    "Section",
    "SectionRevision",
    "Signature",
    "Strategy",
    "Suggestion",
    "Term",
    "Translation",
    "UnmergedText",
    "Version",
]
