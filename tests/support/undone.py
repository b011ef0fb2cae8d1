"""A transaction around what many people do one after another, which the product never has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


def around() -> Any:
    """`transaction.atomic()` that counts as the test's own: the order of locks is watched in each act, not over all."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django marks those of its test cases
    return block


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is rolled back."""
    with around():
        yield
        transaction.set_rollback(True)
