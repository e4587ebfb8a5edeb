"""What several pages here read, always through the door."""

from django.http import Http404

from cda.accounts.access import Request
from coaching.models.sheet import Sheet, sheet_of


def sheet_here(request: Request) -> Sheet:
    """What the forms about a city's sessions and steps offer."""
    sheet = sheet_of(request.access.here)
    if sheet is None:
        raise Http404
    return sheet
