from django.apps import AppConfig


class CatConfig(AppConfig):
    name = "cases.cat"
    label = "cat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register

        from .event.case_type import EVENT
        from .parameters import install

        install()
        register(EVENT)
