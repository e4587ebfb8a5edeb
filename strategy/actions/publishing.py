"""Two keys open a signed strategy to the world; one word of the programme closes it again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.lib.formats import in_zone
from cda.outbox.post import post
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone
from strategy.models import PublicRecord, PublishingKey, Signature, Strategy

Side = PublishingKey.Side


@transaction.atomic
def turn_key(strategy: Strategy, *, side: str, by: User) -> Strategy:
    """The city's or the programme's yes to publishing. With both, the strategy is public."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_signed()
    keys = {key.side: key for key in PublishingKey.objects.filter(strategy=strategy)}
    if side in keys:
        return strategy
    if any(key.turned_by_id == by.pk for key in keys.values()):
        raise RuleBroken(_("The two keys are turned by two people. You have turned the first."))
    PublishingKey.objects.create(
        strategy=strategy, city_id=strategy.city_id, side=side, turned_by=by
    )
    record("strategy.key_turned", strategy, by=by, note={"side": side})
    if {side, *keys} == set(Side.values):
        _publish(strategy, by)
    return strategy


def _publish(strategy: Strategy, by: User) -> None:
    now = timezone.now()
    strategy.publish({Side.CITY.value, Side.PROGRAMME.value})
    strategy.save()
    signature = newest_signature(strategy)
    PublicRecord.objects.filter(record=signature.record).update(
        published_at=now, signer_name=signature.name
    )
    today = in_zone(now, strategy.city.time_zone).date()
    reach_milestone(strategy.participation, "publish", CityMilestone.Status.DONE, today=today)
    record("strategy.published", strategy, by=by, note={"record": signature.record})
    _tell_the_city("strategy_published", strategy)


@transaction.atomic
def withdraw_strategy(strategy: Strategy, *, reason: str, by: User) -> Strategy:
    """An administrator takes it off the public record, and says why. A tombstone stays."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.withdraw(reason)
    strategy.save()
    signature = newest_signature(strategy)
    PublicRecord.objects.filter(record=signature.record).update(withdrawn_at=timezone.now())
    record("strategy.withdrawn", strategy, by=by, note={"record": signature.record})
    _tell_the_city("strategy_withdrawn", strategy)
    return strategy


def newest_signature(strategy: Strategy) -> Signature:
    return Signature.objects.filter(strategy=strategy).latest("signed_at", "pk")


def _tell_the_city(kind: str, strategy: Strategy) -> None:
    roles = (Role.MAYOR, Role.LEAD, Role.MEMBER, Role.COACH)
    for reader in User.objects.playing(*roles, city=strategy.city_id):
        post(
            kind,
            reader=reader,
            city_key=strategy.city_id,
            target_id=strategy.pk,
            key=f"{kind}:{strategy.pk}:{strategy.status_since.timestamp():.0f}:{reader.pk}",
        )
