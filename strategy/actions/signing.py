"""From the team's final text to the mayor's name under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import Language, User
from cda.accounts.permissions import Role
from cda.audit.log import head, record
from cda.lib.errors import RuleBroken
from cda.lib.formats import in_zone
from cda.lib.queue import after_commit
from cda.outbox.post import post
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone, Delegation, MayoralTerm
from strategy import tasks
from strategy.actions.versions import freeze
from strategy.models import (
    ChangeRequest,
    PublicRecord,
    PublishingKey,
    Reading,
    Signature,
    Strategy,
    Version,
)
from strategy.models.amending import require_amended, was_signed
from strategy.models.content import canonical, fingerprint
from strategy.models.orphans import find_orphans
from strategy.models.readiness import Gap, find_gaps
from strategy.models.signing import (
    commitment,
    delegation_to_decide,
    record_number,
    serving_term,
)

Progress = CityMilestone.Status


@dataclass(frozen=True)
class Evidence:
    """How we know who signed: kept with the signature, never shown."""

    identified_by: str
    ip: str | None = None
    user_agent: str = ""


@transaction.atomic
def send_to_mayor(
    strategy: Strategy,
    *,
    due_on: date | None,
    sentence: str,
    whys: Mapping[str, str],
    by: User,
) -> Version:
    """The lead puts the team's final text in front of the mayor: frozen, with one link.

    An amendment goes the same way, under the next minor number.
    """
    strategy = Strategy.objects.locked(strategy.pk)
    _require_complete(strategy)
    strategy.cover_sentence = sentence
    if strategy.asks_why:
        require_amended(strategy)
        strategy.resubmit_amendment(due_on=due_on)
    else:
        strategy.send_to_mayor(due_on=due_on)
    strategy.save()
    version = freeze(strategy, reason=Version.Reason.MAYOR, by=by, whys=whys)
    if not was_signed(strategy):
        _milestone(strategy, "mayor", Progress.IN_REVIEW, answer_on=due_on)
    record("strategy.sent_to_mayor", strategy, by=by, note={"version": version.number})
    for reader in readers_of_the_brief(strategy.city_id):
        _tell("signature_asked", version, reader)
    return version


def _require_complete(strategy: Strategy) -> None:
    missing = blockers(strategy)
    if missing:
        raise RuleBroken(
            _("Not yet: %(gap)s (%(count)s to mend in all)")
            % {"gap": missing[0].sentence, "count": len(missing)}
        )


def blockers(strategy: Strategy) -> list[Gap]:
    """Everything that stands between this text and the mayor's desk, with the way to it."""
    missing = [*find_gaps(strategy), *find_orphans(strategy)]
    if not mayors(strategy.city_id):
        sentence = _("Nobody is registered as the serving mayor of the city.")
        missing.append(Gap(sentence, "cohorts:team_detail"))
    return missing


def mayors(city_id: int) -> list[User]:
    """The serving mayor, once they have accepted their invitation."""
    terms = MayoralTerm.objects.serving().filter(city_id=city_id, user__is_active=True)
    return [term.user for term in terms.select_related("user") if term.user]


def readers_of_the_brief(city_id: int) -> list[User]:
    """The mayor, and whoever the mayor lets read along today."""
    delegations = Delegation.objects.in_force().filter(city_id=city_id, user__is_active=True)
    delegates = [delegation.user for delegation in delegations.select_related("user")]
    return list(dict.fromkeys([*mayors(city_id), *delegates]))


@transaction.atomic
def open_brief(version: Version, *, by: User) -> Reading:
    """A person went on from the brief: from now on, "changed since you read it" means this."""
    reading, is_new = Reading.objects.update_or_create(
        version=version,
        user=by,
        defaults={
            "city_id": version.city_id,
            "strategy_id": version.strategy_id,
            "read_at": timezone.now(),
        },
    )
    if is_new:
        record("version.read", version, by=by, note={"version": version.number})
    return reading


@transaction.atomic
def request_changes(
    strategy: Strategy, *, shown: str, blocks: list[str], text: str, by: User
) -> ChangeRequest:
    """The mayor, or a delegate who may decide, sends the text back with words."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_waiting_for_mayor()
    version = newest_for_mayor(strategy)
    version.require_shown(shown)
    mayor = _on_behalf_of(strategy.city_id, by)
    strategy.request_changes()
    strategy.save()
    request = ChangeRequest.objects.create(
        strategy=strategy,
        version=version,
        city_id=strategy.city_id,
        text=text,
        blocks=blocks,
        asked_by=by,
        on_behalf_of=mayor,
    )
    open_brief(version, by=by)
    if not was_signed(strategy):
        _milestone(strategy, "mayor", Progress.UNDERWAY)
    record("strategy.changes_requested", strategy, by=by, note={"version": version.number})
    for reader in User.objects.playing(Role.LEAD, city=strategy.city_id):
        _tell("changes_requested", request, reader)
    return request


def _on_behalf_of(city_id: int, user: User) -> User | None:
    """None for the mayor; the mayor for a delegate with the power to decide; else refused."""
    if serving_term(city_id, user):
        return None
    delegation = delegation_to_decide(city_id, user)
    if delegation is None:
        raise RuleBroken(
            _("Only the mayor can ask for changes, or somebody whom the mayor lets decide today.")
        )
    return delegation.term.user


def newest_for_mayor(strategy: Strategy) -> Version:
    """The version that lies, or lay last, on the mayor's desk."""
    versions = Version.objects.filter(strategy=strategy, reason=Version.Reason.MAYOR)
    return versions.latest("created_at", "pk")


@transaction.atomic
def sign_strategy(strategy: Strategy, *, shown: str, by: User, evidence: Evidence) -> Signature:
    """The mayor puts their name under exactly the text they were shown, once."""
    strategy = Strategy.objects.locked(strategy.pk)
    mine = Signature.objects.filter(strategy=strategy, signer=by, sha256=shown)
    signed = mine.filter(version__number=strategy.number).first()
    if signed:
        return signed  # the second click of the same signature
    strategy.require_waiting_for_mayor()
    term = _require_term(strategy, by)
    version = newest_for_mayor(strategy)
    is_amendment = was_signed(strategy)
    strategy.sign(shown=shown, stored=version.sha256, now=fingerprint(canonical(strategy)))
    strategy.save()
    signature = _signature(strategy, version, term, by, evidence)
    open_brief(version, by=by)
    record("strategy.signed", strategy, by=by, note=_facts(signature))
    _publish_record(strategy, version, signature, by)
    if is_amendment:
        # What is public was agreed to for another text: both keys are turned again.
        PublishingKey.objects.filter(strategy=strategy).delete()
    _reached(strategy, is_amendment)
    _draw_and_tell(strategy, version)
    return signature


def _reached(strategy: Strategy, is_amendment: bool) -> None:
    """The milestones of the cohort are reached once; an amendment does not open them again."""
    if not is_amendment:
        _milestone(strategy, "mayor", Progress.DONE)
        _milestone(strategy, "publish", Progress.UNDERWAY)


def _draw_and_tell(strategy: Strategy, version: Version) -> None:
    """The document, and the good news to everybody who gets it."""
    language, paper = strategy.language, strategy.city.paper
    after_commit(tasks.draw_document, strategy.city_id, version.pk, language, paper)
    for reader in entitled(strategy.city_id):
        _tell("strategy_signed", version, reader)


def _require_term(strategy: Strategy, by: User) -> MayoralTerm:
    term = serving_term(strategy.city_id, by)
    if term is None:
        raise RuleBroken(_("Only the serving mayor of the city can sign."))
    return term


def _signature(
    strategy: Strategy, version: Version, term: MayoralTerm, by: User, evidence: Evidence
) -> Signature:
    """Name, title, words and evidence as they are now: they outlive elections."""
    city, now = strategy.city, timezone.now()
    return Signature.objects.create(
        city=city,
        strategy=strategy,
        version=version,
        term=term,
        signer=by,
        record=record_number(city, in_zone(now, city.time_zone).date()),
        name=by.signs_as,
        title=city.mayor_title(by.form, strategy.language),
        commitment=commitment(city, by.language),
        language=by.language,
        sha256=version.sha256,
        identified_by=evidence.identified_by,
        ip=evidence.ip,
        user_agent=evidence.user_agent[:300],
        zone=city.time_zone,
        signed_at=now,
    )


def _facts(signature: Signature) -> dict[str, str]:
    return {
        "record": signature.record,
        "version": signature.version.number,
        "sha256": signature.sha256,
        "identified_by": signature.identified_by,
    }


def _publish_record(strategy: Strategy, version: Version, signature: Signature, by: User) -> None:
    """What anybody may check: no name yet, and the head of the city's history as a witness."""
    city = strategy.city
    older = PublicRecord.objects.filter(city=city, superseded_by="")
    older.update(superseded_by=signature.record)
    seq, chain_head = head(strategy.city_id)
    PublicRecord.objects.create(
        city=city,
        record=signature.record,
        city_name=city.full_name(strategy.language),
        title=strategy.title,
        period=strategy.period,
        number=version.number,
        signer_title={code: city.mayor_title(by.form, code) for code in Language.values},
        signed_at=signature.signed_at,
        zone=signature.zone,
        content_sha256=signature.sha256,
        chain_seq=seq,
        chain_head=chain_head,
    )


def entitled(city_id: int) -> list[User]:
    """Everybody who gets the signed copy: the mayor's side, the team and the coaches."""
    team = User.objects.playing(Role.LEAD, Role.MEMBER, Role.COACH, city=city_id)
    return list(dict.fromkeys([*readers_of_the_brief(city_id), *team]))


def _tell(kind: str, about: Version | ChangeRequest, reader: User) -> None:
    post(
        kind,
        reader=reader,
        city_key=about.city_id,
        target_id=about.pk,
        key=f"{kind}:{about.pk}:{reader.pk}",
    )


def _milestone(
    strategy: Strategy, code: str, status: str, *, answer_on: date | None = None
) -> None:
    today = in_zone(timezone.now(), strategy.city.time_zone).date()
    reach_milestone(strategy.participation, code, status, today=today, answer_on=answer_on)
