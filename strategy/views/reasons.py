"""The reason for a change of what a mayor has signed, asked by a form and kept beside the act."""

from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from cda.accounts.access import Request
from strategy.actions.history import note_why
from strategy.forms.why import WhyForm, ask_why, said_why
from strategy.models import Strategy

Form = TypeVar("Form", bound=BaseForm)


def asking(form: Form, strategy: Strategy, request: Request) -> Form:
    """The form, with the question where it is asked."""
    ask_why(form, strategy, by=request.access.user)
    return form


def note_reason(form: BaseForm, strategy: Strategy, request: Request) -> None:
    """Before the act: it asks whether a reason was given."""
    note_why(strategy, said_why(form), by=request.access.user)


def reason_form(strategy: Strategy, request: Request) -> WhyForm:
    """Nothing but the question, for pages that delete. Valid where nobody is asked."""
    data = request.POST if request.method == "POST" else None
    return WhyForm(data, strategy=strategy, by=request.access.user)


def delete_page(
    request: Request, form: WhyForm, *, question: str, title: str, back: str
) -> HttpResponse:
    """Before something small is deleted: what it is, and the reason where one is asked for."""
    context = {
        "city": request.access.here,
        "question": question,
        "title": title,
        "form": form,
        "back": back,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/row_delete.html", context, status=status)
