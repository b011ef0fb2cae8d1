from django.apps import AppConfig


class JptConfig(AppConfig):
    name = "cases.jpt"
    label = "jpt"
    default_auto_field = "django.db.models.BigAutoField"
