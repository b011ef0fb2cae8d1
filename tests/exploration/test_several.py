"""The law with several locations: what one does leaves the other alone, and the event follows both (CB-131)."""

from dataclasses import fields
from inspect import getattr_static

import pytest

from cases.cat.law import proposals, seen
from cases.cat.law.seen import People

from . import predicates, views, walks
from .explore import MACHINES, NAMES, WAITING_PART, WAITS_FOR, in_code, in_tables, registered
from .test_explore import refs, said
from .views import VIEWS
from .walks import IN_USE, NO_CANCELLATION, NO_EXAM, NO_POSTPONEMENT, PLAIN
from .world import EVENT, Ask, Cancellation, Event, Place, Postponement, Session, World

EVERY = (*NAMES, "peserta")
#: Machines whose rooms are still to come: their rows are read from docs/spec/machines.
FROM_TABLES: frozenset[str] = frozenset()
A, B = ("lokasi", 0), ("lokasi", 1)


def test_rows_are_read_from_the_code_as_soon_as_a_machine_is_there():
    assert registered("event") is not None
    assert {name for name in EVERY if registered(name) is None} <= FROM_TABLES


@pytest.mark.parametrize("name", sorted({name for name in EVERY if registered(name) is not None}))
def test_the_code_says_what_the_tables_say(name):
    """Also what an ask waits for (`Guard.waits`), which no table has a column for."""
    found = {row.ref: row for row in in_code(name, registered(name))}
    tables = {row.ref: row for row in in_tables(name, MACHINES)}
    assert found.keys() == tables.keys()
    for ref, row in found.items():
        other = tables[ref]
        assert (row.act, row.kind, row.sources, row.target, row.causes) == (
            *(other.act, other.kind, other.sources, other.target, other.causes),
        ), ref
        assert set(row.words) - set(other.words) == set(), ref
        assert set(other.words) - set(row.words) <= predicates.FREE, ref
        waiting = set(row.words) & WAITS_FOR
        assert waiting <= row.waits <= waiting | {WAITING_PART} or row.kind != "ask", ref


def test_a_view_is_the_whole_snapshot_of_the_law():
    """A field that nobody shows would be read as its default."""
    for machine, view in VIEWS.items():
        law = next(one for one in view.__mro__ if one.__module__ == seen.__name__)
        for one in fields(law):
            assert isinstance(getattr_static(view, one.name), views.lazy), f"{machine}: {one.name}"


def disturbed(*troubles, pn=None, event="pelaksanaan", sessions=("terjadwal", "terjadwal"), slots=1):
    """Two locations in use, a disturbance at each as far as said."""
    return World(
        1,
        Event(event, True, True, True),
        tuple(Place("operasional", "", True, trouble) for trouble in troubles),
        tuple(
            Session(state, People(0, 0, 1) if state == "terunggah" else People(1), place=n)
            for n, state in enumerate(sessions)
        ),
        (pn, *(None,) * (slots - 1)),
    )


RIPE = Postponement(
    "dikoordinasikan", EVENT, "gangguan", True, True, True, True, True, names=frozenset({A, B})
)
DISTURBED_OFF = ("PN-1a PN-1b PN-4b PN-7a", NO_CANCELLATION, *PLAIN, NO_EXAM, "SS-6a TL-10 TL-10b")


def steps(w, *off, **how):
    walk = walks.walk(*off, **how)
    return {label.partition("@")[0]: new for label, new in [*walk.jobs(w), *walk.people(w)]}


def test_the_whole_event_is_postponed_where_its_own_clock_says_so():
    """K-4: of two disturbances that a postponement names, the one that has lasted three hours."""
    one = steps(disturbed(3, 1, pn=RIPE))["PN-5"].postponements[0]
    assert one.frozen == {A, ("sesi", 0)}
    both = steps(disturbed(3, 2, pn=RIPE))["PN-5"].postponements[0]
    assert both.frozen == {A, B, ("sesi", 0), ("sesi", 1)}
    decreed = disturbed(1, 1, pn=RIPE)
    assert "PN-5" not in steps(decreed)
    decreed = decreed.put("event", 0, decreed=True)
    assert steps(decreed)["PN-5"].postponements[0].frozen == both.frozen, "under a penetapan all of them"


def test_three_hours_elsewhere_have_a_postponement_of_their_own():
    """K-33: an event's postponement that is still open names the disturbance of A, not that of B."""
    wide = Postponement("konsep", EVENT, "gangguan", names=frozenset({A}))
    ask = Ask("TL-21", "penundaan", "usulkan_otomatis", 0, B)
    w = disturbed(1, 3, pn=wide, slots=2).asking(ask)
    assert steps(w)["PN-1b(TL-21)"].postponements[1].scope == B
    named = w.put("penundaan", 0, names=frozenset({A, B}))
    assert "PN-1b(TL-21)" not in steps(named), "one that names it already shuts it out"


def test_a_postponement_of_nothing_took_effect_before_k31(monkeypatch):
    """Three hours at a location that has no session left, a session left where the disturbance is younger."""
    start = disturbed(3, 1, pn=RIPE, sessions=("terunggah", "terjadwal"))
    how = {"times": (1, 5), "eager": True}
    assert not (found := walks.found(start, *DISTURBED_OFF, **how).faults), said(found)

    def any_clock(p):
        return p.own.cause == "sarana" or p.decreed or any(n >= 2 for n in proposals._troubles(p))

    monkeypatch.setattr(proposals, "tiga_jam_atau_penetapan", any_clock)
    assert "a postponement is in force that postpones nothing" in said(
        walks.found(start, *DISTURBED_OFF, **how).faults
    )


def test_people_on_their_way_were_stranded_by_a_cancellation_before_k32(monkeypatch):
    """EV-10 has moved the people of B to the session at A, over which a cancellation is ripe."""
    pb = Cancellation("dikoordinasikan", A, True, True, True, True)
    start = World(
        0,
        Event("jadwal_ditetapkan", True, True, True),
        (Place("siap"), Place("siap")),
        (Session("terjadwal", People(1)), Session("terjadwal", People(1), place=1)),
        cancellations=(pb,),
        asks=frozenset({Ask("EV-10", "sesi", "cabut_karena_acara", 1, 0)}),
    )
    off = (NO_POSTPONEMENT, *PLAIN, "TL-8 PB-1 EV-24")
    assert not (found := walks.found(start, *off).faults), said(found)

    def below_alone(w, scope):
        return any((a.machine, a.index) in {scope, ("sesi", 0)} for a in w.asks)

    monkeypatch.setattr(views, "scope_waits", below_alone)
    assert "no way to an end" in said(walks.found(start, *off).faults)


MIXED = World(
    1,
    Event("pelaksanaan", True, True, True),
    (IN_USE, Place("ditunda", "operasional", True)),
    (
        Session("terunggah", People(0, 0, 1)),
        Session("terjadwal", People(1)),
        Session("ditunda", People(1), memory="terjadwal", cause="gangguan", place=1),
    ),
    (Postponement("berlaku", B, "gangguan", frozen=frozenset({B, ("sesi", 2)})),),
)


@pytest.mark.parametrize(
    ("dropped", "answer"),
    [
        ({"EV_16": "semua_lokasi_tertunda"}, "turn for ever"),
        ({"EV_17": "ada_lokasi_tidak_tertunda"}, "turn for ever"),
        ({"EV_18": "semua_lokasi_batal_atau_dicabut"}, "under an event that is dibatalkan"),
        ({"EV_19": "semua_lokasi_selesai ada_lokasi_ditutup"}, "under an event that is pelaksanaan_selesai"),
    ],
)
def test_an_event_follows_all_its_locations(dropped, answer):
    off = ("PN-1a PN-1b", NO_CANCELLATION, *PLAIN, NO_EXAM, "SS-6a TL-19 TL-10 TL-10b")
    how = {"times": (1, 5), "eager": True}
    assert not (found := walks.found(MIXED, *off, **how).faults), said(found)
    faults = walks.found(MIXED, *off, dropped=refs(dropped), **how).faults
    assert answer in said(faults), said(faults)
