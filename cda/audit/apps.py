from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cda.audit"
    label = "audit"
