"""What one act carries through the gate, and through which door it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .actors import SYSTEM, Actor
from .machine import Act

if TYPE_CHECKING:
    from .models import Ask, Boundary, Clock, Consent


@dataclass(frozen=True)
class Door:
    """Where a call came in: `name` is page, api, job or shell; `ip` the client's address, "" for none."""

    name: str = "shell"
    ip: str = ""


_door: ContextVar[Door] = ContextVar("door", default=Door())  # noqa: B039  frozen


def current_door() -> Door:
    return _door.get()


def set_door(door: Door) -> None:
    """Called once per request or job by whoever opens the door (a middleware, a worker)."""
    _door.set(door)


@dataclass
class Move:
    """One act under way, seen by guards, transition methods and effects.

    obj: the locked object, root: the object that owns its boundary (the same for a case); boundary: the locked
    row; data: cleaned values of the form; raw: what was sent; now: the database's clock; before: state left.
    Both objects are `Any`: a guard or an effect knows the model of the machine it is declared in, the gate does not.
    """

    obj: Any
    name: str
    row: Act
    actor: Actor
    now: dt.datetime
    root: Any
    boundary: Boundary
    on_behalf_of: Actor = None
    #: the role whose right it is, of those that the person holds; "" before the gate has found it
    capacity: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    before: str = ""
    #: the entry of this act, its id known from the start; written when its effects are done
    entry: Any = None
    #: state and version the act led to, as the entry will say (a cascade may lead further)
    after: str = ""
    version: int = 0
    #: digests of the documents bound by this act: [{id, kind, version, sha256}]
    documents: list[dict[str, Any]] = field(default_factory=list)
    #: what the form showed for values that are kept by key or code (workflows.wording)
    texts: Mapping[str, Any] = field(default_factory=dict)
    #: facts the ledger keeps beside the form's data (an old value, a computed figure); the method of the act
    #: and its effects may add to them
    notes: dict[str, Any] = field(default_factory=dict)
    cascade_with: Callable[..., Any] | None = None
    beside_with: Callable[..., Any] | None = None
    many_with: Callable[..., Any] | None = None
    #: of one object of a set-wise act: what it brings beside the data that all share
    own: Mapping[str, Any] = field(default_factory=dict)
    #: of a set-wise act: the move of each object that it moved, in order; `obj` is then the first of them
    rows: Sequence[Move] = ()
    #: of one object of a set-wise act, for a guard that depends on order: those before it that will be moved
    earlier: Sequence[Any] = ()
    #: what asked for it, or when it was due, or who said yes to it before: of acts that take such a one
    ask: Ask | None = None
    clock: Clock | None = None
    consent: Consent | None = None

    def follow(self, obj: Any, name: str, row: Act, *, actor: Actor, **given: Any) -> Move:
        """Another act of the same press, on an object of the same boundary."""
        return Move(
            obj=obj,
            name=name,
            row=row,
            actor=actor,
            now=self.now,
            root=self.root,
            boundary=self.boundary,
            before=obj.state,
            cascade_with=self.cascade_with,
            beside_with=self.beside_with,
            many_with=self.many_with,
            **given,
        )

    @property
    def objects(self) -> list[Any]:
        """What it moved: its object, or all of a set-wise act."""
        return [row.obj for row in self.rows] or [self.obj]

    @property
    def principal(self) -> Actor:
        """The person whose right the act uses: the one acted for, else the actor."""
        return self.on_behalf_of or self.actor

    @property
    def role(self) -> str:
        """The role in which it is done."""
        return self.capacity or str(self.principal.role)

    @property
    def person(self) -> Actor:
        """The person who did it: the actor, or for a job of SYSTEM the one who started it."""
        return self.principal if self.actor is SYSTEM else self.actor

    @property
    def reason(self) -> str:
        return str(self.data.get("alasan") or "")

    def cascade(self, obj: Any, name: str, data: Mapping[str, Any] | None = None) -> Any:
        """Do a consequence of this act on an object of the same boundary, in the same transaction."""
        if self.cascade_with is None:
            raise RuntimeError("a cascade belongs to an act that runs inside the gate")
        return self.cascade_with(self, obj, name, data or {})

    def beside(self, obj: Any, name: str, data: Mapping[str, Any] | None = None) -> Any:
        """Do a consequence of this act in another boundary that this press has locked to be changed, in the same
        transaction and with an entry in the stream of that one (workflows.beside). obj: read after the lock, or new.
        """
        if self.beside_with is None:
            raise RuntimeError("what is moved beside belongs to an act that runs inside the gate")
        return self.beside_with(self, obj, name, data or {})

    def cascade_many(
        self,
        objs: Iterable[Any],
        name: str,
        data: Mapping[str, Any] | None = None,
        *,
        own: Callable[[Any], Mapping[str, Any]] | None = None,
    ) -> Any:
        """Do a consequence of this act on many objects of the same boundary at once (workflows.setwise.Many).

        objs: a queryset of the machine's model, or objects that share one root, which may be that of another boundary
        that this press has locked to be changed (as `beside`); data: what all share; own: what each
        brings beside it. All or none, unless the act says each for itself. Raises Refused.
        """
        if self.many_with is None:
            raise RuntimeError("a cascade belongs to an act that runs inside the gate")
        return self.many_with(self, objs, name, data or {}, own)

    def create_many(
        self,
        model: Any,
        name: str,
        rows: Iterable[Mapping[str, Any]],
        data: Mapping[str, Any] | None = None,
        *,
        root: Any = None,
    ) -> Any:
        """Bring many objects of a machine into being inside this boundary, by an act that this one causes.

        model: the version of the machine; rows: what each brings, under `id` its key where it has one already; the
        rest, with the data that all share, is what the act's `sets` read; root: of another boundary, where they come
        into being beside (as `beside`). All or none. Raises Refused.
        """
        brought = [dict(row) for row in rows]
        objs = [model.inside(self.root if root is None else root, row.pop("id", None)) for row in brought]
        own = {obj.pk: row for obj, row in zip(objs, brought, strict=True)}
        return self.cascade_many(objs, name, data, own=lambda obj: own[obj.pk])
