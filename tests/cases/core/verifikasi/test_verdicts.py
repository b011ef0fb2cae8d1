"""Genuine or not, which document, who signed when, the latest or not — and nothing else (issue 3)."""

from __future__ import annotations

import hashlib
import io
from html import escape

import pytest

from cases.dokumen.models import Dokumen
from documents.models import Attachment
from documents.receiving import receive
from tests.documents.material import PDF
from tests.support.world import fresh

pytestmark = pytest.mark.req("CB-239")
UNKNOWN = "ABCDEFGHJKLMNPQRSTUV"


def sent(desk):
    letter = desk.sign(desk.approval(), "asisten1")
    return desk.do(letter, "kirim", "asisten1")


def both(stranger, content):
    """The verdict on a file, which page and API must agree on."""
    status, found = stranger.api_file(content)
    page = stranger.file(content)
    assert (status, page.status) == (200, 200)
    title = found["message"].split(".")[0]
    assert title in page.text
    return found


class TestSent:
    def test_by_file(self, desk, stranger, bytes_of):
        letter = sent(desk)
        found = both(stranger, bytes_of(letter))
        assert (found["verdict"], found["genuine"], found["latest"]) == ("asli", True, True)
        signature = found["document"]["penandatangan"]
        assert [(s["nama"], s["peran"], s["demo"]) for s in signature] == [
            ("Asisten 1", "Petugas yang ditunjuk", True)
        ]
        assert signature[0]["waktu"]
        text = stranger.file(bytes_of(letter)).text
        for told in ("Asli", letter.jenis_label, letter.nomor_surat, "Asisten 1", "WIB", "demo"):
            assert told in text

    def test_by_code(self, desk, stranger):
        letter = sent(desk)
        status, found = stranger.api_code(letter.kode)
        assert (status, found["verdict"], found["genuine"], found["latest"]) == (200, "dikenal", True, True)
        page = stranger.code(letter.kode)
        assert (page.status, "Kode dapat disalin ke kertas lain" in page.text) == (200, True)
        typed = stranger.client.get(
            "/verifikasi/", {"kode": f" {letter.kode[:10].lower()}-{letter.kode[10:]}"}
        )
        assert (typed.status_code, typed["Location"]) == (302, f"/verifikasi/{letter.kode}/")

    @pytest.mark.parametrize(
        ("owner", "shown"),
        [("ASISTEN  1", ""), ("Siti Aminah", "Siti Aminah"), ("<b>Siti</b>", "<b>Siti</b>")],
    )
    def test_the_owner_of_the_certificate(self, desk, stranger, bytes_of, owner, shown):
        """Shown where it is not the name of the account."""
        letter = sent(desk)
        (line,) = letter.signers
        line.sertifikat = {**line.sertifikat, "pemilik": owner}
        line.save(update_fields=["sertifikat"])
        for found in (stranger.api_code(letter.kode)[1], both(stranger, bytes_of(letter))):
            (one,) = found["document"]["penandatangan"]
            assert (one["nama"], one["sertifikat"]) == ("Asisten 1", shown)
        for page in (stranger.code(letter.kode), stranger.file(bytes_of(letter))):
            assert ("Sertifikat:" in page.body) == bool(shown)
            assert f"Sertifikat: {escape(shown)}</span>" in page.body or not shown

    @pytest.mark.parametrize("place", [20, -20])
    def test_a_flipped_byte(self, desk, stranger, bytes_of, place):
        letter = sent(desk)
        content = bytearray(bytes_of(letter))
        content[place] ^= 1
        found = both(stranger, bytes(content))
        assert (found["verdict"], found["genuine"]) == ("berubah", False)
        assert found["document"]["nomor"] == letter.nomor_surat

    def test_something_appended(self, desk, stranger, bytes_of):
        found = both(stranger, bytes_of(sent(desk)) + b"\n")
        assert (found["verdict"], found["genuine"]) == ("berubah", False)

    def test_an_earlier_version(self, desk, stranger, bytes_of):
        letter = sent(desk)
        found = both(stranger, bytes_of(letter, version=1))
        assert (found["verdict"], found["genuine"], found["latest"]) == ("belum_ditandatangani", False, False)
        assert found["document"]["penandatangan"] == []
        assert "Asisten 1" not in stranger.file(bytes_of(letter, version=1)).text

    def test_the_number_is_that_of_the_letter_and_no_other(self, desk, stranger):
        letter = sent(desk)
        # sent before a number was asked for
        Dokumen.objects.filter(pk=letter.pk).update(isi={**letter.isi, "nomor_surat": ""})
        assert stranger.api_code(letter.kode)[1]["document"]["nomor"] == ""
        text = stranger.code(letter.kode).text
        assert "Nomor surat belum ada" in text
        assert letter.case.number not in text


class TestReplaced:
    def test_by_a_document_that_was_sent(self, desk, stranger, bytes_of):
        letter = sent(desk)
        content = bytes_of(letter)
        desk.do(letter, "buat_pengganti", "asisten1", alasan="Salah tulis")
        desk.work()
        newer = fresh(Dokumen.objects.get(menggantikan=letter.pk))
        # while it is prepared nobody outside learns of it
        assert both(stranger, content)["verdict"] == "asli"
        assert stranger.code(newer.kode).status == 404
        newer = desk.do(newer, "ajukan", "asisten1")
        newer = desk.do(desk.sign(newer, "asisten1"), "kirim", "asisten1")
        found = both(stranger, content)
        assert (found["verdict"], found["genuine"], found["latest"]) == ("digantikan", True, False)
        assert newer.kode not in str(found)
        assert stranger.api_code(letter.kode)[1]["verdict"] == "digantikan"
        assert both(stranger, bytes_of(newer))["verdict"] == "asli"


class TestOfSeveralSigners:
    def test_one_after_the_other(self, desk, stranger, bytes_of):
        paper = desk.paper("ba_uji")
        for found in (both(stranger, bytes_of(paper)), stranger.api_code(paper.kode)[1]):
            assert (found["verdict"], found["genuine"]) == ("belum_ditandatangani", False)
            assert found["document"]["penandatangan"] == []
        assert "Tanda tangan" not in stranger.code(paper.kode).text
        paper = desk.sign(paper, "asisten1")
        first = bytes_of(paper)
        found = both(stranger, first)
        assert (found["verdict"], found["genuine"]) == ("belum_lengkap", False)
        code = stranger.api_code(paper.kode)[1]
        assert (code["verdict"], [s["nama"] for s in code["document"]["penandatangan"]]) == (
            "belum_lengkap",
            ["Asisten 1", ""],
        )
        paper = desk.sign(paper, "jaksel")
        assert both(stranger, bytes_of(paper))["verdict"] == "asli"
        found = both(stranger, first)
        assert (found["verdict"], found["latest"]) == ("belum_lengkap", False)
        # of this version of the file: the second line was still open
        assert [s["nama"] for s in found["document"]["penandatangan"]] == ["Asisten 1", ""]

    def test_voided(self, desk, stranger, bytes_of):
        paper = desk.sign(desk.paper("ba_uji"), "asisten1")
        content = bytes_of(paper)
        desk.do(paper, "batalkan", "asisten1", alasan="Batal")
        found = both(stranger, content)
        assert (found["verdict"], found["genuine"]) == ("tidak_berlaku", False)
        assert stranger.api_code(paper.kode)[1]["verdict"] == "tidak_berlaku"

    def test_a_draft_that_was_refused(self, desk, stranger, bytes_of):
        paper = desk.sign(desk.paper("ba_uji"), "asisten1")
        content = bytes_of(paper)
        paper = desk.do(paper, "tolak_tanda_tangan", "jaksel", alasan="Salah nama")
        isi = {name: paper.isi.get(name, "") for name in ("perihal", "isi", "tanggal", "nomor_surat")}
        desk.do(paper, "susun_ulang", "asisten1", **{**isi, "isi": "<p>Diperbaiki.</p>"})
        desk.work()
        desk.do(fresh(paper), "ajukan", "asisten1")
        found = both(stranger, content)
        assert (found["verdict"], found["genuine"]) == ("tidak_berlaku", False)


class TestUnknown:
    def test_code_and_file(self, stranger):
        page = stranger.code(UNKNOWN)
        assert (page.status, "Yang dapat Anda lakukan" in page.text) == (404, True)
        assert stranger.api_code(UNKNOWN)[0] == 404
        found = both(stranger, b"%PDF-1.7 bukan milik kami")
        assert (found["verdict"], found["document"]) == ("tidak_dikenal", None)

    def test_what_others_have_uploaded_is_not_ours_to_vouch_for(self, desk, stranger):
        """A letter of an institution lies in our store; that says nothing about it, and nobody is told."""
        upload = receive(io.BytesIO(PDF), "surat.pdf", uploader=desk.people.jaksel)
        desk.steps.submitted(surat_pengantar_rencana=[str(upload.pk)])
        assert Attachment.objects.filter(sha256=hashlib.sha256(PDF).hexdigest()).exists()
        assert both(stranger, PDF)["verdict"] == "tidak_dikenal"

    @pytest.mark.parametrize("signed", [False, True])
    def test_an_internal_paper_is_answered_the_same(self, desk, stranger, bytes_of, signed):
        """Neither code nor file nor a changed copy of it say that there is one."""
        letter = desk.approval()
        if signed:
            letter = desk.sign(letter, "asisten1")
        content = bytes_of(letter)
        unknown = stranger.code(UNKNOWN)
        page = stranger.code(letter.kode)
        assert (page.status, page.text) == (unknown.status, unknown.text)
        assert stranger.api_code(letter.kode) == stranger.api_code(UNKNOWN)
        status, nothing = stranger.api_file(PDF)
        for given in (content, content + b" "):
            told_status, told = stranger.api_file(given)
            assert (told_status, told | {"checked_at": ""}) == (status, nothing | {"checked_at": ""})

    def test_a_voided_internal_paper(self, desk, stranger):
        letter = desk.do(desk.approval(), "batalkan", "asisten1", alasan="Batal")
        assert stranger.code(letter.kode).status == 404


class TestPrints:
    def test_genuine_changed_and_by_code(self, stranger, printed):
        found, content = printed
        assert both(stranger, content)["verdict"] == "asli"
        changed = content + f"alur:{found.kode}".encode()
        assert both(stranger, changed)["verdict"] == "berubah"
        page = stranger.code(found.kode)
        assert (page.status, "tanpa tanda tangan" in page.text, "Zirkonia" in page.text) == (200, True, False)


def test_nothing_else_is_disclosed(desk, stranger, bytes_of, printed):
    letter = sent(desk)
    secrets = [
        letter.induk.title,
        letter.induk.number,
        str(letter.pk),
        str(letter.induk_id),
        letter.berkas.original_name,
        letter.berkas.storage_key,
        "asisten1",
        "Lengkap.",  # what the letter says
        "/kasus/",
        "/akun/",
        "terkirim",
        printed[0].judul,
        printed[0].pemohon.nama,
    ]
    answers = [
        stranger.code(letter.kode).body,
        stranger.file(bytes_of(letter)).body,
        stranger.file(bytes_of(letter) + b" ").body,
        stranger.code(printed[0].kode).body,
        str(stranger.api_code(letter.kode)),
        str(stranger.api_file(bytes_of(letter))),
    ]
    for answer in answers:
        assert [secret for secret in secrets if secret in answer] == []
