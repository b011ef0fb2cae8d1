from django.apps import AppConfig


class ThirdTypeConfig(AppConfig):
    name = "tests.thirdtype"
    label = "pinjam_ruang"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register

        from .case_type import PINJAM_RUANG

        register(PINJAM_RUANG)
