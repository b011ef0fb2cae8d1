"""Many rows into a table by COPY: the one place that does it. Ten times as fast as INSERT by Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One statement. columns: of the table; rows: values as the database takes them, in that order.

    Raises IntegrityError where a constraint is hit, as INSERT does.
    """
    quote = connection.ops.quote_name
    named = ", ".join(quote(column) for column in columns)
    sql = f"COPY {quote(model._meta.db_table)} ({named}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
