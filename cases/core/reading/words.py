"""Dates, times, numbers and sizes as people read them (SJ-139), on pages, in letters, lists and notices alike.

Input may be None or an empty string everywhere; the answer is then "".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from documents.rendering import tanggal as day_said
from documents.rendering import tanggal_panjang as long_day_said
from workflows.formatted import sanitised

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
SPANS = ((31_557_600, "tahun"), (2_629_800, "bulan"), (86_400, "hari"), (3_600, "jam"), (60, "menit"))


# --- dates and times ---------------------------------------------


def _zone(tz: str | tzinfo | None) -> tzinfo:
    """The zone meant by "WITA", "Asia/Makassar", a tzinfo, or nothing (then the display default)."""
    if not tz:
        return timezone.get_current_timezone()
    return ZoneInfo(ZONES.get(tz, tz)) if isinstance(tz, str) else tz


def _local(value: date | datetime, tz: str | tzinfo | None = None) -> date | datetime:
    """An aware date-time on the clock of the zone; dates and naive date-times stay as they are."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.astimezone(_zone(tz))
    return value


def tanggal_panjang(value: date | datetime | None, tz: str | tzinfo | None = None) -> str:
    """``Rabu, 10 Agustus 2016`` (SJ-139)."""
    return long_day_said(_local(value, tz)) if value else ""


def tanggal(value: date | datetime | None, tz: str | tzinfo | None = None) -> str:
    """``12 Agustus 2016`` (SJ-139)."""
    return day_said(_local(value, tz)) if value else ""


def tanggal_pendek(value: date | datetime | None, tz: str | tzinfo | None = None) -> str:
    """``10/08/2016``, in tables and inputs (SJ-139)."""
    if not value:
        return ""
    day = _local(value, tz)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def stempel(value: date | datetime | None, tz: str | tzinfo | None = None) -> str:
    """``2016-08-10 15:02:30 WIB`` (SJ-139); without a time of day only the date."""
    if not value:
        return ""
    local = _local(value, tz)
    if not isinstance(local, datetime):
        return local.isoformat()
    return f"{local:%Y-%m-%d %H:%M:%S} {local.tzname() or ''}".rstrip()


def waktu(value: date | datetime | None, tz: str | tzinfo | None = None) -> str:
    """``10 Agustus 2016 pukul 15.02 WIB``, in sentences; without a time of day only the date."""
    if not value:
        return ""
    local = _local(value, tz)
    if not isinstance(local, datetime):
        return tanggal(local)
    return f"{tanggal(local.date())} pukul {local:%H.%M} {local.tzname() or ''}".rstrip()


def saat(value: date | datetime | None, tz: str | tzinfo | None = None) -> str:
    """``Rabu, 10 Agustus 2016, 15.02 WIB``, on receipts, prints and the verification; only the date without a time."""
    if not value:
        return ""
    local = _local(value, tz)
    if not isinstance(local, datetime):
        return tanggal_panjang(local)
    return f"{tanggal_panjang(local.date())}, {local:%H.%M} {local.tzname() or ''}".rstrip()


def mesin(value: date | datetime | None) -> str:
    """ISO 8601 for the ``datetime`` attribute of ``<time>``."""
    if not value:
        return ""
    return _local(value, UTC).isoformat()


def relatif(
    value: date | datetime | None, tz: str | tzinfo | None = None, now: datetime | None = None
) -> str:
    """``3 hari lalu``, ``2 jam lagi``; a plain date counts in days: ``hari ini``, ``besok``.

    tz: of the day that stands beside it, so that both count the same days.
    """
    if not value:
        return ""
    now = now or timezone.now()
    if not isinstance(value, datetime):
        return _relative_days((value - timezone.localdate(now, _zone(tz))).days)
    if timezone.is_naive(value):
        value = timezone.make_aware(value)
    seconds = (value - now).total_seconds()
    if abs(seconds) < 60:
        return "beberapa saat lalu" if seconds <= 0 else "sebentar lagi"
    length, unit = next(span for span in SPANS if abs(seconds) >= span[0])
    if unit == "hari":  # as a calendar counts them: a Monday is seven days off on the Monday before
        zone = _zone(tz)
        days = (timezone.localdate(value, zone) - timezone.localdate(now, zone)).days
        return f"{abs(days)} hari {'lagi' if days > 0 else 'lalu'}"
    return f"{int(abs(seconds) // length)} {unit} {'lagi' if seconds > 0 else 'lalu'}"


def _relative_days(days: int) -> str:
    named = {-1: "kemarin", 0: "hari ini", 1: "besok"}
    return named.get(days) or f"{abs(days)} hari {'lagi' if days > 0 else 'lalu'}"


# --- numbers -----------------------------------------------------


def angka(value: Decimal | float | str | None) -> str:
    """Decimal comma, thousands point, no trailing zeros: ``7.50`` → ``7,5``, ``12000`` → ``12.000``."""
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return text.translate(str.maketrans(",.", ".,"))


def rich(value: str | None) -> SafeString:
    """Formatted text with the allowed markup only, wherever it came from."""
    return mark_safe(sanitised(value or ""))  # noqa: S308  nh3 has just cleaned it


def ukuran(value: int | str | None) -> str:
    """A size in bytes as ``820 B``, ``12 KB``, ``1,4 MB`` (1 KB = 1,024 bytes)."""
    if value is None or value == "":
        return ""
    size, power = Decimal(int(value)), 0
    while size >= 1024 and power < 3:
        size, power = size / 1024, power + 1
    step = Decimal("0.1") if power > 1 else Decimal(1)
    return f"{angka(size.quantize(step))} {('B', 'KB', 'MB', 'GB')[power]}"
