"""Idempotency-Key on every call that writes: done once, the repeat told, other data under the key refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.core.models import CaseTask
from cases.jpt.models import Sampel, Temuan
from cases.pejabat.models import Pejabat
from cases.terbitan.models import Terbitan
from documents.models import LargeUpload, Upload
from tests.cases.jpt.steps import Steps
from tests.documents import material
from tests.support.world import traces

KEY = "kunci-1"


@pytest.fixture
def steps(accounts: Any) -> Steps:
    return Steps(accounts)


def twice(client: Any, path: str, body: Any, other: Any, status: int = 201) -> Any:
    """The same call twice, then another body under its key; the answer."""
    first = client.post(path, body, idempotency_key=KEY)
    again = client.post(path, body, idempotency_key=KEY)
    assert (first[0], again[0]) == (status, status), (first, again)
    assert again[1] == {**first[1], "repeated": True}
    before = traces()
    refused = client.post(path, other, idempotency_key=KEY)
    assert (refused[0], refused[1]["code"]) == (422, "E-DUP")
    assert traces() == before
    return first[1]


def test_a_sample_is_drawn_once(api: Any, steps: Steps) -> None:
    steps.counted()
    data = {"jenis_ukuran": "persen", "ukuran": 100, "petugas": str(steps.people.asisten2.pk)}
    made = twice(api("komisioner"), "/sampel", {"data": data}, {"data": {**data, "ukuran": 50}})
    assert str(Sampel.objects.get().pk) == made["id"]


def test_a_finding_is_recorded_once(api: Any, steps: Steps) -> None:
    data = {
        "kode": "tanpa_seleksi",
        "institusi": str(steps.people.jaksel.institution_id),
        "tanggal": "01/01/2026",
        "uraian": "<p>Tanpa seleksi.</p>",
    }
    twice(api("asisten1"), "/temuan", {"data": data}, {"data": {**data, "tanggal": "02/01/2026"}})
    assert Temuan.objects.count() == 1
    # the key is the person's own
    assert api("asisten2").post("/temuan", {"data": data}, idempotency_key=KEY)[0] == 201
    assert Temuan.objects.count() == 2


def test_an_official_is_added_once(api: Any, steps: Steps) -> None:
    data = steps.official(nomenklatur=str(steps.nomenklatur().pk))
    twice(api("jaksel"), "/pejabat", {"data": data}, {"data": {**data, "nama": "Orang Lain"}})
    assert Pejabat.objects.count() == 1


def test_a_refusal_is_not_remembered(api: Any, steps: Steps) -> None:
    client, data = api("jaksel"), steps.official(nomenklatur=str(steps.nomenklatur().pk))
    assert client.post("/pejabat", {"data": {}}, idempotency_key=KEY)[0] == 422
    assert client.post("/pejabat", {"data": data}, idempotency_key=KEY)[0] == 201


def test_a_print_is_ordered_once(api: Any, steps: Steps) -> None:
    body = {"jenis": "daftar", "parameter": {"type": "nomenklatur"}}
    twice(api("jaksel"), "/prints", body, {**body, "parameter": {"type": "jpt"}}, 202)
    assert Terbitan.objects.count() == 1


def test_a_file_is_received_once(api: Any, s3: Any) -> None:
    client = api("jaksel")

    def send(content: bytes) -> tuple[int, Any]:
        answer = Client().post(
            "/api/v1/uploads",
            {"file": SimpleUploadedFile("a.pdf", content)},
            headers={"Authorization": f"Bearer {client.token}", "Idempotency-Key": KEY},
        )
        return answer.status_code, json.loads(answer.content)

    one, two = material.pdf(b"<</A 1>>"), material.pdf(b"<</A 2>>")
    first, again, other = send(one), send(one), send(two)
    assert (first[0], again) == (201, (201, {**first[1], "repeated": True}))
    assert (other[0], other[1]["code"], Upload.objects.count()) == (422, "E-DUP", 1)


def test_a_large_file_is_begun_and_given_up_once(api: Any, s3: Any) -> None:
    client = api("jaksel")
    body = {"name": "rekaman.mp4", "size": 20_000_000, "kind": "rekaman_ruang"}
    made = twice(client, "/uploads/large", body, {**body, "size": 30_000_000})
    assert LargeUpload.objects.count() == 1
    gone = [client.call("DELETE", f"/uploads/large/{made['id']}", idempotency_key="lain") for _ in range(2)]
    assert gone == [
        (200, {"id": made["id"], "removed": True}),
        (200, {"id": made["id"], "removed": True, "repeated": True}),
    ]


def test_a_task_is_taken_and_given_back_once(api: Any, steps: Steps) -> None:
    steps.submitted()
    task = CaseTask.objects.get(lane="utama", status="NEW", case__type="jpt")
    client = api("admin")
    for act in ("claim", "release"):
        path = f"/tasks/{task.pk}/{act}"
        first = client.post(path, idempotency_key=act)
        again = client.post(path, idempotency_key=act)
        assert (first[0], again) == (200, (200, {**first[1], "repeated": True}))
    # without a key the second is refused: nobody holds it
    assert client.post(f"/tasks/{task.pk}/release")[0] == 403
    assert client.post(f"/tasks/{task.pk}/claim", idempotency_key="release")[1]["code"] == "E-DUP"
