from django.conf import settings
from django.urls import URLPattern, path

from cda.home import health
from cda.home.views import city, demo, todo

app_name = "home"
urlpatterns = [
    path("", todo.dashboard, name="dashboard"),
    path("to-do/", todo.todo, name="todo"),
    path("log/", todo.session_start, name="session_start"),
    path("cities/<slug:city>/", city.city_detail, name="city_detail"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

demo_urls: list[URLPattern] = [
    path("demo/mail/", demo.outbox, name="outbox"),
    path("demo/mail/<int:pk>/", demo.outbox_message, name="outbox_message"),
    path("demo/style/", demo.styleguide, name="styleguide"),
    path("demo/style/mayor/", demo.styleguide_mayor, name="styleguide_mayor"),
]
if settings.DEMO:
    urlpatterns += demo_urls
