from django.apps import AppConfig


class JptConfig(AppConfig):
    name = "cases.jpt"
    label = "jpt"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.menu import MenuEntry, Panel, add_panel, add_to_menu
        from cases.core.declared.registry import add_links, add_register, register
        from cases.core.reading.files import add_reader
        from cases.dokumen import jenis as letters
        from cases.nomenklatur.questions import answer
        from cases.organisations.attached import attach
        from cases.organisations.permissions import reviews, sees_all
        from cases.terbitan import jenis as prints

        from . import findings
        from .case_type import JPT
        from .dokumen import JENIS
        from .links import rencana_seleksi
        from .models.pengawasan import KODE, MACHINE
        from .moving import FINDINGS
        from .pengawasan import figures
        from .rekapitulasi import REKAPITULASI
        from .selectors import open_selections, plans_in_review

        answer("rencana_ditinjau", plans_in_review)
        answer("seleksi_terbuka", open_selections)
        register(JPT)
        attach(FINDINGS)
        letters.register(*JENIS)
        add_register(MACHINE)
        add_panel(Panel("jpt/temuan_ringkas.html", figures, sees_all, ("temuan",)))
        prints.register(REKAPITULASI)
        add_links("nomenklatur", rencana_seleksi, first=True)
        for owner in (KODE, findings.OWNER):
            add_reader(owner, findings.readable)
        add_to_menu(
            MenuEntry(
                "Pengawasan",
                "jpt:daftar-temuan",
                ("/jpt/pengawasan/", "/jpt/temuan/", "/jpt/sampel/"),
                (
                    ("Daftar Temuan", "jpt:daftar-temuan", lambda user: True),
                    ("Daftar Sampel Monitoring", "jpt:daftar-sampel", lambda user: True),
                    ("Catat temuan", "jpt:temuan", reviews),
                ),
                whom=sees_all,
            )
        )
