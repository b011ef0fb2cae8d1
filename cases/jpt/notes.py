"""What is allowed in a plan but worth a look: told to whoever writes it and to whoever reviews it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

#: Pairs that are named at most; a schedule of many parallel lines is not listed to the end.
NAMED = 5


def named_twice(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Names of the panel that stand more than once, however they are spaced and capitalised (SJ-69)."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if name := " ".join(str(row.get("nama") or "").split()):
            found.setdefault(name.casefold(), []).append(name)
    return sorted(names[0] for names in found.values() if len(names) > 1)


def overlaps(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Pairs of lines of the schedule with days in common, in words (SJ-70)."""
    whole = [row for row in rows if row.get("mulai") and row.get("akhir")]
    found = [
        f"“{a['kegiatan']}” ({_days(a)}) dan “{b['kegiatan']}” ({_days(b)})"
        for a, b in combinations(whole, 2)
        if _day(a["mulai"]) <= _day(b["akhir"]) and _day(b["mulai"]) <= _day(a["akhir"])
    ]
    return found if len(found) <= NAMED else [*found[:NAMED], f"dan {len(found) - NAMED} pasangan lain"]


def _day(value: Any) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _days(row: Mapping[str, Any]) -> str:
    return f"{_day(row['mulai']):%d/%m/%Y}–{_day(row['akhir']):%d/%m/%Y}"
