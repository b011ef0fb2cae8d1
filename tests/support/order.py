"""What takes longest is begun first, so that no worker is left alone with it at the end.

xdist's worksteal deals the tests in runs, one a worker: each of them begins with its share of the files in which
something is marked slow. A file is not torn apart: what its tests share is built once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import pytest


def longest_first(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The same tests in the order in which `workers` should meet them."""
    slow = list(dict.fromkeys(item.path for item in items if item.get_closest_marker("slow")))
    rest = iter([item for item in items if item.path not in slow])
    found: list[pytest.Item] = []
    for worker in range(workers):
        length = (len(items) - len(found)) // (workers - worker)  # as xdist deals them
        first = [item for path in slow[worker::workers] for item in items if item.path == path]
        found += first
        found += islice(rest, max(0, length - len(first)))
    return [*found, *rest]
