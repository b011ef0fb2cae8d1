"""What one person may send: nobody fills the store, and two at once do not both take the last place (SJ-140)."""

from __future__ import annotations

import io
import threading
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from documents.errors import FileRefused
from documents.models import ScanState, Upload
from documents.receiving import receive

from .conftest import make_user
from .material import PDF
from .store import stored

pytestmark = pytest.mark.req("SJ-140")


def send(person, name="surat.pdf", **options):
    return receive(io.BytesIO(PDF), name, uploader=person, **options)


def refused(person):
    with pytest.raises(FileRefused) as refusal:
        send(person)
    return refusal.value.message


def test_files_that_no_act_has_used(s3, pengirim, orang_lain, settings):
    settings.DOCUMENTS_OPEN_FILES = 2
    first, _ = send(pengirim), send(pengirim)
    assert refused(pengirim) == (
        f"Berkas “surat.pdf” belum diterima: 2 berkas ({2 * len(PDF)} byte) yang Anda unggah belum dipakai; batasnya "
        "2 berkas (2 GB). Kirim dahulu isian yang memuatnya. Berkas yang tidak dipakai terhapus sendiri setelah satu "
        "hari, yang ada pada draf setelah 30 hari."
    )
    assert len(stored(s3)) == 2
    send(orang_lain)
    send(pengirim, own=True)  # what Alur renders itself is not counted
    Upload.objects.filter(pk=first.pk).update(used_at=Now())
    send(pengirim)
    refused(pengirim)


def test_bytes_that_no_act_has_used(s3, pengirim, settings):
    settings.DOCUMENTS_OPEN_BYTES = 2 * len(PDF)
    send(pengirim)
    send(pengirim)
    assert "yang Anda unggah belum dipakai" in refused(pengirim)


def used(person, ago, kind="application/pdf"):
    """A row of a file that an act has used, received `ago`."""
    return Upload.objects.create(
        uploader=person, original_name="a", size=len(PDF), sha256="0" * 64, detected_type=kind,
        storage_key=f"uji/{uuid7()}", created_at=Now() - ago, used_at=Now(),
    )  # fmt: skip


def test_a_day(s3, pengirim, settings):
    settings.DOCUMENTS_DAY_FILES = 2
    used(pengirim, timedelta(hours=24, seconds=1))
    used(pengirim, timedelta(hours=1), "video/mp4")  # recordings have bounds of their own
    used(pengirim, timedelta(hours=23))
    send(pengirim)
    assert refused(pengirim) == (
        f"Berkas “surat.pdf” belum diterima: dalam 24 jam terakhir Anda mengunggah 2 berkas ({2 * len(PDF)} byte); "
        "batasnya 2 berkas (10 GB). Coba lagi beberapa jam lagi."
    )
    settings.DOCUMENTS_DAY_FILES, settings.DOCUMENTS_DAY_BYTES = 100, 3 * len(PDF)
    send(pengirim)
    assert "dalam 24 jam terakhir" in refused(pengirim)


def test_a_file_that_is_refused_takes_no_place(s3, pengirim, settings):
    settings.DOCUMENTS_OPEN_FILES = 1
    with pytest.raises(FileRefused):
        receive(io.BytesIO(b"bukan"), "surat.pdf", uploader=pengirim)
    send(pengirim)


def test_one_look_before_the_work(s3, pengirim, settings, django_assert_num_queries, monkeypatch):
    settings.DOCUMENTS_OPEN_FILES = 0
    monkeypatch.setattr("documents.receiving.inspect", lambda *_: pytest.fail("inspected"))
    with django_assert_num_queries(1):
        refused(pengirim)


def test_two_at_once_at_the_last_place(committed_db, s3, settings, monkeypatch):
    """Both saw room for one, both files were stored; the row of the person decides, and the other's object goes."""
    settings.DOCUMENTS_OPEN_FILES = 3
    person = make_user("pengirim")
    send(person)
    send(person)
    together, outcomes = threading.Barrier(2), []
    real = receive.__globals__["storage"].put

    def put(*args):
        key = real(*args)
        together.wait()
        return key

    monkeypatch.setattr("documents.receiving.storage.put", put)

    def one():
        try:
            outcomes.append(send(get_user_model().objects.get(pk=person.pk)).scan_state)
        except FileRefused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["E-FILE", ScanState.NOT_SCANNED]
    assert (Upload.objects.count(), len(stored(s3))) == (3, 3)
