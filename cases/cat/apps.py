from dataclasses import replace

from django.apps import AppConfig


class CatConfig(AppConfig):
    name = "cases.cat"
    label = "cat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register
        from cases.dokumen import jenis
        from cases.organisations.demo import declare_people

        from . import demo
        from .disabilitas.case_type import DISABILITAS
        from .event.case_type import EVENT
        from .lokasi.case_type import LOKASI
        from .lokasi.jenis import JENIS as OF_LOKASI
        from .parameters import install
        from .pembatalan.case_type import PEMBATALAN
        from .pembatalan.jenis import BA_PEMBATALAN
        from .penundaan.case_type import PENUNDAAN
        from .penundaan.jenis import BA_PENUNDAAN
        from .people import PEOPLE
        from .sesi.case_type import SESI
        from .sesi.jenis import JENIS as OF_SESI

        install()
        declare_people(*PEOPLE)
        # the demo tells a story of all rooms, of which none knows it
        for kind in (replace(EVENT, demo=demo.load), LOKASI, SESI, PENUNDAAN, PEMBATALAN, DISABILITAS):
            register(kind)
        jenis.register(*OF_LOKASI, *OF_SESI, BA_PENUNDAAN, BA_PEMBATALAN)
