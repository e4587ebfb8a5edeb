"""Say what a claim rests on, or take that back."""

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.history import keep_plan
from strategy.models import Citation, Section, Strategy
from strategy.models.files import require_file, safe_name
from strategy.models.sources import sources_of
from strategy.models.text import plain

MOST_CITATIONS = 500
MOST_FILES = 60
Kind = Citation.Kind


def _held(strategy_id: int) -> Strategy:
    strategy = Strategy.objects.locked(strategy_id)
    strategy.require_open()
    return strategy


@transaction.atomic
def add_citation(citation: Citation, *, by: User) -> Citation:
    """It comes with its section and is not saved yet; what it cites is looked up here."""
    strategy = _held(citation.section.strategy_id)
    citation.strategy, citation.city_id, citation.added_by = strategy, strategy.city_id, by
    _require_room(strategy, citation)
    _quote(citation)
    _look_up(citation)
    citation.save()
    keep_plan(strategy, by=by)
    record("citation.added", citation, by=by, note=_told(citation))
    return citation


@transaction.atomic
def remove_citation(citation: Citation, *, by: User) -> None:
    strategy = _held(citation.strategy_id)
    record("citation.removed", citation, by=by, note=_told(citation) | {"key": citation.key})
    citation.delete()
    keep_plan(strategy, by=by)


def _require_room(strategy: Strategy, citation: Citation) -> None:
    rows = Citation.objects.filter(strategy=strategy)
    if rows.count() >= MOST_CITATIONS:
        raise RuleBroken(_("%(count)s sources are enough.") % {"count": MOST_CITATIONS})
    if citation.kind == Kind.FILE and rows.filter(kind=Kind.FILE).count() >= MOST_FILES:
        raise RuleBroken(
            _("The strategy has %(count)s files already, and that is as many as it holds.")
            % {"count": MOST_FILES}
        )


def _quote(citation: Citation) -> None:
    """The first words of its paragraph, so that it is known when the paragraph is gone."""
    if not citation.block_id:
        return
    blocks = Section.objects.get(pk=citation.section_id).blocks
    html = next((block["html"] for block in blocks if block["id"] == citation.block_id), None)
    if html is None:
        raise RuleBroken(_("This paragraph is not there any more. Choose another one."))
    citation.quote = plain(html)[:300]


def _look_up(citation: Citation) -> None:
    """A session is one of this city; a file is what it says."""
    if citation.kind == Kind.SESSION:
        offered = sources_of(citation.strategy)
        source = next((row for row in offered if row.key == citation.target), None)
        if source is None:
            raise RuleBroken(_("This session is not one of this city. Choose another one."))
        citation.title = source.title
    if citation.kind == Kind.FILE:
        content = bytes(citation.content or b"")
        require_file(citation.file_name, content)
        citation.file_name = safe_name(citation.file_name)


def _told(citation: Citation) -> dict[str, str]:
    return {"kind": str(citation.kind), "title": citation.title}
