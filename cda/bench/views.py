"""The floor: what any Django page with a session, a user, one query and a template costs."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cda.accounts.models import City


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/bare.html", {"city": City.objects.get(slug="valle-sereno")})
