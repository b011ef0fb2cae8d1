"""The third type over HTTP: nothing of core or project knows it, everything serves it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import Api
from tests.documents.material import PDF


def upload(client):
    """Id of a file sent to POST /uploads."""
    answer = client.client.post(
        "/api/v1/uploads",
        {"file": SimpleUploadedFile("surat.pdf", PDF)},
        HTTP_AUTHORIZATION=f"Bearer {client.token}",
    )
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


@pytest.fixture
def case(loans):
    jaksel = Api("jaksel")
    data = loans.data(surat_peminjaman=[upload(jaksel)])
    status, body = jaksel.post("/cases", {"type": "pinjam_ruang", "data": data})
    assert status == 201, body
    return body


def test_the_type_tells_its_machine(loans):
    status, body = Api("auditor").get("/case-types/pinjam_ruang")
    assert status == 200
    row = next(t for t in body["transitions"] if t["name"] == "tarik")
    assert (row["ref"], set(row["sources"]), row["target"]) == ("PR-7", {"diajukan", "disetujui"}, "gugur")
    status, picture = Api("auditor").get("/case-types/pinjam_ruang/diagram.svg")
    assert (status, b"PR-4 Kedaluwarsa" in picture) == (200, True)


def test_from_the_request_to_the_end(case):
    jaksel, komisioner = Api("jaksel"), Api("komisioner")
    assert (case["state"], case["data"]["ruang"]) == ("diajukan", "aula")
    offers = {o["name"]: o["allowed"] for o in komisioner.get(f"/cases/{case['id']}")[1]["available"]}
    assert offers == {"setujui": True, "tolak": True, "pilih_petugas": True, "ganti_petugas": False}
    assert komisioner.act(case, "setujui")[1]["state"] == "disetujui"
    status, body = jaksel.act(case, "selesaikan")
    assert (status, body["code"], [r["guard"] for r in body["reasons"]]) == (409, "E-GUARD", ["kunci"])
    assert komisioner.act(case, "serahkan_kunci")[0] == 200
    status, body = jaksel.act(case, "selesaikan")
    assert (status, body["state"], body["available"]) == (200, "selesai", [])


def test_its_letter_can_be_listed_and_its_history_checked(case):
    documents = Api("auditor").get(f"/cases/{case['id']}/documents")[1]
    assert [d["kind"] for d in documents["items"]] == ["surat_peminjaman"]
    assert Api("auditor").get(f"/cases/{case['id']}/history")[1]["proof"]["intact"] is True


def test_its_turns_are_in_the_inbox(case):
    queue = Api("komisioner").get("/tasks?box=queue")[1]["items"]
    assert [t["label"] for t in queue] == ["Putuskan peminjaman"]
    assert Api("jaksel").get("/tasks?box=queue")[1]["items"] == []


def test_nobody_else_sees_it(case):
    status, body = Api("bogor").get(f"/cases/{case['id']}")
    assert (status, body["code"]) == (404, "E-HIDE")
    assert Api("bogor").get("/cases?type=pinjam_ruang")[1]["items"] == []


def test_bad_input(loans):
    status, body = Api("jaksel").post("/cases", {"type": "pinjam_ruang", "data": {"ruang": "kolam"}})
    assert (status, body["code"], body["errors"]["ruang"][0]["code"]) == (422, "E-REF", "E-REF")


def test_an_unknown_state_is_not_drawn(loans):
    address = "/case-types/pinjam_ruang/diagram.svg?state="
    assert Api("auditor").get(address + "disetujui")[0] == 200
    status, body = Api("auditor").get(address + "tidakada")
    assert (status, body["code"], list(body["errors"])) == (422, "E-REF", ["state"])
