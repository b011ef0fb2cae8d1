"""Working days from the versioned calendar.

Five working days a week (Peraturan Presiden 21/2023); days off from the joint decree of the year. The
latest version of a year counts. For a year without a decree only Saturdays and Sundays are days off, and
a warning tells the operator to load one.
"""

import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from workflows.at_once import at_once
from workflows.showing import once

from .models import CalendarVersion, Holiday

logger = logging.getLogger(__name__)
SATURDAY = 5


def is_working_day(day: date, *, as_known_on: datetime | None = None) -> bool:
    """Monday to Friday and no day off. `as_known_on` ignores calendars entered after that moment."""
    return day.weekday() < SATURDAY and day not in _days_off(day.year, as_known_on)


def add_working_days(
    start: datetime, days: int, zone: str = "Asia/Jakarta", *, as_known_on: datetime | None = None
) -> datetime:
    """The same time of day `days` working days later, in UTC; the day of `start` does not count.

    start: aware; its day is that of `zone`, the place where the deadline runs. days: 0 or more; 0 gives
    `start`. Two queries per calendar year touched. Raises ValueError for a naive start or negative days.
    """
    if start.tzinfo is None:
        raise ValueError("start must be aware")
    if days < 0:
        raise ValueError("days must not be negative")
    local = start.astimezone(ZoneInfo(zone))
    day = local.date()
    off: dict[int, frozenset[date]] = {}
    while days:
        day += timedelta(days=1)
        if day.year not in off:
            off[day.year] = _days_off(day.year, as_known_on)
        if day.weekday() < SATURDAY and day not in off[day.year]:
            days -= 1
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def superseded(start: datetime, due: datetime, *, zone: str = "Asia/Jakarta") -> str:
    """With which calendar a deadline was computed at `start`, when one entered since has other days off before it.

    In words, "" when there is none. The deadline stays as computed (docs/text-numbers-time.md). One query, for the
    same years once on a page.
    """
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (start, due))
    versions, holidays = _calendars(first.year, last.year)
    at_once(versions, holidays)
    used: dict[int, CalendarVersion] = {}
    newer: dict[int, CalendarVersion] = {}
    for version in versions:
        (used if version.created <= start else newer)[version.tahun] = version

    def off(version: CalendarVersion | None) -> frozenset[date]:
        if version is None:
            return frozenset()
        known = (h for h in holidays if h.version_id == version.pk and first < h.tanggal <= last)
        counted = (h for h in known if version.counts_cuti_bersama or not h.cuti_bersama)
        return frozenset(h.tanggal for h in counted if h.tanggal.weekday() < SATURDAY)

    said = (
        f"{used.get(year) or f'hari kerja {year} tanpa kalender'}; versi {version.versi} ditetapkan sesudahnya"
        for year, version in newer.items()
        if off(version) != off(used.get(year))
    )
    return " dan ".join(said)


def _calendars(first: int, last: int) -> tuple[QuerySet[CalendarVersion], QuerySet[Holiday]]:
    """The versions of the calendars of these years, in their order, and all their holidays."""

    def rows() -> tuple[QuerySet[CalendarVersion], QuerySet[Holiday]]:
        versions = CalendarVersion.objects.filter(tahun__range=(first, last))
        return versions, Holiday.objects.filter(version__tahun__range=(first, last))

    return once(("calendars", first, last), rows)


def _days_off(year: int, as_known_on: datetime | None) -> frozenset[date]:
    versions = CalendarVersion.objects.filter(tahun=year)
    if as_known_on is not None:
        versions = versions.filter(created__lte=as_known_on)
    newest = versions.order_by("-versi").first()
    if newest is None:
        logger.warning("no working calendar for %s: only weekends count as days off", year)
        return frozenset()
    holidays = newest.holidays.all()
    if not newest.counts_cuti_bersama:
        holidays = holidays.filter(cuti_bersama=False)
    return frozenset(holidays.values_list("tanggal", flat=True))
