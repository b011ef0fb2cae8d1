"""What hangs on an institution: each app tells here how much of it there is and how it follows into another one.

Whoever keeps a foreign key to an institution registers it in AppConfig.ready(), so that an institution that is merged
or closed leaves nothing behind that nobody thought of (`tests/cases/pengelolaan/institusi` compares both).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.registry import Registry
from workflows.actors import Actor

from .models import Institution, User


@dataclass(frozen=True)
class Moving:
    """One merger under way, for what follows. old, new: the institutions; letter: number and day of what ordered it."""

    old: Institution
    new: Institution
    actor: Actor
    at: dt.datetime
    nomor_surat: str
    tanggal_surat: dt.date


def _nothing(*_: Any) -> list[Any]:
    return []


def _stays(*_: Any) -> int:
    return 0


def _none(*_: Any) -> None:
    return None


@dataclass(frozen=True)
class Attached:
    """One kind of thing that belongs to institutions.

    key: identifier; label: what it is called ("Kasus terbuka"); models: names of the tables it answers for;
    count: how many there are; hinders: whether the institution cannot be closed while there are some (unless it is
    confirmed, SJ-21); rows: (text, address) of the first of them; conflicts: sentences, why they cannot follow from
    the first institution into the second; lock: takes all of them, before the institution itself is taken, and once
    more afterwards; follow: makes them follow, how many; left: what a person held here goes
    back to the institution, because that person only reads from now on.
    """

    key: str
    label: str
    models: tuple[str, ...]
    count: Callable[[Institution], int]
    hinders: bool = False
    rows: Callable[[Institution, int], Sequence[tuple[str, str]]] = field(default=_nothing)
    conflicts: Callable[[Institution, Institution], Sequence[str]] = field(default=_nothing)
    lock: Callable[[Institution], None] = field(default=_none)
    follow: Callable[[Moving], int] = field(default=_stays)
    left: Callable[[User, Institution, Actor, dt.datetime], int] = field(default=_stays)


_attached: Registry[Attached] = Registry("what hangs on institutions")


def attach(*kinds: Attached) -> None:
    """Called by AppConfig.ready()."""
    for kind in kinds:
        _attached.add(kind.key, kind)


def all_attached() -> Iterator[Attached]:
    """In the order of INSTALLED_APPS, which is that in which they follow."""
    yield from _attached
