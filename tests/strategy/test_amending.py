"""After the signature: a reason for every change, another signature, the older one superseded."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from strategy.actions import publishing, reviewing
from strategy.actions.amending import end_amendment, open_amendment
from strategy.actions.history import keep_plan, name_version, say_why
from strategy.actions.signing import (
    Evidence,
    request_changes,
    send_to_mayor,
    sign_strategy,
)
from strategy.models import (
    Initiative,
    PlanRevision,
    PublicRecord,
    PublishingKey,
    Section,
    SectionRevision,
    Strategy,
)
from strategy.models.amending import WhyMissing, said_already, why_of_text
from strategy.models.document import TextChanged

pytestmark = pytest.mark.django_db

PROOF = Evidence(identified_by="code")
WHY = "The council moved the budget."


@pytest.fixture
def amended(signature, lead):
    return open_amendment(signature.strategy, WHY, by=lead)


def change(strategy, **fields):
    Initiative.objects.filter(objective__goal__strategy=strategy).update(
        **(fields or {"cost": 99000})
    )


def send(strategy, by):
    return send_to_mayor(strategy, due_on=None, sentence="", whys={}, by=by)


def test_an_amendment_opens_the_text_and_says_why(amended, lead, signature):
    assert (amended.status, amended.is_open, amended.asks_why) == ("amended", True, True)
    assert amended.cover_sentence == WHY
    revision = PlanRevision.objects.latest("pk")
    assert (revision.why, revision.author) == (WHY, lead)
    assert Entry.objects.get(verb="strategy.amended").note == {"was": "signed", "version": "1.0"}
    assert PublicRecord.objects.get().is_current


def test_an_amendment_needs_a_reason(signature, lead):
    with pytest.raises(WhyMissing, match="say why you change it"):
        open_amendment(signature.strategy, "  ", by=lead)
    assert Strategy.objects.get().status == "signed"


@pytest.mark.parametrize("status", ["drafting", "mayor_review", "changes_requested", "closed"])
def test_only_what_is_signed_is_amended(strategy, lead, status):
    Strategy.objects.update(status=status)
    with pytest.raises(RuleBroken):
        open_amendment(strategy, WHY, by=lead)


def test_the_plan_asks_everybody_once_in_a_sitting(amended, lead, member):
    change(amended)
    keep_plan(amended, by=lead)
    assert PlanRevision.objects.latest("pk").why == WHY
    change(amended, cost=1)
    with pytest.raises(WhyMissing):
        keep_plan(amended, by=member)
    say_why(amended, " Prices  rose. ", by=member)
    keep_plan(amended, by=member)
    assert PlanRevision.objects.latest("pk").why == "Prices rose."
    change(amended, cost=2)
    keep_plan(amended, by=member, why="Another reason")
    assert PlanRevision.objects.latest("pk").why == "Another reason"
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        change(amended, cost=3)
        with pytest.raises(WhyMissing):
            keep_plan(amended, by=member)


def test_before_the_signature_nobody_is_asked(strategy, section, lead):
    keep_plan(strategy, by=lead)
    assert PlanRevision.objects.get().why == ""
    assert why_of_text(strategy, section, "", by=lead) == ""
    assert said_already(strategy, None, by=lead) == ""


def test_a_text_is_asked_for_section_by_section(amended, lead, city):
    first, second = Section.objects.filter(strategy=amended)[:2]
    with pytest.raises(WhyMissing):
        why_of_text(amended, first, "", by=lead)
    assert why_of_text(amended, first, "New figures", by=lead) == "New figures"
    SectionRevision.objects.create(
        section=first, city=city, number=90, blocks=[], author=lead, why="New figures"
    )
    assert said_already(amended, first, by=lead) == "New figures"
    assert said_already(amended, second, by=lead) == ""
    assert said_already(amended, None, by=lead) == WHY


def test_the_mayor_signs_again_and_the_older_signature_is_superseded(
    amended, signature, lead, mayor
):
    change(amended)
    version = send(amended, lead)
    assert version.number == "1.1"
    assert Strategy.objects.get().status == "mayor_review"
    newer = sign_strategy(amended, shown=version.sha256, by=mayor, evidence=PROOF)
    assert newer != signature
    assert Strategy.objects.get().status == "signed"
    older = PublicRecord.objects.get(record=signature.record)
    assert (older.superseded_by, older.is_current) == (newer.record, False)
    assert PublicRecord.objects.get(record=newer.record).number == "1.1"
    again = sign_strategy(amended, shown=version.sha256, by=mayor, evidence=PROOF)
    assert again == newer


def test_a_mayor_is_not_asked_for_the_same_words_again(amended, lead):
    with pytest.raises(RuleBroken, match="Nothing has changed since the signature"):
        send(amended, lead)


def test_the_way_back_to_an_older_signed_text_is_a_new_signature(amended, signature, lead, mayor):
    """What was signed first, changed, and then wished back is not signed by the first click."""
    cost = Initiative.objects.filter(objective__goal__strategy=amended).values_list("cost")[0][0]
    Initiative.objects.filter(objective__goal__strategy=amended).update(cost=cost)
    second = None
    for value in (5, cost):
        change(amended, cost=value)
        version = send(Strategy.objects.get(), lead)
        second = sign_strategy(amended, shown=version.sha256, by=mayor, evidence=PROOF)
        open_amendment(Strategy.objects.get(), WHY, by=lead)
    assert second.version.number == "1.2"


def test_recalled_and_returned_it_stays_an_amendment(amended, lead, mayor):
    change(amended)
    version = send(amended, lead)
    assert reviewing.recall_strategy(amended, by=lead).status == "amended"
    with pytest.raises(TextChanged):
        sign_strategy(amended, shown=version.sha256, by=mayor, evidence=PROOF)
    version = send(Strategy.objects.get(), lead)
    assert version.number == "1.2"
    request_changes(amended, shown=version.sha256, blocks=[], text="Less money.", by=mayor)
    assert reviewing.resume_strategy(amended, by=lead).status == "amended"


def test_what_is_published_is_published_again_with_two_new_keys(signature, lead, staff, mayor):
    for side, person in (("city", lead), ("programme", staff)):
        publishing.turn_key(signature.strategy, side=side, by=person)
    strategy = open_amendment(Strategy.objects.get(), WHY, by=lead)
    change(strategy)
    version = send(strategy, lead)
    newer = sign_strategy(strategy, shown=version.sha256, by=mayor, evidence=PROOF)
    assert not PublishingKey.objects.exists()
    assert PublicRecord.objects.get(record=newer.record).published_at is None
    for side, person in (("city", lead), ("programme", staff)):
        publishing.turn_key(strategy, side=side, by=person)
    assert PublicRecord.objects.get(record=newer.record).published_at


def test_an_amendment_without_a_change_can_be_ended(amended, lead):
    assert end_amendment(amended, by=lead).status == "signed"
    strategy = open_amendment(Strategy.objects.get(), WHY, by=lead)
    change(strategy)
    with pytest.raises(RuleBroken, match="not what the mayor signed"):
        end_amendment(strategy, by=lead)


def test_an_amendment_of_something_public_ends_as_public(signature, lead, staff):
    for side, person in (("city", lead), ("programme", staff)):
        publishing.turn_key(signature.strategy, side=side, by=person)
    strategy = open_amendment(Strategy.objects.get(), WHY, by=lead)
    assert end_amendment(strategy, by=lead).status == "published"


def test_a_state_gets_a_name_while_it_is_written(strategy, section, lead):
    version = name_version(strategy, "Workshop draft", by=lead)
    assert (version.number, version.name, version.reason) == ("0.1", "Workshop draft", "team")
    assert [row["key"] for row in version.content["sections"]] == [section.key]
    assert Strategy.objects.get().number == "0.1"
    assert Entry.objects.filter(verb="version.named").exists()
    Strategy.objects.update(status="coach_review")
    with pytest.raises(RuleBroken, match="cannot be changed while"):
        name_version(strategy, "Later", by=lead)
