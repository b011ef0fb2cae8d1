from django.apps import AppConfig


class PengelolaanConfig(AppConfig):
    name = "cases.pengelolaan"
    label = "pengelolaan"
    verbose_name = "Pengelolaan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.menu import MenuEntry, add_to_menu
        from cases.core.declared.registry import add_register
        from cases.core.reading.files import add_reader
        from cases.organisations.permissions import administers, sees_all
        from cases.terbitan import jenis as prints
        from documents.kinds import kinds

        from .akun.documents import KINDS, may_read
        from .akun.models import MACHINE as AKUN
        from .institusi.cetakan import DAFTAR_INSTITUSI
        from .institusi.models import MACHINE as INSTITUSI
        from .ketidakhadiran.models import MACHINE as ABSENCES
        from .models import MACHINE
        from .states import LABELS

        for machine in (MACHINE, AKUN, INSTITUSI, ABSENCES):
            add_register(machine)
        kinds.register(*KINDS)
        add_reader(AKUN.key, may_read)
        prints.register(DAFTAR_INSTITUSI)
        add_to_menu(
            MenuEntry(
                "Petugas",
                "pengelolaan:petugas",
                "/pengelolaan/petugas/",
                (
                    ("Daftar Petugas", "pengelolaan:petugas", sees_all),
                    ("Tambah Petugas", "pengelolaan:petugas-tambah", administers),
                ),
                whom=sees_all,
            )
        )
        add_to_menu(
            MenuEntry(
                "Institusi",
                "pengelolaan:institusi",
                "/pengelolaan/institusi/",
                (
                    ("Daftar Institusi", "pengelolaan:institusi", sees_all),
                    ("Tambah Institusi", "pengelolaan:institusi-baru", administers),
                ),
                whom=sees_all,
            )
        )
        add_to_menu(
            MenuEntry(
                "Kalender ketidakhadiran",
                "pengelolaan:ketidakhadiran",
                "/pengelolaan/ketidakhadiran/",
                whom=sees_all,
            )
        )
        lists = tuple(f"/pengelolaan/{kode}/" for kode in LABELS)
        add_to_menu(MenuEntry("Daftar dan parameter", "pengelolaan:semua", lists, whom=sees_all))
