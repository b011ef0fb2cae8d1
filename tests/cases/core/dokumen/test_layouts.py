"""What is signed is what was read: a letter whose layout changed since its draft is not signed, it is drawn again."""

import shutil

import pytest

from cases.dokumen import printing
from cases.dokumen.files import content_of
from cases.dokumen.models import Dokumen
from documents.rendering import attached_data, layout_digest, render
from tests.support.pdf import words_of
from tests.support.world import fresh, live_sound, refused

REDRAWN = {"perihal": "x", "nomor_surat": "B-1", "tanggal": "2026-11-21", "isi": "<p>x</p>"}


@pytest.fixture
def layouts(settings, tmp_path):
    """The layouts, in a copy that a test may change."""
    copy = tmp_path / "dokumen"
    shutil.copytree(settings.ALUR_LAYOUTS, copy)
    settings.ALUR_LAYOUTS = copy
    return copy


def change(file):
    file.write_text(f"{file.read_text()}\n// changed\n")


def test_the_digest_is_that_of_a_layout_and_what_it_imports(layouts):
    letter, list_ = layout_digest("jpt/surat_persetujuan"), layout_digest("daftar")
    change(layouts / "surat_bagian.typ")
    assert (layout_digest("jpt/surat_persetujuan") == letter, layout_digest("daftar") == list_) == (
        False,
        True,
    )
    change(layouts / "kop.typ")
    assert layout_digest("daftar") != list_


@pytest.mark.req("CB-239")
def test_the_signed_file_is_the_draft_byte_for_byte_without_its_marks(desk):
    """Set again from what the reader had before them, the text that was signed is the same bytes."""
    letter = desk.approval()
    seen = content_of(letter.berkas)
    signed = content_of(desk.sign(letter, "asisten1").berkas)
    data = attached_data(seen)
    issued = {**data, "konsep": False, "judul": letter.jenis_label, "verifikasi": printing._proof(letter)}
    assert signed.startswith(render(letter.rule.layout, issued)), "then come only fields and signature"
    assert render(letter.rule.layout, data) == seen
    assert ("KONSEP" in words_of(seen), "KONSEP" in words_of(signed)) == (True, False)


@pytest.mark.kills("guard:dokumen.tata_letak_sama")
class TestChanged:
    def test_it_is_not_signed_but_drawn_again(self, desk, layouts):
        letter = desk.approval()
        assert letter.tata_letak == layout_digest(letter.rule.layout)
        change(layouts / "surat_bagian.typ")
        with refused("E-STALE", guard="tata_letak_sama") as caught:
            desk.sign(letter, "asisten1")
        assert caught.value.message.startswith(
            "Tata letak surat diperbarui sejak konsep ini disusun, sehingga"
        )
        letter = desk.do(letter, "tolak_tanda_tangan", "asisten1", alasan="Tata letak baru.")
        desk.do(letter, "susun_ulang", "asisten1", **REDRAWN)
        desk.work()
        letter = desk.do(fresh(letter), "ajukan", "asisten1")
        assert (letter.konsep, letter.tata_letak) == (2, layout_digest(letter.rule.layout))
        assert desk.sign(letter, "asisten1").state == "ditandatangani"
        live_sound(letter)

    def test_a_draft_in_another_layout_is_not_submitted(self, desk, layouts):
        seleksi = desk.steps.do(
            desk.steps.reviewed(), "asisten1", "setujui", catatan_persetujuan="<p>Ya.</p>"
        )
        desk.work()
        letter = desk.do(desk.of(seleksi, "surat_persetujuan"), "susun_ulang", "asisten1", **REDRAWN)
        desk.work()
        change(layouts / "kop.typ")
        with refused("E-STALE", guard="tata_letak_sama") as caught:
            desk.do(fresh(letter), "ajukan", "asisten1")
        assert "Susun ulang konsep" in caught.value.message

    def test_another_layout_changes_nothing(self, desk, layouts):
        letter = desk.approval()
        change(layouts / "daftar.typ")
        assert desk.sign(letter, "asisten1").state == "ditandatangani"

    def test_the_next_signer_signs_the_bytes_of_the_first(self, desk, layouts):
        letter = desk.sign(desk.paper("ba_uji"), "asisten1")
        change(layouts / "surat_bagian.typ")
        assert desk.sign(letter, "jaksel").state == "ditandatangani"

    def test_a_draft_from_before_they_were_kept(self, desk, layouts):
        letter = desk.approval()
        Dokumen.objects.filter(pk=letter.pk).update(tata_letak="")
        change(layouts / "kop.typ")
        assert desk.sign(fresh(letter), "asisten1").state == "ditandatangani"
