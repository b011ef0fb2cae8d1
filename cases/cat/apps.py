from django.apps import AppConfig


class CatConfig(AppConfig):
    name = "cases.cat"
    label = "cat"
    default_auto_field = "django.db.models.BigAutoField"
