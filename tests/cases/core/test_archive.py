"""All files of a case as one ZIP: what one may read, with an index that says what is in it and what is not."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.core.reading import archive
from cases.core.reading.words import waktu
from documents.binding import bind
from documents.inspection import readers
from documents.models import Attachment, ScanState
from documents.receiving import receive
from tests.documents.material import PDF
from tests.support.cells import columns
from workflows.models import AccessLog

KIND = "surat_pengantar_rencana"
pytestmark = [pytest.mark.req("SJ-143")]


@pytest.fixture
def attached(world: Any, s3: Any) -> Any:
    """attached(name, content=…): a document of one case of Jakarta Selatan."""
    case, person = world.at("telaah").case, world.people.jaksel

    def make(name: str = "surat.pdf", content: bytes = PDF, **changed: Any) -> Attachment:
        upload = receive(SimpleUploadedFile(name, content), name, uploader=person)
        with transaction.atomic():
            (found,) = bind(
                [upload],
                kind=KIND,
                boundary=case.pk,
                owner_type="nomenklatur",
                owner_id=case.pk,
                act="uji",
                state="baru",
                uploader=person,
            )
        if changed:
            Attachment.objects.filter(pk=found.pk).update(**changed)
            found.refresh_from_db()
        return found

    make.case = case
    return make


def opened(answer: Any) -> zipfile.ZipFile:
    content = b"".join(answer.streaming_content)
    return zipfile.ZipFile(io.BytesIO(content))


def index(found: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.read("indeks.csv").decode("utf-8-sig"))))


def url(case: Any) -> str:
    return f"/kasus/{case.pk}/dokumen/semua.zip"


@pytest.mark.kills(*columns("arsip"))
def test_files_and_index(world, browse, attached, client):
    first, second = attached(), attached(content=PDF + b"\n")
    waiting = attached(scan_state=ScanState.PENDING)
    refused = attached(scan_state=ScanState.QUARANTINED)
    client.force_login(world.people.jaksel)
    answer = client.get(url(attached.case))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Cache-Control"] == "no-store, max-age=0, no-cache, must-revalidate, private"
    found = opened(answer)
    assert found.testzip() is None
    lines = index(found)
    assert list(lines[0]) == list(archive._HEADER)
    by_digest = {line["SHA-256"]: line for line in lines if line["berkas"]}
    assert set(by_digest) == {first.sha256, second.sha256}
    for file in (first, second):
        line = by_digest[file.sha256]
        content = found.read(line["berkas"])
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert [line[head] for head in list(archive._HEADER)[1:]] == [
            *("Scan surat pengantar", "surat.pdf", "1", str(file.size), file.sha256),
            *(waktu(file.uploaded_at), "Petugas Jakarta Selatan", "", ""),
        ]
    left = {line["keterangan"] for line in lines if not line["berkas"]}
    assert left == {
        "tidak disertakan: Berkas “surat.pdf” belum dapat diunduh: masih menunggu pemindaian virus. Coba lagi "
        "beberapa saat lagi.",
        "tidak disertakan: Berkas “surat.pdf” tidak dapat diunduh: pemeriksaan mengarantinanya. Mintalah pengirim "
        "mengirim berkas lain.",
    }
    assert len(lines) == 2 + len({waiting.pk, refused.pk})
    assert f"<td>{first.sha256}</td>" in found.read("indeks.html").decode()
    assert len(set(found.namelist())) == len(found.namelist()) == 4
    line = AccessLog.objects.get(action="ekspor", object_type="arsip")
    assert (line.actor, line.outcome, line.object_id) == (world.people.jaksel, "ok", attached.case.pk)
    assert line.detail == {"berkas": 2, "tidak_disertakan": 2}
    page = browse("jaksel").get(f"/kasus/{attached.case.pk}/dokumen/")
    assert (url(attached.case) in page.body, "Unduh semua berkas (ZIP)" in page.text) == (True, True)


@pytest.mark.req("SJ-135")
def test_another_institution_gets_nothing(world, attached, client):
    attached()
    for name, status in (("bogor", 404), ("jaksel", 200), ("auditor", 200)):
        client.force_login(world.person(name))
        answer = client.get(url(attached.case))
        assert answer.status_code == status
        if status == 200:
            assert len(index(opened(answer))) == 1


def test_what_changed_in_the_store_is_told(world, attached, client, s3):
    file = attached()
    s3.client.put_object(Bucket=s3.bucket, Key=file.storage_key, Body=b"x" * file.size)
    client.force_login(world.people.jaksel)
    (line,) = index(opened(client.get(url(attached.case))))
    assert line["keterangan"] == "PERHATIAN: isi di penyimpanan tidak sama dengan SHA-256 saat diterima"


def test_what_is_gone_from_the_store_is_told(world, attached, client, s3):
    gone, there = attached(), attached(content=PDF + b"\n")
    s3.client.delete_object(Bucket=s3.bucket, Key=gone.storage_key)
    client.force_login(world.people.jaksel)
    found = opened(client.get(url(attached.case)))
    notes = {line["SHA-256"]: line["keterangan"] for line in index(found)}
    assert notes == {gone.sha256: "PERHATIAN: berkas tidak ada di penyimpanan", there.sha256: ""}


def test_what_would_be_too_large_is_listed(world, attached, client, monkeypatch):
    attached()
    attached(content=PDF + b"\n" * 50)
    monkeypatch.setattr(archive, "MOST_BYTES", len(PDF) + 60)
    client.force_login(world.people.jaksel)
    lines = index(opened(client.get(url(attached.case))))
    assert sorted(bool(line["berkas"]) for line in lines) == [False, True]
    assert {line["keterangan"] for line in lines if not line["berkas"]} == {
        "tidak disertakan: arsip menjadi terlalu besar; unduh berkas ini sendiri"
    }


def test_few_at_once_and_a_place_is_given_back(world, attached, client, monkeypatch, tmp_path):
    monkeypatch.setenv("ALUR_READERS_DIR", str(tmp_path))
    attached()
    client.force_login(world.people.jaksel)
    with readers.place("arsip", archive.AT_ONCE, 0), readers.place("arsip", archive.AT_ONCE, 0):
        busy = client.get(url(attached.case))
        assert busy.status_code == 503
    for _ in range(archive.AT_ONCE + 1):
        opened(client.get(url(attached.case)))
    for _ in range(archive.AT_ONCE + 1):
        answer = client.head(url(attached.case))
        assert answer.status_code == 200
        for let_go in answer._resource_closers:  # as the server does with an answer that has no body
            let_go()


def test_names_that_would_be_one(world, attached, client):
    attached("b:c?.pdf")
    attached("B|c?.pdf")
    client.force_login(world.people.jaksel)
    names = opened(client.get(url(attached.case))).namelist()
    assert len({name.casefold() for name in names}) == 4
    assert all(not set(name) & set(":|?") and ".." not in name.split("/") for name in names)
