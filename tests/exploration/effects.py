"""What the rows of CAT change in a snapshot beside the state, and whom they ask.

{ref: (world with the new state, index, ask, world before) -> worlds}; several where the abstraction leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from . import predicates as law
from .world import (
    BEFORE_DONE,
    ENDED,
    FINISHED,
    OPEN,
    Ask,
    Cancellation,
    People,
    Place,
    Postponement,
    Session,
    World,
    names,
)

Effect = Callable[[World, int, Ask | None, World], Iterable[World]]
FOUND: dict[str, Effect] = {}
#: Rows that may happen once in a walk, so that it is finite: {ref: name of what it uses up}.
ONCE = {"EV-28": "added", "SS-11a": "rescheduled", "SS-11b": "rescheduled"}
#: Rows that change nothing a guard of these machines reads, or belong to a kind that is not walked here.
#: Confirmations that commute and that nothing reads one by one are given in one order: {ref: what must hold before it}.
IN_ORDER = {
    "EV-12": lambda w: w.event.announced,
    "EV-32": lambda w: w.event.database,
    "PN-2b": lambda w: w.postponement.pansel,
}
OFF = names("EV-31 PN-9 PN-10 PN-11 TL-1b SS-2b")


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
sets("EV-22b", "event", step1=False, step2=False, requested=True)
sets("EV-22c", "event", step1=False, step2=False)
sets("EV-29a", "event", requested=True)
sets("EV-30a", "event", requested=False)
sets("TL-8", "lokasi", opened=True)
sets("TL-15", "lokasi", memory="")
sets("TL-10b", "lokasi", memory="disegel")
sets("SS-10a SS-10b SS-10c SS-10d", "sesi", memory="", cause="", partial=False)
sets("SS-17", "sesi", partial=True)
sets("PN-2a", "penundaan", pansel=True)
sets("PN-2b", "penundaan", bkn=True)
sets("PN-3", "penundaan", mirror=True)
sets("PN-4a", "penundaan", approved=True)
sets("PB-2a", "pembatalan", bkn=True)
sets("PB-3", "pembatalan", mirror=True)
sets("PB-4a", "pembatalan", approved=True)
sets("PB-6", "pembatalan", announced=True)


@effect("EV-10")
def scheduled(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    w = w.put("event", 0, announced=False, database=False)
    if w.place is None:
        yield w.asking(
            Ask("EV-10", "lokasi", "tetapkan"),
            *(Ask("EV-10", "sesi", "jadwalkan", n, (1, 1 if n else 2)) for n in range(len(w.sessions))),
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
                Ask("EV-10", "sesi", "jadwalkan", n, (1, 0)),
                Ask("EV-10", "sesi", "cabut_karena_acara", live[-1], n),
            )
        )


@effect("EV-25a EV-25b")
def withdrawn(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    if w.place is None:
        yield w
        return
    cause = (
        "EV-25b"
        if was.event.state in {"jadwal_ditetapkan", "persiapan_lokasi", "siap", "ditunda"}
        else "EV-25a"
    )
    asks = [Ask(cause, "sesi", "cabut_karena_acara", n) for n, s in w.live() if s.state not in ENDED]
    if w.place.state not in FINISHED:
        asks.append(Ask(cause, "lokasi", "cabut_karena_acara"))
    yield w.asking(*asks)


@effect("EV-28")
def added(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    n = len(w.sessions)
    yield w._replace(sessions=(*w.sessions, None)).asking(Ask("EV-28", "sesi", "jadwalkan", n, (2, 1)))


@effect("TL-1a")
def placed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w._replace(place=Place("ditetapkan"))


def tell_disability(w: World, ref: str) -> World:
    if w.disability in {"", "berakhir", "ditarik"}:
        return w
    return w.asking(Ask(ref, "disabilitas", "akhiri"))


def place_ends(ref: str) -> None:
    effect(ref)(lambda w, i, a, was: [tell_disability(w.put("lokasi", 0, trouble=0, memory=""), ref)])


for _ref in ("TL-11", "TL-16a", "TL-16b", "TL-17a", "TL-17b"):
    place_ends(_ref)


@effect("TL-13a TL-13b TL-14a TL-14b")
def place_postponed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w.put("lokasi", 0, trouble=0, memory=was.place.state)  # type: ignore[union-attr]


@effect("TL-18")
def reopened(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    step = w.event.step1
    yield w.put("event", 0, requested=False).asking(Ask("TL-18", "event", "buka_kembali_langkah", 0, step))


@effect("TL-19")
def trouble(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    hit = law.RUNNING - {"terganggu"}
    yield w.put("lokasi", 0, trouble=1).asking(
        *(Ask("TL-19", "sesi", "gangguan_lokasi", n) for n, s in w.live() if s.state in hit)
    )


def tell_postponement(w: World, ref: str) -> World:
    pn = w.postponement
    if pn is None or pn.state not in OPEN:
        return w
    return w.asking(Ask(ref, "penundaan", "tarik_gangguan_selesai"))


@effect("TL-20")
def trouble_over(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield tell_postponement(w.put("lokasi", 0, trouble=0), "TL-20")


@effect("TL-21")
def three_hours(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w.put("lokasi", 0, trouble=3).asking(Ask("TL-21", "penundaan", "usulkan_otomatis", 0, "lokasi"))


@effect("SS-8")
def three_hours_of_session(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w.put("sesi", i, trouble=3).asking(Ask("SS-8", "penundaan", "usulkan_otomatis", 0, i))


@effect("SS-1a")
def session(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    day, people = a.data  # type: ignore[union-attr,misc]
    sessions = list(w.sessions)
    sessions[i] = Session("terjadwal", People(people), day)
    yield w._replace(sessions=tuple(sessions))


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
        yield tell_postponement(w, ref) if own else w

    effect(ref)(put)


_over("SS-7a")
_over("SS-7b")


@effect("SS-9a SS-9b SS-9c")
def session_postponed(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    s = was.sessions[i]
    memory = s.memory if s.state == "terganggu" else s.state  # type: ignore[union-attr]
    yield w.put("sesi", i, memory=memory, trouble=0, cause=w.postponement.cause)  # type: ignore[union-attr]


@effect("SS-11a SS-11b")
def rescheduled(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    for day in (2,):
        w2 = w.put("sesi", i, people=People(0, 0, done), memory="", cause="")
        new = Session("terjadwal", People(waiting + working), day)
        yield w2._replace(sessions=(*w2.sessions, new))


@effect("SS-12")
def over(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    yield w.put("sesi", i, people=People(waiting, 0, done + working))


@effect("SS-15")
def session_cancelled(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    yield w.put("sesi", i, people=People(), partial=False, trouble=0, memory="", cause="")


@effect("SS-16a SS-16b")
def session_withdrawn(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    waiting, working, done = w.sessions[i].people  # type: ignore[union-attr]
    gone = w.put("sesi", i, people=People(0, 0, done), memory="", cause="")
    targets = [n for n, s in w.live() if n != i and s.state == "terjadwal"] if a is None else []
    if a is not None and a.data is not None:
        targets = [a.data]  # type: ignore[list-item]
    for n in targets:
        if gone.sessions[n] is None:
            yield w  # nowhere to go: `wrong` says so
            continue
        there = gone.sessions[n].people  # type: ignore[union-attr]
        yield gone.put("sesi", n, people=there._replace(waiting=there.waiting + waiting + working))
    if a is None or a.data is None:
        yield gone


@effect("PN-5")
def takes_effect(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    pn = w.postponement
    if isinstance(pn.scope, int):  # type: ignore[union-attr]
        nodes = [("sesi", pn.scope)]  # type: ignore[union-attr]
    else:
        mine = BEFORE_DONE - {"ditunda"}
        nodes = [("lokasi", 0), *(("sesi", n) for n, s in w.live() if s.state in mine)]
    yield w.put("penundaan", 0, frozen=frozenset(nodes)).asking(
        *(Ask("PN-5", m, "tunda", n) for m, n in nodes)
    )


@effect("PB-5")
def cancels(w: World, i: int, a: Ask | None, was: World) -> Iterator[World]:
    pb = w.cancellation
    if isinstance(pb.scope, int):  # type: ignore[union-attr]
        nodes = [("sesi", pb.scope)]  # type: ignore[union-attr]
    else:
        nodes = [("lokasi", 0), *(("sesi", n) for n, s in w.live() if s.state in BEFORE_DONE)]
    yield w.put("pembatalan", 0, frozen=frozenset(nodes)).asking(
        *(Ask("PB-5", m, "batalkan", n) for m, n in nodes)
    )


def creations(ref: str, w: World, a: Ask | None) -> Iterator[World]:
    """The worlds with the new node as it would be; guards are asked of them."""
    remembers = "remembers" in w.used
    free = w.postponement is None if remembers else law.free(w)
    if ref == "PN-1a" and w.postponement is None:
        for scope in (*range(len(w.sessions)), "lokasi"):
            for cause in ("sarana", "gangguan"):
                yield w._replace(postponement=Postponement("konsep", scope, cause))
    elif ref == "PN-1b" and free and a is not None:
        kept = frozenset(
            ask for ask in w.asks if ask.machine != "penundaan"
        )  # those of the one withdrawn go with it
        yield w._replace(postponement=Postponement("konsep", a.data, "gangguan"), asks=kept)
    elif ref == "PB-1" and w.cancellation is None:
        for scope in (*range(len(w.sessions)), "lokasi"):
            yield w._replace(cancellation=Cancellation("konsep", scope))
