"""Values that name what belongs to others: refused without a hint, and others' half-done work stays theirs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.core.models import Case, Draft
from documents.models import Upload
from tests.access.realm import FORM, OURS, Answer, Realm, leaks, plain
from tests.cases.jpt.steps import Steps
from workflows.models import AccessLog


def no_hint(realm: Realm, role: str, foreign: str, send: Any, code: str, field: str = "") -> Answer:
    """`send` with a foreign id is refused with this code at this field, word for word like one of nothing."""
    other = str(uuid7())
    before = list(Draft.objects.values_list("pk", flat=True))
    answer = send(foreign)
    Draft.objects.exclude(
        pk__in=before
    ).delete()  # kept for its owner, and named by the next page of the form
    nothing = send(other)
    assert leaks(answer.body, realm.secrets_for(role), (foreign,)) == []
    same = (answer.status, plain(answer.body, (foreign,)))
    assert same == (nothing.status, plain(nothing.body, (other,)))
    if answer.type.startswith("application/json"):
        assert answer.json["code"] == code
        assert not field or [e["code"] for e in answer.json["errors"][field]] == [code]
    else:
        assert f'data-code="{code}"' in answer.body
    return answer


@pytest.fixture
def bogors(realm: Realm) -> Steps:
    """The same walk, by Kota Bogor."""
    return Steps(SimpleNamespace(**{**vars(realm.people), "jaksel": realm.people.bogor}))


# --- values of forms -----------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-19", "SJ-61", "X6")
@pytest.mark.parametrize("act", ["tambah_seleksi", "simpan_draf"])
def test_a_selection_for_a_foreign_nomenklatur(realm: Realm, bogors: Steps, act: str) -> None:
    visitor = realm.visitors["bogor"]

    def send(pk: str) -> Answer:
        plan = {**bogors.plan(), "nomenklatur": [pk]}
        return visitor.api("POST", "/cases", {"type": "jpt", "act": act, "data": plan})

    no_hint(realm, "bogor", realm.id("kedua"), send, "E-REF", "nomenklatur")
    assert send(realm.id("bogor")).status == 201


@pytest.mark.req("SJ-19", "SJ-44", "X43")
def test_a_page_opened_with_a_foreign_nomenklatur(realm: Realm) -> None:
    visitor = realm.visitors["bogor"]
    address = "/jpt/baru/tambah_seleksi/?nomenklatur="
    answer = no_hint(
        realm, "bogor", realm.id("kedua"), lambda pk: visitor.page("GET", address + pk), "E-HIDE"
    )
    assert answer.status == 404
    assert (
        AccessLog.objects.filter(actor=realm.people.bogor, outcome="E-HIDE", action="tambah_seleksi").count()
        == 2
    )
    official = visitor.page("GET", f"/pejabat/tambah/?nomenklatur={realm.id('nomenklatur')}")
    assert leaks(official.body, realm.secrets_for("bogor"), (realm.id("nomenklatur"),)) == []


@pytest.mark.req("SJ-19", "SJ-61")
def test_a_step_posted_with_a_foreign_nomenklatur(realm: Realm) -> None:
    visitor = realm.visitors["bogor"]

    def send(pk: str) -> Answer:
        return visitor.page("POST", "/jpt/baru/tambah_seleksi/?langkah=1", {"nomenklatur": [pk]})

    assert no_hint(realm, "bogor", realm.id("kedua"), send, "E-REF").status == 422


@pytest.mark.req("SJ-19", "SJ-47", "X35")
def test_an_official_for_a_foreign_nomenklatur(realm: Realm) -> None:
    visitor = realm.visitors["bogor"]
    no_hint(
        realm,
        "bogor",
        realm.id("nomenklatur"),
        lambda pk: visitor.api("POST", "/pejabat", {"data": {"nomenklatur": pk}}),
        "E-REF",
        "nomenklatur",
    )
    page = no_hint(
        realm,
        "bogor",
        realm.id("nomenklatur"),
        lambda pk: visitor.page("POST", "/pejabat/tambah/", {"nomenklatur": pk}),
        "E-REF",
    )
    assert page.status == 422


@pytest.mark.req("SJ-19", "SJ-120")
def test_the_inauguration_of_a_foreign_candidate(realm: Realm, bogors: Steps) -> None:
    seleksi = bogors.passed()
    visitor = realm.visitors["bogor"]
    path = f"/cases/{seleksi.pk}/transitions/pelantikan"
    own = bogors.inauguration(SimpleNamespace(pk=""))
    no_hint(
        realm,
        "bogor",
        str(realm.kandidat.pk),
        lambda pk: visitor.api("POST", path, {"data": {**own, "kandidat": pk}}),
        "E-REF",
        "kandidat",
    )
    chosen = min(seleksi.facts.diterima, key=lambda k: k.rank_key)
    assert visitor.api("POST", path, {"data": {**own, "kandidat": str(chosen.pk)}}).status == 200


@pytest.mark.req("SJ-39", "SJ-74")
@pytest.mark.parametrize("who", ["jaksel", "bogor", "auditor"])
def test_only_petugas_kasn_are_appointed(realm: Realm, who: str) -> None:
    visitor = realm.visitors["komisioner"]
    path = f"/cases/{realm.id('bogor_baru')}/transitions/pilih_petugas"

    def send(pk: str) -> Answer:
        return visitor.api("POST", path, {"data": {"petugas": pk}})

    no_hint(realm, "komisioner", str(getattr(realm.people, who).pk), send, "E-REF", "petugas")
    assert send(str(realm.people.asisten2.pk)).status == 200


@pytest.mark.req("SJ-19", "SJ-135", "SJ-143")
@pytest.mark.parametrize("role", ["jaksel2", "bogor"])
def test_a_file_that_somebody_else_sent(realm: Realm, bogors: Steps, role: str) -> None:
    """Not even a colleague takes a file into a case that another person has not used yet."""
    post = realm.id("bogor") if role == "bogor" else realm.id("kedua")

    def send(pk: str, who: str = role) -> Answer:
        plan = {**bogors.plan(), "nomenklatur": [post], "surat_pengantar_rencana": [pk]}
        return realm.visitors[who].api("POST", "/cases", {"type": "jpt", "act": "simpan_draf", "data": plan})

    no_hint(realm, role, realm.upload, send, "E-REF", "surat_pengantar_rencana")
    assert Upload.objects.get(pk=realm.upload).used_at is None
    if role == "jaksel2":
        assert send(realm.upload, "jaksel").status == 201


@pytest.mark.req("SJ-135")
def test_a_candidate_under_the_wrong_case(realm: Realm, bogors: Steps) -> None:
    """The address names Bogor's own selection and Jakarta Selatan's candidate."""
    seleksi = bogors.counted()
    own = bogors.candidate(seleksi, "Calon Sendiri")
    visitor, base = realm.visitors["bogor"], f"/kasus/{seleksi.pk}/kandidat"
    answer = no_hint(
        realm,
        "bogor",
        str(realm.kandidat.pk),
        lambda pk: visitor.page("GET", f"{base}/{pk}/t/ubah/"),
        "E-HIDE",
    )
    assert answer.status == 404
    logged = AccessLog.objects.filter(actor=realm.people.bogor, outcome="E-HIDE", action="ubah")
    assert logged.filter(object_id=realm.kandidat.pk).count() == 1
    assert visitor.page("GET", f"{base}/{own.pk}/t/ubah/").status == 200


# --- half-done work ------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-19", "SJ-71")
@pytest.mark.parametrize("role", ["jaksel2", "bogor"])
def test_a_half_filled_form_is_its_writers(realm: Realm, role: str) -> None:
    path = "/jpt/baru/tambah_seleksi/"
    for step in ("", "?langkah=1", "?langkah=periksa"):
        answer = realm.visitors[role].page("GET", path + step)
        assert (answer.status, leaks(answer.body, realm.secrets_for(role))) == (200, [])
    own = Draft.objects.get(user=realm.people.jaksel, act="tambah_seleksi")
    for step in (f"?draf={own.pk}", f"?langkah=1&draf={own.pk}", f"?langkah=periksa&draf={own.pk}"):
        answer = realm.visitors[role].page("GET", path + step)
        assert (answer.status, leaks(answer.body, realm.secrets_for(role))) == (200, [])
    realm.visitors[role].page("POST", f"{path}?draf={own.pk}", {"hapus_draf": "1"})
    assert Draft.objects.filter(user=realm.people.jaksel, act="tambah_seleksi").exists()
    assert FORM in realm.visitors["jaksel"].page("GET", f"{path}?langkah=1").body


@pytest.mark.req("SJ-138")
def test_the_key_of_another_gives_not_their_answer(realm: Realm) -> None:
    """A repeated Idempotency-Key answers its owner only."""
    key, path = str(uuid7()), f"/kasus/{realm.id('proses')}/t/kirim_pesan/"
    sent = realm.visitors["jaksel"].page("POST", path, {"pesan": "<p>Satu.</p>", "idempotency_key": key})
    assert sent.status == 302
    for role in ("bogor", "dicabut"):
        assert realm.visitors[role].page("POST", path, {"idempotency_key": key}).status == 404
    creation = "/nomenklatur/baru/tambah_nomenklatur/"
    assert realm.visitors["bogor"].page("POST", creation, {"idempotency_key": key}).status == 422
    again = realm.visitors["jaksel"].page("POST", path, {"pesan": "<p>Satu.</p>", "idempotency_key": key})
    assert again.location == sent.location


# --- tasks and several at once -------------------------------------------------------------------------------------


@pytest.mark.req("SJ-136", "SJ-135")
@pytest.mark.parametrize("who", ["bogor", "dicabut", "asisten1"])
def test_a_task_is_handed_to_nobody_outside_its_pool(realm: Realm, who: str) -> None:
    task, visitor = realm.task("proses"), realm.visitors["jaksel"]
    person = str(getattr(realm.people, who).pk)
    no_hint(
        realm,
        "jaksel",
        person,
        lambda pk: visitor.api("POST", f"/tasks/{task}/reassign", {"to": pk}),
        "E-REF",
    )
    page = {"aksi": "alihkan", "task": str(task)}
    no_hint(
        realm,
        "jaksel",
        person,
        lambda pk: visitor.press("/tugas/ubah/", {**page, "kepada": pk}),
        "E-REF",
    )
    assert 'data-code="E-REF"' in visitor.press("/tugas/ubah/", {**page, "kepada": "bukan-id"}).body
    assert visitor.api("POST", f"/tasks/{task}/reassign", {"to": str(realm.people.jaksel2.pk)}).status == 200


@pytest.mark.req("SJ-136", "SJ-135")
@pytest.mark.parametrize("aksi", ["ambil", "lepas", "alihkan"])
def test_a_stranger_cannot_touch_a_task(realm: Realm, aksi: str) -> None:
    visitor, task = realm.visitors["bogor"], str(realm.task("proses"))
    to = {"kepada": str(realm.people.bogor.pk)} if aksi == "alihkan" else {}
    answer = visitor.press("/tugas/ubah/", {"aksi": aksi, "task": task, **to})
    nothing = visitor.press("/tugas/ubah/", {"aksi": aksi, "task": "987654321", **to})
    assert 'data-code="E-HIDE"' in answer.body
    assert plain(answer.body, (task,)) == plain(nothing.body, ("987654321",))
    assert leaks(answer.body, realm.secrets_for("bogor")) == []
    logged = AccessLog.objects.filter(actor=realm.people.bogor, outcome="E-HIDE", action=f"{aksi}_tugas")
    assert [row.detail["id"] for row in logged.order_by("at", "pk")] == [task, "987654321"]


@pytest.mark.req("SJ-136")
@pytest.mark.parametrize("role", ["asisten1", "asisten2", "auditor", "admin"])
def test_who_may_only_see_is_not_asked_whom_to_hand_it_to(realm: Realm, role: str) -> None:
    """A task of the institution is the institution's (SJ-105), also for supervisors."""
    page = {"aksi": "alihkan", "task": str(realm.task("proses"))}
    answer = realm.visitors[role].page("POST", "/tugas/ubah/", page)
    assert (answer.status, realm.people.jaksel2.nama in answer.body) == (403, False)
    assert realm.people.jaksel2.nama in realm.visitors["jaksel"].page("POST", "/tugas/ubah/", page).body


@pytest.mark.req("SJ-71", "SJ-137")
def test_several_at_once_do_not_reach_a_draft(realm: Realm) -> None:
    ids = [realm.id("draf"), realm.id("proses")]
    chosen = {"tindakan": "ganti_petugas", "kasus": ids}
    new = {"petugas": str(realm.people.asisten2.pk), "alasan": "Cuti."}
    for data in (chosen, {**chosen, **new, "kirim": "1"}):
        answer = realm.visitors["komisioner"].press("/massal/", data)
        assert (answer.status, leaks(answer.body, realm.secrets["draft"])) == (200, [])
        assert OURS in answer.body
    assert Case.objects.get(pk=realm.id("draf")).assignee_id is None
    assert Case.objects.get(pk=realm.id("proses")).assignee_id == realm.people.asisten2.pk
