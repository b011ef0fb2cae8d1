"""What the owner keeps from KASN (drafts), and KASN from the owner (sample, monitoring, findings)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cases.core.models import CaseTask
from cases.core.reading.files import files_of
from cases.organisations.access import Hak
from cases.pengelolaan.institusi.models import Institusi
from tests.access.realm import DRAFT, INTERNAL, KASN, OURS, OWN, Realm, leaks
from tests.support.world import fresh
from workflows.gate import perform

READERS = (*KASN, "auditor")


# --- drafts --------------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-71")
def test_a_draft_becomes_visible_when_it_is_sent(realm: Realm) -> None:
    draft, address = realm.case["draf"], f"/kasus/{realm.id('draf')}/"
    for role in READERS:
        assert realm.visitors[role].page("GET", address).status == 404
        assert realm.visitors[role].api("GET", f"/cases/{realm.id('draf')}").status == 404
    sent = realm.steps.plan(realm.case["kedua"], no_surat_pengantar=f"{DRAFT}/1")
    realm.steps.do(draft, "jaksel", "tambah_seleksi", **sent)
    for role in READERS:
        answer = realm.visitors[role].page("GET", address)
        assert (role, answer.status, DRAFT in answer.body) == (role, 200, True)


@pytest.mark.req("SJ-71")
def test_a_withdrawn_draft_was_never_kasns_to_see(realm: Realm) -> None:
    """Only a plan that had been sent is known to KASN after it was withdrawn."""
    steps = realm.steps
    steps.do(realm.case["draf"], "jaksel", "tarik_rencana", alasan="Batal.")
    for role in READERS:
        assert realm.visitors[role].page("GET", f"/kasus/{realm.id('draf')}/").status == 404
        body = realm.visitors[role].api("GET", "/cases?type=jpt").body
        assert leaks(body, realm.secrets["draft"]) == []
    assert realm.visitors["jaksel"].page("GET", f"/kasus/{realm.id('draf')}/").status == 200
    sent = steps.submitted(realm.case["kedua"])
    steps.do(sent, "jaksel", "tarik_rencana", alasan="Batal.")
    assert realm.visitors["admin"].page("GET", f"/kasus/{sent.pk}/").status == 200


@pytest.mark.req("SJ-71", "SJ-141")
def test_a_finding_cannot_name_a_draft(realm: Realm) -> None:
    from cases.jpt.pengawasan import record
    from workflows.errors import Refused

    values = {
        "kode": "tanpa_seleksi",
        "institusi": str(realm.people.jaksel.institution_id),
        "tanggal": "01/01/2026",
        "uraian": "<p>x</p>",
    }
    with pytest.raises(Refused) as refused:
        record(realm.people.admin, {**values, "seleksi": realm.id("draf")})
    assert refused.value.errors["seleksi"][0].code == "E-REF"
    assert record(realm.people.admin, {**values, "seleksi": realm.id("proses")}).pk


@pytest.mark.req("SJ-71")
def test_the_page_of_the_nomenklatur_does_not_lead_to_its_draft(realm: Realm) -> None:
    for role in READERS:
        for tab in ("", "riwayat/"):
            page = realm.visitors[role].page("GET", f"/kasus/{realm.id('kedua')}/{tab}")
            assert (page.status, leaks(page.body, realm.secrets["draft"])) == (200, [])
        body = realm.visitors[role].api("GET", f"/cases/{realm.id('kedua')}").body
        assert leaks(body, realm.secrets["draft"]) == []


@pytest.mark.req("SJ-71")
def test_the_work_of_a_person_names_no_draft(realm: Realm) -> None:
    """Not on the page of the account, not over the API, and not in the entry that says what went back to the queue."""
    person = realm.people.jaksel2
    task = CaseTask.objects.get(case=realm.case["draf"].pk, status="NEW", flow_task_type="HUMAN")
    assert realm.visitors["jaksel2"].api("POST", f"/tasks/{task.pk}/claim").status == 200
    for role in READERS:
        answer = realm.visitors[role].api("GET", f"/petugas/{person.pk}")
        assert (answer.json["pekerjaan"]["jumlah_tugas"], answer.json["pekerjaan"]["tugas"]) == (0, [])
        page = realm.visitors[role].page("GET", f"/pengelolaan/petugas/{person.pk}/")
        assert (page.status, leaks(page.body, {task.case.number, str(task.case_id)})) == (200, [])
    record = Institusi.opened(person.institution)
    data = {"petugas": str(person.pk), "hak": Hak.LIHAT.value, "alasan": "Uji."}
    entry = perform(record, "ubah_hak", actor=realm.people.admin, data=data).entry
    task.refresh_from_db()
    assert (task.owner, "tugas_kembali_ke_antrean" in entry.payload.values) == (None, False)


# --- KASN's own ----------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-109")
def test_the_checksum_of_a_hidden_file_finds_nothing(realm: Realm) -> None:
    """Who has got hold of the report of a monitoring does not learn from the search that it is one of the case."""
    case, asking = realm.id("proses"), realm.visitors["jaksel"]
    subject = fresh(realm.case["proses"])
    hidden = {file.pk for file in files_of(subject, realm.people.admin)} - {
        file.pk for file in files_of(subject, realm.people.jaksel)
    }
    assert hidden
    for file in files_of(subject, realm.people.admin):
        for digest in (file.sha256, file.sha256[:16]):
            found = [row["id"] for row in asking.api("GET", f"/cases?q={digest}").json["items"]]
            assert (case in found) == (file.pk not in hidden)
            for box in ("queue", "waiting"):
                rows = asking.api("GET", f"/tasks?box={box}&q={digest}").json["items"]
                assert file.pk not in hidden or rows == []
            for role in READERS:
                rows = realm.visitors[role].api("GET", f"/cases?q={digest}").json["items"]
                assert case in [row["id"] for row in rows]


@pytest.mark.req("SJ-109")
@pytest.mark.parametrize("role", OWN)
def test_a_monitoring_is_kasns_until_it_is_released(realm: Realm, role: str) -> None:
    case = realm.id("proses")
    visitor = realm.visitors[role]
    whole = visitor.api("GET", f"/cases/{case}")
    assert [m["uraian"] for m in whole.json["data"]["monitoring"]] == [f"<p>Pantauan {OURS}.</p>"]
    names = {row["name"] for row in visitor.api("GET", f"/cases/{case}/documents").json["items"]}
    assert f"{OURS}-monitoring.pdf" in names
    assert f"{INTERNAL}-monitoring.pdf" not in names
    for tab in ("", "proses/", "dokumen/", "percakapan/", "riwayat/", "diagram/", "diagram-alur.svg"):
        assert leaks(visitor.page("GET", f"/kasus/{case}/{tab}").body, realm.secrets["internal"]) == [], tab


@pytest.mark.req("SJ-107", "SJ-109", "SJ-141")
@pytest.mark.parametrize("role", READERS)
def test_kasn_and_auditors_read_it(realm: Realm, role: str) -> None:
    case = realm.id("proses")
    visitor = realm.visitors[role]
    assert len(visitor.api("GET", f"/cases/{case}").json["data"]["monitoring"]) == 2
    assert INTERNAL in visitor.page("GET", f"/kasus/{case}/riwayat/").body
    assert f"{INTERNAL}-monitoring.pdf" in visitor.page("GET", f"/kasus/{case}/dokumen/").body
    acts = [e["act"] for e in visitor.api("GET", f"/cases/{case}/history").json["items"]]
    assert "tambah_monitoring" in acts
    page = visitor.page("GET", f"/kasus/{case}/").body
    assert "Sampel Monitoring" in page
    assert f"Temuan {INTERNAL}." in page


@pytest.mark.req("SJ-108", "SJ-109", "SJ-128")
def test_the_history_of_the_institution_keeps_the_place_of_what_it_may_not_read(realm: Realm) -> None:
    """No number is missing and every hash follows the one before, but internal lines say nothing."""

    def entries(role: str) -> list[dict[str, object]]:
        return realm.visitors[role].api("GET", f"/cases/{realm.id('proses')}/history?limit=200").json["items"]

    ours, kasn = entries("jaksel"), entries("asisten2")
    assert [e["seq"] for e in ours] == [e["seq"] for e in kasn] == list(range(len(kasn), 0, -1))
    assert [e["hash"] for e in ours] == [e["hash"] for e in kasn]
    assert all(newer["prev"] == older["hash"] for newer, older in pairwise(ours))
    withheld = {e["seq"] for e in ours if e.get("internal")}
    unreleased = realm.seq("proses", "tambah_monitoring")
    assert withheld == {unreleased}, "findings and samples have a book of their own"
    assert all(
        set(e) == {"seq", "at", "label", "internal", "prev", "hash"} for e in ours if e.get("internal")
    )
    released = realm.seq("proses", "tambah_monitoring", last=False)
    (told,) = [e for e in ours if e["seq"] == released]
    assert told["values"]["uraian"] == f"<p>Pantauan {OURS}.</p>"  # type: ignore[index]


@pytest.mark.req("SJ-108", "SJ-136")
def test_the_institution_does_not_learn_that_it_was_drawn(realm: Realm) -> None:
    """The open Monitoring task is in no box, list or page of the institution; it is in those of KASN."""
    case, task = realm.id("proses"), CaseTask.objects.get(lane="monitoring", status="ASSIGNED")
    for role in OWN:
        visitor = realm.visitors[role]
        assert [t["lane"] for t in visitor.api("GET", f"/cases/{case}").json["tasks"]] == ["utama"]
        for box in ("mine", "queue", "waiting", "archive"):
            assert task.pk not in [t["id"] for t in visitor.api("GET", f"/tasks?box={box}").json["items"]]
        assert "Monitoring oleh" not in visitor.page("GET", f"/kasus/{case}/").body
        answer = visitor.api("POST", f"/tasks/{task.pk}/claim")
        assert (answer.status, answer.json) == (404, visitor.api("POST", "/tasks/987654321/claim").json)
    lanes = {t["lane"] for t in realm.visitors["komisioner"].api("GET", f"/cases/{case}").json["tasks"]}
    assert lanes == {"utama", "monitoring"}
    assert task.pk in [
        t["id"] for t in realm.visitors["asisten2"].api("GET", "/tasks?box=mine").json["items"]
    ]
