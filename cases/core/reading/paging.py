"""Keyset pages: stable under inserts, the same cost on page 1 and page 1,000."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldError as DjangoFieldError
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)

from workflows import parsing
from workflows.errors import FieldError, Refused
from workflows.ledger import plain
from workflows.text import unkeepable

LIMIT = 50
BROKEN = "Penanda halaman tidak dikenal; buka daftar dari awal."
MAXIMUM = 200
MOST_COUNTED = 1000
LONGEST = 2000  # characters of a cursor


@dataclass(frozen=True)
class Page:
    """rows of one page and the cursors of its neighbours, "" where there is none.

    number: (how many rows all pages have, whether there are more than that), where that was found out on the way.
    """

    rows: Sequence[Any]
    next: str = ""
    previous: str = ""
    number: tuple[int, bool] | None = None


@dataclass(frozen=True)
class ForEach:
    """Rows that are read in order for each of a few others, no more than a page for any, and merged by the database.

    each: the few; rows: what is read for one of them, which it names by OuterRef, in order by an index of its own; the
    same row may be read for several; shown: their table, with what a row shows.
    """

    each: QuerySet[Any]
    rows: QuerySet[Any]
    shown: QuerySet[Any]

    def first(self, ordered: Sequence[str], beyond: Any, most: int) -> QuerySet[Any]:
        rows = self.rows if beyond is None else self.rows.filter(beyond)
        keys = ArraySubquery(rows.order_by(*ordered).values("pk")[:most])
        found = self.each.order_by().values_list(_Each(keys), flat=True)
        return self.shown.filter(pk__in=found)


class _Each(Func):
    """The members of an array, a row each."""

    function = "unnest"
    set_returning = True
    output_field = UUIDField()


def paginate(rows: QuerySet[Any], *, keys: Sequence[str], cursor: str = "", limit: int = LIMIT) -> Page:
    """One page of `rows` ordered by `keys`.

    keys: field names, "-" in front of all or of none for descending, the last one unique; values must not be
    null. cursor: as
    handed out by another page; a broken one is refused with E-FMT. limit: 1–200 rows.
    """
    return paginate_together([rows], keys=keys, cursor=cursor, limit=limit)


def paginate_together(
    branches: Sequence[QuerySet[Any] | ForEach], *, keys: Sequence[str], cursor: str = "", limit: int = LIMIT
) -> Page:
    """As `paginate`, over several tables that share the key fields: one query each, merged."""
    limit = max(1, min(limit, MAXIMUM))
    back, values = _decode(cursor, len(keys))
    ordered = [_flip(key) for key in keys] if back else list(keys)
    found: list[Any] = []
    for rows in branches:
        try:
            table = rows.shown if isinstance(rows, ForEach) else rows
            beyond = None if values is None else _beyond(ordered, _typed(table, keys, values))
            if isinstance(rows, ForEach):
                part = rows.first(ordered, beyond, limit + 1)
            else:
                part = rows if beyond is None else rows.filter(beyond)
            found += part.order_by(*ordered)[: limit + 1]
        except (ValidationError, ValueError, TypeError, OverflowError, DjangoFieldError, DatabaseError):
            if values is None:
                raise  # no cursor is to blame
            raise _broken() from None
    if len(branches) > 1:
        for key in reversed(ordered):  # stable: the last key first
            found.sort(key=lambda row: _value(row, key.lstrip("-")), reverse=key.startswith("-"))
    return _page(found, keys, limit, back=back, began=values is None)


def paginate_branches(
    rows: QuerySet[Any],
    branches: Sequence[QuerySet[Any]],
    *,
    keys: Sequence[str],
    cursor: str = "",
    limit: int = LIMIT,
) -> Page:
    """As `paginate`, of the rows of `branches`, which are all of one table and each in order by an index of its own:
    no more than a page is read of any. One query. rows: the table with what a row shows and what `keys` name."""
    if len(branches) == 1:
        return paginate(branches[0], keys=keys, cursor=cursor, limit=limit)
    limit = max(1, min(limit, MAXIMUM))
    back, values = _decode(cursor, len(keys))
    ordered = [_flip(key) for key in keys] if back else list(keys)
    try:
        beyond = None if values is None else _beyond(ordered, _typed(rows, keys, values))
        parts = [branch if beyond is None else branch.filter(beyond) for branch in branches]
        first, *others = [part.order_by(*ordered).values("pk")[: limit + 1] for part in parts]
        found = list(rows.filter(pk__in=first.union(*others, all=True)).order_by(*ordered)[: limit + 1])
    except (ValidationError, ValueError, TypeError, OverflowError, DjangoFieldError, DatabaseError):
        if values is None:
            raise  # no cursor is to blame
        raise _broken() from None
    return _page(found, keys, limit, back=back, began=values is None)


def _page(found: list[Any], keys: Sequence[str], limit: int, *, back: bool, began: bool) -> Page:
    """found: one row more than the page holds, if there is one, in the direction that was read."""
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    if not found:
        return Page([])
    has_next = more if not back else True
    has_previous = not began if not back else more
    return Page(
        found,
        _encode(False, found[-1], keys) if has_next else "",
        _encode(True, found[0], keys) if has_previous else "",
    )


def bounded_count(rows: QuerySet[Any], limit: int = MOST_COUNTED) -> tuple[int, bool]:
    """(count, more): counting stops at `limit`, shown as "1000+"."""
    count = rows.order_by()[: limit + 1].count()
    return min(count, limit), count > limit


def bounded(branches: Sequence[QuerySet[Any]], limit: int = 1000) -> QuerySet[Any]:
    """Keys of the rows of branches that share none: all, or more than `limit`."""
    first, *others = [branch.order_by().values("pk")[: limit + 1] for branch in branches]
    return first.union(*others, all=True) if others else first


class Counted(Subquery):
    """How many rows `bounded` branches have, in a statement that asks for more."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


class _RowBeyond(Func):
    """`(a, b) > (1, 2)`: a range of an index on (a, b), which the same written with OR is not."""

    output_field = BooleanField()

    def __init__(self, keys: Sequence[str], values: Sequence[Any], sign: str) -> None:
        self.sign = sign
        super().__init__(*(F(key) for key in keys), *values)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.sign} ({right})", [value for _, values in parts for value in values]


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> _RowBeyond:
    if len({key.startswith("-") for key in keys}) > 1:
        raise LookupError(f"Pages are sorted in one direction, not by {', '.join(keys)}.")
    names = [key.lstrip("-") for key in keys]
    return _RowBeyond(names, values, "<" if keys[0].startswith("-") else ">")


def _typed(rows: QuerySet[Any], keys: Sequence[str], values: Sequence[Any]) -> list[Value]:
    """The values of a cursor as their fields hold them, before the database sees them. Raises what fields raise."""
    found = []
    for key, value in zip(keys, values, strict=True):
        if not isinstance(value, str | int):
            raise TypeError(key)
        model, name = rows.model, key.lstrip("-")
        while "__" in name:
            step, _, name = name.partition("__")
            model = model._meta.get_field(step).related_model
        field: Any = None
        if name in rows.query.annotations:
            field = getattr(rows.query.annotations[name], "output_field", None)
            if isinstance(value, bool) or not isinstance(field, CharField | DateTimeField):
                if not isinstance(value, bool):
                    raise TypeError(key)
                found.append(Value(value, BooleanField()))
                continue
        field = field or model._meta.get_field(name)
        known = field.to_python(value)
        if isinstance(known, dt.datetime):
            parsing.day(known)
            known = known.astimezone(dt.UTC)
        elif isinstance(known, dt.date):
            parsing.day(known)
        elif isinstance(known, int):
            field.run_validators(known)  # the bounds of its column
        elif isinstance(known, str) and unkeepable(known):
            raise ValueError(key)
        found.append(Value(known, field))
    return found


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _encode(back: bool, row: Any, keys: Sequence[str]) -> str:
    values = [plain(_value(row, key.lstrip("-"))) for key in keys]
    return base64.urlsafe_b64encode(json.dumps([back, values]).encode()).decode().rstrip("=")


def place_of(row: Any, keys: Sequence[str]) -> str:
    """The cursor of the page that begins right behind a row of `keys`' order."""
    return _encode(False, row, keys)


def turned(place: str, keys: Sequence[str]) -> str:
    """The cursor of the page that ends right before the row. Raises Refused(E-FMT) for what is no place."""
    _, values = _decode(place, len(keys))
    return base64.urlsafe_b64encode(json.dumps([True, values]).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _decode(cursor: str, length: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        if len(cursor) > LONGEST:
            raise _broken()
        back, values = parsing.json_value(
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), deepest=2
        )
    except (ValueError, TypeError):
        raise _broken() from None
    if not isinstance(back, bool) or not isinstance(values, list) or len(values) != length:
        raise _broken()
    return back, values


def _broken() -> Refused:
    error = FieldError("E-FMT", BROKEN)
    return Refused("E-FMT", BROKEN, errors={"cursor": [error]})
