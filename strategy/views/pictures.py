"""Pictures of the text: shown to whoever may read it, brought by whoever may write it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.errors import RuleBroken
from cda.lib.redrawing import MOST_BYTES
from strategy.actions.picturing import add_picture
from strategy.forms.pictures import PictureForm
from strategy.models import Picture
from strategy.models.text import figure, to_text
from strategy.views.places import strategy_here


@require_safe
@requires(Permission.STRATEGY_VIEW)
def picture(request: Request, city: str, key: str) -> HttpResponse:
    """Bytes that we drew ourselves. They never change: a browser may keep them, nobody else."""
    found = get_object_or_404(Picture.objects.visible_to(request.access), key=key)
    tag = quote_etag(found.sha256)
    response = get_conditional_response(request, tag)
    if response is None or response.status_code != 304:
        response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def picture_add(request: Request, city: str) -> HttpResponse:
    """A page that gives the mark to paste; the rich field asks for the same as JSON."""
    strategy = strategy_here(request)
    form = PictureForm(request.POST or None, request.FILES or None)
    context = {"city": request.access.here, "strategy": strategy, "form": form}
    if not form.is_valid():
        return _answer(request, context, 422 if form.is_bound else 200)
    sent = form.cleaned_data["file"]
    try:
        added = add_picture(strategy, sent.read(MOST_BYTES + 1), by=request.access.user)
    except RuleBroken as refusal:  # said beside the field; the words that were typed stay
        form.add_error("file", str(refusal))
        return _answer(request, context, 422)
    block = figure(added.key, form.cleaned_data["alt"], form.cleaned_data["caption"])
    return _answer(request, context | {"added": added, "mark": to_text([block])}, 200)


def _answer(request: Request, context: dict[str, object], status: int) -> HttpResponse:
    if not _wants_json(request):
        return render(request, "strategy/picture_add.html", context, status=status)
    added, form = context.get("added"), context["form"]
    if isinstance(added, Picture):
        address = reverse("strategy:picture", args=[request.access.here.slug, added.key])
        facts = {"key": added.key, "src": address, "mark": context["mark"]}
        return JsonResponse(facts | {"width": added.width, "height": added.height})
    assert isinstance(form, PictureForm)  # noqa: S101  says it to the type checker
    words = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"error": " ".join(words)}, status=status)


def _wants_json(request: Request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
