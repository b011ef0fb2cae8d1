"""Dates and numbers in Indonesian words (SJ-139)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.rendering import tanggal, tanggal_panjang, terbilang


@pytest.mark.req("SJ-139")
def test_dates() -> None:
    day = dt.date(2016, 8, 10)
    assert (tanggal(day), tanggal_panjang(day)) == ("10 Agustus 2016", "Rabu, 10 Agustus 2016")
    assert tanggal_panjang(dt.date(2026, 2, 1)) == "Minggu, 1 Februari 2026"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (2016, "dua ribu enam belas"),
        (11_000, "sebelas ribu"),
        (111_000, "seratus sebelas ribu"),
        (1_001_000, "satu juta seribu"),
        (2_500_000_000, "dua miliar lima ratus juta"),
        (10**12, "satu triliun"),
        (-5, "minus lima"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert terbilang(number) == words


@given(st.integers(0, 10**15 - 1))
def test_words_mean_their_number(number: int) -> None:
    assert _value(terbilang(number)) == number


def test_words_end_somewhere() -> None:
    with pytest.raises(ValueError, match="terbilang"):
        terbilang(10**15)


_UNITS = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
]
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def _value(words: str) -> int:
    """The number that Indonesian words say, written independently of `terbilang`."""
    total = group = 0
    for word in words.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in _SCALES:
            total, group = total + group * _SCALES[word], 0
        elif word == "ratus":
            group = group % 100 * 100 + group // 100 * 100
        elif word == "puluh":
            group += group % 10 * 9
        elif word == "belas":
            group += 10
        else:
            group += _UNITS.index(word)
    return total + group
