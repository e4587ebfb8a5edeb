"""Writing the strategy: outline, sections, comments, plan, review by the coach and the team."""

from django.urls import path

from strategy.views import comments, outline, plan, plan_rows, review, sections, states

urlpatterns = [
    # cities/<city>/strategy/
    path("cities/<slug:city>/strategy/", outline.strategy_detail, name="strategy_detail"),
    path("cities/<slug:city>/strategy/start/", outline.strategy_start, name="strategy_start"),
    # cities/<city>/strategy/sections/
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/",
        sections.section_edit,
        name="section_edit",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/autosave/",
        sections.section_autosave,
        name="section_autosave",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/merge/<key:typed>/",
        sections.section_merge,
        name="section_merge",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/read/",
        sections.section_detail,
        name="section_detail",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/state/",
        states.section_state,
        name="section_state",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/accept/",
        states.section_accept,
        name="section_accept",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/hide/",
        states.section_hide,
        name="section_hide",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/assign/",
        states.section_assign,
        name="section_assign",
    ),
    # cities/<city>/strategy/comments/
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/comments/",
        comments.comment_add,
        name="comment_add",
    ),
    path(
        "cities/<slug:city>/strategy/comments/<key:key>/reply/",
        comments.comment_reply,
        name="comment_reply",
    ),
    path(
        "cities/<slug:city>/strategy/comments/<key:key>/resolve/",
        comments.comment_resolve,
        name="comment_resolve",
    ),
    # cities/<city>/strategy/plan/
    path("cities/<slug:city>/strategy/plan/", plan.plan_detail, name="plan_detail"),
    path("cities/<slug:city>/strategy/plan/goals/add/", plan_rows.goal_add, name="goal_add"),
    path(
        "cities/<slug:city>/strategy/plan/goals/<key:key>/", plan_rows.goal_edit, name="goal_edit"
    ),
    path(
        "cities/<slug:city>/strategy/plan/goals/<key:key>/delete/",
        plan_rows.goal_delete,
        name="goal_delete",
    ),
    path(
        "cities/<slug:city>/strategy/plan/goals/<key:key>/move/",
        plan_rows.goal_move,
        name="goal_move",
    ),
    path(
        "cities/<slug:city>/strategy/plan/goals/<key:key>/objectives/add/",
        plan_rows.objective_add,
        name="objective_add",
    ),
    path(
        "cities/<slug:city>/strategy/plan/objectives/<key:key>/",
        plan_rows.objective_edit,
        name="objective_edit",
    ),
    path(
        "cities/<slug:city>/strategy/plan/objectives/<key:key>/delete/",
        plan_rows.objective_delete,
        name="objective_delete",
    ),
    path(
        "cities/<slug:city>/strategy/plan/objectives/<key:key>/move/",
        plan_rows.objective_move,
        name="objective_move",
    ),
    path(
        "cities/<slug:city>/strategy/plan/objectives/<key:key>/initiatives/add/",
        plan_rows.initiative_add,
        name="initiative_add",
    ),
    path(
        "cities/<slug:city>/strategy/plan/initiatives/<key:key>/",
        plan_rows.initiative_edit,
        name="initiative_edit",
    ),
    path(
        "cities/<slug:city>/strategy/plan/initiatives/<key:key>/read/",
        plan.initiative_detail,
        name="initiative_detail",
    ),
    path(
        "cities/<slug:city>/strategy/plan/initiatives/<key:key>/delete/",
        plan_rows.initiative_delete,
        name="initiative_delete",
    ),
    path(
        "cities/<slug:city>/strategy/plan/initiatives/<key:key>/move/",
        plan_rows.initiative_move,
        name="initiative_move",
    ),
    path(
        "cities/<slug:city>/strategy/plan/goals/<key:key>/indicators/add/",
        plan_rows.indicator_add,
        name="indicator_add",
    ),
    path(
        "cities/<slug:city>/strategy/plan/indicators/<key:key>/",
        plan_rows.indicator_edit,
        name="indicator_edit",
    ),
    path(
        "cities/<slug:city>/strategy/plan/indicators/<key:key>/read/",
        plan.indicator_detail,
        name="indicator_detail",
    ),
    path(
        "cities/<slug:city>/strategy/plan/indicators/<key:key>/delete/",
        plan_rows.indicator_delete,
        name="indicator_delete",
    ),
    path(
        "cities/<slug:city>/strategy/plan/indicators/<key:key>/move/",
        plan_rows.indicator_move,
        name="indicator_move",
    ),
    # cities/<city>/strategy/review/
    path("cities/<slug:city>/strategy/review/", review.review_send, name="review_send"),
    path(
        "cities/<slug:city>/strategy/review/<key:key>/",
        review.review_detail,
        name="review_detail",
    ),
    path(
        "cities/<slug:city>/strategy/review/<key:key>/return/",
        review.review_return,
        name="review_return",
    ),
    path(
        "cities/<slug:city>/strategy/review/<key:key>/clear/",
        review.review_clear,
        name="review_clear",
    ),
    path("cities/<slug:city>/strategy/recall/", review.strategy_recall, name="strategy_recall"),
    path("cities/<slug:city>/strategy/resume/", review.strategy_resume, name="strategy_resume"),
    path("cities/<slug:city>/strategy/agree/", review.strategy_agree, name="strategy_agree"),
    path("cities/<slug:city>/strategy/finish/", review.strategy_finish, name="strategy_finish"),
]
