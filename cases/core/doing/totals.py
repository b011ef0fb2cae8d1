"""Adds up the totals that the database notes case by case (`CaseTotal`)."""

from __future__ import annotations

from django.db import connection

_ADD_UP = """WITH gone AS (
  DELETE FROM core_casetotal RETURNING institution_id, type, private, internal, number)
INSERT INTO core_casetotal (institution_id, type, private, internal, number)
SELECT institution_id, type, private, internal, sum(number) FROM gone GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0
"""


def add_up() -> None:
    """One row for each kind of total. Who reads meanwhile sees the rows before or the rows after; of two at once the
    second finds nothing left of what the first has added up."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP)
