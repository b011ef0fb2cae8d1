from django.apps import AppConfig


class PengelolaanConfig(AppConfig):
    name = "cases.pengelolaan"
    label = "pengelolaan"
    verbose_name = "Pengelolaan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.menu import MenuEntry, add_to_menu
        from cases.core.declared.registry import add_register
        from cases.organisations.permissions import sees_all

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
        lists = tuple(f"/pengelolaan/{kode}/" for kode in LABELS)
        add_to_menu(MenuEntry("Daftar dan parameter", "pengelolaan:semua", lists, whom=sees_all))
