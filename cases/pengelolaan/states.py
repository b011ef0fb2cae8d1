"""Lists that kasn_admin maintains. The state of a list is its kind and never changes."""

from __future__ import annotations

from django.db.models import TextChoices

from cases.organisations.models import Choice

KOMPETENSI_KODE, PARAMETER_KODE = "kompetensi", "parameter"
BADAN_KODE, KALENDER_KODE, UNIT_KODE = "badan", "kalender", "unit"
#: Name of the book -> what the list is called, in the order of the page.
LABELS: dict[str, str] = {
    KOMPETENSI_KODE: "Standar Kompetensi Manajerial",
    **{str(value): str(label) for value, label in Choice.Daftar.choices},
    PARAMETER_KODE: "Sasaran layanan dan parameter",
    BADAN_KODE: "Badan pengawas",
    KALENDER_KODE: "Kalender kerja",
    UNIT_KODE: "Unit kerja dan kantor regional",
}


class Jenis(TextChoices):
    PILIHAN = "pilihan", "Pilihan"
    KOMPETENSI = "kompetensi", "Kompetensi"
    PARAMETER = "parameter", "Parameter"
    BADAN = "badan", "Badan pengawas"
    KALENDER = "kalender", "Kalender kerja"
    UNIT = "unit", "Unit kerja"

    @classmethod
    def of(cls, kode: str) -> Jenis:
        own = {
            KOMPETENSI_KODE: cls.KOMPETENSI,
            PARAMETER_KODE: cls.PARAMETER,
            BADAN_KODE: cls.BADAN,
            KALENDER_KODE: cls.KALENDER,
            UNIT_KODE: cls.UNIT,
        }
        return own.get(kode, cls.PILIHAN)
