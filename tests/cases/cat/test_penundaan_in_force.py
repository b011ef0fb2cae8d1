"""A postponement in force: what it freezes, how it is withdrawn and ends, what follows it (PN-5 … PN-11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.cat import proposals
from workflows.errors import Refused
from workflows.ledger import database_now
from workflows.models import Ask, LedgerEntry
from workflows.settling import settle

from . import planted as tree
from .usul import Tree, answered, asked, by_system, document, hours_ago


@pytest.fixture
def wood(exam: Any) -> Tree:
    return Tree(exam)


def refused(press: Any) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as caught:
        press()
    return caught.value.code, [reason.guard for reason in caught.value.reasons]


# --- PN-5 -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("CB-131")
def test_it_takes_effect_on_what_its_scope_holds_then(wood: Tree) -> None:
    done = tree.sesi(wood.place, "selesai", nomor=3)
    again = tree.sesi(wood.place, "ditunda", nomor=4)
    other = wood.another("siap")
    tree.sesi(other)
    pn = wood.effective(wood.propose("penundaan", wood.place))
    later = tree.sesi(tree.put(wood.place), nomor=1, tanggal=tree.DAY + dt.timedelta(days=1))
    assert pn.state == "berlaku"
    assert {(row.object_type, row.object_id, row.act) for row in Ask.objects.filter(cause=pn.beku)} == {
        ("lokasi", wood.place.pk, "tunda"),
        *(("sesi", one.pk, "tunda") for one in wood.sessions),
    }
    assert wood.states(wood.place, *wood.sessions, done, again, later, other) == [
        "ditunda", "ditunda", "ditunda", "selesai", "ditunda", "terjadwal", "siap",
    ]  # fmt: skip
    entry_ = LedgerEntry.objects.get(pk=pn.beku)
    assert (entry_.ref, entry_.actor_id, len(entry_.payload.values["permintaan"]["v"])) == ("PN-5", None, 3)


def test_a_session_alone(wood: Tree) -> None:
    first, second = wood.sessions
    pn = wood.effective(wood.propose("penundaan", first))
    assert wood.states(pn, wood.place, first, second) == ["berlaku", "siap", "ditunda", "terjadwal"]


def test_a_whole_event_takes_along_what_was_not_surveyed_and_leaves_what_is_in_use(wood: Tree) -> None:
    """K-5, K-6."""
    early, running = wood.another("koordinasi"), wood.another("operasional")
    sessions = [tree.sesi(early), tree.sesi(running, "berlangsung")]
    pn = wood.effective(wood.propose("penundaan", wood.event))
    assert wood.states(pn, wood.place, early, running, *sessions) == [
        "berlaku", "ditunda", "ditunda", "operasional", "ditunda", "berlangsung",
    ]  # fmt: skip


@pytest.mark.req("CB-119")
@pytest.mark.parametrize(
    ("ago", "state"), [((3, -20), "dikoordinasikan"), ((3, 0), "berlaku"), ((5, 0), "berlaku")]
)
def test_a_disturbance_postpones_at_three_hours_and_no_second_before(
    wood: Tree, ago: tuple[float, float], state: str
) -> None:
    """2 h 59 min 59 s refuse (a second is left for the test to be slow in)."""
    place = tree.put(wood.place, "operasional", gangguan_mulai=hours_ago(1))
    pn = wood.coordinated(wood.propose("penundaan", place, sebab="gangguan"))
    start = hours_ago(*ago)
    tree.put(place, gangguan_mulai=start)
    pn = tree.put(pn, gangguan=proposals.names({place.pk: start}))
    wood.sign(pn)
    wood.approve(pn)
    settle("penundaan", pn.pk)
    assert wood.states(pn) == [state]


@pytest.mark.req("CB-166")
def test_a_decree_needs_no_three_hours(wood: Tree) -> None:
    place = tree.put(wood.place, "operasional", gangguan_mulai=hours_ago(0, 60))
    pn = wood.effective(wood.propose("penundaan", place, sebab="gangguan"))
    assert pn.state == "dikoordinasikan"
    tree.put(wood.event, kahar={"nomor": "1", "sampai": "2020-01-01"})
    settle("penundaan", pn.pk)
    assert wood.states(pn) == ["dikoordinasikan"], "it has run out"
    tree.put(wood.event, kahar={"nomor": "1"})
    settle("penundaan", pn.pk)
    assert wood.states(pn) == ["berlaku"]


def test_of_a_whole_event_those_are_frozen_whose_own_clock_shows_three_hours(wood: Tree) -> None:
    """K-4."""
    place = tree.put(wood.place, "operasional", gangguan_mulai=hours_ago(4))
    young = wood.another("operasional", gangguan_mulai=hours_ago(1))
    sessions = [tree.sesi(young, "berlangsung")]
    pn = wood.effective(wood.propose("penundaan", wood.event, sebab="gangguan"))
    assert wood.states(pn, place, young, *sessions) == ["berlaku", "ditunda", "operasional", "berlangsung"]


def test_a_disturbance_that_has_ended_does_not_take_effect(wood: Tree) -> None:
    """PN-7b may still be on its way."""
    place = tree.put(wood.place, "operasional", gangguan_mulai=hours_ago(4))
    pn = wood.coordinated(wood.propose("penundaan", place, sebab="gangguan"))
    asked(wood.sessions[0].pk, "tunda", "PN-5")  # so that it is not withdrawn here for want of an object
    tree.put(place, gangguan_mulai=None)
    wood.sign(pn)
    wood.approve(pn)
    settle("penundaan", pn.pk)
    assert wood.states(pn) == ["dikoordinasikan"]


def test_a_ripe_cancellation_comes_first(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.place))
    pb = wood.coordinated(wood.propose("pembatalan", wood.sessions[0]))
    for usul in (pb, pn):
        wood.approve(usul)
    document(pb)  # signed, and its own word has not come yet
    wood.sign(pn)
    settle("penundaan", pn.pk)
    assert wood.states(pn) == ["dikoordinasikan"]
    answered(asked(pb, "ba_ditandatangani", "DK-6"))
    wood.settle()
    assert wood.states(pb, pn, *wood.sessions) == ["berlaku", "berlaku", "dibatalkan", "ditunda"]


def test_nobody_makes_it_take_effect(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.place))
    for who in ("tpc1", "deputi", "pansel_jaksel"):
        for act in ("berlakukan", "akhiri", "ba_ditandatangani", "tarik_tanpa_objek"):
            assert refused(lambda who=who, act=act: wood.do(pn, act, who))[0] in ("E-PERM", "E-STATE")
    assert refused(lambda: by_system(pn, "berlakukan"))[1] == ["ba", "disetujui"]


# --- PN-7 -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("CB-273")
def test_the_team_withdraws_one_whose_cause_has_ended(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert refused(lambda: wood.do(pn, "tarik", "tpc1", keadaan_sebab="masih_ada", alasan="Keliru."))[1] == [
        "sebab_berakhir"
    ]
    assert (
        refused(lambda: wood.do(pn, "tarik", "pansel_jaksel", keadaan_sebab="berakhir", alasan="Selesai."))[0]
        == "E-PERM"
    )
    wood.do(pn, "tarik", "tpc1", keadaan_sebab="tidak_ada", alasan="Genset hidup.")
    assert wood.states(pn, wood.place) == ["ditarik", "siap"]


def test_it_is_withdrawn_when_no_disturbance_that_it_names_is_open(wood: Tree) -> None:
    """K-15."""
    first, second = hours_ago(2), hours_ago(1)
    place = tree.put(wood.place, "operasional", gangguan_mulai=first)
    other = wood.another("operasional", gangguan_mulai=second)
    tree.sesi(other, "terganggu")
    pn = wood.propose("penundaan", wood.event, sebab="gangguan")
    tree.put(place, gangguan_mulai=None)
    assert (
        answered(asked(pn, "tarik_gangguan_selesai", "TL-20", node=str(place.pk))).answer == "tidak_berlaku"
    )
    tree.put(other, gangguan_mulai=database_now())  # another one since
    stranger = answered(asked(pn, "tarik_gangguan_selesai", "SS-7a", node=str(uuid7())))
    assert stranger.answer == "tidak_berlaku"
    assert answered(asked(pn, "tarik_gangguan_selesai", "TL-20", node=str(other.pk))).answer == "dilakukan"
    assert wood.states(pn) == ["ditarik"]


def test_it_is_withdrawn_when_nothing_is_left_to_postpone(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    row = asked(wood.sessions[0].pk, "ubah_jadwal", "EV-10")
    tree.put(wood.place, "dibuka")
    settle("penundaan", pn.pk)
    assert wood.states(pn) == ["konsep"], "what is on its way is waited for"
    Ask.objects.filter(pk=row.pk).update(answered_at=database_now())
    settle("penundaan", pn.pk)
    assert wood.states(pn) == ["ditarik"]


# --- PN-8 -----------------------------------------------------------------------------------------------------------


def test_it_ends_when_all_have_answered_and_nothing_is_postponed_by_it(wood: Tree) -> None:
    pn = wood.effective(wood.propose("penundaan", wood.place))
    wood.resume(wood.place, "survei")
    wood.resume(wood.sessions[0])
    wood.settle()
    assert wood.states(pn) == ["berlaku"]
    wood.resume(wood.sessions[1])
    wood.settle()
    assert wood.states(pn) == ["berakhir"]
    assert tree.again(pn).case.closed_at is not None


def test_it_does_not_end_before_all_have_answered(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.place))
    wood.sign(pn)
    wood.approve(pn)
    settle("penundaan", pn.pk)  # no ask is answered yet, so nothing is `ditunda`
    settle("penundaan", pn.pk)
    assert wood.states(pn, wood.place) == ["berlaku", "siap"]
    wood.settle()
    assert wood.states(pn, wood.place) == ["berlaku", "ditunda"]


def test_what_was_postponed_again_by_another_does_not_hold_the_first_open(wood: Tree) -> None:
    """K-16."""
    session = wood.sessions[0]
    first = wood.effective(wood.propose("penundaan", session))
    tree.put(session, "terjadwal")  # resumed, and the first has not been settled since
    second = wood.effective(wood.propose("penundaan", session))
    assert wood.states(session, second) == ["ditunda", "berlaku"]
    settle("penundaan", first.pk)
    assert wood.states(first) == ["berakhir"]


def test_a_part_for_which_it_no_longer_applies_is_an_answer(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.sessions[0]))
    wood.sign(pn)
    wood.approve(pn)
    settle("penundaan", pn.pk)
    tree.put(wood.sessions[0], "selesai")
    wood.settle()
    assert wood.states(pn) == ["berakhir"]
    assert Ask.objects.get(cause=tree.again(pn).beku).answer == "tidak_berlaku"


# --- PN-9 … PN-11 ---------------------------------------------------------------------------------------------------

TOLD = {"saluran": "Laman", "waktu": "2026-11-01T09:00+07:00", "isi": "Ujian ditunda."}
PAID = {"bentuk": "Uang transpor", "jumlah_penerima": 20, "tanggal": "2026-11-02"}


@pytest.mark.req("CB-149")
def test_the_pansel_tells_the_participants_also_when_it_is_over(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.sessions[0])
    assert refused(lambda: wood.do(pn, "umumkan", "pansel_jaksel", **TOLD))[0] == "E-STATE"
    pn = wood.effective(pn)
    assert refused(lambda: wood.do(pn, "umumkan", "tpc1", **TOLD))[0] == "E-PERM"
    wood.resume(wood.sessions[0])
    wood.settle()
    assert wood.states(pn) == ["berakhir"]
    wood.do(pn, "umumkan", "pansel_jaksel", **TOLD)
    assert tree.again(pn).diumumkan
    assert refused(lambda: wood.do(pn, "umumkan", "pansel_jaksel", **TOLD))[0] == "E-STATE"


@pytest.mark.req("CB-148")
@pytest.mark.parametrize("scope", ["lokasi", "sesi"])
def test_compensation_is_for_a_lokasi_mandiri(wood: Tree, scope: str) -> None:
    pn = wood.effective(wood.propose("penundaan", wood.place if scope == "lokasi" else wood.sessions[0]))
    assert refused(lambda: wood.do(pn, "catat_kompensasi", "pansel_jaksel", **PAID)) == (
        "E-STATE",
        ["mandiri"],
    )
    tree.put(wood.place, tipe_lokasi="mandiri")
    wood.do(pn, "catat_kompensasi", "pansel_jaksel", **PAID)
    assert refused(lambda: wood.do(pn, "catat_kompensasi", "pansel_jaksel", **PAID)) == (
        "E-STATE",
        ["!kompensasi"],
    )


@pytest.mark.req("CB-221")
def test_activities_are_done_one_by_one_each_with_time_and_person(wood: Tree) -> None:
    pn = wood.effective(wood.propose("penundaan", wood.place))
    first, second = (row["id"] for row in pn.tindak_lanjut)
    done = {"selesai_pada": "2026-11-02T10:00+07:00", "oleh": "Budi"}
    with pytest.raises(Refused) as caught:
        wood.do(pn, "catat_tindak_lanjut", "tpc1", kegiatan=[first])
    assert set(caught.value.errors) == {"selesai_pada", "oleh"}
    with pytest.raises(Refused) as caught:
        wood.do(pn, "catat_tindak_lanjut", "tpc1")
    assert set(caught.value.errors) == {"sebab_berakhir"}
    wood.do(pn, "catat_tindak_lanjut", "tpc1", kegiatan=[first], **done)
    with pytest.raises(Refused):
        wood.do(pn, "catat_tindak_lanjut", "tpc1", kegiatan=[first], **done)  # it is done already
    rows = tree.again(pn).tindak_lanjut
    assert [bool(row.get("selesai_pada")) for row in rows] == [True, False]
    wood.do(
        pn, "catat_tindak_lanjut", "tpc1", kegiatan=[second], sebab_berakhir="2026-11-02T11:00+07:00", **done
    )
    pn = tree.again(pn)
    assert all(row["oleh"] == "Budi" for row in pn.tindak_lanjut)
    assert pn.sebab_berakhir == dt.datetime(2026, 11, 2, 4, tzinfo=dt.UTC)
