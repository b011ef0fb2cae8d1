"""Lama menjabat (SJ-50)."""

from __future__ import annotations

import calendar
import datetime as dt

BELUM = "Belum menjabat"


def lama_menjabat(mulai: dt.date, akhir: dt.date, today: dt.date) -> str:
    """Calendar difference from `mulai` to the earlier of `akhir` and `today`: "0 Tahun, 0 Bulan, 9 Hari".

    The day of the start is not counted; "Belum menjabat" before it.
    """
    if today < mulai:
        return BELUM
    years, months, days = difference(mulai, min(akhir, today))
    return f"{years} Tahun, {months} Bulan, {days} Hari"


def difference(start: dt.date, end: dt.date) -> tuple[int, int, int]:
    """Years, months and days from start to a later end; a month that is too short ends on its last day."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if end < shifted(start, months):
        months -= 1
    return months // 12, months % 12, (end - shifted(start, months)).days


def shifted(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def berakhir(akhir: dt.date, today: dt.date) -> bool:
    """The period is over: the row is marked "Berakhir"."""
    return akhir < today
