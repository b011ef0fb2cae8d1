"""Time in a sesi: when PIN giving closes, what is left, until when it may last. All sums are of instants, not of what a
clock shows: on the day on which the summer time ends an hour is there twice (sites abroad)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from cases.cat.parameters import latest_end, pin_closes_before, trouble_lasts


def instant(moment: dt.datetime) -> dt.datetime:
    """The same moment, of which an exact length of time can be taken."""
    return moment.astimezone(dt.UTC)


def pin_closes(sesi: Any) -> dt.datetime:
    """When PIN giving closes; when it did, once SS-3 has happened: that is not undone (CB-269)."""
    if sesi.pin_ditutup_pada is not None:
        closed: dt.datetime = sesi.pin_ditutup_pada
        return closed
    return instant(sesi.mulai) - pin_closes_before(sesi.tanggal)


def lasts(sesi: Any) -> dt.timedelta:
    return dt.timedelta(minutes=sesi.durasi)


def left(sesi: Any) -> dt.timedelta:
    """What is left of a sesi that does not run now: all of it where it has not begun."""
    return lasts(sesi) if sesi.sisa is None else dt.timedelta(seconds=sesi.sisa)


def ends(sesi: Any) -> dt.datetime | None:
    """When the time of a running sesi is over; None before it has begun."""
    begun = sesi.lanjut_pada or sesi.dimulai_pada
    return None if begun is None else instant(begun) + left(sesi)


def seconds_left(sesi: Any, cause: dt.datetime) -> int:
    """Of a running sesi at the moment of what interrupts it; a second begun is left whole."""
    end = ends(sesi)
    if end is None:
        return math.ceil(lasts(sesi).total_seconds())
    return max(0, math.ceil(min(end - instant(cause), left(sesi)).total_seconds()))


def limit(sesi: Any, day: dt.date | None = None) -> dt.datetime:
    """20.00 on the clock of the place on the day of the sesi."""
    day = day or sesi.tanggal
    return instant(dt.datetime.combine(day, latest_end(day), sesi.zone()))


def local_day(sesi: Any, moment: dt.datetime) -> dt.date:
    return moment.astimezone(sesi.zone()).date()


def trouble(sesi: Any, at: dt.datetime) -> int:
    """How far its own disturbance has come at a moment (law.seen); that of its location counts there."""
    start = sesi.gangguan_mulai
    if start is None or not sesi.gangguan_sendiri:
        return 0
    if at - start < trouble_lasts(sesi.tanggal):
        return 1
    return 2 if sesi.gangguan_lapor is None else 3


def three_hours(sesi: Any) -> dt.datetime | None:
    """When SS-8 is due; once for a disturbance."""
    if sesi.gangguan_mulai is None or sesi.gangguan_lapor is not None:
        return None
    return instant(sesi.gangguan_mulai) + trouble_lasts(sesi.tanggal)
