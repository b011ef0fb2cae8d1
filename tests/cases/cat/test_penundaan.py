"""A postponement from its proposal to its end (cat-bkn §7, §16.5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.cat import proposals
from workflows.errors import Refused
from workflows.ledger import database_now
from workflows.models import Ask

from . import planted as tree
from .usul import ACTIVITIES, MEETING, Tree, answered, asked, document, hours_ago


@pytest.fixture
def wood(exam: Any) -> Tree:
    return Tree(exam)


def refused(press: Any) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as caught:
        press()
    return caught.value.code, [reason.guard for reason in caught.value.reasons]


# --- PN-1 -----------------------------------------------------------------------------------------------------------


def test_it_is_proposed_over_a_lokasi_by_its_team(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert (pn.state, pn.case.parent_id, pn.acara_id) == ("konsep", wood.place.pk, wood.event.pk)
    assert (pn.sebab, pn.gangguan) == ("sarana", {})
    assert pn.case.title == f"Penundaan (Sarana tidak berfungsi) — {wood.place.case.title}"
    assert wood.states(wood.place) == ["siap"]


@pytest.mark.parametrize("who", ["pansel_jaksel", "kanreg", "deputi", "ppss", "tpc_elsewhere"])
def test_nobody_else_proposes_one(wood: Tree, who: str) -> None:
    if who == "tpc_elsewhere":
        other = tree.acara(wood.exam.institution)
        wood.exam.hold("pelapor", "tpc", case=other.pk)
        who = "pelapor"
    code, _ = refused(lambda: wood.propose("penundaan", wood.place, who=who))
    assert code == "E-PERM"


@pytest.mark.parametrize(
    ("state", "possible"),
    [("ditetapkan", False), ("koordinasi", False), ("survei", True), ("layak", True), ("tidak_layak", True),
     ("perbaikan", True), ("siap", True), ("dibuka", False), ("operasional", False), ("disegel", True),
     ("pelaksanaan_selesai", False), ("ditunda", False), ("ditutup", False), ("dibatalkan", False),
     ("dicabut", False)],
)  # fmt: skip
def test_facilities_postpone_a_lokasi_that_was_surveyed_and_is_not_in_use(
    wood: Tree, state: str, possible: bool
) -> None:
    tree.put(wood.place, state)
    if possible:
        assert wood.propose("penundaan", wood.place).state == "konsep"
    else:
        assert refused(lambda: wood.propose("penundaan", wood.place)) == (
            "E-GUARD",
            ["cakupan_dapat_ditunda"],
        )


def test_nothing_is_left_to_postpone_where_all_sessions_are_done(wood: Tree) -> None:
    for session in wood.sessions:
        tree.put(session, "selesai")
    assert refused(lambda: wood.propose("penundaan", wood.place))[1] == ["cakupan_dapat_ditunda"]
    tree.put(wood.sessions[0], "ditunda")
    assert wood.propose("penundaan", wood.place).state == "konsep"


def test_a_whole_event_needs_one_lokasi_that_can_be_postponed(wood: Tree) -> None:
    tree.put(wood.place, "ditetapkan")
    assert refused(lambda: wood.propose("penundaan", wood.event))[1] == ["cakupan_dapat_ditunda"]
    other = wood.another("survei")
    tree.sesi(other)
    assert wood.propose("penundaan", wood.event).case.parent_id == wood.event.pk


@pytest.mark.parametrize(
    ("state", "possible"), [("terjadwal", True), ("registrasi", False), ("ditunda", False)]
)
def test_facilities_postpone_a_session_that_has_not_begun(wood: Tree, state: str, possible: bool) -> None:
    tree.put(wood.place, "operasional")
    session = tree.put(wood.sessions[0], state)
    if possible:
        assert wood.propose("penundaan", session).state == "konsep"
    else:
        assert refused(lambda: wood.propose("penundaan", session))[1] == ["cakupan_dapat_ditunda"]


def test_a_disturbance_is_that_of_the_scope_itself(wood: Tree) -> None:
    """K-4: whose clock it is that counts."""
    start = hours_ago(1)
    place = tree.put(wood.place, "operasional", gangguan={"jenis": "listrik"}, gangguan_mulai=start)
    session = tree.put(wood.sessions[0], "terganggu", sebelumnya="berlangsung")
    assert refused(lambda: wood.propose("penundaan", session, sebab="gangguan"))[1] == [
        "cakupan_dapat_ditunda",
        "sebab_penundaan_sah",
    ]
    pn = wood.propose("penundaan", place, sebab="gangguan")
    assert pn.gangguan == proposals.names({place.pk: start})
    own = tree.put(session, gangguan_mulai=start, gangguan_sendiri=True)
    assert wood.propose("penundaan", own, sebab="gangguan").gangguan == proposals.names({own.pk: start})


def test_an_event_names_every_open_disturbance_of_its_locations(wood: Tree) -> None:
    first, second = hours_ago(1), hours_ago(2)
    place = tree.put(wood.place, "operasional", gangguan_mulai=first)
    other = wood.another("dibuka", gangguan_mulai=second)
    wood.another("operasional")
    tree.put(wood.sessions[0], "terganggu", gangguan_mulai=first, gangguan_sendiri=True)
    assert wood.propose("penundaan", wood.event, sebab="gangguan").gangguan == proposals.names(
        {place.pk: first, other.pk: second}
    )


def test_one_for_the_same_cause_over_the_node_or_above_shuts_out_a_second(wood: Tree) -> None:
    """K-14: not a wider one, and not one for another cause."""
    session = wood.sessions[0]
    wood.propose("penundaan", session)
    wide = wood.propose("penundaan", wood.place)
    for scope in (wood.place, session):
        assert refused(lambda scope=scope: wood.propose("penundaan", scope)) == (
            "E-DUP",
            ["tanpa_penundaan_terbuka"],
        )
    wood.propose("penundaan", wood.event)
    tree.put(wide, "berlaku")
    other = wood.another("survei")
    tree.sesi(other)
    assert refused(lambda: wood.propose("penundaan", other))[0] == "E-DUP"


def test_one_on_its_way_out_shuts_out_nothing(wood: Tree) -> None:
    """K-24: its disturbance is over and PN-7b has not come yet."""
    place = tree.put(wood.place, "operasional", gangguan_mulai=hours_ago(2))
    wood.propose("penundaan", place, sebab="gangguan")
    assert refused(lambda: wood.propose("penundaan", place, sebab="gangguan"))[0] == "E-DUP"
    tree.put(place, gangguan_mulai=hours_ago(1))
    assert wood.propose("penundaan", place, sebab="gangguan").state == "konsep"


def test_it_waits_for_what_is_on_its_way_to_its_scope(wood: Tree) -> None:
    row = asked(wood.sessions[0].pk, "gangguan_lokasi", "TL-19")
    assert refused(lambda: wood.propose("penundaan", wood.place))[1] == ["tanpa_permintaan_menunggu"]
    Ask.objects.filter(pk=row.pk).update(answered_at=database_now())
    assert wood.propose("penundaan", wood.place).state == "konsep"


def test_the_form(wood: Tree) -> None:
    with pytest.raises(Refused) as caught:
        wood.propose("penundaan", wood.place, sebab="cuaca", uraian="")
    assert {name: [e.code for e in errors] for name, errors in caught.value.errors.items()} == {
        "sebab": ["E-REF"],
        "uraian": ["E-REQ"],
    }


def test_three_hours_propose_one_once(wood: Tree) -> None:
    start = hours_ago(3)
    place = tree.put(wood.place, "operasional", gangguan_mulai=start, gangguan_lapor=database_now())
    data = {"sebab": "gangguan", "uraian": "Listrik padam.", "gangguan": proposals.names({place.pk: start})}
    first, second = uuid7(), uuid7()
    done = answered(asked(first, "usulkan_otomatis", "TL-21", under=place.pk, **data))
    again = answered(asked(second, "usulkan_otomatis", "TL-21", under=place.pk, **data))
    assert (done.answer, again.answer) == ("dilakukan", "tidak_berlaku"), done.why
    pn = tree.again(proposal_of(first))
    assert (pn.state, pn.sebab, pn.gangguan) == ("konsep", "gangguan", data["gangguan"])
    assert proposal_of(second) is None


def proposal_of(key: Any) -> Any:
    from cases.cat.models import PenundaanV1

    return PenundaanV1.objects.filter(pk=key).first()


def test_three_hours_wait_for_what_is_on_its_way(wood: Tree) -> None:
    start = hours_ago(3)
    place = tree.put(wood.place, "operasional", gangguan_mulai=start)
    asked(wood.sessions[0].pk, "gangguan_lokasi", "TL-19")
    data = {"sebab": "gangguan", "uraian": "Listrik padam.", "gangguan": proposals.names({place.pk: start})}
    row = asked(uuid7(), "usulkan_otomatis", "SS-8", under=place.pk, **data)
    assert refused(lambda: answered(row))[1] == ["tanpa_permintaan_menunggu"]
    row.refresh_from_db()
    assert row.answered_at is None


# --- PN-2 -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("CB-75", "CB-121")
def test_each_party_confirms_for_itself_and_then_the_team_completes(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert refused(lambda: wood.coordinate(pn)) == ("E-GUARD", ["konfirmasi_psi", "konfirmasi_bkn"])
    wood.pansel(pn)
    assert refused(lambda: wood.pansel(pn))[0] == "E-STATE"
    assert refused(lambda: wood.coordinate(pn)) == ("E-GUARD", ["konfirmasi_bkn"])
    wood.bkn(pn)
    wood.coordinate(pn)
    pn = tree.again(pn)
    assert pn.state == "dikoordinasikan"
    assert [row["uraian"] for row in pn.tindak_lanjut] == [row["uraian"] for row in ACTIVITIES]
    assert (pn.koordinasi_psi["nama"], pn.koordinasi_bkn["pihak"]) == ("Sri Rahayu", "kkr")


@pytest.mark.parametrize(
    ("act", "who"),
    [("konfirmasi_pansel", "tpc1"), ("konfirmasi_pansel", "kanreg"), ("konfirmasi_bkn", "pansel_jaksel"),
     ("konfirmasi_bkn", "tpc1"), ("konfirmasi_bkn", "deputi")],
)  # fmt: skip
def test_nobody_confirms_for_another(wood: Tree, act: str, who: str) -> None:
    pn = wood.propose("penundaan", wood.place)
    more = {"pihak": "kkr"} if act == "konfirmasi_bkn" else {}
    assert refused(lambda: wood.do(pn, act, who, **MEETING, **more))[0] == "E-PERM"


@pytest.mark.req("CB-130")
def test_which_head_confirms_the_place_says(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert tree.again(pn).party() == "kkr"
    # the other with a reason, each in his own name
    assert refused(lambda: wood.do(pn, "konfirmasi_bkn", "ppss", pihak="kppss", **MEETING))[1] == [
        "pihak_sesuai_lokasi"
    ]
    assert refused(lambda: wood.do(pn, "konfirmasi_bkn", "ppss", pihak="kkr", **MEETING))[1] == [
        "pihak_sesuai_lokasi"
    ]
    wood.do(
        pn, "konfirmasi_bkn", "ppss", pihak="kppss", alasan_pihak="Kepala Kantor Regional cuti.", **MEETING
    )
    assert tree.again(pn).koordinasi_bkn["pihak"] == "kppss"


def test_abroad_at_the_headquarters_and_over_two_regions_it_is_ppss(exam: Any) -> None:
    wood = Tree(exam, abroad=True)
    assert wood.propose("penundaan", wood.place).party() == "kppss"
    home = Tree(exam)
    central = home.another("siap", tipe_lokasi="bkn_pusat")
    tree.sesi(central)
    assert home.propose("penundaan", central).party() == "kppss"
    assert home.propose("penundaan", home.event).party() == "kppss"
    near = Tree(exam)
    assert near.propose("penundaan", near.event).party() == "kkr"


def test_the_activities_are_asked_for(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    wood.pansel(pn)
    wood.bkn(pn)
    with pytest.raises(Refused) as caught:
        wood.do(pn, "koordinasi_selesai", "tpc1", kegiatan=[])
    assert [e.code for e in caught.value.errors["kegiatan"]] == ["E-REQ"]


def test_what_is_said_to_have_happened_has_happened(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    tomorrow = (database_now() + dt.timedelta(days=1)).isoformat()
    with pytest.raises(Refused) as caught:
        wood.do(pn, "konfirmasi_pansel", "pansel_jaksel", **{**MEETING, "waktu": tomorrow})
    assert [e.code for e in caught.value.errors["waktu"]] == ["E-RNG"]


# --- PN-3, PN-4 -----------------------------------------------------------------------------------------------------


def test_the_document_is_read_itself(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.place))
    early = answered(asked(pn, "ba_ditandatangani", "DK-6"))
    assert (early.answer, tree.again(pn).ba) == ("tidak_berlaku", False)
    document(pn, "menunggu_ttd")
    assert answered(asked(pn, "ba_ditandatangani", "DK-6")).answer == "tidak_berlaku"
    wood.sign(pn)
    assert tree.again(pn).ba
    assert answered(asked(pn, "ba_ditandatangani", "DK-6")).answer == "tidak_berlaku", "once"


def test_the_deputi_decides(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert refused(lambda: wood.approve(pn))[0] == "E-STATE", "coordination comes first"
    wood.coordinated(pn)
    for who in ("tpc1", "pansel_jaksel", "ppss", "kepala_bkn"):
        assert refused(lambda who=who: wood.do(pn, "setujui", who))[0] == "E-PERM"
    wood.approve(pn)
    assert tree.again(pn).disetujui
    assert refused(lambda: wood.do(pn, "tolak", "deputi", alasan="Tidak perlu."))[0] == "E-STATE"


def test_what_is_refused_leaves_its_scope_as_it_was(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.place))
    assert refused(lambda: wood.do(pn, "tolak", "deputi"))[0] == "E-REQ"
    wood.do(pn, "tolak", "deputi", alasan="Tidak perlu.")
    wood.settle()
    assert wood.states(pn, wood.place, *wood.sessions) == ["ditolak_deputi", "siap", "terjadwal", "terjadwal"]
    assert wood.propose("penundaan", wood.place).state == "konsep"
