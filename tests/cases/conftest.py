"""People and objects of the tests of case types. Objects are made by the acts that make them."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.people import demo_people


@pytest.fixture
def people(db: None) -> SimpleNamespace:
    """The demo's accounts by name: admin, komisioner, asisten1, asisten2, auditor, jaksel, bogor."""
    return SimpleNamespace(**demo_people("rahasia-sekali-12"))


@pytest.fixture
def nomenklatur_data() -> dict[str, Any]:
    from cases.organisations.models import Kompetensi

    return {
        "unit_kerja": "Dinas Sosial",
        "jabatan": "Kepala Dinas Sosial",
        "level": "Pratama",
        "tugas_pokok_fungsi": "Memimpin dinas.",
        "kompetensi_manajerial": [
            {"kompetensi": str(k.pk), "indikator": "4"} for k in Kompetensi.objects.all()
        ],
        "kompetensi_teknis": "Urusan sosial.",
        "kompetensi_sosiokultural": "Perekat bangsa.",
    }
