from django.apps import AppConfig


class PekerjaanConfig(AppConfig):
    name = "cases.pekerjaan"
    label = "pekerjaan"
    verbose_name = "Pekerjaan gagal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.menu import MenuEntry, Panel, add_panel, add_to_menu
        from cases.organisations.permissions import supervises

        from .reading import waiting

        add_panel(Panel("pekerjaan/menunggu.html", waiting, supervises))
        add_to_menu(
            MenuEntry(
                "Pekerjaan gagal",
                "pekerjaan:gagal",
                "/pekerjaan/",
                whom=supervises,
                group="pengelolaan:pengelolaan",
                says="Yang tidak berhasil sesudah percobaan terakhir, dan alamat e-mail mati: ulangi atau sisihkan.",
            )
        )
