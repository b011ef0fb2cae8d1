"""A cancellation from its proposal to its end (cat-bkn §7, §16.6)."""

from __future__ import annotations

import io
from typing import Any

import pytest

from cases.cat import proposals
from documents.receiving import receive
from tests.story.client import PDF
from workflows.errors import Refused
from workflows.ledger import database_now
from workflows.models import Ask, LedgerEntry
from workflows.settling import settle

from . import planted as tree
from .usul import MEETING, Tree, answered, asked, by_system, document


@pytest.fixture
def wood(exam: Any) -> Tree:
    return Tree(exam)


def refused(press: Any) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as caught:
        press()
    return caught.value.code, [reason.guard for reason in caught.value.reasons]


# --- PB-1 -----------------------------------------------------------------------------------------------------------


def test_it_is_proposed_on_an_indication_of_cheating_by_the_team(wood: Tree) -> None:
    pb = wood.propose("pembatalan", wood.place)
    assert (pb.state, pb.case.parent_id, pb.acara_id) == ("konsep", wood.place.pk, wood.event.pk)
    assert pb.case.title == f"Pembatalan — {wood.place.case.title}"
    assert wood.states(wood.place) == ["siap"]


@pytest.mark.req("CB-77", "CB-125")
def test_without_an_indication_nothing_is_cancelled(wood: Tree) -> None:
    assert refused(lambda: wood.propose("pembatalan", wood.place, indikasi="tidak")) == (
        "E-GUARD",
        ["indikasi_kecurangan"],
    )
    with pytest.raises(Refused) as caught:
        wood.propose("pembatalan", wood.place, uraian="")
    assert set(caught.value.errors) == {"uraian"}


@pytest.mark.parametrize("who", ["pansel_jaksel", "kanreg", "deputi", "ppss"])
def test_nobody_else_proposes_one(wood: Tree, who: str) -> None:
    assert refused(lambda: wood.propose("pembatalan", wood.place, who=who))[0] == "E-PERM"


@pytest.mark.parametrize(
    ("state", "possible"),
    [("ditetapkan", False), ("koordinasi", False), ("survei", True), ("siap", True), ("dibuka", True),
     ("operasional", True), ("disegel", True), ("ditunda", True), ("pelaksanaan_selesai", False),
     ("ditutup", False), ("dibatalkan", False), ("dicabut", False)],
)  # fmt: skip
def test_over_a_lokasi_that_was_surveyed_and_has_not_ended(wood: Tree, state: str, possible: bool) -> None:
    tree.put(wood.place, state)
    for scope in (wood.sessions[0], wood.place, wood.event) if not possible else (wood.place,):
        if possible:
            assert wood.propose("pembatalan", scope).state == "konsep"
        else:
            assert refused(lambda scope=scope: wood.propose("pembatalan", scope))[1] == [
                "cakupan_dapat_dibatalkan"
            ]


def test_over_a_session_that_is_not_done(wood: Tree) -> None:
    done = tree.put(wood.sessions[1], "selesai")
    assert refused(lambda: wood.propose("pembatalan", done))[1] == ["cakupan_dapat_dibatalkan"]
    assert wood.propose("pembatalan", tree.put(wood.sessions[0], "berlangsung")).state == "konsep"


@pytest.mark.req("CB-273")
def test_one_over_the_node_or_above_shuts_out_a_second(wood: Tree) -> None:
    session, other = wood.sessions
    wood.propose("pembatalan", session)
    assert refused(lambda: wood.propose("pembatalan", session)) == ("E-DUP", ["tanpa_pembatalan_terbuka"])
    wide = wood.propose("pembatalan", wood.place)
    assert refused(lambda: wood.propose("pembatalan", other))[0] == "E-DUP"
    wood.do(wide, "tarik", "tpc1", hasil_pemeriksaan="tidak_terbukti", alasan="Bukan kamera.")
    assert wood.propose("pembatalan", other).state == "konsep"


# --- PB-2 … PB-4 ----------------------------------------------------------------------------------------------------


@pytest.mark.req("CB-78", "CB-126")
def test_bkn_confirms_and_the_team_completes(wood: Tree) -> None:
    pb = wood.propose("pembatalan", wood.place)
    assert refused(lambda: wood.coordinate(pb)) == ("E-GUARD", ["konfirmasi_bkn"])
    assert (
        refused(lambda: wood.do(pb, "konfirmasi_bkn", "pansel_jaksel", pihak="kkr", **MEETING))[0] == "E-PERM"
    )
    wood.bkn(pb)
    assert refused(lambda: wood.bkn(pb))[0] == "E-STATE"
    wood.coordinate(pb)
    assert wood.states(pb) == ["dikoordinasikan"]


def test_the_pansel_is_informed_and_not_asked(wood: Tree) -> None:
    pb = wood.propose("pembatalan", wood.place)
    assert refused(lambda: wood.pansel(pb))[0] == "E-STATE"


def test_the_document_is_read_itself(wood: Tree) -> None:
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    document(pb, "menunggu_ttd")
    assert answered(asked(pb, "ba_ditandatangani", "DK-6")).answer == "tidak_berlaku"
    wood.sign(pb)
    assert tree.again(pb).ba


def test_a_mirror_alone_is_not_enough(wood: Tree) -> None:
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    wood.approve(pb)
    tree.put(pb, ba=True)
    settle("pembatalan", pb.pk)
    assert wood.states(pb) == ["dikoordinasikan"]
    document(pb)
    settle("pembatalan", pb.pk)
    assert wood.states(pb) == ["berlaku"]


def test_the_deputi_decides(wood: Tree) -> None:
    pb = wood.propose("pembatalan", wood.place)
    assert refused(lambda: wood.approve(pb))[0] == "E-STATE"
    wood.coordinated(pb)
    for who in ("tpc1", "pansel_jaksel", "ppss"):
        assert refused(lambda who=who: wood.do(pb, "setujui", who))[0] == "E-PERM"
    wood.do(pb, "tolak", "deputi", alasan="Tidak terbukti.")
    wood.settle()
    assert wood.states(pb, wood.place, *wood.sessions) == ["ditolak_deputi", "siap", "terjadwal", "terjadwal"]


# --- PB-5 … PB-8 ----------------------------------------------------------------------------------------------------


def test_it_takes_effect_on_what_its_scope_holds_then(wood: Tree) -> None:
    done = tree.sesi(wood.place, "selesai", nomor=3)
    waiting = tree.sesi(wood.place, "ditunda", nomor=4)
    other = wood.another("siap")
    pb = wood.effective(wood.propose("pembatalan", wood.place))
    assert {(row.object_type, row.object_id) for row in Ask.objects.filter(cause=pb.beku)} == {
        ("lokasi", wood.place.pk),
        *(("sesi", one.pk) for one in (*wood.sessions, waiting)),
    }
    assert wood.states(pb, wood.place, *wood.sessions, waiting, done, other) == [
        "berlaku", "pelaksanaan_selesai", "dibatalkan", "dibatalkan", "dibatalkan", "selesai", "siap",
    ]  # fmt: skip  # it has a result, and is handed on with it (TL-16b, K-7)
    assert LedgerEntry.objects.get(pk=pb.beku).ref == "PB-5"


def test_a_session_alone(wood: Tree) -> None:
    first, second = wood.sessions
    pb = wood.effective(wood.propose("pembatalan", first))
    assert wood.states(pb, wood.place, first, second) == ["berlaku", "siap", "dibatalkan", "terjadwal"]


def test_a_whole_event_leaves_what_was_not_surveyed(wood: Tree) -> None:
    early = wood.another("koordinasi")
    session = tree.sesi(early)
    pb = wood.effective(wood.propose("pembatalan", wood.event))
    assert wood.states(pb, wood.place, early, session) == ["berlaku", "dibatalkan", "koordinasi", "terjadwal"]


def test_it_waits_for_what_is_on_its_way_to_its_scope(wood: Tree) -> None:
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    row = asked(wood.sessions[1].pk, "tunda", "PN-5")
    wood.sign(pb)
    wood.approve(pb)
    settle("pembatalan", pb.pk)
    assert wood.states(pb) == ["dikoordinasikan"]
    Ask.objects.filter(pk=row.pk).update(answered_at=database_now())
    settle("pembatalan", pb.pk)
    assert wood.states(pb) == ["berlaku"]


TOLD = {"saluran": "Laman", "waktu": "2026-11-01T09:00+07:00", "isi": "Ujian dibatalkan."}


def test_it_ends_when_participants_were_told_and_all_have_answered(wood: Tree) -> None:
    pb = wood.effective(wood.propose("pembatalan", wood.place))
    assert wood.states(pb) == ["berlaku"]
    assert refused(lambda: wood.do(pb, "umumkan", "tpc1", **TOLD))[0] == "E-PERM"
    wood.do(pb, "umumkan", "pansel_jaksel", **TOLD)
    assert refused(lambda: wood.do(pb, "umumkan", "pansel_jaksel", **TOLD))[0] == "E-STATE"
    wood.settle()
    assert wood.states(pb) == ["berakhir"]


def test_a_lokasi_with_results_is_sent_on_and_holds_nothing_open(wood: Tree) -> None:
    """K-7."""
    pb = wood.effective(wood.propose("pembatalan", wood.place))
    tree.put(wood.place, "pelaksanaan_selesai")  # TL-16b
    wood.do(pb, "umumkan", "pansel_jaksel", **TOLD)
    wood.settle()
    assert wood.states(pb) == ["berakhir"]


def test_it_does_not_end_before_all_have_answered(wood: Tree) -> None:
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    wood.sign(pb)
    wood.approve(pb)
    settle("pembatalan", pb.pk)
    wood.do(pb, "umumkan", "pansel_jaksel", **TOLD)
    settle("pembatalan", pb.pk)
    assert wood.states(pb, wood.place) == ["berlaku", "siap"]
    wood.settle()
    assert wood.states(pb, wood.place) == ["berakhir", "dibatalkan"]


def test_nobody_makes_it_take_effect(wood: Tree) -> None:
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    for act in ("berlakukan", "ba_ditandatangani", "tarik_tanpa_objek"):
        for who in ("tpc1", "deputi", "pansel_jaksel"):
            assert refused(lambda who=who, act=act: wood.do(pb, act, who))[0] in ("E-PERM", "E-STATE")
    assert refused(lambda: by_system(pb, "berlakukan"))[1] == ["ba", "disetujui"]


def test_the_team_withdraws_one_that_was_not_confirmed(wood: Tree) -> None:
    pb = wood.propose("pembatalan", wood.place)
    assert refused(lambda: wood.do(pb, "tarik", "tpc1", hasil_pemeriksaan="terbukti", alasan="Lain."))[1] == [
        "indikasi_tidak_terbukti"
    ]
    wood.do(pb, "tarik", "tpc2", hasil_pemeriksaan="tidak_terbukti", alasan="Bukan kamera.")
    assert wood.states(pb) == ["ditarik"]


def test_it_is_withdrawn_when_nothing_is_left_to_cancel(wood: Tree) -> None:
    pb = wood.propose("pembatalan", wood.sessions[0])
    tree.put(wood.sessions[0], "selesai")
    settle("pembatalan", pb.pk)
    assert wood.states(pb) == ["ditarik"]


def test_what_changes_below_wakes_it(wood: Tree) -> None:
    """The rooms of lokasi and sesi name it among their watchers."""
    pb = wood.propose("pembatalan", wood.place)
    pn = wood.propose("penundaan", wood.sessions[0])
    wood.settle()
    assert {key for _, key in proposals.watching(wood.place.case)} == {pb.pk, pn.pk}
    for one in wood.sessions:
        tree.put(one, "dicabut")
    letter = receive(io.BytesIO(PDF), "keputusan.pdf", uploader=wood.exam.person("ppss"))
    wood.do(wood.place, "cabut_lokasi", "ppss", alasan="Gedung dijual.", keputusan_cabut=[str(letter.pk)])
    wood.settle()
    assert wood.states(pb, pn) == ["ditarik", "ditarik"]
