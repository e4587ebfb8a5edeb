"""The addresses of coaching."""

from django.urls import path

from coaching.views import assigning, notes, session_log, sessions, steps, trace

app_name = "coaching"
urlpatterns = [
    path("cities/<slug:place>/coaches/", assigning.coach_assign, name="coach_assign"),
    path("cities/<slug:place>/coaches/invite/", assigning.coach_invite, name="coach_invite"),
    path("cities/<slug:city>/sessions/", sessions.session_list, name="session_list"),
    path("cities/<slug:city>/sessions/log/", session_log.session_log, name="session_log"),
    path("cities/<slug:city>/sessions/notes/", notes.note_break_glass, name="note_break_glass"),
    path("cities/<slug:city>/sessions/<key:key>/", sessions.session_detail, name="session_detail"),
    path("cities/<slug:city>/sessions/<key:key>/edit/", sessions.session_edit, name="session_edit"),
    path("cities/<slug:city>/sessions/<key:key>/send/", sessions.session_send, name="session_send"),
    path("cities/<slug:city>/steps/", steps.step_list, name="step_list"),
    path("cities/<slug:city>/steps/add/", steps.step_add, name="step_add"),
    path("cities/<slug:city>/steps/<key:key>/", steps.step_edit, name="step_edit"),
    path("cities/<slug:city>/steps/<key:key>/tick/", steps.step_tick, name="step_tick"),
    path("cities/<slug:city>/strategy/trace/", trace.trace, name="trace"),
    path("cities/<slug:city>/strategy/trace.csv", trace.trace_csv, name="trace_csv"),
    path("cities/<slug:city>/strategy/trace.json", trace.trace_json, name="trace_json"),
]
