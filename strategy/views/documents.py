"""The PDF: asked for once, drawn by the worker, the same bytes for everybody entitled."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Access, Request, requires
from cda.accounts.models import Language, Paper
from cda.accounts.permissions import Permission
from strategy.actions.drawing import ask_for_document
from strategy.forms.signing import DocumentForm
from strategy.models import Document, Signature, Strategy, Version
from strategy.tasks import has_failed
from strategy.views.brief import version_for_mayor
from strategy.views.places import strategy_here


def version_to_print(access: Access, strategy: Strategy) -> Version | None:
    """What was signed, or lies with the mayor; before that, the newest frozen version."""
    newest = Version.objects.visible_to(access).filter(strategy=strategy)
    return version_for_mayor(access, strategy) or newest.order_by("-created_at", "-pk").first()


@require_http_methods(["GET", "POST"])
@requires(Permission.STRATEGY_EXPORT)
def document_draw(request: Request, city: str) -> HttpResponse:
    """Choose language and paper of a draft; of a signed strategy there is one copy."""
    strategy = strategy_here(request)
    version = version_to_print(request.access, strategy)
    if version is None:
        return render(request, "strategy/document_none.html", {"city": request.access.here})
    language, paper = strategy.language, request.access.here.paper
    is_signed = Signature.objects.visible_to(request.access).filter(version=version).exists()
    given = {"language": language, "paper": paper}
    form = DocumentForm(given if is_signed else request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        ask_for_document(version, by=request.access.user, **form.cleaned_data)
        chosen = form.cleaned_data["language"], form.cleaned_data["paper"]
        return redirect("strategy:document_progress", city, version.key, *chosen)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "version": version,
        "is_signed": is_signed,
        "form": form,
        "ready": _ready(request.access, version, language, paper),
    }
    return render(
        request, "strategy/document_draw.html", context, status=422 if form.errors else 200
    )


def _ready(access: Access, version: Version, language: str, paper: str) -> Document | None:
    documents = Document.objects.visible_to(access).of(version, language, paper)
    return documents.defer("content").first()


def _version_here(request: Request, key: str, language: str, paper: str) -> Version:
    if language not in Language.values or paper not in Paper.values:
        raise Http404
    versions = Version.objects.visible_to(request.access).defer("content")
    return get_object_or_404(versions.select_related("strategy__city"), key=key)


@require_safe
@requires(Permission.STRATEGY_EXPORT)
def document_progress(
    request: Request, city: str, key: str, language: str, paper: str
) -> HttpResponse:
    """Waiting, ready or failed. The page asks again by itself, with or without JavaScript."""
    version = _version_here(request, key, language, paper)
    document = _ready(request.access, version, language, paper)
    context = {
        "city": request.access.here,
        "version": version,
        "language": language,
        "paper": paper,
        "document": document,
        "has_failed": document is None and has_failed(version.pk, language, paper),
    }
    template = "strategy/document_progress.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)


@require_safe
@requires(Permission.STRATEGY_EXPORT)
def document_download(
    request: Request, city: str, key: str, language: str, paper: str
) -> HttpResponse:
    """The kept bytes. Their SHA-256 is the tag by which a browser knows that it has them."""
    version = _version_here(request, key, language, paper)
    found = Document.objects.visible_to(request.access).of(version, language, paper)
    document = get_object_or_404(found)
    tag = quote_etag(document.sha256)
    response = get_conditional_response(request, tag)
    if response is None or response.status_code != 304:
        response = HttpResponse(bytes(document.content), content_type="application/pdf")
        name = f"{request.access.here.slug}-{version.number}-{language}-{paper}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = tag
    return response
