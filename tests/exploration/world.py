"""The snapshot that the laws of CAT are asked of: an event, a location, its sessions, a postponement, a cancellation.

Pure values, so that a state can be counted as seen. Participants are counts by kind of state; time is a phase, not
an instant; a disturbance is 0 none, 1 open, 2 past three hours, 3 past three hours and told (its clock has fired).
"""

from __future__ import annotations

from typing import NamedTuple


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: before the first exam day, then for each day: the day, the same day after 20.00; last: all days are over
LAST = 5
RUNNING = names("registrasi registrasi_ditutup pengarahan berlangsung terganggu")
ENDED = names("terunggah dijadwal_ulang dibatalkan dicabut")
BEFORE_DONE = RUNNING | {"terjadwal", "ditunda"}
FINISHED = names("ditutup dibatalkan dicabut")
OVER = names("selesai dibatalkan ditarik ditolak")
OPEN = names("konsep dikoordinasikan")
CLOSED = names("berakhir ditolak_deputi ditarik")
#: causes after which acts of persons on the target wait (cat.md STOPS)
STOPPING = names("PN-5 PB-5 EV-10 EV-25a EV-25b EV-28 TL-19")


class Event(NamedTuple):
    state: str = ""
    announced: bool = False
    database: bool = False
    disability: bool = False
    step1: bool = False
    step2: bool = False
    requested: bool = False


class Place(NamedTuple):
    state: str
    memory: str = ""
    opened: bool = False
    trouble: int = 0


class People(NamedTuple):
    """Counts: in progress and not working; working; finished with a result. The others are out and wait for nothing."""

    waiting: int = 0
    working: int = 0
    done: int = 0


class Session(NamedTuple):
    state: str
    people: People
    day: int = 1
    memory: str = ""
    trouble: int = 0
    partial: bool = False
    cause: str = ""


class Postponement(NamedTuple):
    state: str
    scope: object  # "acara", "lokasi", or the number of a session
    cause: str  # "sarana", "gangguan"
    pansel: bool = False
    bkn: bool = False
    document: bool = False
    mirror: bool = False
    approved: bool = False
    announced: bool = False
    frozen: frozenset = frozenset()


class Cancellation(NamedTuple):
    state: str
    scope: object
    bkn: bool = False
    document: bool = False
    mirror: bool = False
    approved: bool = False
    announced: bool = False
    frozen: frozenset = frozenset()


class Ask(NamedTuple):
    cause: str
    machine: str
    act: str
    index: int = 0
    data: object = None


class World(NamedTuple):
    time: int = 0
    event: Event = Event()
    place: Place | None = None
    sessions: tuple[Session | None, ...] = ()
    postponement: Postponement | None = None
    cancellation: Cancellation | None = None
    disability: str = ""
    asks: frozenset[Ask] = frozenset()
    #: how often what may happen once more has happened: {name}, so that the walk is finite
    used: frozenset[str] = frozenset()

    def node(self, machine: str, index: int) -> object:
        return self.sessions[index] if machine == "sesi" else getattr(self, FIELD[machine])

    def state(self, machine: str, index: int = 0) -> str:
        if machine == "disabilitas":
            return self.disability or "-"
        found = self.node(machine, index)
        return (found.state or "-") if found is not None else "-"  # type: ignore[attr-defined]

    def put(self, machine: str, index: int, **facts: object) -> World:
        """The world with something else in one node."""
        if machine == "disabilitas":
            return self._replace(disability=facts["state"])
        if machine == "sesi":
            sessions = list(self.sessions)
            sessions[index] = sessions[index]._replace(**facts)  # type: ignore[union-attr]
            return self._replace(sessions=tuple(sessions))
        name = FIELD[machine]
        return self._replace(**{name: getattr(self, name)._replace(**facts)})

    def use(self, *names: str) -> World:
        return self._replace(used=self.used | set(names))

    def asking(self, *asks: Ask) -> World:
        return self._replace(asks=self.asks | set(asks))

    def live(self) -> list[tuple[int, Session]]:
        return [(n, s) for n, s in enumerate(self.sessions) if s is not None]

    def with_result(self) -> bool:
        return any(
            s.state in {"selesai", "hasil_ditandatangani", "terunggah"}
            or (s.state in {"dijadwal_ulang", "dicabut"} and s.partial)
            for _, s in self.live()
        )

    def waits(self, machine: str, index: int = 0) -> bool:
        """An ask is on its way to this node, or names it as the session that receives people (K-21)."""
        return any(
            a.cause in STOPPING
            and (
                (a.machine, a.index) == (machine, index)
                or (machine == "sesi" and a.act == MOVES and a.data == index)
            )
            for a in self.asks
        )


#: The ask whose data is the number of the session that receives the people.
MOVES = "cabut_karena_acara"
FIELD = {
    "event": "event",
    "lokasi": "place",
    "penundaan": "postponement",
    "pembatalan": "cancellation",
}


def settled(w: World) -> World:
    """A closed postponement, cancellation or preparation is forgotten: nobody asks for it, and another may follow.

    In a world that remembers (`use("remembers")`) its state stays, as part of where jobs lead, and no other follows.
    """
    remembers = "remembers" in w.used
    if w.postponement and w.postponement.state in CLOSED:
        kept = (a for a in w.asks if a.machine != "penundaan" or a.act == "usulkan_otomatis")
        closed = Postponement(*w.postponement[:3]) if remembers else None
        w = w._replace(postponement=closed, asks=frozenset(kept))
    if w.cancellation and w.cancellation.state in CLOSED:
        closed_ = Cancellation(*w.cancellation[:2]) if remembers else None
        w = w._replace(cancellation=closed_, asks=frozenset(a for a in w.asks if a.machine != "pembatalan"))
    if w.disability in {"berakhir", "ditarik"}:
        w = w._replace(disability="")
    return w


def ended(w: World) -> bool:
    """Everything is over and nothing is on its way."""
    return (
        w.event.state in OVER
        and (w.place is None or w.place.state in FINISHED)
        and all(s.state in ENDED for _, s in w.live())
        and (w.postponement is None or w.postponement.state in CLOSED)
        and (w.cancellation is None or w.cancellation.state in CLOSED)
        and w.disability in {"", "berakhir", "ditarik"}
        and not w.asks
    )


def wrong(w: World) -> str:
    """What must never be, however it came: a sentence, or nothing."""
    for n, s in w.live():
        if s.state in ENDED and (s.people.waiting or s.people.working):
            return f"participants in mid-state under the ended session {n}"
        if s.people.working and (s.memory or s.state) != "berlangsung":
            return f"somebody works in session {n}, which is {s.state}"
    if w.place is None and w.live():
        return "a session without a location"
    if w.place and w.place.state in FINISHED and any(s.state not in ENDED for _, s in w.live()):
        return f"a session lives under a location that is {w.place.state}"
    return ""
