"""The snapshot that is walked: an event, its locations, their sessions, what is proposed, the asks on their way.

Pure values, so that a state can be counted as seen. Participants are counts by kind of state; time is a phase, not an
instant. What of it the law is asked of, `views` shows. Nodes are named (machine, number): ("lokasi", 1).
"""

from __future__ import annotations

from typing import NamedTuple

from cases.cat.law.seen import (
    CLOSED,
    ENDED,
    FINISHED,
    OVER,
    STOPPING,
    People,
    names,
)

#: before the first exam day, then for each day: the day, the same day after 20.00; last: all days are over
LAST = 5
Node = tuple[str, int]


class Event(NamedTuple):
    state: str = ""
    announced: bool = False
    database: bool = False
    disability: bool = False
    step1: bool = False
    step2: bool = False
    #: numbers of the locations whose papers are asked for
    requested: frozenset[int] = frozenset()
    #: a keadaan kahar is declared (EV-31)
    decreed: bool = False


class Place(NamedTuple):
    state: str
    memory: str = ""
    opened: bool = False
    trouble: int = 0
    disability: str = ""
    #: of one that is `ditunda`: the number of the postponement that did it
    by: int = 0


class Session(NamedTuple):
    state: str
    people: People
    day: int = 1
    memory: str = ""
    trouble: int = 0
    partial: bool = False
    cause: str = ""
    place: int = 0
    by: int = 0


class Postponement(NamedTuple):
    state: str
    scope: Node
    cause: str  # "sarana", "gangguan"
    pansel: bool = False
    bkn: bool = False
    document: bool = False
    mirror: bool = False
    approved: bool = False
    announced: bool = False
    frozen: frozenset[Node] = frozenset()
    #: nodes whose disturbance it names, while that is open
    names: frozenset[Node] = frozenset()


class Cancellation(NamedTuple):
    state: str
    scope: Node
    bkn: bool = False
    document: bool = False
    mirror: bool = False
    approved: bool = False
    announced: bool = False
    frozen: frozenset[Node] = frozenset()


class Ask(NamedTuple):
    """by: which one of its kind asks (a postponement, cancellation or location)."""

    cause: str
    machine: str
    act: str
    index: int = 0
    data: object = None
    by: int = 0


class World(NamedTuple):
    time: int = 0
    event: Event = Event()
    places: tuple[Place | None, ...] = (None,)
    sessions: tuple[Session | None, ...] = ()
    postponements: tuple[Postponement | None, ...] = (None,)
    cancellations: tuple[Cancellation | None, ...] = (None,)
    asks: frozenset[Ask] = frozenset()
    #: how often what may happen once more has happened: {name}, so that the walk is finite
    used: frozenset[str] = frozenset()

    def node(self, machine: str, index: int) -> object:
        return self.event if machine == "event" else getattr(self, FIELD[machine])[index]

    def state(self, machine: str, index: int = 0) -> str:
        if machine == "disabilitas":
            place = self.places[index]
            return (place.disability or "-") if place is not None else "-"
        found = self.node(machine, index)
        return (found.state or "-") if found is not None else "-"  # type: ignore[attr-defined]

    def put(self, machine: str, index: int, **facts: object) -> World:
        """The world with something else in one node."""
        if machine == "event":
            return self._replace(event=self.event._replace(**facts))  # type: ignore[arg-type]
        if machine == "disabilitas":
            machine, facts = "lokasi", {"disability": facts["state"]}
        name = FIELD[machine]
        nodes = list(getattr(self, name))
        nodes[index] = nodes[index]._replace(**facts)
        return self._replace(**{name: tuple(nodes)})

    def set(self, machine: str, index: int, node: object) -> World:
        """The world with another node, or none, in this place."""
        name = FIELD[machine]
        nodes = list(getattr(self, name))
        nodes[index] = node
        return self._replace(**{name: tuple(nodes)})

    def use(self, *names: str) -> World:
        return self._replace(used=self.used | set(names))

    def asking(self, *asks: Ask) -> World:
        return self._replace(asks=self.asks | set(asks))

    def live(self, place: int | None = None) -> list[tuple[int, Session]]:
        """Sessions that there are; place: of this location."""
        return [
            (n, s)
            for n, s in enumerate(self.sessions)
            if s is not None and (place is None or s.place == place)
        ]

    def standing(self) -> list[tuple[int, Place]]:
        return [(n, p) for n, p in enumerate(self.places) if p is not None]

    def proposed(self) -> list[tuple[int, Postponement]]:
        return [(n, pn) for n, pn in enumerate(self.postponements) if pn is not None]

    def cancelling(self) -> list[tuple[int, Cancellation]]:
        return [(n, pb) for n, pb in enumerate(self.cancellations) if pb is not None]

    def waits(self, machine: str, index: int = 0) -> bool:
        """An ask is on its way to this node, or names it as the session that receives people (K-21)."""
        return any(
            a.cause in STOPPING
            and (
                (a.index == index and a.machine == machine)
                or (machine == "sesi" and a.act in MOVES and a.data == index)
            )
            for a in self.asks
        )

    def above(self, node: Node) -> list[Node]:
        """The nodes that this one stands under, and itself."""
        machine, index = node
        found = [node]
        if machine == "sesi":
            session = self.sessions[index]
            if session is not None:
                found.append(("lokasi", session.place))
        return found if machine == "event" else [*found, EVENT]

    def quiet(self, *nodes: Node) -> World:
        """The disturbances of these nodes are over: no open postponement names them any more."""
        gone, w = set(nodes), self
        for n, pn in self.proposed():
            if pn.names & gone:
                w = w.put("penundaan", n, names=pn.names - gone)
        return w


EVENT: Node = ("event", 0)
AFTER_THE_EXAM = OVER | {"pelaksanaan_selesai", "pelaporan"}
#: The asks whose data is the number of the session that receives the people.
MOVES = names("cabut_karena_acara ubah_jadwal")
FIELD = {
    "lokasi": "places",
    "sesi": "sessions",
    "penundaan": "postponements",
    "pembatalan": "cancellations",
}


def settled(w: World) -> World:
    """A closed postponement, cancellation or preparation is forgotten: nobody asks for it, and another may follow.

    In a world that remembers (`use("remembers")`) its state stays, as part of where jobs lead, and no other follows.
    """
    remembers = "remembers" in w.used
    for n, pn in w.proposed():
        if pn.state in CLOSED:
            kept = (
                a for a in w.asks if a.machine != "penundaan" or a.act == "usulkan_otomatis" or a.index != n
            )
            closed = Postponement(*pn[:3]) if remembers else None
            w = w.set("penundaan", n, closed)._replace(asks=frozenset(kept))
    for n, pb in w.cancelling():
        if pb.state in CLOSED:
            kept = (a for a in w.asks if a.machine != "pembatalan" or a.index != n)
            closed_ = Cancellation(*pb[:2]) if remembers else None
            w = w.set("pembatalan", n, closed_)._replace(asks=frozenset(kept))
    for n, place in w.standing():
        if place.disability in {"berakhir", "ditarik"}:
            w = w.put("lokasi", n, disability="")
    return ordered(w) if len(w.postponements) > 1 else w


def _key(pn: Postponement | None) -> tuple[object, ...]:
    if pn is None:
        return (1,)
    return (0, pn.scope, pn.cause, *pn[3:9], pn.state, sorted(pn.frozen), sorted(pn.names))


def ordered(w: World) -> World:
    """Which of several postponements came first is no part of a state: they stand in one order."""
    keys = [_key(pn) for pn in w.postponements]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    if order == list(range(len(keys))):
        return w
    to = {old: new for new, old in enumerate(order)}

    def renamed(node: Place | Session | None) -> Place | Session | None:
        return node._replace(by=to[node.by]) if node is not None and node.state == "ditunda" else node

    asks = (
        a._replace(index=to[a.index])
        if a.machine == "penundaan" and a.act != "usulkan_otomatis"
        else a._replace(by=to[a.by])
        if a.cause == "PN-5"
        else a
        for a in w.asks
    )
    return w._replace(
        postponements=tuple(w.postponements[n] for n in order),
        places=tuple(renamed(p) for p in w.places),
        sessions=tuple(renamed(s) for s in w.sessions),
        asks=frozenset(asks),
    )


def ended(w: World) -> bool:
    """Everything is over and nothing is on its way."""
    return (
        w.event.state in OVER
        and all(p.state in FINISHED and p.disability in {"", "berakhir", "ditarik"} for _, p in w.standing())
        and all(s.state in ENDED for _, s in w.live())
        and all(pn.state in CLOSED for _, pn in w.proposed())
        and all(pb.state in CLOSED for _, pb in w.cancelling())
        and not w.asks
    )


def wrong(w: World) -> str:
    """What must never be, however it came: a sentence, or nothing."""
    for n, s in w.live():
        if s.state in ENDED and (s.people.waiting or s.people.working):
            return f"participants in mid-state under the ended session {n}"
        if s.people.working and (s.memory or s.state) != "berlangsung":
            return f"somebody works in session {n}, which is {s.state}"
        place = w.places[s.place]
        if place is None:
            return "a session without a location"
        if place.state in FINISHED and s.state not in ENDED:
            return f"a session lives under a location that is {place.state}"
    if w.event.state in AFTER_THE_EXAM and not w.asks:
        for n, p in w.standing():
            if p.state not in FINISHED and p.state != "pelaksanaan_selesai":
                return f"location {n} is {p.state} under an event that is {w.event.state}"
    for _, pn in w.proposed():
        if pn.state == "berlaku" and not pn.frozen:
            return "a postponement is in force that postpones nothing"
    for _, pb in w.cancelling():
        if pb.state == "berlaku" and not pb.frozen:
            return "a cancellation is in force that cancels nothing"
    return ""
