from django.apps import AppConfig


class PejabatConfig(AppConfig):
    name = "cases.pejabat"
    label = "pejabat"
    default_auto_field = "django.db.models.BigAutoField"
