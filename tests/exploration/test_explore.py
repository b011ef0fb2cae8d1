"""The law of the exam event always ends: every walk finds nothing, and a walk over a law with a slip finds it."""

import pytest

from cases.cat.law import place, proposals, session
from cases.cat.law.seen import People, names

from . import effects, walks
from .desk import Desk, Person, Room
from .explore import MACHINES, NAMES, explore, rows
from .walks import NO_CANCELLATION, NO_DISABILITY, NO_NEW_SCHEDULE, NO_NEW_SESSION, NO_POSTPONEMENT, NO_REPAIR
from .world import Cancellation, Event, Place, Postponement, Session, World

#: Rows of kinds that are not walked (cpns stands for the three with a report by a team).
OTHERS = names("EV-2b EV-4c EV-5b EV-7 EV-9 EV-20b EV-21b EV-23b EV-26b EV-29b EV-30b TL-3b TL-3d DS-4b")


def said(faults):
    return "\n".join(f"{fault}\n   way: {' '.join(way)}" for fault, way in list(faults.items())[:3])


def test_it_always_ends_and_every_row_happens():
    happened = set()
    for name, (start, off, how) in (walks.QUICK | walks.TWO).items():
        found = walks.found(start, *off, **how)
        assert not found.faults, f"{name}: {said(found.faults)}"
        happened |= found.reached
    known = {row.ref for name in NAMES for row in rows(name) if row.kind != "cascade"}
    assert known - happened == (OTHERS | effects.OFF) & known


def refs(dropped):
    """Guards taken out of rows: {"EV-10": "permintaan_terjawab"}."""
    return {ref.replace("_", "-"): guard for ref, guard in dropped.items()}


def running(one, *, pn=None, pb=None):
    return World(
        1,
        Event("pelaksanaan", True, True, True),
        (Place("operasional", "", True),),
        (one, Session("terunggah", People(0, 0, 1))),
        (pn,),
        (pb,),
    )


REST = (NO_NEW_SESSION, NO_NEW_SCHEDULE, NO_DISABILITY, NO_REPAIR)
RIPE_PB = Cancellation("dikoordinasikan", ("sesi", 0), True, True, True, True)
RIPE_PN = Postponement(
    "dikoordinasikan", ("sesi", 0), "gangguan", True, True, True, True, True, names=frozenset({("sesi", 0)})
)
WORKING = Session("berlangsung", People(0, 1, 1))
DISTURBED = Session("terganggu", People(0, 1, 1), memory="berlangsung", trouble=3)
TWO = (walks.letter(2), (walks.NO_OPENING, NO_POSTPONEMENT, NO_CANCELLATION, NO_DISABILITY, "EV-28"), (0, 5))
ONE = (
    walks.letter(1).use("remembers"),
    (walks.NO_OPENING, NO_CANCELLATION, NO_DISABILITY, "EV-24", "EV-28"),
    (0,),
)
CANCELLED = (running(WORKING, pb=RIPE_PB), (NO_POSTPONEMENT, *REST), (1, 2, 5))
BOTH = (
    running(DISTURBED, pn=RIPE_PN, pb=RIPE_PB).use("remembers"),
    ("PN-1a PN-1b PB-1", *REST),
    (1, 2, 5),
)

SLIPS = [
    ({"EV_25b": "permintaan_terjawab", "SS_1a": "acara_menerima lokasi_tujuan_menerima"}, TWO, "a session"),
    ({"EV_27": "ada_lokasi_belum_siap"}, TWO, "turn for ever"),
    ({"TL_17b": "permintaan_terjawab"}, TWO, "the order of jobs decides"),
    ({"SS_16b": "tujuan_tersedia"}, TWO, "participants in mid-state under the ended session"),
    ({"PN_8": "permintaan_terjawab"}, ONE, "the order of jobs decides"),
    ({"SS_12": "tanpa_permintaan_menunggu"}, CANCELLED, "no way to an end"),
    ({"PN_5": "tanpa_pembatalan_matang"}, BOTH, "the order of jobs decides"),
]


@pytest.mark.parametrize(("dropped", "where", "answer"), SLIPS, ids=[" ".join(s[0]) for s in SLIPS])
def test_a_guard_taken_out_is_found(dropped, where, answer):
    start, off, times = where
    assert not walks.found(start, *off, times=times).faults
    faults = walks.found(start, *off, times=times, dropped=refs(dropped)).faults
    assert any(answer in fault for fault in faults), said(faults)


def test_a_cancellation_with_results_ended_never_before_k7(monkeypatch):
    start = running(WORKING, pb=RIPE_PB._replace(scope=("lokasi", 0)))
    off = (NO_POSTPONEMENT, *REST)
    assert not walks.found(start, *off, times=(1, 2, 5)).faults

    def as_handed_over(p):
        return all(p.w.state(*node) == "dibatalkan" for node in p.own.frozen)

    monkeypatch.setattr(proposals, "cakupan_sudah_batal", as_handed_over)
    assert "no way to an end" in said(walks.found(start, *off, times=(1, 2, 5)).faults)


def test_a_partial_result_of_a_cancelled_session_blocked_its_location_before_k8(monkeypatch):
    partial = Session("ditunda", People(0, 1, 1), 1, "berlangsung", 0, True, "gangguan")
    start = running(partial, pb=RIPE_PB)._replace(sessions=(partial,))
    off = (NO_POSTPONEMENT, NO_CANCELLATION, *REST)
    assert not walks.found(start, *off, times=(1, 2, 5)).faults

    def kept(w, i, a, was):
        return [w.put("sesi", i, people=People(), memory="", cause="")]

    monkeypatch.setitem(effects.FOUND, "SS-15", kept)
    monkeypatch.setattr(
        place, "tanpa_hasil", lambda p: not any(s.state == "terunggah" or s.partial for s in p.own.sessions)
    )
    assert "no way to an end" in said(walks.found(start, *off, times=(1, 2, 5)).faults)


def test_a_receiving_session_could_be_taken_off_before_k21(monkeypatch):
    start, off, times = TWO

    def own_alone(s):
        return not any((ask.machine, ask.index) == s.own.key for ask in s.w.asks)

    monkeypatch.setattr(session, "tanpa_permintaan_menunggu", own_alone)
    assert "no way to an end" in said(walks.found(start, *off, times=times).faults)


def test_a_guard_that_nobody_wrote_stops_the_walk(tmp_path):
    for table in MACHINES.glob("*.csv"):
        text = table.read_text(encoding="utf-8").replace("hari_sesi", "hari_baik")
        (tmp_path / table.name).write_text(text, encoding="utf-8")
    with pytest.raises(LookupError, match="sesi: hari_baik is neither in the law, nor a fact, nor free"):
        explore(walks.walk(folder=tmp_path), walks.day(1))


PEOPLE = (Person(), Person())


def test_the_desk_can_always_end_its_session():
    walked = explore(Desk(), Room(people=PEOPLE))
    assert not walked.faults, said(walked.faults)
    assert (
        names("PS-1c PS-2 PS-3 PS-4 PS-5 PS-6 PS-7 PS-8b PS-9a PS-10 PS-11 PS-11b PS-11c PS-12")
        <= walked.reached
    )
    assert names("PS-13 PS-14 PS-15 PS-17 PS-18 PS-19 PS-22 SS-4 SS-5 SS-6a SS-7a SS-12") <= walked.reached


@pytest.mark.parametrize(
    ("dropped", "answer"),
    [
        ({"PS_1c": "waktu_datang_sah"}, "no way to an end"),  # K-9
        ({"SS_12": "tanpa_peserta_belum_mulai"}, "in progress under a session that is over"),
        ({"SS_5": "tanpa_peserta_antre"}, "no way to an end"),
    ],
)
def test_a_guard_of_the_desk_taken_out_is_found(dropped, answer):
    walked = explore(Desk(dropped=refs(dropped)), Room(people=PEOPLE))
    assert any(answer in fault for fault in walked.faults), said(walked.faults)


def test_without_a_way_for_who_never_logs_in_a_session_is_stuck():
    assert "no way to an end" in said(explore(Desk(off="PS-22"), Room(people=PEOPLE)).faults)
