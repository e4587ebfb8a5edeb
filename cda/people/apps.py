from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cda.people"
    label = "people"
