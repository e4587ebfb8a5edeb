"""Add, change, move and delete what the plan consists of: one page per noun, the same four acts."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import history, planning
from strategy.actions.planning import PlanRow
from strategy.forms.plan import (
    Difference,
    GoalForm,
    IndicatorForm,
    InitiativeForm,
    ObjectiveForm,
    PlanForm,
)
from strategy.forms.why import WhyForm, ask_why, said_why
from strategy.models import Goal, Indicator, Initiative, Objective, Strategy
from strategy.models.blocks import Block
from strategy.views.places import strategy_here

READ = ["GET", "HEAD", "POST"]


class Noun(NamedTuple):
    """What a page about one kind of row needs to know."""

    name: str
    form: type[PlanForm]
    add: str | Promise
    change: str | Promise
    delete: str | Promise


GOAL = Noun(
    "goal",
    GoalForm,
    gettext_lazy("Add a goal"),
    gettext_lazy("Goal"),
    gettext_lazy("Delete this goal, with its objectives, initiatives and indicators?"),
)
OBJECTIVE = Noun(
    "objective",
    ObjectiveForm,
    gettext_lazy("Add an objective"),
    gettext_lazy("Objective"),
    gettext_lazy("Delete this objective, with its initiatives?"),
)
INITIATIVE = Noun(
    "initiative",
    InitiativeForm,
    gettext_lazy("Add an initiative"),
    gettext_lazy("Initiative"),
    gettext_lazy("Delete this initiative, with its milestones?"),
)
INDICATOR = Noun(
    "indicator",
    IndicatorForm,
    gettext_lazy("Add an indicator"),
    gettext_lazy("Indicator"),
    gettext_lazy("Delete this indicator?"),
)


def form_of(request: Request, noun: Noun, row: PlanRow, strategy: Strategy) -> PlanForm:
    """Once a mayor has signed, it asks why."""
    form = noun.form(request.POST or None, instance=row, access=request.access, strategy=strategy)
    ask_why(form, strategy, by=request.access.user)
    return form


def add_page(request: Request, noun: Noun, row: PlanRow, strategy: Strategy) -> HttpResponse:
    form = form_of(request, noun, row, strategy)
    if form.is_valid():
        history.note_why(strategy, said_why(form), by=request.access.user)
        planning.add_row(row, milestones=form.milestones, by=request.access.user)
        messages.success(request, _("“%(title)s” is in the plan.") % {"title": str(row)})
        return redirect("strategy:plan_detail", request.access.here.slug)
    context = {**_about(request, noun, form, strategy), "heading": noun.add, "row": None}
    status = 422 if form.errors else 200
    return render(request, "strategy/plan_row.html", context, status=status)


def edit_page(request: Request, noun: Noun, row: PlanRow, strategy: Strategy) -> HttpResponse:
    form = form_of(request, noun, row, strategy)
    context = _about(request, noun, form, strategy) | {"heading": noun.change, "row": row}
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "strategy/plan_row.html", context, status=status)
    history.note_why(strategy, said_why(form), by=request.access.user)
    is_saved = planning.edit_row(
        row,
        base_version=form.cleaned_data["base_version"],
        milestones=form.milestones,
        by=request.access.user,
    )
    if is_saved:
        messages.success(request, _("Saved."))
        return redirect("strategy:plan_detail", request.access.here.slug)
    saved = type(row).objects.visible_to(request.access).get(pk=row.pk)
    context |= {
        "stale": True,
        "base_version": saved.version,
        "differences": form.differences(saved),
    }
    return render(request, "strategy/plan_row.html", context, status=409)


def _about(request: Request, noun: Noun, form: PlanForm, strategy: Strategy) -> dict[str, Any]:
    differences: list[Difference] = []
    return {
        "city": request.access.here,
        "strategy": strategy,
        "noun": noun.name,
        "form": form,
        "rows": getattr(form, "rows", None),
        "stale": False,
        "base_version": form["base_version"].value(),
        "differences": differences,
    }


def delete_page(request: Request, noun: Noun, row: PlanRow, strategy: Strategy) -> HttpResponse:
    if request.method == "POST":
        history.note_why(strategy, request.POST.get("why", ""), by=request.access.user)
        planning.delete_row(row, by=request.access.user)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": str(row)})
        return redirect("strategy:plan_detail", request.access.here.slug)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "noun": noun.name,
        "row": row,
        "question": noun.delete,
        "form": WhyForm(strategy=strategy, by=request.access.user),
    }
    return render(request, "strategy/plan_delete.html", context)


def move(request: Request, noun: Noun, row: PlanRow) -> HttpResponse:
    step = -1 if request.POST.get("to") == "up" else 1
    planning.move_row(row, step=step, by=request.access.user)
    return redirect(f"strategy:{noun.name}_edit", request.access.here.slug, row.key)


def goal_here(request: Request, key: str) -> Goal:
    goals = Goal.objects.visible_to(request.access).select_related("strategy__city")
    return get_object_or_404(goals, key=key)


def objective_here(request: Request, key: str) -> Objective:
    rows = Objective.objects.visible_to(request.access).select_related("goal__strategy__city")
    return get_object_or_404(rows, key=key)


def initiative_here(request: Request, key: str) -> Initiative:
    rows = Initiative.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("objective__goal__strategy__city"), key=key)


def indicator_here(request: Request, key: str) -> Indicator:
    rows = Indicator.objects.visible_to(request.access).select_related("goal__strategy__city")
    return get_object_or_404(rows, key=key)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def goal_add(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    block = request.GET.get("block", "")
    row = Goal(strategy=strategy, block=block if block in Block else Block.GOVERNANCE)
    return add_page(request, GOAL, row, strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def goal_edit(request: Request, city: str, key: str) -> HttpResponse:
    goal = goal_here(request, key)
    return edit_page(request, GOAL, goal, goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def goal_delete(request: Request, city: str, key: str) -> HttpResponse:
    goal = goal_here(request, key)
    return delete_page(request, GOAL, goal, goal.strategy)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def goal_move(request: Request, city: str, key: str) -> HttpResponse:
    return move(request, GOAL, goal_here(request, key))


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def objective_add(request: Request, city: str, key: str) -> HttpResponse:
    goal = goal_here(request, key)
    return add_page(request, OBJECTIVE, Objective(goal=goal), goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def objective_edit(request: Request, city: str, key: str) -> HttpResponse:
    row = objective_here(request, key)
    return edit_page(request, OBJECTIVE, row, row.goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def objective_delete(request: Request, city: str, key: str) -> HttpResponse:
    row = objective_here(request, key)
    return delete_page(request, OBJECTIVE, row, row.goal.strategy)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def objective_move(request: Request, city: str, key: str) -> HttpResponse:
    return move(request, OBJECTIVE, objective_here(request, key))


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def initiative_add(request: Request, city: str, key: str) -> HttpResponse:
    objective = objective_here(request, key)
    row = Initiative(objective=objective)
    return add_page(request, INITIATIVE, row, objective.goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def initiative_edit(request: Request, city: str, key: str) -> HttpResponse:
    row = initiative_here(request, key)
    return edit_page(request, INITIATIVE, row, row.objective.goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def initiative_delete(request: Request, city: str, key: str) -> HttpResponse:
    row = initiative_here(request, key)
    return delete_page(request, INITIATIVE, row, row.objective.goal.strategy)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def initiative_move(request: Request, city: str, key: str) -> HttpResponse:
    return move(request, INITIATIVE, initiative_here(request, key))


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def indicator_add(request: Request, city: str, key: str) -> HttpResponse:
    goal = goal_here(request, key)
    return add_page(request, INDICATOR, Indicator(goal=goal), goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def indicator_edit(request: Request, city: str, key: str) -> HttpResponse:
    row = indicator_here(request, key)
    return edit_page(request, INDICATOR, row, row.goal.strategy)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def indicator_delete(request: Request, city: str, key: str) -> HttpResponse:
    row = indicator_here(request, key)
    return delete_page(request, INDICATOR, row, row.goal.strategy)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def indicator_move(request: Request, city: str, key: str) -> HttpResponse:
    return move(request, INDICATOR, indicator_here(request, key))
