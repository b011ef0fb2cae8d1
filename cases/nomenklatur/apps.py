from django.apps import AppConfig


class NomenklaturConfig(AppConfig):
    name = "cases.nomenklatur"
    label = "nomenklatur"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register
        from cases.organisations.attached import attach

        from .case_type import NOMENKLATUR
        from .moving import POSTS

        register(NOMENKLATUR)
        attach(POSTS)
