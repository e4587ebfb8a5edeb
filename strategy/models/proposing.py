"""What a suggestion makes of a text."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cda.lib.errors import RuleBroken
from strategy.models.document import Strategy
from strategy.models.redline import redline
from strategy.models.suggestion import Suggestion
from strategy.models.text import Block, from_html, to_blocks

Kind = Suggestion.Kind


class NotThere(Exception):
    """The paragraph is gone, or says something else than when the suggestion was written."""


def require_takes_suggestions(strategy: Strategy) -> None:
    if not strategy.takes_suggestions:
        raise RuleBroken(
            _("Nothing can be suggested while the strategy is “%(status)s”.")
            % {"status": strategy.get_status_display()}
        )


def applied(
    suggestion: Suggestion, blocks: Sequence[Block], *, even_if_changed: bool = False
) -> list[Block]:
    """The paragraphs as they would be. Raises `NotThere`."""
    place = next((n for n, b in enumerate(blocks) if b["id"] == suggestion.block_id), None)
    new = [] if suggestion.kind == Kind.REMOVE else from_html(suggestion.html)
    if suggestion.kind == Kind.INSERT:
        return _inserted(blocks, place, new, at_top=not suggestion.block_id)
    if place is None:
        if even_if_changed and suggestion.kind == Kind.CHANGE:
            return [*blocks, *new]
        raise NotThere
    if blocks[place]["html"] != suggestion.base_html and not even_if_changed:
        raise NotThere
    if suggestion.kind == Kind.CHANGE and new:
        new[0]["id"] = suggestion.block_id
    return [*blocks[:place], *new, *blocks[place + 1 :]]


def _inserted(
    blocks: Sequence[Block], place: int | None, new: list[Block], *, at_top: bool
) -> list[Block]:
    """After its paragraph; at the end where that one is gone."""
    if at_top:
        return [*new, *blocks]
    end = len(blocks) if place is None else place + 1
    return [*blocks[:end], *new, *blocks[end:]]


def shown(suggestion: Suggestion) -> SafeString:
    """What would change, by marks."""
    return redline(suggestion.base_html, suggestion.html)


def html_of(marks: str) -> str:
    """What a person typed as marks, sanitised."""
    return "\n".join(block["html"] for block in to_blocks(marks))
