"""Rows of unlike tables read by one statement: what a page needs of many places costs one way to the database.

`at_once(first, second, …)` fills querysets as if each had been evaluated by itself; who reads them then asks nothing
any more. The database hands every queryset's rows over as one JSON list, and Django's own compilers make objects of
them, related ones and annotations too. A column of a kind that is not in `_PLAIN` or `_READ` is refused: its values
would not come back as they were.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections, models

#: Come out of JSON as the database's driver gives them.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.GenericIPAddressField,
)
#: What the text of a value in JSON stands for.
_READ: dict[type[models.Field[Any, Any]], Callable[[Any], Any]] = {
    models.UUIDField: UUID,
    models.DateTimeField: dt.datetime.fromisoformat,
    models.DateField: dt.date.fromisoformat,
    models.DecimalField: lambda value: value if isinstance(value, Decimal) else Decimal(value),
    models.BinaryField: lambda value: bytes.fromhex(value.removeprefix("\\x")),
    models.JSONField: str,  # as text: Django reads it
}


def at_once(*querysets: models.QuerySet[Any, Any]) -> None:
    """Evaluate them all by one statement, those that were evaluated already left out. Order and limits hold.

    Raises TypeError for a column of a kind that is not known here, and for a DISTINCT ordered by something else.
    """
    asked = [Asked(rows) for rows in querysets if rows._result_cache is None]
    told = [one for one in asked if one.sql]
    answers: dict[Asked, list[dict[str, Any]]] = {}
    if told:
        with connections[told[0].rows.db].cursor() as cursor:
            texts = ", ".join(f"({one.sql})::text" for one in told)
            cursor.execute(f"SELECT {texts}", [value for one in told for value in one.params])
            for one, text in zip(told, cursor.fetchone(), strict=True):
                answers[one] = json.loads(text, parse_float=Decimal) if text is not None else []
    for one in asked:
        one.take(answers.get(one, []))


class Asked:
    """One queryset on its way. sql: its rows as one JSON list; "" where it can have none."""

    def __init__(self, rows: models.QuerySet[Any, Any]) -> None:
        self.rows = rows
        self.compiler: Any = rows.query.get_compiler(rows.db)
        self.readers: list[Callable[[Any], Any] | None] = []
        self.sql = ""
        self.params: tuple[Any, ...] = ()
        try:
            sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            return
        if self.compiler.has_extra_select:
            raise TypeError(f"{rows.model.__name__}: ordered by a column that is not selected")
        fields = [expression.output_field for expression, *_ in self.compiler.select]
        self.readers = [_reader_of(field) for field in fields]
        names = [f"c{number}" for number in range(len(fields))]
        shown = [
            f"{name}::text" if _is_json(field) else name for name, field in zip(names, fields, strict=True)
        ]
        inner = f"SELECT {', '.join(shown)} FROM ({sql}) AS r({', '.join(names)})"  # noqa: S608  Django's own SQL
        self.sql = f"SELECT json_agg(t) FROM ({inner}) AS t({', '.join(names)})"  # noqa: S608

    def take(self, found: list[dict[str, Any]]) -> None:
        """Let Django evaluate the queryset on the rows that were read."""
        rows = [list(self._values(row)) for row in found]
        query: Any = self.rows.query
        self.compiler.execute_sql = lambda *_, **__: [rows]
        query.get_compiler = lambda *_, **__: self.compiler
        try:
            self.rows._fetch_all()
        finally:
            del query.get_compiler  # a queryset made of this one must ask by itself

    def _values(self, row: dict[str, Any]) -> Iterator[Any]:
        for read, value in zip(self.readers, row.values(), strict=True):
            yield value if read is None or value is None else read(value)


def _is_json(field: Any) -> bool:
    return isinstance(field, models.JSONField)


def _reader_of(field: Any) -> Callable[[Any], Any] | None:
    field = getattr(field, "target_field", field)  # of a foreign key
    if isinstance(field, ArrayField):
        inside = _reader_of(field.base_field)
        return None if inside is None else lambda values: [None if v is None else inside(v) for v in values]
    for kind, read in _READ.items():
        if isinstance(field, kind):
            return read
    if isinstance(field, _PLAIN):
        return None
    raise TypeError(f"{type(field).__name__} cannot be read together with other rows")
