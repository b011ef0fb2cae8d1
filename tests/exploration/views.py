"""What the law is asked of, of a world: each view is the law's own snapshot (cases.cat.law.seen), read as a rule reads.

`of(world, machine, number, ask)` is what a rule of that machine gets. Kept for one world: every row and ask that is
tried in it shares them. Nodes are named as in the world, which are the keys of the law.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.cat.law import proposals, seen

from .world import MOVES, Ask, Cancellation, Node, Postponement, World


def session(w: World, n: int) -> seen.Session:
    s = w.sessions[n]
    assert s is not None
    return seen.Session(("sesi", n), s.state, s.memory, s.partial, s.trouble, s.people)


def place(w: World, n: int) -> seen.Place:
    if w is not _kept.world:
        _kept.look_at(w)
    found = _kept.places.get(n)
    if found is None:
        found = _kept.places[n] = _place(w, n)
    return found


def _place(w: World, n: int) -> seen.Place:
    p = w.places[n]
    if p is None:  # still to come
        return seen.Place(("lokasi", n), "", waits=w.waits("lokasi", n))
    sessions = tuple(session(w, k) for k, _ in w.live(n))
    return seen.Place(("lokasi", n), p.state, p.memory, p.opened, p.trouble, w.waits("lokasi", n), sessions)


def proposal(w: World, machine: str, n: int) -> seen.Proposal:
    one: Postponement | Cancellation = w.node(machine, n)  # type: ignore[assignment]
    return seen.Proposal(
        key=(machine, n),
        state=one.state,
        scope=one.scope,
        over=tuple(w.above(one.scope)[1:]),
        cause=one.cause if isinstance(one, Postponement) else "",
        ripe=one.document and one.approved,
        frozen=one.frozen,
    )


def scope_waits(w: World, scope: Node) -> bool:
    """Something is on its way to this node or to one below it."""
    if scope[0] == "event":
        return any(
            a.cause in seen.STOPPING and (a.machine in {"lokasi", "sesi"} or a.act in MOVES) for a in w.asks
        )
    if scope[0] == "sesi":
        return w.waits(*scope)
    return w.waits(*scope) or any(w.waits("sesi", n) for n, _ in w.live(scope[1])) or _to_come(w, scope[1])


def _to_come(w: World, n: int) -> bool:
    return any(
        a.machine == "sesi" and a.act == "jadwalkan" and a.data[2] == n  # type: ignore[index]
        for a in w.asks
    )


def leaving(w: World, n: int) -> bool:
    """PN-7b or PN-7c is about to withdraw this postponement (K-24)."""
    pn = w.postponements[n]
    if pn is None or pn.state not in seen.OPEN:
        return False
    view = Proposal(w, "penundaan", n)
    return proposals.pn_menyebut_gangguan_ini(view) or proposals.tidak_ada_yang_dapat_ditunda(view)


class lazy:  # noqa: N801
    """A property that is read once (without the lock of `functools.cached_property`: there are millions of them)."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read, self.__doc__ = read, read.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        found = view.__dict__[self.name] = self.read(view)
        return found


class _View:
    """Facts of a snapshot are read from the world when a rule asks for them."""

    def __init__(self, w: World, machine: str, n: int, ask: Ask | None = None) -> None:
        self.__dict__.update(w=w, machine=machine, n=n, ask=ask, node=(machine, n))

    @lazy
    def cause(self) -> str:
        return self.ask.cause if self.ask else ""

    @lazy
    def frozen(self) -> bool:
        """It stands in the scope that the asking proposal has written into its entry."""
        by: Postponement | Cancellation | None = None
        if self.cause == "PN-5":
            by = self.w.postponements[self.ask.by]
        elif self.cause == "PB-5":
            by = self.w.cancellations[self.ask.by]
        return by is not None and self.node in by.frozen

    @lazy
    def proposals(self) -> tuple[seen.Proposal, ...]:
        """Postponements that name the open disturbance of this node."""
        return tuple(proposal(self.w, "penundaan", n) for n, pn in self.w.proposed() if self.node in pn.names)

    @lazy
    def clock_asks(self) -> bool:
        return any(a.cause in {"SS-8", "TL-21"} and a.data == self.node for a in self.w.asks)


class Event(_View, seen.OfEvent):
    state = lazy(lambda self: self.w.event.state)
    places = lazy(lambda self: tuple(place(self.w, n) for n, _ in self.w.standing()))
    asked = lazy(lambda self: frozenset(a.cause for a in self.w.asks))
    requests = lazy(lambda self: len(self.w.event.requested))
    step_before = lazy(lambda self: bool(self.ask and self.ask.data))


class Place(_View, seen.OfPlace):
    own = lazy(lambda self: place(self.w, self.n))
    event = lazy(lambda self: self.w.event.state)
    requested = lazy(lambda self: self.n in self.w.event.requested)

    @lazy
    def asked_sessions(self) -> frozenset[str]:
        asked = self.ask
        same = (
            a for a in self.w.asks if asked and (a.machine, a.cause, a.by) == ("sesi", asked.cause, asked.by)
        )
        here = (a for a in same if self.n == place_of(self.w, a))
        return frozenset(a.cause for a in here)

    @lazy
    def preparations(self) -> tuple[str, ...]:
        p = self.w.places[self.n]
        return (p.disability,) if p is not None and p.disability else ()

    @lazy
    def exam_day(self) -> bool:
        day = today(self.w)
        return any(s.day == day and s.state not in seen.ENDED for _, s in self.w.live(self.n))


class Session(_View, seen.OfSession):
    own = lazy(lambda self: session(self.w, self.n))
    event = lazy(lambda self: self.w.event.state)
    waits = lazy(lambda self: self.w.waits("sesi", self.n))
    today = lazy(lambda self: today(self.w) == self._day)
    start_ahead = lazy(lambda self: self.w.time < 2 * self._day)
    ends_by_20 = lazy(lambda self: self.w.time == 2 * self._day - 1)
    past_20 = lazy(lambda self: self.w.time >= 2 * self._day)

    @property
    def _day(self) -> int:
        s = self.w.sessions[self.n]
        assert s is not None
        return s.day

    @lazy
    def place(self) -> seen.Place:
        """Its own; of one that is to come, or to be made anew elsewhere (SS-11), the one that is named."""
        if self.ask is not None and self.ask.machine == "sesi" and self.ask.act == "jadwalkan":
            return place(self.w, place_of(self.w, self.ask))
        return place(self.w, self.w.sessions[self.n].place)  # type: ignore[union-attr]

    @lazy
    def receiver_missing(self) -> bool:
        if self.ask is None or self.ask.act not in MOVES or self.ask.data is None:
            return False
        to = self.w.sessions[self.ask.data]  # type: ignore[index]
        return to is None or to.state not in {"terjadwal", "ditunda"}

    @lazy
    def cancellations(self) -> tuple[seen.Proposal, ...]:
        above = self.w.above(self.node)
        return tuple(proposal(self.w, "pembatalan", n) for n, pb in self.w.cancelling() if pb.scope in above)


class Proposal(_View, seen.OfProposal):
    own = lazy(lambda self: proposal(self.w, self.machine, self.n))
    kind = lazy(lambda self: self._scope[0])
    scope_asked = lazy(lambda self: scope_waits(self.w, self._scope))
    decreed = lazy(lambda self: self.w.event.decreed)
    own_asked = lazy(
        lambda self: any(
            a.cause == ("PN-5" if self.machine == "penundaan" else "PB-5") and a.by == self.n
            for a in self.w.asks
        )
    )
    names_trouble = lazy(lambda self: self._one.names if self.machine == "penundaan" else frozenset())
    all_cancelled = lazy(
        lambda self: all(self.w.state(machine, n) in _ENDS[machine] for machine, n in self._one.frozen)
    )

    @lazy
    def _one(self) -> Postponement | Cancellation:
        return self.w.node(self.machine, self.n)  # type: ignore[return-value]

    @property
    def _scope(self) -> Node:
        """Of one that the clock asks for, the node whose disturbance it is."""
        if self.ask is not None and self.ask.act == "usulkan_otomatis":
            return self.ask.data  # type: ignore[return-value]
        return self._one.scope

    @lazy
    def places(self) -> tuple[seen.Place, ...]:
        machine, n = self._scope
        if machine == "event":
            return tuple(place(self.w, k) for k, _ in self.w.standing())
        if machine == "sesi":
            s = self.w.sessions[n]
            return () if s is None else (place(self.w, s.place),)
        return () if self.w.places[n] is None else (place(self.w, n),)

    @lazy
    def others(self) -> tuple[seen.Proposal, ...]:
        """Of one that is to come: those for the same cause over its scope, of a disturbance for the same one (K-14),
        without those on their way out (K-24)."""
        w, own = self.w, self._one
        above = w.above(self._scope)
        return tuple(
            proposal(w, "penundaan", n)
            for n, pn in w.proposed()
            if n != self.n
            and pn.cause == own.cause
            and pn.scope in above
            and (pn.cause == "sarana" or pn.names & own.names)
            and not leaving(w, n)
        )

    @lazy
    def cancellations(self) -> tuple[seen.Proposal, ...]:
        """Over the scope; of a postponement also inside it."""
        w = self.w
        above = w.above(self._scope)
        return tuple(
            proposal(w, "pembatalan", n)
            for n, pb in w.cancelling()
            if (self.machine, self.n) != ("pembatalan", n)
            and (pb.scope in above or (self.machine == "penundaan" and self._scope in w.above(pb.scope)))
        )

    @lazy
    def still_postponed(self) -> bool:
        def by_it(node: Node) -> bool:
            return self.w.state(*node) == "ditunda" and self.w.node(*node).by == self.n  # type: ignore[attr-defined]

        return any(by_it(node) for node in self._one.frozen)


class Preparation(_View, seen.OfPreparation):
    place = lazy(lambda self: self.w.state("lokasi", self.n))

    @lazy
    def others(self) -> tuple[str, ...]:
        found = self.w.state("disabilitas", self.n)
        return () if found == "-" else (found,)


#: How what a cancellation has frozen ends: TL-16b sends a location with results on (K-7).
_ENDS = {
    "sesi": frozenset({"dibatalkan"}),
    "lokasi": frozenset({"dibatalkan", "pelaksanaan_selesai", "ditutup"}),
}
VIEWS = {
    "event": Event,
    "lokasi": Place,
    "sesi": Session,
    "penundaan": Proposal,
    "pembatalan": Proposal,
    "disabilitas": Preparation,
}


def today(w: World) -> int:
    return (w.time + 1) // 2


def place_of(w: World, ask: Ask) -> int:
    """The number of the location that an ask to a session is about: its own, or the one it is to come into being at."""
    if ask.act == "jadwalkan":
        return ask.data[2]  # type: ignore[index,no-any-return]
    s = w.sessions[ask.index]
    return s.place if s is not None else -1


class _Kept:
    """The views of the world that is being looked at."""

    world: World | None = None

    def look_at(self, w: World) -> None:
        self.world = w
        self.views: dict[tuple[str, int, Ask | None], _View] = {}
        self.places: dict[int, seen.Place] = {}

    def of(self, w: World, machine: str, n: int, ask: Ask | None) -> _View:
        if w is not self.world:
            self.look_at(w)
        found = self.views.get((machine, n, ask))
        if found is None:
            found = self.views[machine, n, ask] = VIEWS[machine](w, machine, n, ask)
        return found


_kept = _Kept()
of = _kept.of
