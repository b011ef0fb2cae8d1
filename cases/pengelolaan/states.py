"""Lists that kasn_admin maintains. The state of a list is its kind and never changes."""

from __future__ import annotations

from django.db.models import TextChoices

from cases.organisations.models import Choice

KOMPETENSI_KODE, PARAMETER_KODE = "kompetensi", "parameter"
#: Name of the book -> what the list is called, in the order of the page.
LABELS: dict[str, str] = {
    KOMPETENSI_KODE: "Standar Kompetensi Manajerial",
    **{str(value): str(label) for value, label in Choice.Daftar.choices},
    PARAMETER_KODE: "Sasaran layanan dan parameter",
}


class Jenis(TextChoices):
    PILIHAN = "pilihan", "Pilihan"
    KOMPETENSI = "kompetensi", "Kompetensi"
    PARAMETER = "parameter", "Parameter"

    @classmethod
    def of(cls, kode: str) -> Jenis:
        return {KOMPETENSI_KODE: cls.KOMPETENSI, PARAMETER_KODE: cls.PARAMETER}.get(kode, cls.PILIHAN)
