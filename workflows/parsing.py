"""One bounded parser each for what strangers send: days, moments, counts, JSON (docs/text-numbers-time.md).

`str.isdigit`, `int`, `date.fromisoformat` and `json.loads` take more than they seem to: digits of other scripts,
the year 9999, a nesting that ends the process. Nothing from outside reaches them but through here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

FIRST_YEAR, LAST_YEAR = 1900, 2100
NO_DAY = "Tanggal harus DD/MM/YYYY."
NO_YEAR = f"Tahun harus {FIRST_YEAR} sampai dengan {LAST_YEAR}."
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
NO_MOMENT = "Waktu harus DD/MM/YYYY HH:MM."
_TIME = re.compile(r"([0-9]{2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_COUNT = re.compile(r"[0-9]{1,18}")
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
MOST_JSON = 5 * 1024 * 1024  # bytes
DEEPEST_JSON = 12


class OutOfCalendar(ValueError):
    """A day that exists, in a year that nobody means."""


def day(value: Any) -> dt.date:
    """DD/MM/YYYY as people write, or YYYY-MM-DD as clients do, years 1900–2100.

    Raises OutOfCalendar for another year, ValueError for anything else; its text is the sentence for the person.
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        found = value
    else:
        text = value.strip() if isinstance(value, str) and len(value) <= 30 else ""
        parts = _DAY.fullmatch(text)
        groups = parts.groups()[::-1] if parts else getattr(_ISO.fullmatch(text), "groups", tuple)()
        try:
            found = dt.date(*map(int, groups))
        except (TypeError, ValueError):
            # written as it should be, and no such day: the form alone would send people looking for a typing error
            no_such_day = f" {text} tidak ada dalam kalender." if groups else ""
            raise ValueError(NO_DAY + no_such_day) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise OutOfCalendar(NO_YEAR)
    return found


def moment(value: Any) -> dt.datetime:
    """A day as `day` reads it, a blank or "T", HH:MM or HH.MM, with seconds if any; what is below a second is dropped.

    A client may add its distance from UTC ("Z", "+08:00"), and then the moment has a zone; without it has none: whoever
    asks knows whose clock is meant. Raises as `day` does.
    """
    if isinstance(value, dt.datetime):
        day(value)
        return value
    text = value.strip() if isinstance(value, str) and len(value) <= 40 else ""
    head, rest = text[:10], text[10:]
    found = _TIME.fullmatch(rest[1:]) if rest[:1] in ("T", " ") else None
    if found is None:
        raise ValueError(NO_MOMENT)
    *clock, offset = found.groups()
    try:
        hour, minute, second = (int(part or 0) for part in clock)
        at = dt.time(hour, minute, second, tzinfo=_zone(offset))
    except ValueError:
        raise ValueError(NO_MOMENT) from None
    return dt.datetime.combine(day(head), at)


def _zone(offset: str | None) -> dt.tzinfo | None:
    """Raises ValueError for a distance of a day or more."""
    if not offset:
        return None
    if offset == "Z":
        return dt.UTC
    hours, minutes = int(offset[1:3]), int(offset[4:])
    if minutes > 59:
        raise ValueError(offset)
    distance = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(distance if offset[0] == "+" else -distance)


def count(value: Any, *, most: int = 10**9) -> int | None:
    """A number 0…most written with ASCII digits only, as an address, a header or JSON holds it; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = int(value) if _COUNT.fullmatch(value) else None
    return value if isinstance(value, int) and 0 <= value <= most else None


def json_value(text: str | bytes, *, most: int = MOST_JSON, deepest: int = DEEPEST_JSON) -> Any:
    """JSON of bounded size and depth, without NaN, infinities, doubled keys or numbers of endless digits.

    Raises ValueError, whose text is the sentence for the person.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > most:
        raise ValueError("Isi permintaan terlalu besar.")
    depth = 0
    for bracket in _BRACKETS.finditer(raw):
        if bracket[0] in b"[{":
            depth += 1
            if depth > deepest:
                raise ValueError(f"Isi permintaan bersarang lebih dari {deepest} tingkat.")
        elif bracket[0] in b"]}":
            depth -= 1
    try:
        return json.loads(
            raw,
            parse_int=_json_int,
            parse_float=_json_float,
            parse_constant=_refused,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, _Said) else "Isi permintaan bukan JSON yang sah."
        raise ValueError(told) from None


class _Said(ValueError):
    """Its text is meant for the person."""


def _json_int(text: str) -> int:
    if len(text) > 30:
        raise _Said("Angka terlalu panjang.")
    return int(text)


def _json_float(text: str) -> float:
    if len(text) > 40:
        raise _Said("Angka terlalu panjang.")
    return float(text)


def _refused(text: str) -> Any:
    raise _Said(f"{text} bukan angka.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Said("Ada nama isian yang disebut dua kali.")
    return found
