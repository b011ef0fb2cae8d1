"""KASN's letters of a selection: written by a job, signed by the reviewer, sent to the institution (§16.8)."""

import io
from datetime import timedelta

import pikepdf
import pytest
from pikepdf.models.metadata import decode_pdf_date

from cases.core.models import Notification
from cases.core.reading.sight import cases_visible_to
from cases.dokumen import printing
from cases.dokumen.files import content_of
from cases.dokumen.jobs import NUMBER_MISSING
from cases.dokumen.models import Dokumen
from documents.models import Attachment, ScanState
from documents.rendering import RenderingError, attached_data, render
from documents.signing import prepare_fields, verify
from tests.support.jobs import due_now, put_back, rows
from tests.support.pdf import pages_of, words_of
from tests.support.world import acts_of, fresh, live_sound, open_tasks, refused
from workflows.actors import SYSTEM
from workflows.gate import perform

pytestmark = pytest.mark.req("CB-239", "SJ-79")
REDRAWN = {"perihal": "x", "nomor_surat": "B-1", "tanggal": "2026-11-21", "isi": "<p>x</p>"}


@pytest.mark.kills("fact:dokumen.lengkap")
def test_setujui_has_a_letter_written_and_put_before_the_reviewer(desk):
    letter = desk.approval()
    assert letter.state == "menunggu_ttd"
    assert open_tasks(letter) == {"penandatangan_1": ("orang_1", "asisten1")}
    assert [(row.peran, row.nama) for row in letter.signers] == [("Petugas yang ditunjuk", "Asisten 1")]
    assert letter.case.assignee.username == "asisten1"
    assert acts_of(letter) == ["buat", "ajukan"]
    assert letter.berkas.scan_state == ScanState.OWN
    live_sound(letter)


@pytest.mark.req("SJ-81")
def test_a_recommendation_is_a_letter_of_its_own(desk):
    seleksi = desk.steps.do(desk.steps.reviewed(), "asisten1", "rekomendasi", isi="<p>Perluas panitia.</p>")
    desk.work()
    letter = desk.of(seleksi, "rekomendasi_rencana")
    assert letter.isi["isi"] == "<p>Perluas panitia.</p>"
    assert letter.jenis_label == "Rekomendasi rencana"


def test_a_letter_attached_by_the_reviewer_replaces_ours(desk):
    seleksi = desk.steps.reviewed()
    file = desk.steps.file("asisten1")
    desk.steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Ya.</p>", surat_persetujuan=[file])
    desk.work()
    assert not Dokumen.objects.exists()


def test_a_job_delivered_twice_writes_one_letter(desk):
    desk.steps.approved()
    taken = rows("dokumen")
    desk.work()
    letter = fresh(Dokumen.objects.get().case)
    put_back(taken)
    desk.work()
    assert list(Dokumen.objects.values_list("pk", flat=True)) == [letter.pk]
    assert Attachment.objects.filter(boundary=letter.pk).count() == 1


def test_nothing_is_written_while_the_store_is_down_and_it_comes_by_itself(desk, settings):
    from tests.documents.store import use_options

    seleksi = desk.steps.approved()
    before = settings.STORAGES
    use_options(settings, endpoint_url="http://127.0.0.1:9")
    desk.work()
    assert not Dokumen.objects.exists()
    settings.STORAGES = before
    due_now("dokumen")
    desk.work()
    assert desk.of(seleksi, "surat_persetujuan").state == "menunggu_ttd"


@pytest.mark.kills("guard:dokumen.nomor_surat_ada")
class TestNumber:
    """A letter is signed under the number its office gave it, and no other number stands in for it."""

    def unnumbered(self, desk):
        seleksi = desk.steps.do(
            desk.steps.reviewed(), "asisten1", "setujui", catatan_persetujuan="<p>Ya.</p>"
        )
        desk.work()
        return desk.of(seleksi, "surat_persetujuan")

    def test_without_one_it_waits_as_a_draft_and_its_petugas_is_told(self, desk):
        letter = self.unnumbered(desk)
        assert (letter.state, letter.nomor_surat, letter.siap) == ("konsep", "", True)
        assert open_tasks(letter) == {"utama": ("periksa", "asisten1")}
        told = Notification.objects.filter(user=desk.people.asisten1, case=letter.pk)
        assert list(told.values_list("text", flat=True)) == [NUMBER_MISSING]
        text = words_of(content_of(letter.berkas))
        assert "(belum diisi)" in text
        with refused("E-GUARD", guard="nomor_surat_ada"):
            desk.do(letter, "ajukan", "asisten1")
        live_sound(letter)

    def test_with_one_it_goes_on(self, desk):
        letter = self.unnumbered(desk)
        with refused("E-REQ", field="nomor_surat"):
            desk.do(letter, "susun_ulang", "asisten1", **{**REDRAWN, "nomor_surat": "  "})
        desk.do(letter, "susun_ulang", "asisten1", **REDRAWN)
        desk.work()
        letter = desk.sign(desk.do(fresh(letter), "ajukan", "asisten1"), "asisten1")
        assert (letter.state, letter.nomor_surat) == ("ditandatangani", "B-1")

    def test_one_that_was_submitted_without_is_not_signed(self, desk):
        letter = desk.approval()
        Dokumen.objects.filter(pk=letter.pk).update(isi={**letter.isi, "nomor_surat": ""})
        with refused("E-GUARD", guard="nomor_surat_ada"):
            desk.sign(letter, "asisten1")
        assert desk.do(letter, "tolak_tanda_tangan", "asisten1", alasan="Tanpa nomor.").state == "konsep"


class TestPrintable:
    """What the letter cannot print is refused where it is typed, and named."""

    @pytest.mark.parametrize("field", ["perihal", "nomor_surat", "isi"])
    def test_a_redraft(self, desk, field):
        letter = desk.do(desk.approval(), "tolak_tanda_tangan", "asisten1", alasan="Salah.")
        with refused("E-FMT", field=field) as caught:
            desk.do(letter, "susun_ulang", "asisten1", **{**REDRAWN, field: "Baik 😀 中"})
        assert "“😀”, “中”" in str(caught.value.errors[field][0].message)
        assert desk.do(letter, "susun_ulang", "asisten1", **{**REDRAWN, field: "Baik a² é ½"}).disusun

    def test_the_act_that_orders_the_letter(self, desk):
        seleksi = desk.steps.reviewed()
        with refused("E-FMT", field="catatan_persetujuan"):
            desk.steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>😀</p>")
        file = desk.steps.file("asisten1")  # a letter written elsewhere is not printed here
        data = {"catatan_persetujuan": "<p>😀</p>", "surat_persetujuan": [file]}
        assert desk.steps.do(seleksi, "asisten1", "setujui", **data).state == "disetujui"


class TestDraftAndSigned:
    """Nobody can take the one for the other."""

    def test_a_draft_is_visibly_one_on_every_page(self, desk):
        letter = desk.approval()
        draft = content_of(letter.berkas)
        text = words_of(draft)
        pages = pages_of(draft)
        assert text.count("KONSEP 1 — belum ditandatangani, tidak berlaku sebagai dokumen") == pages
        for word in ("Ditandatangani", "secara elektronik", "Kode verifikasi", letter.kode, "/verifikasi/"):
            assert word not in text
        with pikepdf.open(io.BytesIO(draft)) as pdf:
            assert "/AcroForm" not in pdf.Root
            assert "alur:" not in str(pdf.docinfo["/Keywords"])
            assert letter.kode.encode() not in pdf.attachments["data.json"].get_file().read_bytes()
            assert "/Subtype /Image" not in str(list(pdf.pages[0].get("/Resources", {})))
        assert letter.berkas.original_name == f"Konsep 1 Surat Persetujuan {letter.induk.number}.pdf"

    def test_the_signed_file_is_the_text_of_the_draft_without_its_marks(self, desk):
        letter = desk.approval()
        draft = content_of(letter.berkas)
        letter = desk.sign(letter, "asisten1")
        signed = content_of(letter.berkas)
        text = words_of(signed)
        assert "KONSEP" not in text.upper()
        assert "Ditandatangani secara elektronik" in text
        assert f"Kode verifikasi {letter.kode}" in text
        before, after = attached_data(draft), attached_data(signed)
        assert (before.pop("konsep"), after.pop("konsep")) == (True, False)
        assert (before.pop("judul"), after.pop("judul")) == ("Konsep surat persetujuan", "Surat persetujuan")
        assert after.pop("verifikasi")["kode"] == letter.kode
        assert before == after
        with pikepdf.open(io.BytesIO(signed)) as pdf:
            assert [str(field["/T"]) for field in pdf.Root.AcroForm.Fields] == ["penandatangan_1"]
            assert f"alur:{letter.kode}" in str(pdf.docinfo["/Keywords"])

    def test_its_dates_agree(self, desk):
        letter = desk.sign(desk.approval(), "asisten1")
        with pikepdf.open(io.BytesIO(content_of(letter.berkas))) as pdf:
            made, changed = (
                decode_pdf_date(str(pdf.docinfo[name])) for name in ("/CreationDate", "/ModDate")
            )
        assert made.utcoffset() is not None
        assert timedelta(0) <= changed - made < timedelta(minutes=10)
        assert timedelta(0) <= letter.signers[0].signed_at - made < timedelta(minutes=10)

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("123/KASN/2026", "Surat Persetujuan 123-KASN-2026.pdf"),
            ('B"1 <x>:é\\y?.', "Surat Persetujuan B-1-x-e-y.pdf"),
            ("9" * 100, f"Surat Persetujuan {'9' * 80}.pdf"),
        ],
    )
    def test_the_signed_file_has_a_proper_name(self, desk, number, name):
        letter = desk.do(desk.approval(), "tolak_tanda_tangan", "asisten1", alasan="Nomor.")
        desk.do(letter, "susun_ulang", "asisten1", **{**REDRAWN, "nomor_surat": number})
        desk.work()
        letter = desk.do(fresh(letter), "ajukan", "asisten1")
        assert letter.berkas.original_name == f"Konsep 2 Surat Persetujuan {letter.induk.number}.pdf"
        assert desk.sign(letter, "asisten1").berkas.original_name == name

    def test_while_signatures_are_missing_the_name_says_so(self, desk):
        paper = desk.sign(desk.paper("ba_uji"), "asisten1")
        assert paper.berkas.original_name == "Ba Uji BA-7-XI-2026 (belum lengkap).pdf"
        text = words_of(content_of(paper.berkas))
        assert "Ditandatangani" not in text
        assert desk.sign(paper, "jaksel").berkas.original_name == "Ba Uji BA-7-XI-2026.pdf"

    def test_a_draft_from_before_is_signed_as_it_is(self, desk, monkeypatch):
        """Letters that waited when drafts were not marked yet."""
        marked = printing.layout
        old = {"kode": "X" * 20, "alamat": "https://contoh.id/verifikasi/X/"}
        with monkeypatch.context() as patched:
            patched.setattr(printing, "layout", lambda *a: {**marked(*a), "konsep": False, "verifikasi": old})
            patched.setattr(
                printing, "draft", lambda o, lines: _with_field(render("surat", printing.layout(o, lines)))
            )
            letter = desk.approval()
        seen = content_of(letter.berkas)
        assert content_of(desk.sign(letter, "asisten1").berkas).startswith(seen)


def _with_field(pdf):
    return prepare_fields(pdf, ["penandatangan_1"])


def leaves(person):
    person.is_active = False
    person.save(update_fields=["is_active"])


def test_whose_decision_it_was_may_leave_before_the_letter_is_written(desk):
    seleksi = desk.steps.approved()
    leaves(desk.people.asisten1)
    desk.work()
    letter = desk.of(seleksi, "surat_persetujuan")
    assert letter.state == "menunggu_ttd"
    assert letter.case.assignee.username in ("admin", "komisioner")
    assert letter.signers[0].user == letter.case.assignee
    live_sound(letter)


UNPRINTABLE = RenderingError("Isi tidak dapat dicetak.")


def test_a_text_that_cannot_be_printed_is_told_and_not_tried_for_ever(desk, monkeypatch):
    seleksi = desk.steps.approved()

    def fail(*arguments):
        raise UNPRINTABLE

    monkeypatch.setattr("cases.dokumen.printing.render", fail)
    desk.work()
    assert not Dokumen.objects.exists()
    assert rows("dokumen", status=("todo", "doing", "failed")) == []
    told = Notification.objects.filter(user=desk.people.asisten1, case=seleksi.pk)
    assert "Surat persetujuan tidak dapat disusun dari isiannya" in told.values_list("text", flat=True)


def test_and_a_redrawn_one_goes_back_to_its_author(desk, monkeypatch):
    letter = desk.do(desk.approval(), "tolak_tanda_tangan", "asisten1", alasan="Salah.")
    data = {"perihal": "x", "nomor_surat": "B-1", "tanggal": "2026-11-21", "isi": "<p>x</p>"}
    letter = desk.do(letter, "susun_ulang", "asisten1", **data)

    def fail(*arguments):
        raise UNPRINTABLE

    with monkeypatch.context() as patched:
        patched.setattr("cases.dokumen.printing.render", fail)
        desk.work()
    letter = fresh(letter)
    assert (letter.state, letter.siap, letter.disusun) == ("konsep", False, False)
    assert open_tasks(letter) == {"utama": ("susun", "asisten1")}
    assert acts_of(letter)[-1] == "gagal_disusun"
    letter = desk.do(letter, "susun_ulang", "asisten1", **data)
    desk.work()
    assert fresh(letter).siap
    live_sound(fresh(letter))


def test_signed_and_sent(desk):
    letter = desk.sign(desk.approval(), "asisten1")
    assert (letter.state, open_tasks(letter)) == ("ditandatangani", {"utama": ("kirimkan", "asisten1")})
    found = verify(content_of(letter.berkas))
    assert found.genuine, found.problem
    assert [(one.field, one.demo) for one in found.signatures] == [("penandatangan_1", True)]
    assert letter.berkas.version == 2
    assert letter.signers[0].sertifikat["demo"] is True
    letter = desk.do(letter, "kirim", "asisten1")
    assert (letter.state, open_tasks(letter)) == ("terkirim", {})
    assert letter.dikirim_pada is not None
    assert acts_of(letter) == ["buat", "ajukan", "tanda_tangani", "lengkapi", "kirim"]
    live_sound(letter)


def test_the_institution_sees_it_when_it_is_sent_and_not_before(desk):
    letter = desk.approval()
    jaksel = desk.people.jaksel

    def sees(person):
        return cases_visible_to(person).filter(pk=letter.pk).exists()

    assert not sees(jaksel)
    letter = desk.sign(letter, "asisten1")
    assert not sees(jaksel)
    desk.do(letter, "kirim", "asisten1")
    desk.work()
    assert sees(jaksel)
    assert not sees(desk.people.bogor)
    assert sees(desk.people.auditor)
    told = Notification.objects.filter(user=jaksel, case=letter.pk).values_list("text", flat=True)
    assert list(told) == ["Dokumen bertanda tangan dikirim kepada Anda"]


class TestRefusals:
    def test_a_file_the_signer_has_not_seen(self, desk):
        letter = desk.approval()
        with refused("E-STALE"):
            desk.do(letter, "tanda_tangani", "asisten1", sidik="0" * 64)

    @pytest.mark.parametrize(("sidik", "code"), [("", "E-REQ"), ("abc", "E-FMT")])
    def test_no_file_named(self, desk, sidik, code):
        letter = desk.approval()
        with refused(code, field="sidik"):
            desk.do(letter, "tanda_tangani", "asisten1", sidik=sidik)

    @pytest.mark.kills("predicate:dokumen.penandatangan")
    @pytest.mark.parametrize("who", ["asisten2", "komisioner", "auditor"])
    def test_somebody_elses_line(self, desk, who):
        letter = desk.approval()
        with refused("E-PERM"):
            desk.sign(letter, who)

    def test_an_unsent_letter_is_hidden_from_the_institution(self, desk):
        letter = desk.approval()
        with refused("E-HIDE"):
            desk.sign(letter, "jaksel")

    def test_after_the_last_signature_nothing_changes(self, desk):
        letter = desk.sign(desk.approval(), "asisten1")
        for act, data in {
            "tanda_tangani": {"sidik": letter.berkas.sha256},
            "tolak_tanda_tangan": {"alasan": "Salah."},
            "susun_ulang": {"perihal": "x", "nomor_surat": "B-1", "tanggal": "2026-11-21", "isi": "<p>x</p>"},
            "batalkan": {"alasan": "Salah."},
        }.items():
            with refused("E-STATE"):
                desk.do(letter, act, "asisten1", **data)

    def test_unsigned_is_not_sent(self, desk):
        letter = desk.approval()
        with refused("E-STATE"):
            desk.do(letter, "kirim", "asisten1")

    @pytest.mark.kills("predicate:dokumen.petugas_ditunjuk")
    @pytest.mark.parametrize("who", ["asisten2", "komisioner", "auditor"])
    def test_somebody_elses_letter_to_send(self, desk, who):
        letter = desk.sign(desk.approval(), "asisten1")
        with refused("E-PERM"):
            desk.do(letter, "kirim", who)

    @pytest.mark.req("SJ-137")
    @pytest.mark.kills("predicate:dokumen.kasn_admin", "predicate:dokumen.kasn_komisioner")
    @pytest.mark.parametrize("who", ["asisten1", "asisten2", "auditor"])
    def test_only_supervisors_name_another_petugas(self, desk, who):
        letter = desk.approval()
        other = str(desk.people.asisten2.pk)
        with refused("E-PERM"):
            desk.do(letter, "ganti_petugas", who, petugas=other, alasan="Cuti.")

    @pytest.mark.kills("fact:dokumen.!siap")
    def test_a_draft_that_is_there_is_not_replaced_by_a_job(self, desk):
        paper = desk.paper("ba_uji", "terkirim")
        desk.do(paper, "buat_pengganti", "asisten1", alasan="Salah ketik.")
        desk.work()
        draft = fresh(Dokumen.objects.get(menggantikan=paper.pk))
        data = {"berkas": desk.steps.file("asisten1"), "konsep": draft.konsep}
        with refused("E-STATE"):
            perform(draft, "lampirkan", actor=SYSTEM, on_behalf_of=desk.people.asisten1, data=data)

    @pytest.mark.kills("predicate:dokumen.sistem")
    def test_what_is_automatic_is_pressed_by_nobody(self, desk):
        letter = desk.approval()
        with refused("E-GUARD", guard="lengkap"):
            desk.do(letter, "lengkapi", "sistem")
        with refused("E-PERM"):
            desk.do(letter, "lengkapi", "asisten1")

    def test_a_file_altered_in_the_store_is_not_signed(self, desk, s3):
        letter = desk.approval()
        content = bytearray(content_of(letter.berkas))
        content[len(content) // 2] ^= 1
        s3.client.put_object(Bucket=s3.bucket, Key=letter.berkas.storage_key, Body=bytes(content))
        with refused("E-GUARD"):
            desk.sign(letter, "asisten1")

    def test_store_down(self, desk, settings):
        from tests.documents.store import use_options

        letter = desk.approval()
        use_options(settings, endpoint_url="http://127.0.0.1:9")
        with refused("E-GUARD"):
            desk.sign(letter, "asisten1")


class TestRefusedDraft:
    @pytest.mark.kills("fact:dokumen.siap", "fact:dokumen.!disusun")
    def test_refusing_voids_and_starts_a_new_version(self, desk):
        letter = desk.do(desk.approval(), "tolak_tanda_tangan", "asisten1", alasan="Nomor surat salah.")
        assert (letter.state, letter.konsep, letter.siap) == ("konsep", 2, False)
        assert open_tasks(letter) == {"utama": ("susun", "asisten1")}
        with refused("E-GUARD", guard="siap"):
            desk.do(letter, "ajukan", "asisten1")
        letter = desk.do(
            letter,
            "susun_ulang",
            "asisten1",
            perihal="Persetujuan",
            nomor_surat="B-12/KASN/11/2026",
            tanggal="2026-11-21",
            isi="<p>Diperbaiki.</p>",
        )
        assert (letter.disusun, open_tasks(letter)) == (True, {})
        with refused("E-GUARD", guard="!disusun"):
            desk.do(letter, "susun_ulang", "asisten1", **REDRAWN)
        desk.work()
        letter = fresh(letter)
        assert (letter.siap, letter.konsep, letter.nomor_surat) == (True, 2, "B-12/KASN/11/2026")
        assert open_tasks(letter) == {"utama": ("periksa", "asisten1")}
        assert letter.berkas.version == 2
        letter = desk.sign(desk.do(letter, "ajukan", "asisten1"), "asisten1")
        assert letter.state == "ditandatangani"
        versions = Attachment.objects.filter(boundary=letter.pk).order_by("version")
        assert [a.act for a in versions] == ["buat", "lampirkan", "tanda_tangani"]
        live_sound(letter)

    @pytest.mark.parametrize(("data", "code"), [({}, "E-REQ"), ({"alasan": "  "}, "E-REQ")])
    def test_needs_a_reason(self, desk, data, code):
        letter = desk.approval()
        with refused(code, field="alasan"):
            desk.do(letter, "tolak_tanda_tangan", "asisten1", **data)

    def test_of_a_job_that_comes_too_late(self, desk):
        letter = desk.do(desk.approval(), "tolak_tanda_tangan", "asisten1", alasan="Salah.")
        data = {"perihal": "x", "nomor_surat": "B-1", "tanggal": "2026-11-21", "isi": "<p>x</p>"}
        letter = desk.do(letter, "susun_ulang", "asisten1", **data)
        letter = desk.do(letter, "batalkan", "asisten1", alasan="Tidak jadi.")
        before = Attachment.objects.count()
        desk.work()
        assert fresh(letter).state == "dibatalkan"
        assert Attachment.objects.count() == before
        live_sound(fresh(letter))
