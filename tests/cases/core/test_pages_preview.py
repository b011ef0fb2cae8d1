"""A document read on a page: behind the check of a download, in the log like one, kept by nobody (SJ-140)."""

from __future__ import annotations

import io
import re

import pytest

from cases.core.doing.sample_document import sample_pdf
from cases.shell import preview as views
from documents.models import Attachment, ScanState
from documents.receiving import receive
from tests.cases.jpt.steps import Steps
from workflows.models import AccessLog

pytestmark = pytest.mark.req("SJ-143")


@pytest.fixture
def letter(world, s3):
    """The covering letter of a plan under review, in the store."""
    upload = receive(io.BytesIO(sample_pdf("Surat")), "surat.pdf", uploader=world.people.jaksel)
    seleksi = Steps(world.people).reviewed(surat_pengantar_rencana=[str(upload.pk)])
    return Attachment.objects.get(boundary=seleksi.pk, kind="surat_pengantar_rencana")


def readings(outcome="ok"):
    rows = AccessLog.objects.filter(action="lihat_dokumen", outcome=outcome).order_by("id")
    return list(rows.values_list("actor__username", "object_id"))


def looked(letter):
    return f"/dokumen/{letter.pk}/lihat/"


def pictures(page):
    return re.findall(r'<img src="([^"]+)"', page.body)


def test_the_pages_are_shown_and_one_reading_is_logged(letter, browse):
    reader = browse("asisten1")
    page = reader.get(looked(letter))
    assert (page.status, len(pictures(page))) == (200, 1)
    assert "1 halaman" in page.text
    answer = reader.client.get(pictures(page)[0])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert readings() == [("asisten1", letter.boundary)]
    row = AccessLog.objects.get(action="lihat_dokumen")
    assert row.detail["nama"] == "surat.pdf"


def test_only_our_own_pages_may_frame_it(letter, browse):
    answer = browse("asisten1").client.get(looked(letter))
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_picture_asked_for_by_itself_is_a_reading_too(letter, browse):
    address = f"/dokumen/{letter.pk}/halaman/1/"
    theirs = pictures(browse("komisioner").get(looked(letter)))[0]
    reader = browse("asisten1").client
    for path in (address, f"{address}?bacaan=palsu", theirs):
        assert reader.get(path).status_code == 200
    assert readings() == [("komisioner", letter.boundary)] + 3 * [("asisten1", letter.boundary)]
    assert reader.get(f"/dokumen/{letter.pk}/halaman/2/").status_code == 404


def test_a_reading_ends(letter, browse, monkeypatch):
    reader = browse("asisten1")
    address = pictures(reader.get(looked(letter)))[0]
    monkeypatch.setattr(views, "ONE_READING", -1)
    assert reader.client.get(address).status_code == 200
    assert len(readings()) == 2


@pytest.mark.parametrize("path", ["lihat/", "halaman/1/"])
def test_the_other_institution_sees_nothing(letter, browse, path):
    answer = browse("bogor").client.get(f"/dokumen/{letter.pk}/{path}")
    assert answer.status_code == 404
    assert readings("E-HIDE") == [("bogor", letter.boundary)]
    assert browse("jaksel").client.get(f"/dokumen/{letter.pk}/{path}").status_code == 200


@pytest.mark.parametrize("state", [ScanState.PENDING, ScanState.QUARANTINED])
def test_nothing_before_the_scanner_has_looked(letter, browse, state):
    reader = browse("asisten1")
    early = pictures(reader.get(looked(letter)))[0]
    Attachment.objects.filter(pk=letter.pk).update(scan_state=state)
    page = reader.get(looked(letter))
    assert (page.status, pictures(page)) == (409, [])
    assert "dapat diunduh:" in page.text
    assert reader.client.get(early).status_code == 409
    assert readings("E-GUARD") == 2 * [("asisten1", letter.boundary)]


def test_what_cannot_be_shown_says_so_and_offers_the_download(letter, browse, monkeypatch):
    monkeypatch.setattr("documents.preview.showing.LARGEST", 100)
    page = browse("asisten1").get(looked(letter))
    assert (page.status, pictures(page)) == (200, [])
    assert "terlalu besar untuk ditampilkan" in page.text
    assert f"/dokumen/{letter.pk}/unduh/" in page.body
    review = browse("asisten1").get(f"/kasus/{letter.boundary}/t/setujui/")
    assert looked(letter) not in review.body
    assert f"/dokumen/{letter.pk}/unduh/" in review.body


def test_downloads_stay_attachments(letter, browse):
    answer = browse("asisten1").client.get(f"/dokumen/{letter.pk}/unduh/")
    assert "response-content-disposition=attachment" in answer["Location"]
