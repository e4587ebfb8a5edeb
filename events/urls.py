from django.urls import path

from events.views import agenda, meetings, setup

app_name = "events"
urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/<key:key>/", meetings.session_edit, name="session_edit"),
    path("agenda/<key:key>/hold/", meetings.session_hold, name="session_hold"),
    path("cohorts/new/", setup.cohort_open, name="cohort_open"),
    path("cohorts/<int:number>/admit/", setup.city_admit, name="city_admit"),
    path("cities/<slug:city>/agenda/add/", meetings.city_session_add, name="city_session_add"),
    path(
        "cities/<slug:city>/agenda/<key:key>/",
        meetings.city_session_edit,
        name="city_session_edit",
    ),
    path(
        "cities/<slug:city>/agenda/<key:key>/cancel/",
        meetings.city_session_cancel,
        name="city_session_cancel",
    ),
    path(
        "cities/<slug:city>/agenda/<key:key>/hold/",
        meetings.city_session_hold,
        name="city_session_hold",
    ),
]
