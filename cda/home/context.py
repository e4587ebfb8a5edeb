"""What every page knows: the menu of the person's role, and the languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "languages": settings.LANGUAGES, "menu": [], "menu_verb": None}
