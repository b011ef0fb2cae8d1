from django.apps import AppConfig


class ManyTypeConfig(AppConfig):
    name = "tests.manytype"
    label = "manytype"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register

        from .case_types import CLASS

        register(CLASS)
