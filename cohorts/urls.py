from django.urls import path

from cohorts.views import delegation, grid, team

app_name = "cohorts"
urlpatterns = [
    path("cohorts/", grid.cohort_list, name="cohort_list"),
    path("cohorts/templates/load/", grid.template_load, name="template_load"),
    path("cohorts/<int:number>/", grid.cohort_detail, name="cohort_detail"),
    path("cohorts/<int:number>/start/", grid.cohort_start, name="cohort_start"),
    path("cities/<slug:city>/team/", team.team_detail, name="team_detail"),
    path("cities/<slug:city>/team/nominate/", team.team_nominate, name="team_nominate"),
    path("cities/<slug:city>/team/move/", team.participation_move, name="participation_move"),
    path("cities/<slug:city>/team/seats/<key:key>/invite/", team.seat_invite, name="seat_invite"),
    path(
        "cities/<slug:city>/team/office/<key:key>/invite/", team.mayor_invite, name="mayor_invite"
    ),
    path(
        "cities/<slug:city>/delegations/new/", delegation.delegation_grant, name="delegation_grant"
    ),
    path(
        "cities/<slug:city>/delegations/<key:key>/revoke/",
        delegation.delegation_revoke,
        name="delegation_revoke",
    ),
]
