"""What the rows of CAT change in a snapshot beside the state, and whom they ask.

{ref: (world with the new state, index, ask, world before) -> worlds}; several where the abstraction leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cases.cat.law import proposals
from cases.cat.law.seen import CLOSED, ENDED, FINISHED, OPEN, RUNNING, People, names

from . import views
from .world import EVENT, Ask, Cancellation, Node, Place, Postponement, Session, World

Effect = Callable[[World, int, Ask | None, World], Iterable[World]]
FOUND: dict[str, Effect] = {}
#: Rows that may happen once in a walk, so that it is finite: {ref: name of what it uses up}.
ONCE = {"EV-28": "added", "SS-11a": "rescheduled", "SS-11b": "rescheduled"}
#: Confirmations that commute and that nothing reads one by one are given in one order: {ref: what must hold before it}.
IN_ORDER: dict[str, Callable[[World, int], bool]] = {
    "EV-12": lambda w, i: w.event.announced,
    "EV-32": lambda w, i: w.event.database,
    "PN-2b": lambda w, i: w.postponements[i].pansel,  # type: ignore[union-attr]
}
#: Rows that change nothing a guard of these machines reads, or belong to a kind that is not walked here.
OFF = names("EV-31 EV-33 PN-9 PN-10 PN-11 TL-1b TL-22 SS-2b")


def effect(refs: str) -> Callable[[Effect], Effect]:
    def declare(found: Effect) -> Effect:
        for ref in refs.split():
            FOUND[ref] = found
        return found

    return declare


def sets(refs: str, machine: str, **facts: object) -> None:
    def put(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
        yield w.put(machine, i, **facts)

    effect(refs)(put)


sets("EV-11", "event", announced=True)
sets("EV-12", "event", database=True)
sets("EV-32", "event", disability=True)
sets("EV-24", "event", announced=False, database=False)
sets("EV-21a", "event", step1=True)
sets("EV-22", "event", step2=True)
sets("EV-22c", "event", step1=False, step2=False)
sets("EV-30a", "event", requested=frozenset())
sets("EV-31", "event", decreed=True)
sets("TL-8", "lokasi", opened=True)
sets("TL-15", "lokasi", memory="", by=0)
sets("TL-10b", "lokasi", memory="disegel")
sets("SS-10a SS-10b SS-10c SS-10d", "sesi", memory="", cause="", partial=False, by=0)
sets("SS-17", "sesi", partial=True)
sets("PN-2a", "penundaan", pansel=True)
sets("PN-2b", "penundaan", bkn=True)
sets("PN-3", "penundaan", mirror=True)
sets("PN-4a", "penundaan", approved=True)
sets("PB-2a", "pembatalan", bkn=True)
sets("PB-3", "pembatalan", mirror=True)
sets("PB-4a", "pembatalan", approved=True)
sets("PB-6", "pembatalan", announced=True)

# --- event


@effect("EV-10")
def scheduled(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    w = w.put("event", 0, announced=False, database=False)
    if not w.standing():
        count = len(w.places)
        yield w.asking(
            *(Ask("EV-10", "lokasi", "tetapkan", p) for p in range(count)),
            *(
                Ask("EV-10", "sesi", "jadwalkan", n, (1, 2 if n == 0 else 1, min(n, count - 1)))
                for n in range(len(w.sessions))
            ),
        )
        return
    live = [n for n, s in w.live() if s.state not in ENDED]
    yield w.asking(*(Ask("EV-10", "sesi", "ubah_jadwal", n, None) for n in live))
    if len(live) > 1:  # the last one is taken off, its people go to the first
        yield w.asking(Ask("EV-10", "sesi", "cabut_karena_acara", live[-1], live[0]))
    if live and "replanned" not in w.used:  # … or to one that is new
        n = len(w.sessions)
        yield (
            w._replace(sessions=(*w.sessions, None))
            .use("replanned")
            .asking(
                Ask("EV-10", "sesi", "jadwalkan", n, (1, 0, w.sessions[live[-1]].place)),  # type: ignore[union-attr]
                Ask("EV-10", "sesi", "cabut_karena_acara", live[-1], n),
            )
        )
    left = [p for p, place in w.standing() if place.state not in FINISHED]
    if len(left) > 1:
        yield from elsewhere(w, left)


def elsewhere(w: World, left: list[int]) -> Iterator[World]:
    """Of several locations: one is taken off, and its people go to another; or people alone go there."""
    there = [n for n, s in w.live(left[0]) if s.state not in ENDED]
    gone = [n for n, s in w.live(left[-1]) if s.state not in ENDED]
    if not there:
        return
    yield w.asking(
        Ask("EV-10", "lokasi", "cabut_karena_acara", left[-1]),
        *(Ask("EV-10", "sesi", "cabut_karena_acara", n, there[0]) for n in gone),
    )
    if gone:
        yield w.asking(Ask("EV-10", "sesi", "ubah_jadwal", gone[0], there[0]))


@effect("EV-25a EV-25b")
def withdrawn(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    cause = (
        "EV-25b"
        if was.event.state in {"jadwal_ditetapkan", "persiapan_lokasi", "siap", "ditunda"}
        else "EV-25a"
    )
    asks = [Ask(cause, "sesi", "cabut_karena_acara", n) for n, s in w.live() if s.state not in ENDED]
    asks += [
        Ask(cause, "lokasi", "cabut_karena_acara", p)
        for p, place in w.standing()
        if place.state not in FINISHED
    ]
    yield w.asking(*asks)


@effect("EV-28")
def added(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    """a.data: the location that has another session; None: one that is new."""
    n, p = len(w.sessions), a.data if a else 0
    w = w._replace(sessions=(*w.sessions, None))
    if p is None:
        p = len(w.places)
        w = w._replace(places=(*w.places, None)).asking(Ask("EV-28", "lokasi", "tetapkan", p))
    yield w.asking(Ask("EV-28", "sesi", "jadwalkan", n, (2, 1, p)))


def _requested(w: World, was: World, **facts: object) -> Iterator[World]:
    for p, _ in w.standing():
        yield w.put("event", 0, requested=was.event.requested | {p}, **facts)


@effect("EV-22b")
def not_valid(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield from _requested(w, was, step1=False, step2=False)


@effect("EV-29a")
def to_complete(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield from _requested(w, was)


def _receiving(w: World) -> Iterator[Ask]:
    """Which location an addition is for."""
    for p, _ in w.standing():
        yield Ask("", "event", "", 0, p)
    yield Ask("", "event", "", 0, None)


def _other_places(w: World, i: int) -> Iterator[Ask | None]:
    for p, _ in w.standing():
        yield Ask("", "sesi", "jadwalkan", i, (0, 0, p))


#: What an act of a person chooses, where a guard asks it: {ref: (world, index) -> one pseudo-ask for each choice}.
CHOICES: dict[str, Callable[[World, int], Iterable[Ask | None]]] = {
    "EV-28": lambda w, i: _receiving(w),
    "SS-11a": _other_places,
    "SS-11b": _other_places,
}

# --- lokasi


@effect("TL-1a")
def placed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w.set("lokasi", i, Place("ditetapkan"))


def place_ends(ref: str) -> None:
    def put(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
        w = w.put("lokasi", i, trouble=0, memory="", by=0).quiet(("lokasi", i))
        if w.places[i].disability not in {"", "berakhir", "ditarik"}:  # type: ignore[union-attr]
            w = w.asking(Ask(ref, "disabilitas", "akhiri", i))
        yield w

    effect(ref)(put)


for _ref in ("TL-11", "TL-16a", "TL-16b", "TL-17a", "TL-17b"):
    place_ends(_ref)


@effect("TL-13a TL-13b TL-14a TL-14b")
def place_postponed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    memory = was.places[i].state  # type: ignore[union-attr]
    yield w.put("lokasi", i, trouble=0, memory=memory, by=a.by).quiet(("lokasi", i))  # type: ignore[union-attr]


@effect("TL-18")
def reopened(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    step = w.event.step1
    yield w.put("event", 0, requested=w.event.requested - {i}).asking(
        Ask("TL-18", "event", "buka_kembali_langkah", 0, step, i)
    )


@effect("TL-19")
def trouble(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    hit = RUNNING - {"terganggu"}
    yield w.put("lokasi", i, trouble=1).asking(
        *(Ask("TL-19", "sesi", "gangguan_lokasi", n) for n, s in w.live(i) if s.state in hit)
    )


def tell_postponements(w: World, ref: str, node: Node) -> World:
    """Every open one that names this disturbance is told that it is over."""
    told = [n for n, pn in w.proposed() if pn.state in OPEN and node in pn.names]
    return w.quiet(node).asking(*(Ask(ref, "penundaan", "tarik_gangguan_selesai", n) for n in told))


@effect("TL-20")
def trouble_over(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield tell_postponements(w.put("lokasi", i, trouble=0), "TL-20", ("lokasi", i))


@effect("TL-21")
def three_hours(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    ask = Ask("TL-21", "penundaan", "usulkan_otomatis", 0, ("lokasi", i))
    yield w.put("lokasi", i, trouble=3).asking(ask)


# --- sesi


@effect("SS-8")
def three_hours_of_session(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w.put("sesi", i, trouble=3).asking(Ask("SS-8", "penundaan", "usulkan_otomatis", 0, ("sesi", i)))


@effect("SS-1a")
def session(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    day, people, place = a.data  # type: ignore[union-attr,misc]
    yield w.set("sesi", i, Session("terjadwal", People(people), day, place=place))


@effect("SS-1c")
def moved(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    to = a.data if a else None
    if to is None:
        yield w
        return
    waiting = w.sessions[i].people.waiting  # type: ignore[union-attr]
    yield received(w.put("sesi", i, people=was.sessions[i].people._replace(waiting=0)), to, waiting)  # type: ignore[union-attr,arg-type]


def received(w: World, n: int, people: int) -> World:
    there = w.sessions[n].people  # type: ignore[union-attr]
    return w.put("sesi", n, people=there._replace(waiting=there.waiting + people))


@effect("SS-5")
def begins(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    yield w.put("sesi", i, people=People(0, working + waiting, done))
    if waiting:  # one is explained and logs in later, or never
        yield w.put("sesi", i, people=People(1, working + waiting - 1, done))


@effect("SS-6a SS-6b")
def disturbed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    own = 0 if a else 1
    yield w.put("sesi", i, memory=was.sessions[i].state, trouble=own)  # type: ignore[union-attr]


def _over(ref: str) -> None:
    def put(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
        own = was.sessions[i].trouble  # type: ignore[union-attr]
        w = w.put("sesi", i, memory="", trouble=0)
        yield tell_postponements(w, ref, ("sesi", i)) if own else w

    effect(ref)(put)


_over("SS-7a")
_over("SS-7b")


@effect("SS-9a SS-9b SS-9c")
def session_postponed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    s = was.sessions[i]
    memory = s.memory if s.state == "terganggu" else s.state  # type: ignore[union-attr]
    cause = w.postponements[a.by].cause  # type: ignore[union-attr]
    yield w.put("sesi", i, memory=memory, trouble=0, cause=cause, by=a.by).quiet(("sesi", i))  # type: ignore[union-attr]


@effect("SS-11a SS-11b")
def rescheduled(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    place = a.data[2]  # type: ignore[union-attr,index]
    w2 = w.put("sesi", i, people=People(0, 0, done), memory="", cause="", by=0)
    new = Session("terjadwal", People(waiting + working), 2, place=place)
    yield w2._replace(sessions=(*w2.sessions, new))


@effect("SS-12")
def over(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    yield w.put("sesi", i, people=People(waiting, 0, done + working))


@effect("SS-15")
def session_cancelled(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    w = w.put("sesi", i, people=People(), partial=False, trouble=0, memory="", cause="", by=0)
    yield w.quiet(("sesi", i))


@effect("SS-16a SS-16b")
def session_withdrawn(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    gone = w.put("sesi", i, people=People(0, 0, done), memory="", cause="", by=0)
    targets = [n for n, s in w.live() if n != i and s.state == "terjadwal"] if a is None else []
    if a is not None and a.data is not None:
        targets = [a.data]  # type: ignore[list-item]
    for n in targets:
        if gone.sessions[n] is None:
            yield w  # nowhere to go: `wrong` says so
            continue
        yield received(gone, n, waiting + working)
    if a is None or a.data is None:
        yield gone


# --- penundaan, pembatalan


@effect("PN-5")
def takes_effect(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    nodes = proposals.postponed_by(views.Proposal(was, "penundaan", i))
    frozen = frozenset(key for _, key in nodes)
    yield w.put("penundaan", i, frozen=frozen).asking(
        *(Ask("PN-5", machine, "tunda", n, None, i) for machine, n in frozen)
    )


@effect("PB-5")
def cancels(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    nodes = proposals.cancelled_by(views.Proposal(was, "pembatalan", i))
    frozen = frozenset(key for _, key in nodes)
    yield w.put("pembatalan", i, frozen=frozen).asking(
        *(Ask("PB-5", machine, "batalkan", n, None, i) for machine, n in frozen)
    )


def scopes(w: World, machines: frozenset[str]) -> Iterator[Node]:
    """What a postponement or cancellation may be for; the whole event where it has several locations."""
    if "sesi" in machines:
        yield from (("sesi", n) for n in range(len(w.sessions)))
    if "lokasi" in machines:
        yield from (("lokasi", p) for p, _ in w.standing())
    if "event" in machines and len(w.places) > 1:
        yield EVENT


def troubles(w: World, scope: Node) -> frozenset[Node]:
    """The disturbances that a postponement for this scope names: its own; of an event, those of its locations."""
    if scope == EVENT:
        return frozenset(("lokasi", p) for p, place in w.standing() if place.trouble)
    node = w.node(*scope)
    return frozenset({scope} if node is not None and node.trouble else ())  # type: ignore[attr-defined]


def creations(
    ref: str, w: World, a: Ask | None, machines: frozenset[str], causes: frozenset[str]
) -> Iterator[tuple[World, int]]:
    """The worlds with the new node as it would be, and its number; guards are asked of them."""
    if ref == "PN-1a" and None in w.postponements:
        n = w.postponements.index(None)
        for scope in scopes(w, machines):
            for cause in sorted(causes):
                named = troubles(w, scope) if cause == "gangguan" else frozenset()
                yield w.set("penundaan", n, Postponement("konsep", scope, cause, names=named)), n
    elif ref == "PN-1b" and a is not None and (n := room(w, a)) is not None:
        # asks to the one withdrawn go with it
        kept = frozenset(
            ask
            for ask in w.asks
            if ask.machine != "penundaan" or ask.act == "usulkan_otomatis" or ask.index != n
        )
        scope: Node = a.data  # type: ignore[assignment]
        new = Postponement("konsep", scope, "gangguan", names=troubles(w, scope))
        yield w._replace(asks=kept).set("penundaan", n, new), n
    elif ref == "PB-1" and None in w.cancellations:
        n = w.cancellations.index(None)
        for scope in scopes(w, machines):
            yield w.set("pembatalan", n, Cancellation("konsep", scope)), n


def room(w: World, ask: Ask) -> int | None:
    """Where a postponement that the clock opens has room: where one is on its way out, or there is none (K-24)."""
    if "remembers" not in w.used:
        for n, _ in w.proposed():
            if views.leaving(w, n):
                return n
    return w.postponements.index(None) if None in w.postponements else None


def full(w: World, ask: Ask) -> bool:
    """The law lets one stand beside those that are there, and the snapshot has no room for it (K-14): it waits. Of
    several that the clock asks for at once those of the first nodes have room."""
    free = sum(pn is None or views.leaving(w, n) for n, pn in enumerate(w.postponements))
    before = sum(a.act == ask.act and a.data < ask.data for a in w.asks)  # type: ignore[operator]
    if free > before or any(pn.state in CLOSED for _, pn in w.proposed()):
        return False
    scope: Node = ask.data  # type: ignore[assignment]
    named = troubles(w, scope)
    if not named or any(pn.state in OPEN and pn.names & named for _, pn in w.proposed()):
        return False
    new = w.set("penundaan", 0, Postponement("konsep", scope, "gangguan", names=named))
    return proposals.can_postpone(views.Proposal(new, "penundaan", 0))
