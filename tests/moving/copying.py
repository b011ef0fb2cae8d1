"""Multiplies the cases of an old database, knowing nothing of its models: columns are read from the database itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

#: Table -> (its column that names the case, columns that must differ and how they are made for the n-th copy).
TABLES: dict[str, tuple[str, Mapping[str, str]]] = {
    "core_case": ("id", {"number": "t.number || '-' || c.n"}),
    "nomenklatur_nomenklatur": ("case_id", {"post_key": "t.post_key || c.n"}),
    "jpt_jpt": (
        "case_id",
        {"nomenklatur_id": "(SELECT x.new FROM copies x WHERE x.old = t.nomenklatur_id AND x.n = c.n)"},
    ),
    "core_caseprocess": ("case_id", {}),
    "core_casetask": ("case_id", {"process_id": "p.id"}),
    "core_assignment": ("case_id", {}),
    "core_caseuserpermission": ("content_object_id", {}),
}


def multiply(connection: psycopg.Connection[Any], cases: int) -> int:
    """Copies of the cases with a task, process and appointment each, until there are `cases`. How many were made."""
    count = "SELECT count(*) FROM core_case WHERE type IN ('nomenklatur', 'jpt')"
    originals = connection.execute(count).fetchone()[0]  # type: ignore[index]
    times = -(-(cases - originals) // originals)
    connection.execute(
        "CREATE TEMP TABLE copies AS SELECT k.id AS old, n, gen_random_uuid() AS new FROM core_case k, "
        "generate_series(1, %s) n WHERE k.type IN ('nomenklatur', 'jpt')",
        [times],
    )
    connection.execute("CREATE INDEX ON copies (old, n); CREATE INDEX ON copies (new); ANALYZE copies")
    for table, (key, differing) in TABLES.items():
        _copy(connection, table, key, differing)
    return times * originals


def _copy(connection: psycopg.Connection[Any], table: str, key: str, differing: Mapping[str, str]) -> None:
    asked = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
    columns = [
        name
        for name, kind in connection.execute(asked, [table]).fetchall()
        if not (name == "id" and kind == "bigint")  # the database counts on
    ]
    values = ", ".join(differing.get(name, "c.new" if name == key else f't."{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    processes = " JOIN core_caseprocess p ON p.case_id = c.new" if "process_id" in differing else ""
    connection.execute(
        f"INSERT INTO {table} ({named}) SELECT {values} FROM {table} t "
        f'JOIN copies c ON c.old = t."{key}"{processes}'
    )
