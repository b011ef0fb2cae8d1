from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cases.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.organisations.attached import attach

        from . import checks  # noqa: F401  system checks
        from .doing import notice_mail, notices, retention  # noqa: F401  their jobs
        from .doing.moving import CASES

        attach(CASES)
