"""Files that wait for the virus scanner or are quarantined: visible as such on the page, and not to be had."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from documents.binding import bind
from documents.models import Attachment, ScanState
from documents.receiving import receive
from documents.scanning import rescan_pending
from tests.documents.material import PDF
from tests.documents.test_scanning import with_attachment
from tests.support.clamd import WORD
from workflows.models import AccessLog

pytestmark = [pytest.mark.req("SJ-143")]

INFECTED = with_attachment("a.json", WORD)
WAITS = "belum dapat diunduh: masih menunggu pemindaian virus. Coba lagi beberapa saat lagi."
QUARANTINED = "tidak dapat diunduh: pemeriksaan mengarantinanya. Mintalah pengirim mengirim berkas lain."


@pytest.fixture
def attached(world: Any, s3: Any) -> Callable[..., Attachment]:
    """A document of a case of Jakarta Selatan, received now."""

    def made(content: bytes = PDF) -> Attachment:
        case, person = world.at("telaah").case, world.people.jaksel
        upload = receive(SimpleUploadedFile("surat.pdf", content), "surat.pdf", uploader=person)
        with transaction.atomic():
            found = bind(
                [upload],
                kind="surat_pengantar_rencana",
                boundary=case.pk,
                owner_type="nomenklatur",
                owner_id=case.pk,
                act="uji",
                state="baru",
                uploader=person,
            )
        return found[0]

    return made


def downloads() -> list[tuple[str, Any]]:
    return list(
        AccessLog.objects.filter(action="unduh").order_by("id").values_list("outcome", "actor__username")
    )


def link(found: Attachment) -> str:
    return f"/dokumen/{found.pk}/unduh/"


def test_a_waiting_file_is_shown_as_such_and_cannot_be_had(scanner, browse, attached):
    scanner.stop()
    found = attached()
    for who in ("jaksel", "asisten2", "auditor"):
        person = browse(who)
        listed = person.get(f"/kasus/{found.boundary}/dokumen/")
        assert "surat.pdf" in listed.text
        assert "menunggu pemindaian" in listed.text.lower()
        assert link(found) not in listed.body
        refused = person.get(link(found))
        assert (refused.status, refused.codes) == (409, {"E-GUARD"})
        assert f"Berkas “surat.pdf” {WAITS}" in refused.text
        assert "X-Amz" not in refused.body
    assert downloads() == [("E-GUARD", who) for who in ("jaksel", "asisten2", "auditor")]

    scanner.start()
    assert rescan_pending() == {ScanState.CLEAN: 1}
    listed = browse("jaksel").get(f"/kasus/{found.boundary}/dokumen/")
    assert link(found) in listed.body
    assert "menunggu pemindaian" not in listed.text.lower()
    assert browse("jaksel").get(link(found)).status == 302


def test_a_quarantined_file_stays_visible_and_is_never_given(scanner, browse, attached):
    scanner.stop()
    found = attached(INFECTED)
    scanner.start()
    assert rescan_pending() == {ScanState.QUARANTINED: 1}
    listed = browse("asisten2").get(f"/kasus/{found.boundary}/dokumen/")
    assert "dikarantina" in listed.text.lower()
    assert link(found) not in listed.body
    refused = browse("asisten2").get(link(found))
    assert (refused.status, refused.codes) == (409, {"E-GUARD"})
    assert f"Berkas “surat.pdf” {QUARANTINED}" in refused.text
    assert rescan_pending() == {}


@pytest.mark.req("SJ-135")
def test_a_stranger_learns_nothing_of_a_scan(scanner, browse, attached):
    scanner.stop()
    found = attached()
    refused = browse("bogor").get(link(found))
    assert (refused.status, refused.codes) == (404, {"E-HIDE"})
    assert "pemindaian" not in refused.text


def test_without_a_scanner_files_are_had_as_before(browse, attached):
    found = attached()
    assert found.scan_state == ScanState.NOT_SCANNED
    assert link(found) in browse("jaksel").get(f"/kasus/{found.boundary}/dokumen/").body
    assert browse("jaksel").get(link(found)).status == 302


@pytest.mark.req("SJ-60")
@pytest.mark.parametrize("content", [INFECTED, PDF], ids=["infected", "clean"])
def test_with_a_form(world, browse, scanner, s3, content):
    world.at("disetujui")
    kind = "surat_pengantar_rencana"
    sent = {"no_surat_pengantar": "", kind: SimpleUploadedFile("surat.pdf", content)}
    answer = browse("jaksel").post("/jpt/baru/tambah_seleksi/?langkah=1", sent)
    assert answer.status == 422
    refusal = re.search("Berkas “surat.pdf” ditolak: pemindai virus menemukan Alur.Uji", answer.text)
    assert (refusal is not None) == (content is INFECTED)
