"""Which boundaries a press locks, and in which one order (docs/decisions/014-lock-order.md).

All of a press, its own boundary among the others, sorted by (level of the machine, key) and taken in one loop: two
presses that need the same boundaries take them in the same order, whichever is whose own, and cannot wait for each
other in a circle. The object's own row, and whatever else an act locks, comes behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection
from psycopg import errors as postgres

from .errors import busy
from .machine import Act, Machine, rows_of

if TYPE_CHECKING:
    from .models import Boundary, Subject


class Strength(Enum):
    #: For what is only read: many may read at once, an act on that boundary waits.
    SHARE = "FOR SHARE"
    #: For what changes, or what others ask about and this act decides.
    CHANGE = "FOR NO KEY UPDATE"


@dataclass(frozen=True)
class Lock:
    """One boundary that a press holds until its end. machine: of the object that owns it; key: of its row."""

    machine: Machine
    key: Any
    strength: Strength = Strength.SHARE

    @property
    def place(self) -> tuple[int, str]:
        return self.machine.level, str(self.key)

    def take(self) -> Boundary | None:
        """Wait for the row. What is only read comes without its values: nobody may change it by accident."""
        model = self.machine.model(self.machine.latest)
        if self.strength is Strength.CHANGE:
            return model.lock_boundary(self.key)
        table = connection.ops.quote_name(model.boundary_model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table} WHERE id = %s FOR SHARE", [self.key])  # noqa: S608  quoted
        return None


def in_order(wanted: Iterable[Lock]) -> list[Lock]:
    """Each boundary once, with the greatest strength that was asked for, in the order of all presses."""
    found: dict[tuple[int, str], Lock] = {}
    for lock in wanted:
        known = found.get(lock.place)
        if known is None or lock.strength is Strength.CHANGE:
            found[lock.place] = lock
    return [found[place] for place in sorted(found)]


def take(wanted: Iterable[Lock]) -> dict[str, Boundary]:
    """Lock all of them until the end of the transaction. The rows that may be changed, by key as text."""
    rows: dict[str, Boundary] = {}
    for lock in in_order(wanted):
        _assert_order(lock)
        row = lock.take()
        remember([lock])
        if row is not None:
            rows[str(lock.key)] = row
    return rows


def own(machine: Machine, key: Any) -> Boundary:
    """The boundary of one object, locked to be changed: for what is done beside the gate."""
    return take([Lock(machine, key, Strength.CHANGE)])[str(key)]


# --- what an act asks for ------------------------------------------------------------------------------------------


def wanted_by(model: type[Subject], name: str, obj: Subject, root: Subject, raw: Any) -> list[Lock]:
    """The locks of every row of an act, and of what may follow it: conditions of SYSTEM and cascades.

    Of every row, because the state is not known before the lock. What follows is asked with the root and no data.
    """
    rows, following = _rows(model, name, type(root))
    found = [lock for row in rows if row.locks is not None for lock in row.locks(obj, raw)]
    return found + [lock for row in following if row.locks is not None for lock in row.locks(root, {})]


def of_conditions(root: Subject) -> list[Lock]:
    """What the conditions of a boundary ask for, and the cascades they may cause: for settling without a press."""
    following = _rows(type(root), "", type(root))[1]
    return [lock for row in following if row.locks is not None for lock in row.locks(root, {})]


def asks(model: type[Subject], name: str, root_model: type[Subject]) -> bool:
    return any(row.locks is not None for rows in _rows(model, name, root_model) for row in rows)


@cache
def _rows(
    model: type[Subject], name: str, root_model: type[Subject]
) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """(rows of the act, rows of what may follow it in the same press)."""
    rows = tuple(row for known, row in rows_of(model) if known == name)
    following = [row for _, row in rows_of(root_model) if row.kind == "auto" and (not name or not row.across)]
    refs = {row.ref for row in (*rows, *following)}
    every = (row for known in _models(model, root_model) for _, row in rows_of(known))
    cascades = [row for row in every if row.kind == "cascade"]  # an ask is a press of its own
    while new := [row for row in cascades if row.causes & refs and row.ref not in refs]:
        following += new
        refs |= {row.ref for row in new}
    return rows, tuple(following)


def _models(*given: type[Subject]) -> set[Any]:
    found: set[Any] = {model for model in apps.get_models() if hasattr(model, "machine")}
    return found | set(given)


# --- busy ----------------------------------------------------------------------------------------------------------


def is_busy(error: OperationalError) -> bool:
    """Whether the database gave up because somebody else held the lock for too long."""
    waited = (postgres.LockNotAvailable, postgres.DeadlockDetected, postgres.SerializationFailure)
    return isinstance(error.__cause__, waited)


@contextmanager
def said_busy() -> Iterator[None]:
    """Around a transaction that waits for a row: one not got in time is Refused(E-BUSY), nothing has changed."""
    try:
        yield
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise busy() from error


# --- the order, watched --------------------------------------------------------------------------------------------

#: What each open block of a transaction has locked.
_held: WeakKeyDictionary[Any, set[tuple[int, str]]] = WeakKeyDictionary()


def remember(taken: Iterable[Lock]) -> None:
    """What is held from now on; also after a block inside the transaction ended well, for what surrounds it."""
    if watched() and (blocks := _blocks()):
        _held.setdefault(blocks[-1], set()).update(lock.place for lock in taken)


def watched() -> bool:
    """Tests run with it: a lock that is taken before a lower one in the order shows there, and not as a rare
    deadlock."""
    return bool(getattr(settings, "WORKFLOWS_WATCH_LOCKS", False))


def _assert_order(lock: Lock) -> None:
    if not watched():
        return
    held = {place for block in _blocks() for place in _held.get(block, ())}
    if held and lock.place not in held and lock.place < max(held):
        raise RuntimeError(f"{lock.machine.key} is locked behind what comes after it (docs/decisions/014)")


def _blocks() -> list[Any]:
    blocks: list[Any] = connection.atomic_blocks
    return [block for block in blocks if not block._from_testcase]
