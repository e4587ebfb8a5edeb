"""Two people wrote on the same section: nothing is lost, and they see it paragraph by paragraph."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.likeness import pair_up
from strategy.models.section import Section
from strategy.models.text import Block, to_blocks, to_text

MINE, THEIRS, BOTH = "mine", "theirs", "both"
CHOICES = (MINE, THEIRS, BOTH)


class UnmergedText(CityOwned):
    """What somebody typed on a version that was not the newest any more.

    Kept until its author has put both texts together: a closed window must not lose it. `text`
    is what came (marks or HTML), `blocks` the paragraphs it makes: new ones keep their ids. `why`
    is the reason that came with it, where one was asked for.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="unmerged")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    base_version = models.PositiveIntegerField()
    text = models.TextField()
    blocks = models.JSONField(default=list)
    why = models.CharField(max_length=300, blank=True)
    typed_at = models.DateTimeField(default=timezone.now)
    merged_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.section_id}/{self.base_version} {self.author_id}"

    def beside(self, section: Section) -> list["Row"]:
        """What was typed, next to what the section says now."""
        base = section.blocks_at(self.base_version)
        return compare(base, self.blocks or to_blocks(self.text, base), section.blocks)

    @property
    def marks(self) -> str:
        """As marks, to be read and copied."""
        return to_text(self.blocks) if self.blocks else self.text


@dataclass(frozen=True)
class Row:
    """One paragraph in both texts; None where a text does not have it."""

    id: str
    mine: str | None
    theirs: str | None
    choice: str

    @property
    def is_same(self) -> bool:
        return self.mine == self.theirs


def compare(base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]) -> list[Row]:
    """The two texts side by side. `choice` is what happens if nobody says otherwise:

    who changed a paragraph alone is right; what both changed is kept twice.
    """
    mine = _meet(base, mine, theirs)
    were, here, there = (
        {block["id"]: block["html"] for block in text} for text in (base, mine, theirs)
    )
    return [
        Row(id_, here.get(id_), there.get(id_), _choice(id_, were, here, there))
        for id_ in _order([block["id"] for block in mine], [block["id"] for block in theirs])
    ]


def combine(rows: Iterable[Row], choices: Mapping[str, str] | None = None) -> list[Block]:
    """The text that the choices make. Two versions of one paragraph follow each other."""
    said = choices or {}
    blocks: list[Block] = []
    for row in rows:
        choice = MINE if row.is_same else said.get(row.id, row.choice)
        texts = {
            MINE: [row.mine],
            THEIRS: [row.theirs],
            BOTH: [row.theirs, row.mine],
        }[choice]
        blocks += [{"id": row.id, "html": html} for html in texts if html is not None]
    return blocks


def _meet(base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]) -> list[Block]:
    """Paragraphs that are new in both texts and alike stand beside each other."""
    known = {block["id"] for block in base}
    new_mine = [block for block in mine if block["id"] not in known]
    new_theirs = [block for block in theirs if block["id"] not in known]
    pairs = pair_up([b["html"] for b in new_theirs], [b["html"] for b in new_mine])
    ids = {
        block["id"]: new_theirs[place]["id"]
        for block, place in zip(new_mine, pairs, strict=True)
        if place is not None
    }
    return [{"id": ids.get(block["id"], block["id"]), "html": block["html"]} for block in mine]


def _choice(
    id_: str, were: Mapping[str, str], here: Mapping[str, str], there: Mapping[str, str]
) -> str:
    mine, theirs, was = here.get(id_), there.get(id_), were.get(id_)
    if theirs == was or (theirs is None and mine != was):
        return MINE
    if mine == was or mine is None:
        return THEIRS
    return BOTH


def _order(mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Their order, with my own paragraphs after the one they follow in my text."""
    order, place = list(theirs), 0
    for id_ in mine:
        if id_ in order:
            place = order.index(id_) + 1
        else:
            order.insert(place, id_)
            place += 1
    return order
