"""What a city promises."""

from strategy.models.blocks import Block
from strategy.models.document import Strategy, Version
from strategy.models.merge import UnmergedText
from strategy.models.plan import Goal, Indicator, Initiative, Milestone, Objective
from strategy.models.review import Agreement, ChangeRequest, Comment, Reading, Review
from strategy.models.section import Section, SectionRevision
from strategy.models.signature import Document, PublicRecord, PublishingKey, Signature

__all__ = [
    "Agreement",
    "Block",
    "ChangeRequest",
    "Comment",
    "Document",
    "Goal",
    "Indicator",
    "Initiative",
    "Milestone",
    "Objective",
    "PublicRecord",
    "PublishingKey",
    "Reading",
    "Review",
    "Section",
    "SectionRevision",
    "Signature",
    "Strategy",
    "UnmergedText",
    "Version",
]
