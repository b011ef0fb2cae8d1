from django.apps import AppConfig


class JptConfig(AppConfig):
    name = "cases.jpt"
    label = "jpt"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.files import add_reader
        from cases.core.registry import add_links, register
        from cases.core.terbitan import jenis as prints
        from cases.nomenklatur.questions import answer

        from . import findings
        from .case_type import JPT
        from .links import rencana_seleksi
        from .rekapitulasi import REKAPITULASI
        from .selectors import has_open_selection, has_plan_in_review

        answer("rencana_ditinjau", has_plan_in_review)
        answer("seleksi_terbuka", has_open_selection)
        register(JPT)
        prints.register(REKAPITULASI)
        add_links("nomenklatur", rencana_seleksi)
        add_reader(findings.OWNER, findings.readable)
