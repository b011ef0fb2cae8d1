from django.apps import AppConfig


class PaperTreeConfig(AppConfig):
    name = "tests.papertree"
    label = "papertree"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register
        from cases.dokumen import jenis

        from .case_types import MEETING, SITTING
        from .documents import JENIS

        register(MEETING)
        register(SITTING)
        jenis.register(*JENIS)
