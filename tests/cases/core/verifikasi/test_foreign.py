"""Files we did not issue: their signatures are examined, and the answer says so (CB-239, issue 7)."""

from __future__ import annotations

import pytest

from cases.verifikasi import judging
from documents.inspection import readers
from documents.signing import prepare_fields
from documents.signing.demo import DemoAuthority
from documents.signing.facts import UNEXAMINED, Verification
from tests.documents.material import PDF
from tests.documents.signing.material import FIRST, NAMES, document, request

pytestmark = pytest.mark.req("CB-239")


@pytest.fixture
def signed(db, settings):
    """Signed by the demo authority, a document of no case: as from another installation."""
    authority = DemoAuthority(settings.ALUR_AUTHORITY_DIR)
    return authority.sign(prepare_fields(document(), [FIRST]), request(FIRST))


def test_valid_signatures_of_another_paper(stranger, signed):
    """It is judged by what is in the file alone."""
    status, found = stranger.api_file(signed)
    assert (status, found["verdict"], found["genuine"], found["document"]) == (
        200,
        "tanda_tangan_sah",
        False,
        None,
    )
    assert [(s["nama"], s["demo"]) for s in found["signatures"]] == [(NAMES[FIRST], True)]
    page = stranger.file(signed)
    assert (page.status, "tanda tangannya sah" in page.text, "Diperiksa" in page.text) == (200, True, True)


def test_altered_ones(stranger, signed):
    at = signed.index(b"stream") + 20
    altered = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    status, found = stranger.api_file(altered)
    assert (status, found["verdict"], found["genuine"]) == (200, "tanda_tangan_tidak_sah", False)
    assert found["problem"] == "Isi dokumen tidak cocok dengan tanda tangannya: berkas berubah atau rusak."


def test_an_unsigned_one_is_unknown(stranger):
    status, found = stranger.api_file(PDF)
    assert (status, found["verdict"], found["signatures"], found["problem"]) == (
        200,
        "tidak_dikenal",
        [],
        None,
    )
    status, found = stranger.api_file(b"bukan PDF sama sekali")
    assert (status, found["verdict"], found["problem"]) == (200, "tidak_dikenal", None)


@pytest.mark.parametrize("why", ["busy", "slow"])
def test_what_could_not_be_examined_is_not_accused(stranger, monkeypatch, tmp_path, why):
    monkeypatch.setenv("ALUR_READERS_DIR", str(tmp_path))
    monkeypatch.setattr(readers, "WAIT_SECONDS", 0.1)
    if why == "slow":
        monkeypatch.setattr(judging, "verify", lambda pdf: Verification(False, problem=UNEXAMINED))
        places = []
    else:
        places = [readers.place("verifikasi", judging.AT_ONCE, 0) for _ in range(judging.AT_ONCE)]
    for place in places:
        place.__enter__()
    try:
        status, found = stranger.api_file(PDF)
        page = stranger.file(PDF)
    finally:
        for place in places:
            place.__exit__(None, None, None)
    assert (status, found["verdict"], page.status) == (503, "belum_diperiksa", 503)
    assert "Belum dapat diperiksa" in page.text


def test_a_genuine_one_can_be_compared(desk, stranger, bytes_of):
    """Number, addressee, subject and the time of the check stand beside "Asli"."""
    letter = desk.do(desk.sign(desk.approval(), "asisten1"), "kirim", "asisten1")
    status, found = stranger.api_file(bytes_of(letter))
    paper = found["document"]
    assert (status, found["verdict"], paper["nomor"]) == (200, "asli", letter.nomor_surat)
    assert (paper["perihal"], paper["kepada"]) == (letter.isi["perihal"], letter.isi["kepada"])
    assert paper["perihal"]
    assert paper["kepada"]
    assert found["checked_at"]
    text = stranger.file(bytes_of(letter)).text
    for told in (letter.isi["perihal"], "Kepada", "Perihal", "Diperiksa"):
        assert told in text
