"""What the mayor reads on a phone, and answers: the brief, the whole text, the wish for changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Access, Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import signing
from strategy.documents.chapters import chapters
from strategy.documents.registers import pillars
from strategy.documents.sources import sources
from strategy.documents.tables import Tables
from strategy.forms.signing import ChangesForm
from strategy.models import Strategy, Version
from strategy.models.desk import Desk, desk_of
from strategy.models.digest import REMEMBERED, Digest, digest_of
from strategy.models.document import TextChanged
from strategy.models.signing import delegation_to_decide
from strategy.models.summary import Summary
from strategy.views.places import strategy_here

Status = Strategy.Status


def version_for_mayor(access: Access, strategy: Strategy) -> Version | None:
    """The newest version that was sent to the mayor."""
    versions = Version.objects.visible_to(access).filter(strategy=strategy)
    sent = versions.filter(reason=Version.Reason.MAYOR).select_related("created_by")
    return sent.order_by("-created_at", "-pk").first()


def text_changed(request: Request, error: TextChanged) -> HttpResponse:
    """The page was older than the text: say so kindly, and lead to what is new."""
    context = {"city": request.access.here, "sentence": str(error)}
    return render(request, "strategy/text_changed.html", context, status=409)


def may_decide(access: Access, strategy: Strategy) -> bool:
    """The mayor, or a delegate whom the mayor lets ask for changes today."""
    if strategy.status != Status.MAYOR_REVIEW or not access.may(Permission.STRATEGY_DECIDE):
        return False
    if access.may(Permission.STRATEGY_SIGN):
        return True
    return bool(delegation_to_decide(access.here.pk, access.user))


@dataclass
class Brief:
    """One version, as one reader sees it today. In the active language."""

    access: Access
    desk: Desk

    @property
    def strategy(self) -> Strategy:
        return self.desk.strategy

    @cached_property
    def digest(self) -> Digest:
        return digest_of(self.desk.version.key, self.desk.known_key)

    @cached_property
    def told(self) -> "Told":
        """The part of the page that is the same for as long as there is this version."""
        return told(self.digest)

    @property
    def is_waiting(self) -> bool:
        return self.strategy.status == Status.MAYOR_REVIEW

    @property
    def is_signed(self) -> bool:
        return self.strategy.status in {Status.SIGNED, Status.PUBLISHED, Status.IN_IMPLEMENTATION}

    @property
    def may_sign(self) -> bool:
        return self.is_waiting and self.access.may(Permission.STRATEGY_SIGN)

    @cached_property
    def may_decide(self) -> bool:
        return may_decide(self.access, self.strategy)

    @property
    def title(self) -> str:
        """How the city calls its mayor, as this mayor wants to be called."""
        form = self.access.user.form if self.may_sign else "neutral"
        return self.access.here.mayor_title(form, language())

    @cached_property
    def links(self) -> list[dict[str, object]]:
        return [*self._reading_link(), *self._document_link(), *self._coach_links()]

    def _reading_link(self) -> Iterator[dict[str, object]]:
        note = _("%(count)s min") % {"count": self.digest.reading_minutes}
        yield self._link("strategy_read", _("Read the full strategy"), "book-open", note)

    def _document_link(self) -> Iterator[dict[str, object]]:
        """The file itself where it is there, else the page that asks for it."""
        if not self.access.may(Permission.STRATEGY_EXPORT):
            return
        here, desk = self.access.here, self.desk
        link = self._link("document_draw", _("Download the PDF"), "file-down", "")
        if desk.printed:
            keys = [here.slug, desk.version.key, desk.strategy.language, here.paper]
            url = reverse("strategy:document_download", args=keys)
            link |= {"url": url, "note": filesizeformat(desk.printed), "download": True}
        yield link

    def _coach_links(self) -> Iterator[dict[str, object]]:
        if self.desk.coach_email and self.access.may(Permission.STRATEGY_DECIDE):
            text = _("Ask your coach, %(name)s") % {"name": self.desk.coach_name}
            url = f"mailto:{self.desk.coach_email}"
            yield {"url": url, "text": text, "icon": "message-square"}

    def _link(self, name: str, text: str, icon: str, note: str) -> dict[str, object]:
        url = reverse(f"strategy:{name}", args=[self.access.here.slug])
        return {"url": url, "text": text, "icon": icon, "note": note}


@dataclass(frozen=True)
class Told:
    """Two pieces of the page, drawn."""

    changes: SafeString
    rest: SafeString


@lru_cache(maxsize=REMEMBERED)
def told(digest: Digest) -> Told:
    """Drawn once for each digest: it holds texts in one language, and nothing of the reader."""
    pieces = (f"strategy/_brief_told.html#{name}" for name in ("changes", "rest"))
    context = {"digest": digest}
    return Told(*(SafeString(render_to_string(piece, context)) for piece in pieces))


def language() -> str:
    return get_language() or "en"


@require_safe
@requires(Permission.BRIEF_VIEW)
def brief(request: Request, city: str) -> HttpResponse:
    """Reading it here is not counted: what a person does next is (decision 0004)."""
    desk = desk_of(request.access.here, request.access.user)
    if desk is None:
        return render(request, "strategy/brief_none.html", {"city": request.access.here})
    context = {
        "city": request.access.here,
        "strategy": desk.strategy,
        "version": desk.version,
        "brief": Brief(request.access, desk),
    }
    return render(request, "strategy/brief.html", context)


@require_POST
@requires(Permission.STRATEGY_SIGN)
def brief_open(request: Request, city: str) -> HttpResponse:
    """The mayor goes on to sign: from now on this version counts as read."""
    version = version_for_mayor(request.access, strategy_here(request))
    if version is None:
        raise Http404
    signing.open_brief(version, by=request.access.user)
    return redirect("strategy:strategy_sign", city)


@require_http_methods(["GET", "POST"])
@requires(Permission.STRATEGY_DECIDE)
def changes_request(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    version = version_for_mayor(request.access, strategy)
    if version is None:
        raise Http404
    form = ChangesForm(request.POST or None, initial={"sha256": version.sha256})
    if form.is_valid():
        try:
            signing.request_changes(
                strategy,
                shown=form.cleaned_data["sha256"],
                blocks=form.cleaned_data["blocks"],
                text=form.cleaned_data["text"],
                by=request.access.user,
            )
        except TextChanged as error:
            return text_changed(request, error)
        messages.success(request, _("Sent. The city lead has your words now."))
        return redirect("strategy:brief", city)
    if not may_decide(request.access, strategy) and not form.is_bound:
        return redirect("strategy:brief", city)
    context = {"city": request.access.here, "version": version, "form": form}
    status = 422 if form.errors else 200
    return render(request, "strategy/changes_request.html", context, status=status)


@require_safe
@requires(Permission.STRATEGY_VIEW)
def strategy_read(request: Request, city: str) -> HttpResponse:
    """The whole frozen text: the version on the mayor's desk, else the newest there is."""
    strategy = strategy_here(request)
    versions = Version.objects.visible_to(request.access).filter(strategy=strategy)
    newest = versions.order_by("-created_at", "-pk").first()
    version = version_for_mayor(request.access, strategy) or newest
    if version is None:
        raise Http404
    summary = Summary(version.content)
    tables = Tables(summary)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "version": version,
        "content": version.content,
        "chapters": chapters(version.content, city),
        "pillars": pillars(version.content),
        "tables": tables,
        "initiatives": tables.initiatives(),
        "sources": sources(version.content),
        "summary": summary,
        "lang": version.content["language"],
        "may_see_brief": request.access.may(Permission.BRIEF_VIEW),
    }
    return render(request, "strategy/strategy_read.html", context)
