"""Members of the panitia seleksi from one plan to the next: whose files go on where none is sent anew (SJ-69)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from workflows.rows import ID, id_of, identified

Row = Mapping[str, Any]


def known_as(row: Row) -> str:
    """The name as it is compared: case and spaces make no other person."""
    return _tidy(row.get("nama"))


def carried(before: Sequence[Row], after: Sequence[Row]) -> list[list[str]]:
    """For each row of `after` the files it held in `before`.

    By the id of the row: whatever of a member changed, the file stays. Where a client sends no id at all: by the
    name where it is unique on both sides; namesakes by name and description, those alike in both in their order,
    as long as there are as many as before. Else nothing: better no file than somebody else's.
    """
    if any(map(id_of, after)):
        files = {row[ID]: list(row.get("berkas") or []) for row in identified(before)}
        return [files.get(id_of(row), []) for row in after]
    counts = Counter(map(known_as, before)) | Counter(map(known_as, after))

    def key(row: Row) -> tuple[str, str]:
        name = known_as(row)
        return name, _tidy(row.get("keterangan")) if counts[name] > 1 else ""

    held = defaultdict[tuple[str, str], list[list[str]]](list)
    for row in before:
        held[key(row)].append(list(row.get("berkas") or []))
    alike = Counter(map(key, after))
    known = {who: iter(files) for who, files in held.items() if len(files) == alike[who]}
    return [next(known[key(row)]) if key(row) in known else [] for row in after]


def _tidy(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()
