"""What the law is asked of (cases.cat.law.seen), of a world: each view is the law's own snapshot, read when a rule reads it.

`of(world, machine, number, ask)` is what a rule of that machine gets. Kept for one world: every row and ask that is
tried in it shares them. Nodes are named as in the world, which are the keys of the law.
"""

from __future__ import annotations

from functools import cached_property

from cases.cat.law import proposals, seen

from .world import MOVES, STOPPING, Ask, Cancellation, Node, Postponement, World


def session(w: World, n: int) -> seen.Session:
    s = w.sessions[n]
    assert s is not None
    return seen.Session(("sesi", n), s.state, s.memory, s.partial, s.trouble, s.people)


def place(w: World, n: int) -> seen.Place:
    p = w.places[n]
    if p is None:  # still to come
        return seen.Place(("lokasi", n), "", waits=w.waits("lokasi", n))
    sessions = tuple(session(w, k) for k, _ in w.live(n))
    return seen.Place(
        ("lokasi", n), p.state, p.memory, p.opened, p.trouble, w.waits("lokasi", n), sessions
    )


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
            a.cause in STOPPING and (a.machine in {"lokasi", "sesi"} or a.act in MOVES) for a in w.asks
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


class _View:
    """Facts of a snapshot are read from the world when a rule asks for them."""

    def __init__(self, w: World, machine: str, n: int, ask: Ask | None = None) -> None:
        self.__dict__.update(w=w, machine=machine, n=n, ask=ask, node=(machine, n))

    @cached_property
    def cause(self) -> str:
        return self.ask.cause if self.ask else ""

    @cached_property
    def frozen(self) -> bool:
        """It stands in the scope that the asking proposal has written into its entry."""
        by: Postponement | Cancellation | None = None
        if self.cause == "PN-5":
            by = self.w.postponements[self.ask.by]
        elif self.cause == "PB-5":
            by = self.w.cancellations[self.ask.by]
        return by is not None and self.node in by.frozen

    @cached_property
    def proposals(self) -> tuple[seen.Proposal, ...]:
        """Postponements that name the open disturbance of this node."""
        return tuple(
            proposal(self.w, "penundaan", n) for n, pn in self.w.proposed() if self.node in pn.names
        )

    @cached_property
    def clock_asks(self) -> bool:
        return any(a.cause in {"SS-8", "TL-21"} and a.data == self.node for a in self.w.asks)


class Event(_View, seen.OfEvent):
    state = cached_property(lambda self: self.w.event.state)
    places = cached_property(lambda self: tuple(place(self.w, n) for n, _ in self.w.standing()))
    asked = cached_property(lambda self: frozenset(a.cause for a in self.w.asks))
    requests = cached_property(lambda self: len(self.w.event.requested))
    step_before = cached_property(lambda self: bool(self.ask and self.ask.data))


class Place(_View, seen.OfPlace):
    own = cached_property(lambda self: place(self.w, self.n))
    event = cached_property(lambda self: self.w.event.state)
    requested = cached_property(lambda self: self.n in self.w.event.requested)

    @cached_property
    def asked_sessions(self) -> frozenset[str]:
        asked = self.ask
        same = (
            a
            for a in self.w.asks
            if asked and (a.machine, a.cause, a.by) == ("sesi", asked.cause, asked.by)
        )
        here = (a for a in same if self.n == place_of(self.w, a))
        return frozenset(a.cause for a in here)

    @cached_property
    def preparations(self) -> tuple[str, ...]:
        p = self.w.places[self.n]
        return (p.disability,) if p is not None and p.disability else ()

    @cached_property
    def exam_day(self) -> bool:
        day = today(self.w)
        return any(s.day == day and s.state not in seen.ENDED for _, s in self.w.live(self.n))


class Session(_View, seen.OfSession):
    own = cached_property(lambda self: session(self.w, self.n))
    event = cached_property(lambda self: self.w.event.state)
    waits = cached_property(lambda self: self.w.waits("sesi", self.n))
    today = cached_property(lambda self: today(self.w) == self._day)
    start_ahead = cached_property(lambda self: self.w.time < 2 * self._day)
    ends_by_20 = cached_property(lambda self: self.w.time == 2 * self._day - 1)
    past_20 = cached_property(lambda self: self.w.time >= 2 * self._day)

    @property
    def _day(self) -> int:
        s = self.w.sessions[self.n]
        assert s is not None
        return s.day

    @cached_property
    def place(self) -> seen.Place:
        """Its own; of one that is to come, or to be made anew elsewhere (SS-11), the one that is named."""
        if self.ask is not None and self.ask.machine == "sesi" and self.ask.act == "jadwalkan":
            return place(self.w, place_of(self.w, self.ask))
        return place(self.w, self.w.sessions[self.n].place)  # type: ignore[union-attr]

    @cached_property
    def receiver_missing(self) -> bool:
        if self.ask is None or self.ask.act not in MOVES or self.ask.data is None:
            return False
        to = self.w.sessions[self.ask.data]  # type: ignore[index]
        return to is None or to.state not in {"terjadwal", "ditunda"}

    @cached_property
    def cancellations(self) -> tuple[seen.Proposal, ...]:
        above = self.w.above(self.node)
        return tuple(
            proposal(self.w, "pembatalan", n) for n, pb in self.w.cancelling() if pb.scope in above
        )


class Proposal(_View, seen.OfProposal):
    own = cached_property(lambda self: proposal(self.w, self.machine, self.n))
    kind = cached_property(lambda self: self._scope[0])
    scope_asked = cached_property(lambda self: scope_waits(self.w, self._scope))
    decreed = cached_property(lambda self: self.w.event.decreed)
    own_asked = cached_property(
        lambda self: any(
            a.cause == ("PN-5" if self.machine == "penundaan" else "PB-5") and a.by == self.n
            for a in self.w.asks
        )
    )
    names_trouble = cached_property(lambda self: self._one.names if self.machine == "penundaan" else frozenset())
    all_cancelled = cached_property(
        lambda self: all(self.w.state(machine, n) in _ENDS[machine] for machine, n in self._one.frozen)
    )

    @cached_property
    def _one(self) -> Postponement | Cancellation:
        return self.w.node(self.machine, self.n)  # type: ignore[return-value]

    @property
    def _scope(self) -> Node:
        return self._one.scope

    @cached_property
    def places(self) -> tuple[seen.Place, ...]:
        machine, n = self._scope
        if machine == "event":
            return tuple(place(self.w, k) for k, _ in self.w.standing())
        if machine == "sesi":
            s = self.w.sessions[n]
            return () if s is None else (place(self.w, s.place),)
        return () if self.w.places[n] is None else (place(self.w, n),)

    @cached_property
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

    @cached_property
    def cancellations(self) -> tuple[seen.Proposal, ...]:
        """Over the scope; of a postponement also inside it."""
        w = self.w
        above = w.above(self._scope)
        return tuple(
            proposal(w, "pembatalan", n)
            for n, pb in w.cancelling()
            if (self.machine, self.n) != ("pembatalan", n)
            and (
                pb.scope in above or (self.machine == "penundaan" and self._scope in w.above(pb.scope))
            )
        )

    @cached_property
    def still_postponed(self) -> bool:
        def by_it(node: Node) -> bool:
            return self.w.state(*node) == "ditunda" and self.w.node(*node).by == self.n  # type: ignore[attr-defined]

        return any(by_it(node) for node in self._one.frozen)


class Preparation(_View, seen.OfPreparation):
    place = cached_property(lambda self: self.w.state("lokasi", self.n))

    @cached_property
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

    def __init__(self) -> None:
        self.world: World | None = None
        self.views: dict[tuple[str, int, Ask | None], _View] = {}

    def of(self, w: World, machine: str, n: int, ask: Ask | None) -> _View:
        if w is not self.world:
            self.world, self.views = w, {}
        found = self.views.get((machine, n, ask))
        if found is None:
            found = self.views[machine, n, ask] = VIEWS[machine](w, machine, n, ask)
        return found


of = _Kept().of
