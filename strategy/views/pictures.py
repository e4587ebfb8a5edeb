"""Pictures of the text: shown to whoever may read it, brought by whoever may write it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.models import Picture


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
