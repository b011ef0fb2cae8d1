"""The contract outsiders hold on to: calls, codes and shapes (ARCHITECTURE §6)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from workflows.models import AccessLog


def test_a_token_is_needed(api: Any, case: Any) -> None:
    status, body = api().get("/cases")
    assert (status, body["code"]) == (401, "E-PERM")
    assert api("jaksel").get("/cases")[0] == 200


@pytest.mark.req("SJ-09")
def test_a_wrong_password_gives_no_token(api: Any) -> None:
    status, body = api().post("/auth/token", {"username": "jaksel", "password": "salah"})
    assert (status, body["code"]) == (401, "E-PERM")
    unknown = api().post("/auth/token", {"username": "tidakada", "password": "salah"})
    assert unknown == (status, body)


def test_the_document_names_every_call(api: Any, db: None) -> None:
    status, document = api().get("/openapi.json")
    assert status == 200
    wanted = {
        "/auth/token",
        "/case-types",
        "/case-types/{key}",
        "/case-types/{key}/diagram.svg",
        "/cases",
        "/cases/{case_id}",
        "/cases/{case_id}/transitions/{name}",
        "/cases/{case_id}/{children}",
        "/cases/{case_id}/{children}/transitions/{name}",
        "/{children}/{child_id}/transitions/{name}",
        "/cases/{case_id}/history",
        "/uploads",
        "/cases/{case_id}/documents",
        "/documents/{document_id}/download",
        "/tasks",
        "/tasks/{task_id}/claim",
        "/tasks/{task_id}/release",
        "/tasks/{task_id}/reassign",
    }
    assert wanted <= {path.removeprefix("/api/v1") for path in document["paths"]}


def test_a_case_type_tells_its_machine(api: Any, accounts: Any) -> None:
    status, body = api("auditor").get("/case-types/nomenklatur")
    assert status == 200
    row = next(t for t in body["transitions"] if t["ref"] == "NM-5")
    assert {k: row[k] for k in ("name", "label", "sources", "target", "roles")} == {
        "name": "setujui",
        "label": "Setujui",
        "sources": ["baru"],
        "target": "disetujui",
        "roles": ["petugas_ditunjuk"],
    }
    assert api("auditor").get("/case-types/tidakada")[0] == 404


@pytest.mark.req("SJ-34", "SJ-36")
def test_opening_a_case(api: Any, case: Any, nomenklatur_data: Any) -> None:
    assert (case["state"], case["version"], case["type"]) == ("baru", 1, "nomenklatur")
    assert case["data"]["jabatan"] == "Kepala Dinas Sosial"
    assert [t["label"] for t in case["tasks"]] == ["Pilih petugas"]
    status, body = api("jaksel").post(
        "/cases", {"type": "nomenklatur", "data": {**nomenklatur_data, "unit_kerja": ""}}
    )
    assert (status, body["code"]) == (422, "E-REQ")
    assert body["errors"] == {"unit_kerja": [{"code": "E-REQ", "message": "Field Wajib Diisi"}]}


@pytest.mark.req("SJ-34")
def test_a_duplicate_is_refused(api: Any, case: Any, nomenklatur_data: Any) -> None:
    again = {**nomenklatur_data, "jabatan": "kepala  dinas SOSIAL"}
    status, body = api("jaksel").post("/cases", {"type": "nomenklatur", "data": again})
    assert (status, body["code"], list(body["errors"])) == (422, "E-DUP", ["jabatan"])
    assert api("bogor").post("/cases", {"type": "nomenklatur", "data": again})[0] == 201


def test_kasn_opens_no_nomenklatur(api: Any, nomenklatur_data: Any) -> None:
    status, body = api("admin").post("/cases", {"type": "nomenklatur", "data": nomenklatur_data})
    assert (status, body["code"]) == (403, "E-PERM")


def test_an_act_through_the_gate(api: Any, case: Any, accounts: Any) -> None:
    komisioner = api("komisioner")
    status, body = komisioner.act(case, "pilih_petugas", {"petugas": str(accounts.asisten1.pk)})
    assert (status, body["petugas"]["nama"], body["version"]) == (200, "Asisten 1", 2)
    status, body = komisioner.act(case, "pilih_petugas", {"petugas": str(accounts.asisten2.pk)})
    assert (status, body["code"]) == (409, "E-STATE")


@pytest.mark.kills("fact:nomenklatur.versi_disetujui")
def test_available_offers_what_the_gate_allows(api: Any, case: Any) -> None:
    names = {o["name"]: o for o in api("komisioner").get(f"/cases/{case['id']}")[1]["available"]}
    assert names["pilih_petugas"]["allowed"] is True
    assert names["pilih_petugas"]["schema"]["required"] == ["petugas"]
    assert names["setujui"]["allowed"] is False
    assert [r["guard"] for r in names["setujui"]["reasons"]] == ["petugas"]
    own = {o["name"] for o in api("jaksel").get(f"/cases/{case['id']}")[1]["available"]}
    assert own == {"tarik"}


@pytest.mark.req("SJ-19", "SJ-135")
@pytest.mark.parametrize("path", ["", "/history", "/documents"])
def test_a_stranger_sees_nothing(api: Any, case: Any, path: str) -> None:
    assert api("jaksel").get(f"/cases/{case['id']}{path}")[0] == 200
    status, body = api("bogor").get(f"/cases/{case['id']}{path}")
    assert (status, body["code"]) == (404, "E-HIDE")
    assert api("bogor").get("/cases")[1]["items"] == []
    assert api("bogor").get("/cases?q=Sosial")[1]["items"] == []


@pytest.mark.req("SJ-135")
def test_a_strangers_act_is_hidden_and_logged(api: Any, case: Any, accounts: Any) -> None:
    status, body = api("bogor").act(case, "tarik", {"alasan": "x"})
    assert (status, body["code"]) == (404, "E-HIDE")
    row = AccessLog.objects.get(object_id=case["id"])
    assert (row.actor, row.action, row.outcome, row.door) == (accounts.bogor, "tarik", "E-HIDE", "api")


@pytest.mark.req("SJ-138")
def test_an_old_version_is_stale(api: Any, case: Any, accounts: Any) -> None:
    komisioner = api("komisioner")
    data = {"petugas": str(accounts.asisten1.pk)}
    status, body = komisioner.act(case, "pilih_petugas", data, if_match="0")
    assert (status, body["code"]) == (409, "E-STALE")
    assert komisioner.act(case, "pilih_petugas", data, if_match='"1"')[0] == 200
    assert komisioner.act(case, "pilih_petugas", data, if_match="satu")[1]["code"] == "E-FMT"


def test_the_same_key_acts_once(api: Any, nomenklatur_data: Any, accounts: Any) -> None:
    jaksel = api("jaksel")
    new = {"type": "nomenklatur", "data": nomenklatur_data}
    first = jaksel.post("/cases", new, idempotency_key="k1")
    again = jaksel.post("/cases", new, idempotency_key="k1")
    assert (first[0], again[0]) == (201, 201)
    assert first[1]["id"] == again[1]["id"]
    other = jaksel.post(
        "/cases", {**new, "data": {**nomenklatur_data, "jabatan": "Lain"}}, idempotency_key="k1"
    )
    assert (other[0], other[1]["code"]) == (422, "E-DUP")
    assert len(jaksel.get("/cases")[1]["items"]) == 1


@pytest.mark.req("SJ-128")
def test_history_can_be_checked_by_the_client(api: Any, case: Any, accounts: Any) -> None:
    import rfc8785

    api("komisioner").act(case, "pilih_petugas", {"petugas": str(accounts.asisten1.pk)})
    status, body = api("auditor").get(f"/cases/{case['id']}/history")
    assert status == 200
    entries = sorted(body["items"], key=lambda e: e["seq"])
    assert [e["act"] for e in entries] == ["tambah_nomenklatur", "pilih_petugas"]
    prev = "00" * 32
    for entry in entries:
        assert entry["prev"] == prev
        prev = hashlib.sha256(rfc8785.dumps(entry["body"])).hexdigest()
        assert entry["hash"] == prev
    whole = {"intact": True, "seq": 2, "head": prev, "checked": 2, "broken": None, "whole": None}
    assert body["proof"] == whole


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/cases", "{bukan json", 422),
        ("POST", "/cases", "[]", 422),
        ("POST", "/cases", {"data": {}}, 422),
        ("POST", "/cases", {"type": "tidakada", "data": {}}, 422),
        ("POST", "/cases", {"type": "nomenklatur", "data": []}, 422),
        ("GET", "/cases?cursor=rusak", None, 422),
        ("GET", "/cases?limit=banyak", None, 422),
        ("GET", "/cases/018f0000-0000-7000-8000-000000000000", None, 404),
        ("GET", "/cases/bukan-uuid", None, 404),
        ("GET", "/tasks?box=tidakada", None, 422),
        ("POST", "/tasks/99/claim", {}, 404),
        ("GET", "/documents/018f0000-0000-7000-8000-000000000000/download", None, 404),
        ("GET", "/kandidat/018f0000-0000-7000-8000-000000000000", None, 404),
        ("POST", "/tidakada/018f0000-0000-7000-8000-000000000000/transitions/x", {}, 404),
    ],
)
def test_bad_input_is_answered(
    api: Any, accounts: Any, method: str, path: str, body: Any, status: int
) -> None:
    assert api("jaksel").call(method, path, body)[0] == status


@pytest.mark.parametrize(
    "value",
    [None, 5, True, [], {}, "\x00", "a" * 201, ["a"], {"a": 1}],
)
def test_no_value_crashes_a_form(api: Any, accounts: Any, nomenklatur_data: Any, value: Any) -> None:
    jaksel = api("jaksel")
    for field in nomenklatur_data:
        status, _ = jaksel.post("/cases", {"type": "nomenklatur", "data": {**nomenklatur_data, field: value}})
        assert status in (201, 422), field


@pytest.mark.req("SJ-136", "SJ-137")
def test_the_inbox(api: Any, case: Any, accounts: Any) -> None:
    komisioner, admin = api("komisioner"), api("admin")
    task = komisioner.get("/tasks?box=queue")[1]["items"][0]
    assert (task["label"], task["case"]["id"]) == ("Pilih petugas", case["id"])
    assert api("asisten1").get("/tasks?box=queue")[1]["items"] == []
    assert api("asisten1").post(f"/tasks/{task['id']}/claim")[1]["code"] == "E-PERM"
    assert komisioner.post(f"/tasks/{task['id']}/claim")[1]["owner"]["nama"] == "Komisioner"
    assert admin.post(f"/tasks/{task['id']}/claim")[1]["code"] == "E-GUARD"
    held = admin.act(case, "pilih_petugas", {"petugas": str(accounts.asisten1.pk)})
    assert (held[0], held[1]["reasons"][0]["guard"]) == (409, "tugas_dipegang")
    assert admin.post(f"/tasks/{task['id']}/release")[1]["code"] == "E-PERM"
    assert komisioner.post(f"/tasks/{task['id']}/reassign", {"to": str(accounts.admin.pk)})[0] == 200
    assert admin.act(case, "pilih_petugas", {"petugas": str(accounts.asisten1.pk)})[0] == 200
    mine = api("asisten1").get("/tasks?box=mine")[1]["items"]
    assert [t["label"] for t in mine] == ["Telaah nomenklatur"]
    moved = komisioner.post(
        f"/tasks/{mine[0]['id']}/reassign", {"to": str(accounts.asisten2.pk), "alasan": "cuti"}
    )
    assert moved[1]["owner"]["nama"] == "Asisten 2"
    assert api("asisten1").act(case, "setujui")[1]["code"] == "E-PERM"
    assert api("asisten2").act(case, "setujui")[1]["state"] == "disetujui"
    assert [t["label"] for t in api("asisten2").get("/tasks?box=archive")[1]["items"]] == [
        "Telaah nomenklatur"
    ]
