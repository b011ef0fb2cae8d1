from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Dokumen"

    def ready(self) -> None:
        from . import checks  # noqa: F401  system checks
        from .names import read_names_so

        read_names_so()
