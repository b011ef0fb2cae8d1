"""A case of a type that has nothing to do with trees."""

from typing import Any

from cases.core.doing.creation import create
from cases.organisations.models import Kompetensi


def nomenklatur(actor: Any, unit: str = "Dinas Sosial") -> Any:
    competences = [{"kompetensi": str(row.pk), "indikator": "4"} for row in Kompetensi.objects.all()]
    data = {
        "unit_kerja": unit,
        "jabatan": f"Kepala {unit}",
        "level": "Pratama",
        "tugas_pokok_fungsi": "Memimpin dinas.",
        "kompetensi_manajerial": competences,
        "kompetensi_teknis": "Urusan sosial.",
        "kompetensi_sosiokultural": "Perekat bangsa.",
    }
    (made,) = create(actor, "nomenklatur", "tambah_nomenklatur", data)
    return made
