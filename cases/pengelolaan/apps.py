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

        from .models import MACHINE

        add_register(MACHINE)

        add_to_menu(MenuEntry("Daftar dan parameter", "pengelolaan:semua", "/pengelolaan/", whom=sees_all))
