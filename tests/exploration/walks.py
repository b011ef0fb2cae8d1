"""The walks that are made: which part of the law each looks at, from where, and who keeps still.

QUICK and TWO in the suite, LONG and TWO_LONG by `make explore` (minutes, gigabytes). A walk leaves rows out so that the
others are seen in every interleaving; what is left out of one stands in another.
"""

from __future__ import annotations

from typing import Any

from cases.cat.law.seen import People

from .explore import Found, Walk, explore
from .world import Event, Place, Session, World

NO_POSTPONEMENT = "PN-1a PN-1b"
NO_CANCELLATION = "PB-1"
NO_NEW_SESSION = "SS-11a SS-11b EV-28"
NO_NEW_SCHEDULE = "EV-24 EV-25b EV-28"
NO_DISABILITY = "DS-1"
NO_OPENING = "TL-8"
NO_REPAIR = "EV-22b EV-29a"


def day(*people: int) -> World:
    """The morning of the exam: everything is ready, the room sealed; how many sit in each session."""
    sessions = tuple(Session("terjadwal", People(n)) for n in people)
    return World(1, Event("siap", True, True, True), (Place("siap"),), sessions)


def letter(sessions: int) -> World:
    return World(sessions=(None,) * sessions)


def reporting() -> World:
    sessions = (Session("terunggah", People(0, 0, 2)),)
    return World(5, Event("pelaksanaan_selesai"), (Place("ditutup", "", True),), sessions)


def walk(*off: str, times: tuple[int, ...] = (0,), **how: Any) -> Walk:
    return Walk(frozenset(" ".join(off).split()), times=times, **how)


def found(start: World, *off: str, **how: Any) -> Found:
    return explore(walk(*off, **how), start)


DAY, DAYS = (1, 2, 5), (1, 2, 3, 5)
PLAIN = (NO_NEW_SESSION, NO_NEW_SCHEDULE, NO_DISABILITY, NO_REPAIR)
PREPARING = (NO_OPENING, "EV-28")
#: name -> (start, rows left out, how)
QUICK: dict[str, tuple[World, tuple[str, ...], dict[str, object]]] = {
    "letter to room, a facilities postponement, jobs at rest": (
        letter(1), (*PREPARING, NO_CANCELLATION, NO_DISABILITY), {"times": (0, 5), "eager": True},
    ),
    "letter to room, a cancellation": (
        letter(1), (*PREPARING, NO_POSTPONEMENT, NO_DISABILITY), {"times": (0, 5)},
    ),
    "letter to room, people with disabilities": (
        letter(1), (*PREPARING, NO_POSTPONEMENT, NO_CANCELLATION), {},
    ),
    "two sessions, schedules made anew": (
        letter(2), (*PREPARING, NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY), {"times": (0, 5)},
    ),
    "letter to report, nothing goes wrong": (
        letter(1),
        (NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY, NO_REPAIR, "EV-24", "EV-28"),
        {"times": (0, 1, 5)},
    ),
    "reporting": (reporting(), (NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY), {"times": (5,)}),
    "the day, a cancellation, jobs at rest": (day(2), (NO_POSTPONEMENT, *PLAIN), {"times": DAY, "eager": True}),
    "the day, postponed and rescheduled, jobs at rest": (
        day(2), (NO_CANCELLATION, NO_NEW_SCHEDULE, NO_DISABILITY, NO_REPAIR), {"times": DAYS, "eager": True},
    ),
}  # fmt: skip


def letter_of(places: int, sessions: int) -> World:
    """An event with several locations; its sessions are at one after the other, the last has what is left."""
    return World(places=(None,) * places, sessions=(None,) * sessions)


def two(*places: Place, event: str = "pelaksanaan", slots: int = 1) -> World:
    """Two locations on the day, one session at each, one person in each."""
    sessions = tuple(Session("terjadwal", People(1), place=n) for n in range(len(places)))
    return World(1, Event(event, True, True, True), places, sessions, (None,) * slots)


def reporting_of_two() -> World:
    sessions = tuple(Session("terunggah", People(0, 0, 1), place=n) for n in (0, 1))
    return World(5, Event("pelaksanaan_selesai"), (Place("ditutup", "", True),) * 2, sessions)


#: What people confirm one after the other, where nothing reads what is between.
ONE_BY_ONE = {
    "PN-4a": lambda w, i: w.postponements[i].mirror,
    "PB-4a": lambda w, i: w.cancellations[i].mirror,
}
READY, IN_USE = Place("siap"), Place("operasional", "", True)
NO_FAILED_SURVEY = "TL-5 TL-6"
NO_EXAM = "SS-2"
NO_DISTURBANCE = "SS-6a TL-19"
NO_SEALING = "TL-10 TL-10b"
WHOLE, LOKASI = frozenset({"event"}), frozenset({"lokasi"})
FACILITIES, DISTURBANCE = frozenset({"sarana"}), frozenset({"gangguan"})
#: Two locations, in the suite.
TWO: dict[str, tuple[World, tuple[str, ...], dict[str, object]]] = {
    "two locations to the room, the whole event postponed": (
        letter_of(2, 2),
        (*PREPARING, NO_CANCELLATION, NO_DISABILITY, NO_FAILED_SURVEY, "EV-24 SS-11a SS-11b SS-16a TL-17a"),
        {"times": (0,), "eager": True, "scopes": WHOLE, "causes": FACILITIES, "order": ONE_BY_ONE},
    ),
    "two locations, schedules made anew, jobs at rest": (
        letter_of(2, 2),
        (*PREPARING, NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY, NO_FAILED_SURVEY),
        {"times": (0,), "eager": True},
    ),
    "a location more": (
        two(IN_USE),
        (NO_POSTPONEMENT, NO_CANCELLATION, NO_NEW_SESSION.replace("EV-28", ""), "EV-24 EV-25b", NO_DISABILITY,
         NO_REPAIR, NO_DISTURBANCE),
        {"times": (1, 3, 5), "eager": True},
    ),
    "two locations, reporting": (
        reporting_of_two(), (NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY), {"times": (5,)},
    ),
}  # fmt: skip
TWO_LONG: dict[str, tuple[World, tuple[str, ...], dict[str, object]]] = {
    "letter to room, a facilities postponement": (
        letter(1), (*PREPARING, NO_CANCELLATION, NO_DISABILITY), {"times": (0, 5)},
    ),
    "the day, a cancellation": (day(2), (NO_POSTPONEMENT, *PLAIN), {"times": DAY}),
    "two locations, schedules made anew": (
        letter_of(2, 2),
        (*PREPARING, NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY, NO_FAILED_SURVEY),
        {"times": (0,)},
    ),
    "two locations to the room, everything, jobs at rest": (
        letter_of(2, 2),
        (*PREPARING, NO_DISABILITY, NO_FAILED_SURVEY, "EV-24 SS-11a SS-11b SS-16a TL-17a PN-4b PB-4b"),
        {"times": (0,), "eager": True, "scopes": WHOLE | LOKASI, "causes": FACILITIES, "order": ONE_BY_ONE},
    ),
    "two locations, one cancelled": (
        two(READY, READY, event="siap"),
        (NO_POSTPONEMENT, *PLAIN, NO_DISTURBANCE, NO_SEALING, "SS-16a"),
        {"times": (1, 5), "scopes": LOKASI, "order": ONE_BY_ONE},
    ),
    "two locations, one postponed, one cancelled, jobs at rest": (
        two(READY, READY, event="siap"),
        (*PLAIN, NO_DISTURBANCE, NO_SEALING, NO_EXAM, "PN-4b PB-4b"),
        {"times": (1, 5), "eager": True, "scopes": LOKASI, "causes": FACILITIES, "order": ONE_BY_ONE},
    ),
    "two locations, a session held elsewhere, jobs at rest": (
        two(IN_USE, IN_USE),
        (
            NO_CANCELLATION, NO_NEW_SCHEDULE, NO_DISABILITY, NO_REPAIR, NO_SEALING, NO_EXAM, "SS-6a",
            "PN-1a PN-4b PN-7a",
        ),
        {"times": DAYS, "eager": True, "order": ONE_BY_ONE},
    ),
    "two locations disturbed, the event and each postponed, jobs at rest": (
        two(IN_USE, IN_USE, slots=3),
        (NO_CANCELLATION, *PLAIN, NO_EXAM, NO_SEALING, "SS-6a PN-4b PN-7a"),
        {"times": (1,), "eager": True, "scopes": WHOLE, "causes": DISTURBANCE, "order": ONE_BY_ONE},
    ),
}  # fmt: skip
LONG: dict[str, tuple[World, tuple[str, ...], dict[str, object]]] = {
    "letter to room, a facilities postponement": (
        letter(1), (*PREPARING, NO_CANCELLATION, NO_DISABILITY), {"times": (0, 5)},
    ),
    "the day, a cancellation": (day(2), (NO_POSTPONEMENT, *PLAIN), {"times": DAY}),
    "letter to room, everything, jobs at rest": (
        letter(1), (*PREPARING, NO_DISABILITY), {"times": (0, 5), "eager": True},
    ),
    "the day, a postponement and a cancellation, jobs at rest": (day(2), PLAIN, {"times": DAY, "eager": True}),
    "two sessions within one day, a cancellation, jobs at rest": (
        day(1, 1), (NO_POSTPONEMENT, *PLAIN), {"times": (1,), "eager": True},
    ),
    "the day, two postponements at once, jobs at rest": (
        day(1)._replace(postponements=(None, None, None)),
        (NO_CANCELLATION, *PLAIN, "TL-10 TL-10b"),
        {"times": (1, 5), "eager": True, "causes": frozenset({"gangguan"}), "order": ONE_BY_ONE},
    ),
    "the day, two cancellations at once, jobs at rest": (
        day(1)._replace(cancellations=(None, None)),
        (NO_POSTPONEMENT, *PLAIN, "TL-10 TL-10b SS-6a"),
        {"times": (1, 5), "eager": True, "order": ONE_BY_ONE},
    ),
    "the day, a postponement, every interleaving": (
        day(1), (NO_CANCELLATION, *PLAIN, "SS-6a PN-7a TL-10"), {"times": (1, 5)},
    ),
}  # fmt: skip
