"""Keyset pages: stable under inserts, the same cost on page 1 and page 1,000."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldError as DjangoFieldError
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q, QuerySet

from workflows.errors import Refused
from workflows.ledger import plain

LIMIT = 50
MAXIMUM = 200


@dataclass(frozen=True)
class Page:
    """rows of one page and the cursors of its neighbours, "" where there is none."""

    rows: Sequence[Any]
    next: str = ""
    previous: str = ""


def paginate(rows: QuerySet[Any], *, keys: Sequence[str], cursor: str = "", limit: int = LIMIT) -> Page:
    """One page of `rows` ordered by `keys`.

    keys: field names, "-" in front for descending, the last one unique; values must not be null. cursor: as
    handed out by another page; a broken one is refused with E-FMT. limit: 1–200 rows.
    """
    return paginate_together([rows], keys=keys, cursor=cursor, limit=limit)


def paginate_together(
    branches: Sequence[QuerySet[Any]], *, keys: Sequence[str], cursor: str = "", limit: int = LIMIT
) -> Page:
    """As `paginate`, over several tables that share the key fields: one query each, merged."""
    limit = max(1, min(limit, MAXIMUM))
    back, values = _decode(cursor, len(keys))
    ordered = [_flip(key) for key in keys] if back else list(keys)
    found: list[Any] = []
    for rows in branches:
        try:
            beyond = rows if values is None else rows.filter(_beyond(ordered, values))
            found += beyond.order_by(*ordered)[: limit + 1]
        except (ValidationError, ValueError, DjangoFieldError, DataError):
            raise _broken() from None
    if len(branches) > 1:
        for key in reversed(ordered):  # stable: the last key first
            found.sort(key=lambda row: _value(row, key.lstrip("-")), reverse=key.startswith("-"))
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    if not found:
        return Page([])
    has_next = more if not back else True
    has_previous = (values is not None) if not back else more
    return Page(
        found,
        _encode(False, found[-1], keys) if has_next else "",
        _encode(True, found[0], keys) if has_previous else "",
    )


def bounded_count(rows: QuerySet[Any], limit: int = 1000) -> tuple[int, bool]:
    """(count, more): counting stops at `limit`, shown as "1000+"."""
    count = rows.order_by()[: limit + 1].count()
    return min(count, limit), count > limit


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    condition = Q()
    for position, key in enumerate(keys):
        equal = Q(**{k.lstrip("-"): v for k, v in zip(keys[:position], values, strict=False)})
        compare = "lt" if key.startswith("-") else "gt"
        condition |= equal & Q(**{f"{key.lstrip('-')}__{compare}": values[position]})
    return condition


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _encode(back: bool, row: Any, keys: Sequence[str]) -> str:
    values = [plain(_value(row, key.lstrip("-"))) for key in keys]
    return base64.urlsafe_b64encode(json.dumps([back, values]).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _decode(cursor: str, length: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        back, values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        raise _broken() from None
    if not isinstance(back, bool) or not isinstance(values, list) or len(values) != length:
        raise _broken()
    return back, values


def _broken() -> Refused:
    return Refused("E-FMT", "Penanda halaman tidak dikenal; buka daftar dari awal.")
