from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "cases.organisations"
    label = "organisations"
    verbose_name = "Institusi dan pengguna"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .auth import forgotten  # noqa: F401  registers its job
