"""Publishing: two keys, two people; withdrawing: one reason."""

import pytest
from django.urls import reverse

from cda.accounts.permissions import Role
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.models import Letter
from cohorts.models import CityMilestone
from strategy.actions.publishing import turn_key, withdraw_strategy
from strategy.models import PublicRecord, PublishingKey, Strategy
from tests import factories

pytestmark = pytest.mark.django_db


def again(signature):
    return Strategy.objects.get(pk=signature.strategy_id)


@pytest.fixture
def published(signature, lead, staff):
    turn_key(signature.strategy, side="city", by=lead)
    return turn_key(signature.strategy, side="programme", by=staff)


def test_one_key_publishes_nothing(signature, lead):
    turn_key(signature.strategy, side="city", by=lead)
    assert again(signature).status == "signed"
    assert PublicRecord.objects.get().signer_name == ""
    assert str(PublishingKey.objects.get()) == f"{signature.strategy_id} city"


@pytest.mark.parametrize("keys", [set(), {"city"}, {"programme"}])
def test_the_strategy_itself_asks_for_both_keys(signature, keys):
    with pytest.raises(RuleBroken, match="two keys"):
        again(signature).publish(keys)


def test_two_keys_publish(published, signature, participation):
    assert published.status == "published"
    public = PublicRecord.objects.get()
    assert (public.signer_name, bool(public.published_at)) == (signature.name, True)
    assert Entry.objects.filter(verb="strategy.published").count() == 1


def test_two_keys_reach_the_milestone_and_tell_the_city(
    signature, lead, staff, mayor, member, coach, participation
):
    factories.CityMilestoneFactory(participation=participation, code="publish", position=1)
    turn_key(signature.strategy, side="programme", by=staff)
    turn_key(signature.strategy, side="city", by=lead)
    assert CityMilestone.objects.get().status == "done"
    readers = Letter.objects.filter(kind="strategy_published").values_list(
        "reader__name", flat=True
    )
    assert sorted(readers) == sorted(user.name for user in (mayor, lead, member, coach))


def test_the_same_key_twice_is_one_key(signature, lead):
    for _ in range(2):
        turn_key(signature.strategy, side="city", by=lead)
    assert PublishingKey.objects.count() == 1
    assert Entry.objects.filter(verb="strategy.key_turned").count() == 1


def test_one_person_does_not_turn_both_keys(signature, lead):
    turn_key(signature.strategy, side="city", by=lead)
    with pytest.raises(RuleBroken, match="two people"):
        turn_key(signature.strategy, side="programme", by=lead)


@pytest.mark.parametrize("status", ["drafting", "mayor_review", "published", "withdrawn"])
def test_only_what_is_signed_can_be_published(signature, lead, status):
    Strategy.objects.update(status=status)
    with pytest.raises(RuleBroken, match="Only a signed strategy"):
        turn_key(signature.strategy, side="city", by=lead)


def test_withdraw_leaves_a_tombstone(published, signature, admin, mayor):
    withdraw_strategy(published, reason="A page named a minor.", by=admin)
    strategy = again(signature)
    assert (strategy.status, strategy.withdrawn_reason) == ("withdrawn", "A page named a minor.")
    public = PublicRecord.objects.get()
    assert (public.signer_name, bool(public.withdrawn_at)) == (signature.name, True)
    assert Letter.objects.filter(kind="strategy_withdrawn").exists()


def test_withdraw_what_is_not_published(signature, admin):
    with pytest.raises(RuleBroken):
        withdraw_strategy(signature.strategy, reason="x", by=admin)


# Pages ----------------------------------------------------------------------------------------


def page(city, name="strategy_publish"):
    return reverse(f"strategy:{name}", args=[city.slug])


def test_strategy_publish_by_both(signed_in, signature, lead, staff, city):
    client = signed_in(lead)
    assert "Valle Sereno agrees" in client.get(page(city)).content.decode()
    assert client.post(page(city), {"agrees": "on", "once": "a"}).url == page(
        city, "strategy_signed"
    )
    assert "Your key is turned" in client.get(page(city)).content.decode()
    client = signed_in(staff)
    assert "The programme has checked" in client.get(page(city)).content.decode()
    client.post(page(city), {"agrees": "on", "once": "b"})
    assert again(signature).status == "published"


def test_strategy_publish_without_a_yes(signed_in, signature, lead, city):
    assert signed_in(lead).post(page(city), {"once": "a"}).status_code == 422
    assert not PublishingKey.objects.exists()


def test_strategy_publish_before_the_signature(signed_in, sent, lead, city):
    assert signed_in(lead).get(page(city)).status_code == 404


def test_somebody_of_the_programme_who_leads_a_city_turns_the_programmes_key(
    signed_in, signature, staff, city
):
    factories.PartFactory(user=staff, city=city, role=Role.LEAD)
    signed_in(staff).post(page(city), {"agrees": "on", "once": "a"})
    assert PublishingKey.objects.get().side == "programme"


def test_strategy_withdraw_by_an_administrator(signed_in, published, signature, admin, city):
    client = signed_in(admin)
    assert (
        page(city, "strategy_withdraw")
        in client.get(page(city, "strategy_signed")).content.decode()
    )
    assert client.get(page(city, "strategy_withdraw")).status_code == 200
    response = client.post(page(city, "strategy_withdraw"), {"reason": "A mistake.", "once": "a"})
    assert response.url == page(city, "strategy_signed")
    assert "A mistake." in client.get(response.url).content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "a\x00"])
def test_strategy_withdraw_with_a_wrong_reason(signed_in, published, admin, city, reason):
    response = signed_in(admin).post(page(city, "strategy_withdraw"), {"reason": reason})
    assert response.status_code == 422
