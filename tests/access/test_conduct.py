"""Who may see and not touch: auditors, the other petugas, KASN in the institution's work and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cases.core.declared.registry import case_types
from tests.access.realm import KASN, OWN, Realm, leaks
from tests.support.world import traces
from workflows.machine import declared
from workflows.models import AccessLog

CASES = ("telaah", "perbaikan", "proses", "draf")
#: Acts of KASN that the state allows: (case, act).
REVIEW = [
    *(("telaah", act) for act in ("setujui", "perbaikan", "ganti_petugas")),
    *(("proses", act) for act in ("ganti_petugas", "tunda", "batalkan", "tambah_monitoring")),
]
#: Acts of the institution that the state allows.
OWNERS = [
    ("telaah", "tarik"),
    ("perbaikan", "kirim_perbaikan"),
    ("nomenklatur", "edit"),
    *(("proses", act) for act in ("tambah_pelamar", "mohon_tunda", "mohon_batal")),
]
KANDIDAT = ("simpan_skor", "tidak_lanjut", "ubah", "hapus", "koreksi_skor", "koreksi_identitas", "terima")
_ACT = re.compile(r'data-act="(\w+)"')


def every_act(realm: Realm) -> Iterator[tuple[str, str]]:
    """(page, call) of every act that any machine declares, on every case of Jakarta Selatan and on a candidate."""
    machines = {kind.key: kind for kind in case_types()}
    for name in CASES:
        case = realm.case[name].case
        for found in declared(machines[case.type].machine.model(case.machine_version)):
            yield f"/kasus/{case.pk}/t/{found.name}/", f"/cases/{case.pk}/transitions/{found.name}"
    child = machines["jpt"].children["kandidat"].machine
    for found in declared(child.model(child.latest)):
        pk = realm.kandidat.pk
        page = f"/kasus/{realm.id('proses')}/kandidat/{pk}/t/{found.name}/"
        yield page, f"/kandidat/{pk}/transitions/{found.name}"


def press(realm: Realm, role: str, page: str, call: str) -> list[tuple[int, str]]:
    """[(status, body)] of an act tried through both doors, as far as it can be said without its form."""
    visitor = realm.visitors[role]
    answers = (visitor.page("POST", page, {"yakin": "1"}), visitor.api("POST", call, {"data": {}}))
    return [(answer.status, answer.body) for answer in answers]


# --- auditor and strangers -----------------------------------------------------------------------------------------


@pytest.mark.req("SJ-127", "SJ-135")
def test_an_auditor_changes_nothing(realm: Realm) -> None:
    """Every act of every machine, every creation and every task: refused, and not a row is different afterwards."""
    visitor, before = realm.visitors["auditor"], traces()
    for page, call in every_act(realm):
        statuses = {status for status, _ in press(realm, "auditor", page, call)}
        hidden = realm.id("draf") in page
        assert (page, statuses <= ({404} if hidden else {403, 409})) == (page, True), statuses
    for kind in case_types():
        for act in kind.create:
            body = {"type": kind.key, "act": act, "data": {}}
            # what stands under another case is opened there (tests.treetype)
            page, call = (404, 422) if kind.under else (403, 403)
            assert visitor.page("POST", f"/{kind.key}/baru/{act}/").status == page
            assert visitor.api("POST", "/cases", body).status == call
    task = realm.task("proses")
    score = {f"skor-{realm.kandidat.pk}-penulisan_makalah": "7"}
    for data in ({}, score):
        for page in ("proses", "pelamar", "deskripsi", "bersama/tolak"):
            assert visitor.page("POST", f"/jpt/{realm.id('proses')}/{page}/", data).status == 403
    for name in ("claim", "release", "reassign"):
        body = {"to": str(realm.people.auditor.pk)}
        assert visitor.api("POST", f"/tasks/{task}/{name}", body).status == 403
    assert visitor.api("POST", f"/cases/{realm.id('proses')}/kandidat", {"data": {}}).status == 403
    assert visitor.page("POST", "/massal/", {"tindakan": "pilih_petugas"}).status == 403
    assert visitor.page("POST", "/pejabat/tambah/").status == 403
    assert visitor.api("POST", "/pejabat", {"data": {}}).status == 403
    assert traces() == before


@pytest.mark.req("SJ-19", "SJ-135")
def test_a_stranger_reaches_no_act(realm: Realm) -> None:
    role = "bogor"
    before, logged = traces(), AccessLog.objects.count()
    tried = 0
    for page, call in every_act(realm):
        for status, body in press(realm, role, page, call):
            assert (page, status) == (page, 404)
            assert leaks(body, realm.secrets_for(role)) == []
            tried += 1
    assert traces() == before
    rows = AccessLog.objects.order_by("-at", "-pk")[: AccessLog.objects.count() - logged]
    person = getattr(realm.people, role)
    assert len(rows) == tried
    assert {(row.actor_id, row.outcome) for row in rows} == {(person.pk, "E-HIDE")}
    acts = {page.rstrip("/").rsplit("/", 1)[1] for page, _ in every_act(realm)}
    assert {row.action for row in rows} == acts


# --- the two halves ------------------------------------------------------------------------------------------------


def offered(realm: Realm, role: str, name: str) -> set[str]:
    """Acts that page and API offer: buttons of the tabs that have any, and `available`."""
    case = realm.id(name)
    found: set[str] = set()
    for tab in ("", "proses/"):
        found |= set(_ACT.findall(realm.visitors[role].page("GET", f"/kasus/{case}/{tab}").body))
    whole: Any = realm.visitors[role].api("GET", f"/cases/{case}").json
    return found | {offer["name"] for offer in whole["available"]}


def roles_of(kind: str) -> dict[str, set[str]]:
    """Act -> the catalogue's actors, of the machine and of its children."""
    known = next(one for one in case_types() if one.key == kind)
    machines = [known.machine, *(child.machine for child in known.children.values())]
    found: dict[str, set[str]] = {}
    for machine in machines:
        for act in declared(machine.model(machine.latest)):
            found.setdefault(act.name, set()).update(act.row.actors)
    return found


@pytest.mark.req("SJ-83")
@pytest.mark.parametrize("role", OWN)
@pytest.mark.parametrize("name", CASES)
def test_the_institution_is_shown_its_own_acts_only(realm: Realm, role: str, name: str) -> None:
    actors = roles_of(realm.case[name].case.type)
    shown = offered(realm, role, name)
    assert {act for act in shown if "institusi" not in actors[act]} == set()
    assert shown


@pytest.mark.req("SJ-105", "SJ-83")
@pytest.mark.parametrize("role", [*KASN, "auditor"])
@pytest.mark.parametrize("name", ["telaah", "perbaikan", "proses"])
def test_kasn_is_not_shown_the_acts_of_the_institution(realm: Realm, role: str, name: str) -> None:
    actors = roles_of(realm.case[name].case.type)
    shown = offered(realm, role, name)
    assert {act for act in shown if actors[act] == {"institusi"}} == set()
    assert role != "auditor" or not shown


@pytest.mark.req("SJ-83", "SJ-41", "SJ-75")
@pytest.mark.parametrize(("name", "act"), REVIEW)
def test_a_forged_review_of_the_institution(realm: Realm, name: str, act: str) -> None:
    refused_to(realm, "jaksel", name, act)


@pytest.mark.req("SJ-40", "SJ-75", "X2")
@pytest.mark.parametrize("act", ["setujui", "perbaikan"])
@pytest.mark.parametrize("role", ["asisten2", "komisioner", "admin", "auditor"])
def test_a_review_by_another_than_the_appointed(realm: Realm, role: str, act: str) -> None:
    refused_to(realm, role, "telaah", act)


@pytest.mark.req("SJ-105")
@pytest.mark.parametrize("role", [*KASN, "auditor"])
def test_kasn_does_none_of_the_institutions_acts(realm: Realm, role: str) -> None:
    for name, act in OWNERS:
        refused_to(realm, role, name, act)


def refused_to(realm: Realm, role: str, name: str, act: str) -> None:
    """403 E-PERM through both doors, each written down with actor and act; nothing changes."""
    person, before = getattr(realm.people, role), traces()
    rows = AccessLog.objects.filter(actor=person, action=act, outcome="E-PERM")
    logged = rows.count()
    case = realm.id(name)
    answers = press(realm, role, f"/kasus/{case}/t/{act}/", f"/cases/{case}/transitions/{act}")
    assert [(act, status) for status, _ in answers] == [(act, 403)] * 2
    assert all("E-PERM" in body for _, body in answers)
    assert rows.count() - logged == 2
    assert traces() == before


@pytest.mark.req("SJ-105", "X4")
@pytest.mark.parametrize("role", [*KASN, "auditor"])
def test_kasn_enters_nothing_about_a_candidate(realm: Realm, role: str) -> None:
    before, pk = traces(), realm.kandidat.pk
    for act in KANDIDAT:
        page = f"/kasus/{realm.id('proses')}/kandidat/{pk}/t/{act}/"
        statuses = {status for status, _ in press(realm, role, page, f"/kandidat/{pk}/transitions/{act}")}
        wanted = (
            {403} if act in ("simpan_skor", "tidak_lanjut", "koreksi_skor", "koreksi_identitas") else {409}
        )
        assert (act, statuses) == (act, wanted)
    assert traces() == before
    own = realm.visitors["jaksel"].api(
        "POST", f"/kandidat/{pk}/transitions/simpan_skor", {"data": {"skor": "7"}}
    )
    assert own.status == 200


@pytest.mark.req("SJ-135", "SJ-137")
def test_the_right_goes_with_the_appointment(realm: Realm) -> None:
    """Who was replaced loses the right at once and still sees; who was appointed has it."""
    realm.steps.do(
        realm.case["telaah"],
        "komisioner",
        "ganti_petugas",
        petugas=str(realm.people.asisten2.pk),
        alasan="Cuti.",
    )
    refused_to(realm, "asisten1", "telaah", "setujui")
    assert realm.visitors["asisten1"].page("GET", f"/kasus/{realm.id('telaah')}/").status == 200
    call = f"/cases/{realm.id('telaah')}/transitions/setujui"
    assert realm.visitors["asisten2"].api("POST", call, {"data": {}}).status == 200
