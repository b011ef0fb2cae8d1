from django.apps import AppConfig


class PejabatConfig(AppConfig):
    name = "cases.pejabat"
    label = "pejabat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.nomenklatur.questions import answer
        from documents.kinds import kinds

        from .documents import KINDS
        from .selectors import menjabat, terkait

        kinds.register(*KINDS)
        answer("pejabat_menjabat", menjabat)
        answer("pejabat_terkait", terkait)
