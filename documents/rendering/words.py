"""Dates and numbers in correct Indonesian (SJ-139).

The number words are our own: the library at hand (num2words 0.5.14) writes "satu juta satu ribu" where
Indonesian has "satu juta seribu".
"""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DIGITS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    *("sepuluh", "sebelas"),
)
_THOUSANDS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
LARGEST = 10**15  # exclusive


def tanggal(day: dt.date) -> str:
    """`10 Agustus 2016`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def tanggal_panjang(day: dt.date) -> str:
    """`Rabu, 10 Agustus 2016`."""
    return f"{DAYS[day.weekday()]}, {tanggal(day)}"


def terbilang(number: int) -> str:
    """A whole number in words: `seratus sebelas ribu`. ValueError from a thousand billion (10^15) on."""
    if abs(number) >= LARGEST:
        raise ValueError(f"terbilang knows numbers below {LARGEST}")
    if number < 0:
        return "minus " + terbilang(-number)
    return " ".join(_words(number)) or _DIGITS[0]


def _words(number: int) -> list[str]:
    """Words of a number from 0 (none at all) up."""
    for value, name in _THOUSANDS:
        if number >= value:
            return [*_words(number // value), name, *_words(number % value)]
    if number >= 2000:
        return [*_words(number // 1000), "ribu", *_words(number % 1000)]
    if number >= 1000:
        return ["seribu", *_words(number % 1000)]
    if number >= 200:
        return [*_words(number // 100), "ratus", *_words(number % 100)]
    if number >= 100:
        return ["seratus", *_words(number % 100)]
    if number >= 20:
        return [*_words(number // 10), "puluh", *_words(number % 10)]
    if number >= 12:
        return [_DIGITS[number - 10], "belas"]
    return [_DIGITS[number]] if number else []
