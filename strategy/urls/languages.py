"""Addresses of translations and the glossary."""

from django.urls import path

from strategy.views import translations

HOME = "cities/<slug:city>/strategy/"

urlpatterns = [
    path(f"{HOME}translations/", translations.translation_list, name="translation_list"),
    path(
        f"{HOME}translations/<slug:target>/<slug:part>/",
        translations.translation_edit,
        name="translation_edit",
    ),
    path(f"{HOME}glossary/", translations.term_list, name="term_list"),
    path(f"{HOME}glossary/add/", translations.term_add, name="term_add"),
    path(f"{HOME}glossary/usual/", translations.term_seed, name="term_seed"),
    path(f"{HOME}glossary/<key:key>/", translations.term_edit, name="term_edit"),
    path(f"{HOME}glossary/<key:key>/delete/", translations.term_delete, name="term_delete"),
]
