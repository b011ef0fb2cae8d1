"""Lama menjabat (SJ-50)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.pejabat.tenure import BELUM, berakhir, difference, lama_menjabat, shifted

LONG = date(2099, 1, 1)


@pytest.mark.req("SJ-50")
@pytest.mark.parametrize(
    ("mulai", "akhir", "today", "expected"),
    [
        (date(2016, 8, 1), LONG, date(2016, 8, 10), "0 Tahun, 0 Bulan, 9 Hari"),
        (date(2016, 8, 1), LONG, date(2016, 8, 1), "0 Tahun, 0 Bulan, 0 Hari"),
        (date(2016, 8, 1), LONG, date(2016, 7, 31), BELUM),
        (date(2016, 8, 1), LONG, date(2019, 10, 4), "3 Tahun, 2 Bulan, 3 Hari"),
        (date(2016, 8, 1), date(2016, 8, 10), date(2030, 1, 1), "0 Tahun, 0 Bulan, 9 Hari"),
        (date(2024, 1, 31), LONG, date(2024, 2, 29), "0 Tahun, 1 Bulan, 0 Hari"),
        (date(2024, 1, 31), LONG, date(2024, 3, 1), "0 Tahun, 1 Bulan, 1 Hari"),
        (date(2024, 2, 29), LONG, date(2025, 2, 28), "1 Tahun, 0 Bulan, 0 Hari"),
    ],
)
def test_lama_menjabat(mulai, akhir, today, expected):
    assert lama_menjabat(mulai, akhir, today) == expected


@pytest.mark.req("SJ-50")
def test_berakhir():
    assert [berakhir(date(2026, 11, 1), date(2026, 11, day)) for day in (1, 2)] == [False, True]


@given(st.dates(date(1970, 1, 1), date(2060, 1, 1)), st.integers(0, 20_000))
def test_the_parts_lead_from_start_to_end(start, days):
    from datetime import timedelta

    end = start + timedelta(days=days)
    years, months, rest = difference(start, end)
    assert 0 <= months <= 11
    assert 0 <= rest <= 30
    assert shifted(start, years * 12 + months) + timedelta(days=rest) == end
