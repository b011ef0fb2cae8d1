"""Files whose reader gave no answer: kept, shown to nobody, tried again, and given up in the end (SJ-140)."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db.models.functions import Now

from documents import examining
from documents.downloads import download_url
from documents.errors import NotReadable
from documents.examining import PAUSES, examine_waiting
from documents.inspection import readers
from documents.models import Attachment, ScanState, Upload, WaitingFile
from documents.receiving import receive

from . import material as m
from .recipes.pdfs import act, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]
SCRIPT = pdf(act(S=pikepdf.Name.Launch))


@pytest.fixture
def slow(monkeypatch):
    """Readers that never answer in time, until the test says otherwise."""
    with monkeypatch.context() as slowed:
        slowed.setattr(readers, "SECONDS", 0.0001)
        yield slowed


def due() -> None:
    WaitingFile.objects.update(due_at=Now() - timedelta(seconds=1))


def states() -> tuple[list[str], list[str]]:
    return tuple(list(model.objects.values_list("scan_state", flat=True)) for model in (Upload, Attachment))


def test_it_is_kept_and_nobody_gets_it(slow, received, bound):
    upload = received("laporan.pdf")
    assert (upload.scan_state, upload.detected_type) == (ScanState.UNEXAMINED, "application/pdf")
    with pytest.raises(NotReadable) as refused:
        download_url(upload)
    assert refused.value.message == (
        "Berkas “laporan.pdf” belum dapat diunduh: belum dapat diperiksa. Pemeriksaannya diulang; coba lagi nanti."
    )
    assert examine_waiting() == {}, "not due yet"
    assert [found.scan_state for found in bound(upload)] == [ScanState.UNEXAMINED]


@pytest.mark.parametrize(
    ("content", "after"), [(m.PDF, ScanState.NOT_SCANNED), (SCRIPT, ScanState.QUARANTINED)]
)
def test_the_next_look_decides(slow, received, bound, content, after):
    upload = received(content=content)
    bound(upload)
    slow.undo()
    due()
    told = []
    assert examine_waiting(told=told.append) == {after: 1}
    assert states() == ([after], [after])
    assert not WaitingFile.objects.exists()
    assert [(one.state, bool(one.reason), len(one.attachments)) for one in told] == [
        (after, after == ScanState.QUARANTINED, 1)
    ]
    assert examine_waiting() == {}


def test_each_pause_is_longer_and_there_is_an_end(slow, received, monkeypatch):
    received()
    assert list(PAUSES) == sorted(PAUSES)
    told = []
    for attempt in range(1, len(PAUSES)):
        due()
        assert examine_waiting(told=told.append) == {ScanState.UNEXAMINED: 1}
        waiting = WaitingFile.objects.get()
        assert waiting.attempts == attempt
    assert told == []
    due()
    assert examine_waiting(told=told.append) == {ScanState.QUARANTINED: 1}
    assert [(one.state, one.reason) for one in told] == [(ScanState.QUARANTINED, examining.GIVEN_UP)]
    assert states() == ([ScanState.QUARANTINED], [])


def test_our_own_need_no_reader(slow, s3, pengirim):
    upload = receive(io.BytesIO(m.PDF), "surat.pdf", uploader=pengirim, own=True)
    assert upload.scan_state == ScanState.OWN


def test_pictures_and_office_files_need_none_either(slow, received):
    assert received("a.jpg", m.jpeg()).scan_state == ScanState.NOT_SCANNED
    assert received("a.docx", m.ooxml("docx")).scan_state == ScanState.NOT_SCANNED
