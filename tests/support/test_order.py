"""The order in which workers meet the tests."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from .order import longest_first


def test(file: str, number: int, *marks: str) -> Any:
    return SimpleNamespace(
        path=Path(file), number=number, get_closest_marker=lambda name: name if name in marks else None
    )


test.__test__ = False  # type: ignore[attr-defined]

QUICK = [test("quick.py", n) for n in range(10)]
SLOW = [
    test("long.py", 0),
    test("long.py", 1, "slow"),
    test("longer.py", 0, "slow"),
    test("last.py", 0, "slow"),
]


def seen(items: list[Any]) -> list[str]:
    return [item.path.name for item in items]


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 40])
def test_nothing_is_lost(workers: int) -> None:
    items = [*QUICK[:5], *SLOW, *QUICK[5:]]
    found = longest_first(items, workers)
    assert sorted(map(id, found)) == sorted(map(id, items))


def test_each_worker_begins_with_whole_slow_files() -> None:
    found = longest_first([*QUICK, *SLOW], 2)
    assert seen(found[:4]) == ["long.py", "long.py", "last.py", "quick.py"]
    assert seen(found[7:9]) == ["longer.py", "quick.py"]
    assert [item.number for item in found if item.path.name == "quick.py"] == list(range(10))


def test_one_worker_begins_with_all() -> None:
    assert longest_first([*QUICK, *SLOW], 1) == [*SLOW, *QUICK]
