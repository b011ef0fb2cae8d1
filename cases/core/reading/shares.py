"""How common words are: what the database has counted for its own plans (ANALYZE), read once in a while.

A choice between two ways to the same rows depends on it, never which rows are found.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence

from django.db import connection

#: Seconds for which a process keeps what it has read, and for which it believes that nothing was counted yet.
KEPT, EMPTY = 3600, 600
#: Of shorter beginnings nobody has counted the words.
SHORTEST = 3
#: An estimate, as of any statistics: words that are not among the most common ones count as none.
_COUNTED = """
SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
WHERE schemaname = current_schema() AND tablename = 'core_casewords' AND attname = 'words'
"""
_known: dict[str, tuple[float, Sequence[tuple[str, float]]]] = {}


def share_of(beginning: str) -> float | None:
    """The share of cases with a word that begins like this: 0 of rare ones to 1; None where nothing was counted."""
    counted = _counted()
    if not counted:
        return None
    if len(beginning) < SHORTEST:
        return 1.0
    share, place = 0.0, bisect_left(counted, (beginning, 0.0))
    while place < len(counted) and counted[place][0].startswith(beginning):
        share += counted[place][1]
        place += 1
    return min(share, 1.0)


def _counted() -> Sequence[tuple[str, float]]:
    """(word, share of cases), sorted by word."""
    database, now = str(connection.settings_dict["NAME"]), time.monotonic()
    until, counted = _known.get(database, (0.0, ()))
    if now >= until:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED)
            row = cursor.fetchone()
        words, shares = row if row is not None and row[0] is not None else ((), ())
        counted = sorted(zip(words, shares, strict=False))  # behind the shares stand bounds of all of them
        _known[database] = now + (KEPT if counted else EMPTY), counted
    return counted
