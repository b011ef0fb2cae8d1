from django.apps import AppConfig


class PejabatConfig(AppConfig):
    name = "cases.pejabat"
    label = "pejabat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.manifest import Described
        from cases.core.declared.menu import MenuEntry, Total, add_to_menu, add_total
        from cases.core.declared.registry import add_links, describe
        from cases.nomenklatur.questions import answer
        from cases.organisations.attached import attach
        from cases.organisations.permissions import looks_after_cases
        from cases.terbitan import jenis as prints
        from documents.kinds import kinds

        from .cetakan import DAFTAR_PEJABAT
        from .documents import KINDS
        from .forms import PejabatForm
        from .links import on_nomenklatur
        from .listing import count_by_kind
        from .moving import OFFICIALS
        from .register import ACT
        from .selectors import menjabat, terkait

        attach(OFFICIALS)
        kinds.register(*KINDS)
        prints.register(DAFTAR_PEJABAT)
        answer("pejabat_menjabat", menjabat)
        answer("pejabat_terkait", terkait)
        add_links("nomenklatur", on_nomenklatur)
        describe("pejabat", Described("Pejabat", {ACT: "Tambah pejabat"}, PejabatForm))
        add_total(Total("Pejabat", count_by_kind))
        add_to_menu(
            MenuEntry(
                "Pejabat",
                "pejabat:daftar",
                "/pejabat/",
                (
                    ("Daftar Pejabat", "pejabat:daftar", lambda user: True),
                    ("Tambah Pejabat", "pejabat:tambah", looks_after_cases),
                ),
            )
        )
