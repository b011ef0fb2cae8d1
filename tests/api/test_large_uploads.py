"""Large files over the API: parts go straight to the store, and count once a worker has verified them (CB-117)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from documents.large import check_next
from documents.models import LargeUpload, Upload
from tests.documents.store import stored
from tests.support.sending import PART, b64, cut, digest, put, video
from workflows.models import AccessLog

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]

VIDEO = video(2 * PART + 1234)
PARTS = cut(VIDEO)
UNSEEN = {"code": "E-HIDE", "message": "Data tidak ditemukan.", "reasons": [], "errors": {}}


@pytest.fixture(autouse=True)
def small_parts(settings: Any, s3: Any) -> None:
    settings.DOCUMENTS_PART_BYTES = PART


@pytest.fixture
def jaksel(api: Any) -> Any:
    return api("jaksel")


def begin(client: Any, **changes: Any) -> tuple[int, Any]:
    body = {"name": "rekaman.mp4", "size": len(VIDEO), "kind": "rekaman_ruang", **changes}
    return client.post("/uploads/large", {k: v for k, v in body.items() if v is not None})


def begun(client: Any, **changes: Any) -> str:
    status, body = begin(client, **changes)
    assert status == 201, body
    return body["id"]


def addresses(client: Any, pk: str, parts: dict[int, bytes]) -> list[dict[str, Any]]:
    wanted = [{"number": number, "sha256": digest(content)} for number, content in parts.items()]
    status, body = client.post(f"/uploads/large/{pk}/parts", {"parts": wanted})
    assert status == 200, body
    return body["parts"]


def send(client: Any, pk: str, parts: dict[int, bytes]) -> None:
    for part in addresses(client, pk, parts):
        assert put(part, parts[part["number"]]).status_code == 200


def finished(client: Any, pk: str) -> dict[str, Any]:
    """Finish and let the worker check it."""
    status, body = client.post(f"/uploads/large/{pk}/finish")
    assert (status, body["state"]) == (202, "checking"), body
    assert check_next()
    assert not check_next()
    return client.get(f"/uploads/large/{pk}")[1]


def test_a_large_file_becomes_an_upload_like_any_other(jaksel, s3):
    status, body = begin(jaksel, sha256=digest(VIDEO))
    assert (status, body["state"], body["part_size"], body["parts"]) == (201, "sending", PART, 3)
    assert (body["received"], body["received_bytes"], body["upload"]) == ([], 0, None)
    pk = body["id"]
    send(jaksel, pk, {1: PARTS[1], 3: PARTS[3]})
    seen = jaksel.get(f"/uploads/large/{pk}")[1]
    assert (seen["received"], seen["received_bytes"]) == ([1, 3], PART + 1234)
    send(jaksel, pk, {2: PARTS[2]})
    done = finished(jaksel, pk)
    assert (done["state"], done["sha256"], done["received_bytes"]) == ("done", digest(VIDEO), len(VIDEO))
    upload = Upload.objects.get(pk=done["upload"])
    assert (upload.original_name, upload.size, upload.sha256) == ("rekaman.mp4", len(VIDEO), digest(VIDEO))
    assert upload.detected_type == "video/mp4"
    assert stored(s3) == {upload.storage_key: VIDEO}


def test_what_cannot_be_begun(jaksel):
    refused = {
        "size": [(0, "E-FILE"), (-1, "E-FILE"), (50 * 1024**3 + 1, "E-FILE"), ("besar", "E-FMT")],
        "name": [("rekaman.pdf", "E-FILE"), ("rekaman", "E-FILE"), (None, "E-REQ")],
        "kind": [("tidak_ada", "E-REF"), ("surat_peminjaman", "E-REF"), (None, "E-REQ")],
        "sha256": [("abc", "E-FMT"), ("0" * 63 + "g", "E-FMT")],
    }
    for field, values in refused.items():
        for value, code in values:
            status, body = begin(jaksel, **{field: value})
            assert (status, body["code"]) == (422, code), (field, value, body)
            assert body["message"]
    assert LargeUpload.objects.count() == 0


def test_fifty_gigabytes_are_not_too_many(jaksel):
    status, body = begin(jaksel, size=50 * 1024**3)
    assert (status, body["parts"]) == (201, -(-50 * 1024**3 // body["part_size"]))
    assert body["parts"] <= 10_000


def test_five_at_a_time(jaksel, api, s3):
    first, *_ = [begun(jaksel) for _ in range(5)]
    status, body = begin(jaksel)
    assert (status, body["code"]) == (409, "E-GUARD")
    assert len(s3.client.list_multipart_uploads(Bucket=s3.bucket)["Uploads"]) == 5
    assert begin(api("bogor"))[0] == 201
    assert jaksel.call("DELETE", f"/uploads/large/{first}")[0] == 200
    assert begin(jaksel)[0] == 201


def test_who_sends_no_files_sends_no_large_ones(api):
    status, body = begin(api("auditor"))
    assert (status, body["code"]) == (403, "E-PERM")
    assert AccessLog.objects.filter(action="unggah_besar", outcome="E-PERM").count() == 1
    assert begin(api(""))[0] == 401
    assert LargeUpload.objects.count() == 0


def test_of_somebody_else_there_is_nothing_to_see(jaksel, api):
    pk, missing = begun(jaksel), "018f0000-0000-7000-8000-000000000000"
    parts = {"parts": [{"number": 1, "sha256": digest(PARTS[1])}]}
    before = LargeUpload.objects.values().get()
    for stranger in (api("bogor"), api("komisioner"), api("asisten1"), api("auditor")):
        for path in (pk, missing):
            calls = [
                ("GET", f"/uploads/large/{path}", None),
                ("POST", f"/uploads/large/{path}/parts", parts),
                ("POST", f"/uploads/large/{path}/finish", None),
                ("DELETE", f"/uploads/large/{path}", None),
            ]
            assert [stranger.call(*call) for call in calls] == [(404, UNSEEN)] * 4
    assert LargeUpload.objects.values().get() == before
    assert AccessLog.objects.filter(outcome="E-HIDE", object_id=pk).count() == 16


def test_an_address_is_for_these_bytes_only(jaksel):
    pk = begun(jaksel)
    (part,) = addresses(jaksel, pk, {1: PARTS[1]})
    wrong = PARTS[1][:-1] + bytes([PARTS[1][-1] ^ 1])
    assert put(part, wrong).status_code == 400
    assert put(part, wrong, **{"x-amz-checksum-sha256": b64(wrong)}).status_code == 403
    assert put(part, PARTS[1][:-1]).status_code in (400, 403)
    assert put(part, PARTS[1] + b"x").status_code in (400, 403)
    assert put({**part, "headers": {}}, PARTS[1]).status_code == 403
    for old, new in (("partNumber=1", "partNumber=2"), ("X-Amz-Expires=900", "X-Amz-Expires=90000")):
        assert old in part["url"]
        assert put({**part, "url": part["url"].replace(old, new)}, PARTS[1]).status_code == 403
    assert jaksel.get(f"/uploads/large/{pk}")[1]["received"] == []
    assert put(part, PARTS[1]).status_code == 200
    assert put(part, PARTS[1]).status_code == 200  # a retry whose first answer was lost
    assert jaksel.get(f"/uploads/large/{pk}")[1]["received"] == [1]


def test_an_address_lives_fifteen_minutes(jaksel):
    (part,) = addresses(jaksel, begun(jaksel), {1: PARTS[1]})
    assert "X-Amz-Expires=900&" in part["url"]


def test_what_parts_cannot_be_asked_for(jaksel):
    pk = begun(jaksel)
    good = digest(PARTS[1])
    for parts, status, code in (
        ([], 422, "E-RNG"),
        ([(0, good)], 422, "E-RNG"),
        ([(4, good)], 422, "E-RNG"),
        ([(1, "zz")], 422, "E-FMT"),
        ([(1, "")], 422, "E-FMT"),
        ([(n, good) for n in range(1, 52)], 422, "E-RNG"),
    ):
        body = {"parts": [{"number": number, "sha256": sha} for number, sha in parts]}
        answer = jaksel.post(f"/uploads/large/{pk}/parts", body)
        assert (answer[0], answer[1]["code"]) == (status, code), parts
    assert jaksel.post(f"/uploads/large/{pk}/parts", {})[1]["code"] == "E-REQ"
    addresses(jaksel, pk, {1: PARTS[1]})
    other = {"parts": [{"number": 1, "sha256": digest(b"lain")}]}
    status, body = jaksel.post(f"/uploads/large/{pk}/parts", other)
    assert (status, body["code"]) == (409, "E-GUARD")
    same = {"parts": [{"number": 1, "sha256": b64(PARTS[1])}]}
    assert jaksel.post(f"/uploads/large/{pk}/parts", same)[0] == 200


def test_finishing_names_what_is_missing(jaksel):
    pk = begun(jaksel)
    send(jaksel, pk, {2: PARTS[2]})
    status, body = jaksel.post(f"/uploads/large/{pk}/finish")
    assert (status, body["code"]) == (409, "E-GUARD")
    assert "bagian 1, 3 belum ada" in body["message"]
    assert jaksel.get(f"/uploads/large/{pk}")[1]["state"] == "sending"
    assert not check_next()


def test_finishing_twice_is_finishing_once(jaksel):
    pk = begun(jaksel)
    send(jaksel, pk, PARTS)
    assert jaksel.post(f"/uploads/large/{pk}/finish")[1]["state"] == "checking"
    assert jaksel.post(f"/uploads/large/{pk}/finish")[1]["state"] == "checking"
    assert jaksel.call("DELETE", f"/uploads/large/{pk}")[1]["code"] == "E-STATE"
    assert check_next()
    status, body = jaksel.post(f"/uploads/large/{pk}/finish")
    assert (status, body["state"]) == (202, "done")
    assert Upload.objects.count() == 1


def test_another_digest_of_the_whole_is_refused_and_the_object_goes(jaksel, s3):
    pk = begun(jaksel, sha256=digest(VIDEO + b"x"))
    send(jaksel, pk, PARTS)
    refused = finished(jaksel, pk)
    assert (refused["state"], refused["upload"]) == ("refused", None)
    assert "SHA-256 seluruh berkas tidak sesuai" in refused["refusal"]
    assert (stored(s3), Upload.objects.count()) == ({}, 0)
    status, body = jaksel.post(
        f"/uploads/large/{pk}/parts", {"parts": [{"number": 1, "sha256": digest(b"")}]}
    )
    assert (status, body["code"]) == (409, "E-STATE")


def test_what_is_no_recording_is_refused(jaksel, s3):
    content = b"<!doctype html>" + VIDEO[15:]
    pk = begun(jaksel)
    send(jaksel, pk, cut(content))
    refused = finished(jaksel, pk)
    assert refused["state"] == "refused"
    assert refused["refusal"].startswith("Berkas “rekaman.mp4” ditolak: ")
    assert stored(s3) == {}


def test_after_its_time_nothing_goes_on(jaksel):
    pk = begun(jaksel)
    send(jaksel, pk, PARTS)
    LargeUpload.objects.update(expires_at=F("created_at") - timedelta(seconds=1))
    one = {"parts": [{"number": 1, "sha256": digest(PARTS[1])}]}
    for path, body in (("parts", one), ("finish", None)):
        status, answer = jaksel.post(f"/uploads/large/{pk}/{path}", body)
        assert (status, answer["code"]) == (409, "E-STATE")
    assert AccessLog.objects.filter(object_id=pk, outcome="E-STATE").count() == 2


def test_given_up_it_is_gone(jaksel, s3):
    pk = begun(jaksel)
    send(jaksel, pk, {1: PARTS[1]})
    assert jaksel.call("DELETE", f"/uploads/large/{pk}")[0] == 200
    assert "Uploads" not in s3.client.list_multipart_uploads(Bucket=s3.bucket)
    assert jaksel.get(f"/uploads/large/{pk}") == (404, UNSEEN)
    assert jaksel.call("DELETE", f"/uploads/large/{pk}") == (404, UNSEEN)


def test_what_the_store_lost_is_said(jaksel, s3):
    pk = begun(jaksel)
    send(jaksel, pk, {1: PARTS[1]})
    row = LargeUpload.objects.get()
    s3.client.abort_multipart_upload(Bucket=s3.bucket, Key=row.storage_key, UploadId=row.multipart)
    body = jaksel.get(f"/uploads/large/{pk}")[1]
    assert (body["state"], "Mulai pengiriman dari awal" in body["refusal"]) == ("refused", True)
