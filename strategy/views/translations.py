"""The strategy in other languages, side by side; and the words that the city has agreed on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.models import Language
from cda.accounts.permissions import Permission
from strategy.actions import translating
from strategy.forms.translating import TermForm, TranslationForm
from strategy.models import Section, Strategy, Term, Translation
from strategy.models.content import Content, canonical
from strategy.models.translating import languages_of, newest_translations, table_of
from strategy.models.units import REGISTERS, WHOLE, Unit, places_of, units_of
from strategy.views.places import strategy_here

FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.STRATEGY_VIEW)
def translation_list(request: Request, city: str) -> HttpResponse:
    """Sections × languages: what is there, what changed in the source, what is missing."""
    strategy = strategy_here(request)
    languages = languages_of(strategy)
    touched = Section.objects.visible_to(request.access).filter(strategy=strategy)
    titles = _titles()
    lines = [
        replace(line, title=titles.get(line.place, line.title))
        for line in table_of(
            canonical(strategy),
            newest_translations(strategy),
            languages,
            dict(touched.values_list("key", "touched_at")),
        )
    ]
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "lines": lines,
        "others": [(code, Language(code).label) for code in languages],
    }
    return render(request, "strategy/translation_list.html", context)


def _titles() -> dict[str, str]:
    """Of the places that are no section and no goal."""
    return {WHOLE: _("Title and pillars"), REGISTERS: _("Tables of the chapters")}


@require_http_methods(FORM)
@requires(Permission.STRATEGY_EDIT)
def translation_edit(request: Request, city: str, target: str, part: str) -> HttpResponse:
    """One place, paragraph beside paragraph. A newer translation is shown, never replaced."""
    strategy = strategy_here(request)
    if target not in languages_of(strategy):
        raise Http404
    content = canonical(strategy)
    units = [unit for unit in units_of(content) if unit.place == part]
    if not units:
        raise Http404
    form = _form(request, strategy, units, (content["language"], target))
    newer: dict[str, Translation] = {}
    if form.is_valid():
        outcome = translating.translate(
            strategy,
            target,
            list(form.typed()),
            is_draft=form.cleaned_data["is_draft"],
            by=request.access.user,
        )
        newer = outcome.conflicts
        if not newer:
            _say_saved(request, outcome.saved)
            return redirect("strategy:translation_edit", city, target, part)
    context = _beside(request, strategy, content, form, (target, part), newer)
    status = 422 if form.errors else 409 if newer else 200
    return render(request, "strategy/translation_edit.html", context, status=status)


def _form(
    request: Request, strategy: Strategy, units: list[Unit], languages: tuple[str, str]
) -> TranslationForm:
    """`languages`: of the source, and of the translation."""
    return TranslationForm(
        request.POST or None,
        units=units,
        rows=newest_translations(strategy).get(languages[1], {}),
        terms=list(Term.objects.visible_to(request.access).filter(strategy=strategy)),
        languages=languages,
    )


def _say_saved(request: Request, number: int) -> None:
    if not number:
        messages.info(request, _("Nothing was changed."))
        return
    sentence = ngettext("%(number)s text saved.", "%(number)s texts saved.", number)
    messages.success(request, sentence % {"number": number})


def _beside(
    request: Request,
    strategy: Strategy,
    content: Content,
    form: TranslationForm,
    where: tuple[str, str],
    newer: Mapping[str, Translation],
) -> dict[str, Any]:
    language, place = where
    with_text = {unit.place for unit in units_of(content)}
    places = [(key, title) for key, title in places_of(content) if key in with_text]
    number = [key for key, _title in places].index(place)
    return {
        "city": request.access.here,
        "strategy": strategy,
        "form": form,
        "sides": form.sides(newer),
        "newer": newer,
        "language": language,
        "language_name": Language(language).label,
        "source_name": Language(content["language"]).label,
        "title": _titles().get(place) or places[number][1],
        "before": places[number - 1][0] if number else "",
        "after": places[number + 1][0] if number + 1 < len(places) else "",
    }


# The glossary


@require_safe
@requires(Permission.STRATEGY_VIEW)
def term_list(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    terms = Term.objects.visible_to(request.access).filter(strategy=strategy)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "terms": list(terms.order_by("position", "pk")),
    }
    return render(request, "strategy/term_list.html", context)


@require_http_methods(FORM)
@requires(Permission.STRATEGY_EDIT)
def term_add(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    form = TermForm(request.POST or None)
    if form.is_valid():
        translating.add_term(strategy, form.save(commit=False), by=request.access.user)
        messages.success(request, _("The term is in the glossary."))
        return redirect("strategy:term_list", city)
    return _term_page(request, form)


@require_http_methods(FORM)
@requires(Permission.STRATEGY_EDIT)
def term_edit(request: Request, city: str, key: str) -> HttpResponse:
    term = get_object_or_404(Term.objects.visible_to(request.access), key=key)
    form = TermForm(request.POST or None, instance=term)
    if not form.is_valid():
        return _term_page(request, form)
    version = form.cleaned_data["base_version"]
    if translating.edit_term(term, base_version=version, by=request.access.user):
        messages.success(request, _("Saved."))
        return redirect("strategy:term_list", city)
    saved = Term.objects.visible_to(request.access).get(pk=term.pk)
    return _term_page(request, form, saved=saved)


def _term_page(request: Request, form: TermForm, saved: Term | None = None) -> HttpResponse:
    context = {
        "city": request.access.here,
        "form": form,
        "fields": [form[name] for name in ("en", "es", "pt_br", "meaning")],
        "saved": saved,
        "base_version": saved.version if saved else form["base_version"].value(),
    }
    status = 422 if form.errors else 409 if saved else 200
    return render(request, "strategy/term_edit.html", context, status=status)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def term_delete(request: Request, city: str, key: str) -> HttpResponse:
    term = get_object_or_404(Term.objects.visible_to(request.access), key=key)
    translating.delete_term(term, by=request.access.user)
    messages.success(request, _("“%(term)s” is no longer in the glossary.") % {"term": str(term)})
    return redirect("strategy:term_list", city)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def term_seed(request: Request, city: str) -> HttpResponse:
    number = translating.seed_terms(strategy_here(request), by=request.access.user)
    sentence = ngettext("%(number)s term came in.", "%(number)s terms came in.", number)
    messages.success(request, sentence % {"number": number})
    return redirect("strategy:term_list", city)
