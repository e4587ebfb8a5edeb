"""Sending to the mayor, the mayor's signature, its receipt, publishing and withdrawing."""

from collections.abc import Iterator

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Access, Request, requires
from cda.accounts.models import City
from cda.accounts.permissions import Permission, Role
from cda.lib.formats import in_zone
from cda.people.stepup import how, require_step_up
from strategy.actions import publishing, signing
from strategy.forms.signing import PublishForm, SendForm, SignForm, WithdrawForm
from strategy.models import PublishingKey, Signature, Strategy, Version
from strategy.models.change_words import Words, in_words
from strategy.models.changes import difference
from strategy.models.content import canonical
from strategy.models.document import TextChanged
from strategy.models.readiness import Gap
from strategy.models.signing import commitment
from strategy.views.brief import text_changed, version_for_mayor
from strategy.views.places import strategy_here

Status = Strategy.Status
Side = PublishingKey.Side


def changes_since(strategy: Strategy, version: Version | None) -> list[Words]:
    """What the mayor will see as new: each change may be given a reason."""
    if version is None:
        return []
    old, new = version.content, canonical(strategy)
    return [in_words(change, old, new) for change in difference(old, new).facts]


@require_http_methods(["GET", "POST"])
@requires(Permission.STRATEGY_SEND)
def mayor_send(request: Request, city: str) -> HttpResponse:
    """The lead sends the team's final text, when nothing is missing any more."""
    strategy = strategy_here(request)
    last = version_for_mayor(request.access, strategy)
    form = SendForm(
        request.POST or None,
        changes=changes_since(strategy, last),
        today=in_zone(timezone.now(), request.access.here.time_zone).date(),
        initial={"sentence": strategy.cover_sentence},
    )
    if form.is_valid():
        signing.send_to_mayor(
            strategy,
            due_on=form.cleaned_data["due_on"],
            sentence=form.cleaned_data["sentence"],
            whys=form.reasons(),
            by=request.access.user,
        )
        messages.success(request, _("Sent. The mayor has a letter with one link."))
        return redirect("strategy:brief", city)
    context = {"strategy": strategy, "form": form, "last": last} | _sending(request, strategy)
    return render(request, "strategy/mayor_send.html", context, status=422 if form.errors else 200)


def _sending(request: Request, strategy: Strategy) -> dict[str, object]:
    """What stands in the way, and who gets the letter."""
    here = request.access.here
    return {
        "city": here,
        "blockers": [_with_url(here, gap) for gap in signing.blockers(strategy)],
        "readers": signing.readers_of_the_brief(here.pk),
        "is_final": strategy.status in {Status.TEAM_FINAL, Status.AMENDED},
    }


def _with_url(city: City, gap: Gap) -> dict[str, str]:
    """Each thing that is missing leads to its place."""
    name = gap.page if ":" in gap.page else f"strategy:{gap.page}"
    keys = [gap.key] if gap.key else []
    return {"sentence": gap.sentence, "url": reverse(name, args=[city.slug, *keys])}


@require_http_methods(["GET", "POST"])
@requires(Permission.STRATEGY_SIGN)
def strategy_sign(request: Request, city: str) -> HttpResponse:
    """Prove who you are, write your name, tick the box: one signature over this text."""
    strategy = strategy_here(request)
    version = version_for_mayor(request.access, strategy)
    if version is None:
        raise Http404
    if request.method != "POST" and strategy.status != Status.MAYOR_REVIEW:
        page = "strategy_signed" if _is_signed(strategy) else "brief"
        return redirect(f"strategy:{page}", city)
    proof = require_step_up(request, request.path)
    if proof:
        return proof
    form = _sign_form(request, version)
    if form.is_valid():
        return _sign(request, strategy, form.cleaned_data["sha256"])
    here = request.access.here
    in_full = here.full_name(request.user.language)
    context = {"city": here, "city_in_full": in_full, "strategy": strategy, "version": version}
    status = 422 if form.errors else 200
    return render(request, "strategy/strategy_sign.html", context | {"form": form}, status=status)


def _sign_form(request: Request, version: Version) -> SignForm:
    user = request.access.user
    return SignForm(
        request.POST or None,
        signs_as=user.signs_as,
        commitment=commitment(request.access.here, user.language),
        initial={"sha256": version.sha256},
    )


def _sign(request: Request, strategy: Strategy, shown: str) -> HttpResponse:
    try:
        signing.sign_strategy(
            strategy, shown=shown, by=request.access.user, evidence=_evidence(request)
        )
    except TextChanged as error:
        return text_changed(request, error)
    return redirect("strategy:strategy_signed", request.access.here.slug)


def _evidence(request: Request) -> signing.Evidence:
    return signing.Evidence(
        identified_by=how(request),
        ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", ""),
    )


def _is_signed(strategy: Strategy) -> bool:
    return strategy.status in {Status.SIGNED, Status.PUBLISHED, Status.WITHDRAWN}


def signature_of(access: Access, strategy: Strategy) -> Signature:
    """The newest signature, for everybody who may read the strategy."""
    signatures = Signature.objects.visible_to(access).filter(strategy=strategy)
    found = signatures.select_related("version").order_by("-signed_at", "-pk").first()
    if found is None:
        raise Http404
    return found


@require_safe
@requires(Permission.STRATEGY_VIEW)
def strategy_signed(request: Request, city: str) -> HttpResponse:
    """The receipt: who, when, which version, under which number; and where to go on."""
    strategy = strategy_here(request)
    signature = signature_of(request.access, strategy)
    keys = PublishingKey.objects.visible_to(request.access).filter(strategy=strategy)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "signature": signature,
        "is_signer": signature.signer_id == request.access.user.pk,
        "title": request.access.here.mayor_title(request.user.form, request.user.language),
        "keys": {key.side: key for key in keys},
        "links": list(_ways_on(request.access, strategy, signature)),
    }
    return render(request, "strategy/strategy_signed.html", context)


def _ways_on(access: Access, strategy: Strategy, signature: Signature) -> Iterator[dict[str, str]]:
    """What this reader may do with a signed strategy."""
    here = access.here.slug
    if access.may(Permission.STRATEGY_EXPORT):
        url = reverse("strategy:document_draw", args=[here])
        yield {"url": url, "text": _("Download the signed copy"), "icon": "file-down"}
    url = reverse("strategy:record_verify", args=[signature.record])
    yield {"url": url, "text": _("See the public record"), "icon": "badge-check"}
    if access.may(Permission.STRATEGY_PUBLISH) and strategy.status == Status.SIGNED:
        url = reverse("strategy:strategy_publish", args=[here])
        yield {"url": url, "text": _("Publish the strategy"), "icon": "globe"}
    if access.may(Permission.STRATEGY_SEND) and strategy.may_be_amended:
        url = reverse("strategy:strategy_amend", args=[here])
        yield {"url": url, "text": _("Amend the signed strategy"), "icon": "pencil-line"}
    if access.may(Permission.STRATEGY_WITHDRAW) and strategy.status == Status.PUBLISHED:
        url = reverse("strategy:strategy_withdraw", args=[here])
        yield {"url": url, "text": _("Withdraw it"), "icon": "undo-2"}


def side_of(access: Access) -> str:
    """The programme's people turn the programme's key, also where they help a city."""
    if access.roles & {Role.ADMIN, Role.STAFF}:
        return Side.PROGRAMME
    return Side.CITY


@require_http_methods(["GET", "POST"])
@requires(Permission.STRATEGY_PUBLISH)
def strategy_publish(request: Request, city: str) -> HttpResponse:
    """One of two keys. With the second one, anybody may see who signed."""
    strategy = strategy_here(request)
    signature = signature_of(request.access, strategy)
    side = side_of(request.access)
    form = PublishForm(request.POST or None, consent=_consent(side, request.access.here.name))
    if form.is_valid():
        strategy = publishing.turn_key(strategy, side=side, by=request.access.user)
        if strategy.status == Status.PUBLISHED:
            messages.success(request, _("Published. Anybody can check the signature now."))
        else:
            messages.success(request, _("Your key is turned. The second one is still missing."))
        return redirect("strategy:strategy_signed", city)
    keys = PublishingKey.objects.visible_to(request.access).filter(strategy=strategy)
    turned = {key.side: key for key in keys.select_related("turned_by")}
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "signature": signature,
        "form": form,
        "keys": turned,
        "may_turn": strategy.status == Status.SIGNED and side not in turned,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/strategy_publish.html", context, status=status)


def _consent(side: str, city: str) -> str:
    if side == Side.CITY:
        return _("%(city)s agrees that its strategy, the mayor’s name and the date are public.") % {
            "city": city
        }
    return _("The programme has checked the document and agrees to publishing it.")


@require_http_methods(["GET", "POST"])
@requires(Permission.STRATEGY_WITHDRAW)
def strategy_withdraw(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        publishing.withdraw_strategy(strategy, reason=reason, by=request.access.user)
        messages.success(request, _("Withdrawn. The public record says so from now on."))
        return redirect("strategy:strategy_signed", city)
    context = {"city": request.access.here, "strategy": strategy, "form": form}
    status = 422 if form.errors else 200
    return render(request, "strategy/strategy_withdraw.html", context, status=status)
