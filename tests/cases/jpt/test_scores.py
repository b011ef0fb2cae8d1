"""bobot × skor to the last decimal, the total only when it is whole, the order of equal totals (SJ-96, 97, 103)."""

from decimal import Decimal

import pytest

from cases.jpt.facts import ranked
from cases.jpt.models import JptV1, Kandidat
from cases.jpt.states import SCORED

BOBOT = ("33.33", "16.67", "37.25", "12.75")
STAGES = tuple(str(tahap) for tahap in SCORED)


def candidate(nama, skor, bobot=BOBOT):
    """One whose selection has these weights; nothing is stored."""
    seleksi = JptV1(**{f"bobot_{tahap}": Decimal(value) for tahap, value in zip(STAGES, bobot, strict=True)})
    found = Kandidat(nama=nama)
    for tahap, value in zip(STAGES, skor, strict=True):
        setattr(found, f"skor_{tahap}", None if value is None else Decimal(value))
    found.__dict__["_state"].fields_cache["seleksi"] = seleksi
    return found


@pytest.mark.req("SJ-96")
@pytest.mark.kills("slip:scores.nilai")
def test_nilai_is_exact(db):
    one = candidate("Ani", ("7.77", "6.01", "9.99", "1.01"))
    assert [one.nilai[tahap] for tahap in STAGES] == [
        Decimal("258.9741"),
        Decimal("100.1867"),
        Decimal("372.1275"),
        Decimal("12.8775"),
    ]
    assert one.total_nilai == Decimal("744.1658")


@pytest.mark.req("SJ-97")
@pytest.mark.kills("slip:scores.total")
def test_a_total_waits_for_the_last_score(db):
    assert candidate("Ani", ("7", "6", "9", None)).total_nilai is None
    assert candidate("Ani", ("7", "6", "9", "1")).total_nilai is not None


@pytest.mark.req("SJ-103")
@pytest.mark.kills("slip:scores.order")
def test_equal_totals_stand_by_rekam_jejak_and_then_by_name(db):
    equal = ("25", "25", "25", "25")
    rows = [
        candidate("Zaki", ("8", "6", "7", "7"), equal),
        candidate("Budi", ("8", "6", "6", "8"), equal),
        candidate("Ani", ("8", "6", "7", "7"), equal),
        candidate("Tono", ("9", "6", "7", "7"), equal),
        candidate("Belum", ("9", "6", "7", None), equal),
    ]
    assert [row.nama for row in ranked(rows)] == ["Tono", "Budi", "Ani", "Zaki", "Belum"]
