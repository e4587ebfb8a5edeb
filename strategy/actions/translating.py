"""Translate, and keep the city's glossary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max

from cda.accounts.models import User
from cda.audit.log import record
from strategy.actions.history import keep_plan
from strategy.models import Strategy, Term, Translation
from strategy.models.glossary import SEEDS
from strategy.models.translating import newest_translations
from strategy.models.units import Unit


@dataclass(frozen=True)
class Typed:
    """What somebody typed for a unit, and the translation it was typed over (0: none)."""

    unit: Unit
    text: str
    base: int
    keeps_old: bool = False


@dataclass
class Outcome:
    """How many texts were kept, and which met a newer one: those are typed on by hand."""

    saved: int = 0
    conflicts: dict[str, Translation] = field(default_factory=dict)


@transaction.atomic
def translate(
    strategy: Strategy, language: str, typed: Sequence[Typed], *, is_draft: bool, by: User
) -> Outcome:
    """Add what is new. A translation that somebody else wrote meanwhile is never replaced.

    The strategy may be signed: a translation does not touch the text that was signed.
    """
    strategy = Strategy.objects.locked(strategy.pk)
    newest = newest_translations(strategy).get(language, {})
    outcome, rows = Outcome(), []
    for one in typed:
        old = newest.get(one.unit.name)
        if not _is_new(one, old, is_draft):
            continue
        if old is not None and old.pk != one.base:
            outcome.conflicts[one.unit.name] = old
            continue
        rows.append(_row(strategy, language, one, is_draft, by))
    Translation.objects.bulk_create(rows)
    outcome.saved = len(rows)
    if rows:
        note = {"language": language, "texts": len(rows)}
        record("strategy.translated", strategy, by=by, note=note)
    return outcome


def _is_new(one: Typed, old: Translation | None, is_draft: bool) -> bool:
    """Another text, or the same one said to hold for the source as it is now."""
    if old is None:
        return bool(one.text)
    if one.text != old.text:
        return True
    is_about_now = old.source_sha256 == one.unit.sha256
    return bool(one.text) and (
        (one.keeps_old and not is_about_now) or (is_about_now and old.is_draft and not is_draft)
    )


def _row(strategy: Strategy, language: str, one: Typed, is_draft: bool, by: User) -> Translation:
    return Translation(
        strategy=strategy,
        city_id=strategy.city_id,
        language=language,
        unit=one.unit.name,
        text=one.text,
        source=one.unit.source,
        source_sha256=one.unit.sha256,
        is_draft=is_draft,
        author=by,
    )


@transaction.atomic
def add_term(strategy: Strategy, term: Term, *, by: User) -> Term:
    """At the end of the glossary. The term is not saved yet."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_open()
    term.strategy, term.city_id = strategy, strategy.city_id
    last = Term.objects.filter(strategy=strategy).aggregate(last=Max("position"))["last"]
    term.position = 0 if last is None else last + 1
    term.save()
    keep_plan(strategy, by=by)
    record("term.added", term, by=by, note={"term": str(term)})
    return term


@transaction.atomic
def edit_term(term: Term, *, base_version: int, by: User) -> bool:
    """False: somebody else changed it since; nothing was written."""
    strategy = Strategy.objects.locked(term.strategy_id)
    strategy.require_open()
    rows = Term.objects.filter(pk=term.pk, version=base_version)
    values = {"en": term.en, "es": term.es, "pt_br": term.pt_br, "meaning": term.meaning}
    if not rows.update(**values, version=F("version") + 1):
        return False
    keep_plan(strategy, by=by)
    record("term.changed", term, by=by, note={"term": str(term)})
    return True


@transaction.atomic
def delete_term(term: Term, *, by: User) -> None:
    strategy = Strategy.objects.locked(term.strategy_id)
    strategy.require_open()
    record("term.deleted", term, by=by, note={"term": str(term)})
    term.delete()
    keep_plan(strategy, by=by)


@transaction.atomic
def seed_terms(strategy: Strategy, *, by: User) -> int:
    """Put in the usual terms that are not there yet. Returns how many came in."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_open()
    rows = Term.objects.filter(strategy=strategy)
    known = {row.en.casefold() for row in rows}
    last = max((row.position for row in rows), default=-1)
    new: list[Mapping[str, str]] = [seed for seed in SEEDS if seed["en"].casefold() not in known]
    Term.objects.bulk_create(
        Term(strategy=strategy, city_id=strategy.city_id, position=last + place, **seed)
        for place, seed in enumerate(new, start=1)
    )
    if new:
        keep_plan(strategy, by=by)
        record("glossary.seeded", strategy, by=by, note={"terms": len(new)})
    return len(new)
