from django.apps import AppConfig


class PengelolaanConfig(AppConfig):
    name = "cases.pengelolaan"
    label = "pengelolaan"
    verbose_name = "Pengelolaan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.menu import MenuEntry, MenuGroup, add_group, add_to_menu
        from cases.core.declared.registry import add_register
        from cases.core.reading.files import add_reader
        from cases.organisations.appointing import follow_end
        from cases.organisations.permissions import sees_all
        from cases.terbitan import jenis as prints
        from documents.kinds import kinds

        from .akun.documents import KINDS, may_read
        from .akun.models import MACHINE as AKUN
        from .akun.work import follow_ended
        from .institusi.cetakan import DAFTAR_INSTITUSI
        from .institusi.models import MACHINE as INSTITUSI
        from .ketidakhadiran.models import MACHINE as ABSENCES
        from .ketidakhadiran.reading import concerns
        from .models import MACHINE
        from .states import LABELS, UNIT_KODE

        for machine in (MACHINE, AKUN, INSTITUSI, ABSENCES):
            add_register(machine)
        kinds.register(*KINDS)
        follow_end(follow_ended)
        add_reader(AKUN.key, may_read)
        prints.register(DAFTAR_INSTITUSI)
        group = "pengelolaan:pengelolaan"
        add_group(MenuGroup("Pengelolaan", group))
        add_to_menu(
            MenuEntry(
                "Petugas",
                "pengelolaan:petugas",
                "/pengelolaan/petugas/",
                whom=sees_all,
                group=group,
                says="Akun orang yang masuk ke Alur: tambah, ubah, role, nonaktifkan, buka kunci, dan pekerjaannya.",
            )
        )
        add_to_menu(
            MenuEntry(
                "Penugasan",
                "pengelolaan:penugasan",
                "/pengelolaan/penugasan/",
                whom=sees_all,
                group=group,
                says="Siapa memegang peran apa, pada wilayah, unit, atau institusi mana, sejak dan sampai kapan.",
            )
        )
        add_to_menu(
            MenuEntry(
                "Institusi",
                "pengelolaan:institusi",
                "/pengelolaan/institusi/",
                whom=sees_all,
                group=group,
                says="Kementerian, lembaga, daerah, dan badan lain: akunnya, ganti nama, penggabungan, penutupan.",
            )
        )
        add_to_menu(
            MenuEntry(
                "Unit",
                "pengelolaan:daftar",
                f"/pengelolaan/{UNIT_KODE}/",
                whom=sees_all,
                args=(UNIT_KODE,),
                group=group,
                says="Unit kerja dan kantor regional beserta provinsi yang dilayaninya.",
            )
        )
        add_to_menu(
            MenuEntry(
                "Ketidakhadiran",
                "pengelolaan:ketidakhadiran",
                "/pengelolaan/ketidakhadiran/",
                whom=concerns,
                group=group,
                says="Siapa yang tidak hadir, sampai kapan, dan siapa penggantinya.",
            )
        )
        lists = tuple(f"/pengelolaan/{kode}/" for kode in LABELS if kode != UNIT_KODE)
        add_to_menu(
            MenuEntry(
                "Daftar dan parameter",
                "pengelolaan:semua",
                lists,
                whom=sees_all,
                group=group,
                says="Isi daftar pilihan, kompetensi, sasaran layanan, badan pengawas, dan kalender kerja.",
            )
        )
