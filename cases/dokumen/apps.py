from django.apps import AppConfig


class DokumenConfig(AppConfig):
    name = "cases.dokumen"
    label = "dokumen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.manifest import Beside
        from cases.core.declared.registry import add_beside, register
        from cases.core.doing.assignment import follow

        from . import checks, jobs  # noqa: F401  registers them
        from .case_type import DOKUMEN
        from .following import letters_follow
        from .presenting import letters_under_way, papers_ahead, papers_of

        register(DOKUMEN)
        add_beside(Beside("dokumen", papers_of, letters_under_way, papers_ahead))
        follow(letters_follow)
