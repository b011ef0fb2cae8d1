from django.apps import AppConfig


class PengelolaanConfig(AppConfig):
    name = "cases.pengelolaan"
    label = "pengelolaan"
    verbose_name = "Pengelolaan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.menu import MenuEntry, add_to_menu
        from cases.core.declared.registry import add_register
        from cases.organisations.permissions import administers, sees_all
        from cases.terbitan import jenis as prints

        from .institusi.cetakan import DAFTAR_INSTITUSI
        from .institusi.models import MACHINE as INSTITUSI
        from .ketidakhadiran.models import MACHINE as ABSENCES
        from .models import MACHINE
        from .states import LABELS

        add_register(MACHINE)
        add_register(ABSENCES)

        calendar = MenuEntry(
            "Kalender ketidakhadiran",
            "pengelolaan:ketidakhadiran",
            "/pengelolaan/ketidakhadiran/",
            whom=sees_all,
        )
        add_to_menu(calendar)
        add_register(INSTITUSI)
        prints.register(DAFTAR_INSTITUSI)
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
        lists = tuple(f"/pengelolaan/{kode}/" for kode in LABELS)
        add_to_menu(MenuEntry("Daftar dan parameter", "pengelolaan:semua", lists, whom=sees_all))
