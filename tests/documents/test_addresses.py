"""Addresses of the object store as the page and the API hand them out: after the access check, for one file,
one minute, one method; nothing about them can be changed (SJ-140). Against the real store."""

from __future__ import annotations

import base64
import hashlib
import io
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from botocore.exceptions import ClientError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from uuid_utils.compat import uuid7

from documents import storage
from documents.kinds import FILE_DOC
from documents.models import Attachment, Upload
from documents.receiving import receive
from tests.api.conftest import Api
from tests.cases.jpt.steps import Steps
from tests.support.world import World
from workflows.models import AccessLog

from . import material as m
from .store import stored
from .test_downloads import altered, get

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]


@pytest.fixture
def world(db: None, s3: Any) -> World:
    return World()


@pytest.fixture
def letter(world: World) -> Attachment:
    """The letter of a selection of Jakarta Selatan, sent through the form's own way."""
    upload = receive(SimpleUploadedFile("surat.pdf", m.PDF), "surat.pdf", uploader=world.people.jaksel)
    seleksi = Steps(world.people).reviewed(surat_pengantar_rencana=[str(upload.pk)])
    return Attachment.objects.get(boundary=seleksi.pk, kind="surat_pengantar_rencana")


def page(person: Any, file: Attachment | str) -> Any:
    client = Client()
    client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
    return client.get(f"/dokumen/{getattr(file, 'pk', file)}/unduh/")


def log(action: str = "unduh") -> list[tuple[str, str]]:
    rows = AccessLog.objects.filter(action=action).order_by("pk")
    return [(row.actor.username, row.outcome) for row in rows]


def test_both_doors_lead_to_the_file_as_an_attachment_and_write_it_down(world, letter):
    redirect = page(world.people.jaksel, letter)
    assert (redirect.status_code, redirect["X-Content-Type-Options"]) == (302, "nosniff")
    status, body = Api("asisten1").get(f"/documents/{letter.pk}/download")
    assert (status, body["seconds"]) == (200, 60)
    for address in (redirect["Location"], body["url"]):
        assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["60"]
        code, headers, content = get(address)
        assert (code, content) == (200, m.PDF)
        assert headers["Content-Disposition"] == 'attachment; filename="surat.pdf"'
        assert headers["Content-Type"] == "application/pdf"
    assert log() == [("jaksel", "ok"), ("asisten1", "ok")]


def test_of_another_institution_there_is_nothing(world, letter):
    missing = str(uuid7())
    for found in (letter, missing):
        answer = page(world.people.bogor, found)
        assert (answer.status_code, b"E-HIDE" in answer.content) == (404, True)
        assert b"X-Amz" not in answer.content
        status, body = Api("bogor").get(f"/documents/{getattr(found, 'pk', found)}/download")
        assert (status, body["code"], "url" in body) == (404, "E-HIDE", False)
    assert log() == [("bogor", "E-HIDE")] * 4


def test_without_an_account_there_is_no_address(letter):
    assert Client().get(f"/dokumen/{letter.pk}/unduh/")["Location"].startswith("/akun/masuk/")
    assert Api().get(f"/documents/{letter.pk}/download")[0] == 401
    assert log() == []


@pytest.mark.parametrize(
    "change",
    [
        {"X-Amz-Expires": "3600"},
        {"X-Amz-Date": "20990101T000000Z"},
        {"X-Amz-Credential": "lain/20990101/us-east-1/s3/aws4_request"},
        {"X-Amz-Signature": "0" * 64},
        {"response-content-disposition": 'attachment; filename="lain.exe"'},
        {"response-content-disposition": "inline"},
        {"response-content-type": "text/html"},
        {"response-cache-control": "public"},
        {"versionId": "lain"},
        {"x-amz-acl": "public-read"},
    ],
    ids=lambda change: "-".join([*change]),
)
def test_nothing_in_an_address_can_be_changed(letter, change):
    _, body = Api("jaksel").get(f"/documents/{letter.pk}/download")
    assert get(altered(body["url"]))[0] == 200
    status, _, content = get(altered(body["url"], **change))
    assert status in (400, 403)
    assert m.PDF not in content


def test_nor_the_file_it_leads_to(world, letter):
    other = receive(io.BytesIO(m.PDF + b"%b"), "lain.pdf", uploader=world.people.bogor)
    _, body = Api("jaksel").get(f"/documents/{letter.pk}/download")
    for key in (other.storage_key, f"{letter.storage_key}/", f"berkas/../{other.storage_key}", ""):
        status, _, content = get(body["url"].replace(letter.storage_key, quote(key)))
        assert status in (400, 403, 404)
        assert m.PDF not in content


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_it_only_reads(s3, letter, method):
    _, body = Api("jaksel").get(f"/documents/{letter.pk}/download")
    request = urllib.request.Request(
        body["url"], data=b"palsu" if method != "DELETE" else None, method=method
    )
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=10)
    error.value.close()
    assert error.value.code in (403, 405)
    assert stored(s3) == {letter.storage_key: m.PDF}
    assert storage.stored_object(letter.storage_key).untouched


def test_signed_without_a_name_it_is_saved_all_the_same(letter):
    """Every object is stored as an attachment, whoever signs an address for it."""
    status, headers, _ = get(storage.signed_url(letter.storage_key, {}, 30))
    assert (status, headers["Content-Disposition"]) == (200, "attachment")


class TestSending:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"ChecksumSHA256": base64.b64encode(hashlib.sha256(b"lain").digest()).decode()},
            {"ChecksumCRC32": "AAAAAA=="},
            {"ContentMD5": base64.b64encode(hashlib.md5(b"lain", usedforsecurity=False).digest()).decode()},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_another_checksum_is_refused_by_the_store(self, s3, wrong):
        key = f"{storage.PREFIX}{'a' * 32}"
        with pytest.raises(ClientError) as error:
            s3.client.put_object(Bucket=s3.bucket, Key=key, Body=m.PDF, **wrong)
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert stored(s3) == {}

    def test_a_part_of_other_bytes_or_length_is_refused_by_the_store(self, s3):
        key, multipart = storage.begin_parts("video/mp4")
        body = b"\0" * 1000
        digest = hashlib.sha256(body).hexdigest()
        url, headers = storage.part_url(key, multipart, 1, size=len(body), sha256=digest, seconds=60)
        for wrong in (body[:-1] + b"\1", body + b"\0", body[:-1]):
            assert put(url, wrong, headers) in (400, 403)
        assert put(url, body + b"\0", {**headers, "x-amz-checksum-sha256": sha(body + b"\0")}) == 403
        assert put(url, body, {}) == 403, "without the checksum that was signed"
        assert storage.received_parts(key, multipart) == {}
        assert put(url, body, headers) == 200
        assert [part.size for part in storage.received_parts(key, multipart).values()] == [1000]
        storage.drop_parts(key, multipart)

    def test_too_large_a_file_is_refused_by_both_doors_and_not_stored(self, world, s3):
        large = m.PDF + b"%" * FILE_DOC.max_bytes
        world.at("disetujui")
        client = Client()
        client.force_login(world.people.jaksel, backend="cases.organisations.auth.backends.AccountBackend")
        answer = client.post(
            "/jpt/baru/tambah_seleksi/?langkah=1",
            {"surat_pengantar_rencana": SimpleUploadedFile("besar.pdf", large)},
        )
        assert (answer.status_code, b"melampaui batas" in answer.content) == (422, True)
        api = Api("jaksel")
        sent = api.client.post(
            "/api/v1/uploads",
            {"file": SimpleUploadedFile("besar.pdf", large)},
            HTTP_AUTHORIZATION=f"Bearer {api.token}",
        )
        assert (sent.status_code, sent.json()["code"]) == (422, "E-FILE")
        assert not Upload.objects.exists()
        assert stored(s3) == {}


def put(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, data=body, method="PUT", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def sha(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()
