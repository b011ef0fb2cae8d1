from django.apps import AppConfig


class TerbitanConfig(AppConfig):
    name = "cases.terbitan"
    label = "terbitan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import making  # noqa: F401  its job
        from .daftar import DAFTAR
        from .jenis import register
        from .tanda_terima import TANDA_TERIMA

        register(DAFTAR, TANDA_TERIMA)
