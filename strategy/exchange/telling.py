"""Say in words what of a file is not taken over."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

# What each kind of loss is called. Those in `REMARKS` lost no words, only their form.
NAMES = {
    "comment": _("Comments in the margin"),
    "header": _("Headers of pages"),
    "footer": _("Footers of pages"),
    "deleted": _("Text that was deleted with tracked changes"),
    "moved": _("Text at the place from which it was moved away"),
    "hidden": _("Hidden text"),
    "contents": _("Tables of contents, indexes and bibliographies: made anew by this app"),
    "drawing": _("Diagrams and charts"),
    "picture": _("Pictures that cannot be read, or that are not in the file"),
    "unused_note": _("Footnotes that nothing in the text calls for"),
    "merged_cell": _("Text hidden behind merged cells"),
    "placeholder": _("Instructions of forms"),
    "embedded": _("Documents inside of the document"),
    "generated": _("Cover, plan and tables that this app had written into the file"),
    "numbers": _("Numbers in front of headings"),
    "code": _("Programs and forms of a web page"),
    "outside": _("Addresses outside of the file, which are not visited"),
    "note_picture": _("Pictures in footnotes"),
    "symbol": _("Signs of special fonts"),
    "link": _("Links to addresses that are not https: their words stay"),
    "formula": _("Formulas, kept as plain letters"),
    "text_box": _("Text boxes, put after the paragraph where they stood"),
    "nested_table": _("Tables inside of tables, kept as lines"),
    "undescribed": _("Pictures without a description: please write one"),
    "unknown": _("Words that could not be followed"),
    "skipped": _("Sections left out by your choice"),
}
REMARKS = {"link", "formula", "text_box", "nested_table", "undescribed"}


class Told(NamedTuple):
    """One kind of loss, ready to be shown."""

    name: str
    times: int
    words: int
    samples: list[str]


def losses_told(rows: Iterable[Mapping[str, Any]]) -> list[Told]:
    return [_told(row) for row in rows if row["kind"] not in REMARKS]


def remarks_told(rows: Iterable[Mapping[str, Any]]) -> list[Told]:
    """What stays with another form."""
    return [_told(row) for row in rows if row["kind"] in REMARKS]


def _told(row: Mapping[str, Any]) -> Told:
    name = str(NAMES.get(row["kind"], NAMES["unknown"]))
    return Told(name, row["count"], row["words"], row["samples"])
