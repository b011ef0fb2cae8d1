from django.apps import AppConfig


class DokumenConfig(AppConfig):
    name = "cases.core.dokumen"
    label = "dokumen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.assignment import follow
        from cases.core.registry import register

        from . import jobs  # noqa: F401  its outbox handlers
        from .case_type import DOKUMEN
        from .following import letters_follow

        register(DOKUMEN)
        follow(letters_follow)
