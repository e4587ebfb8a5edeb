"""The mayor's office: invited, and trusted with powers for a time."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.outbox.post import post
from cda.people.actions import invite
from cda.people.models import Invitation
from cohorts.models import Delegation, MayoralTerm, OfficeContact, Participation


@transaction.atomic
def invite_contact(contact: OfficeContact, *, by: User) -> Invitation:
    """Write to the mayor or to the mayor's delegate; again means: the older letter is void."""
    participations = Participation.objects.filter(city=contact.city).current()
    participations.select_related("cohort").get().cohort.require_open_doors()
    return invite(
        contact.email,
        contact.name,
        Role(contact.role),
        contact.city,
        by=by,
        language=contact.language,
        form=contact.form,
    )


@transaction.atomic
def begin_term(invitation: Invitation, user: User) -> None:
    """Whoever accepts the mayor's invitation is the mayor whose term we know of."""
    city_id = int(invitation.city_id or 0)
    terms = MayoralTerm.objects.select_for_update().serving()
    term = terms.filter(city_id=city_id, ends_on=None).first()
    if term is None:
        term = MayoralTerm(city_id=city_id, starts_on=timezone.localdate())
    term.take(user, name=user.name, form=user.form)
    term.save()
    record("term.taken", term, by=user)


@transaction.atomic
def grant_delegation(
    term: MayoralTerm,
    user: User,
    powers: Sequence[str],
    starts_on: date,
    ends_on: date,
    *,
    by: User,
) -> Delegation:
    """The mayor lets somebody act, in named ways and for a time. Signing is never among them."""
    term = MayoralTerm.objects.select_for_update().get(pk=term.pk)
    if term.user_id != by.pk:
        raise RuleBroken(_("Only the mayor can hand on powers of the mayor."))
    given = Delegation.objects.filter(term=term, user=user, revoked_at=None)
    if given.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise RuleBroken(
            _("%(name)s has powers in this time already. End them first.") % {"name": user}
        )
    delegation = Delegation.objects.create(
        city_id=term.city_id,
        term=term,
        user=user,
        powers=list(powers),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    note = {"to": user.pk, "powers": list(powers), "ends_on": ends_on.isoformat()}
    record("delegation.granted", delegation, by=by, note=note)
    _tell("delegation_granted", delegation, [user, by])
    return delegation


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, by: User) -> Delegation:
    """From this moment on the delegate acts no more."""
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    delegation.revoke()
    delegation.save(update_fields=["revoked_at"])
    record("delegation.revoked", delegation, by=by)
    _tell("delegation_revoked", delegation, [delegation.user, by])
    return delegation


def _tell(kind: str, delegation: Delegation, readers: Sequence[User]) -> None:
    for reader in readers:
        post(
            kind,
            reader=reader,
            key=f"{kind}:{delegation.pk}:{reader.pk}",
            city_key=delegation.city_id,
            target_id=delegation.pk,
        )
