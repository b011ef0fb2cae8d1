"""Leaving without a script, files chosen and not sent, objects that moved on, drafts that end (SJ-71)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from cases.core.doing import drafts
from cases.core.doing.draft_ending import ENDS_AFTER, can_still_be_sent, sweep_drafts
from cases.core.models import Draft
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole
from documents.models import Attachment, Upload
from documents.sweeping import _unused
from tests.cases.core.test_drafts import act, saved
from tests.cases.jpt.steps import Steps
from tests.documents.material import PDF
from tests.support.browsing import Browser, Page
from tests.support.world import acts_of
from workflows.ledger import database_now

pytestmark = pytest.mark.req("SJ-71")


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


def leave(person: Browser, address: str, page: Page, **typed: Any) -> Page:
    """What *Batal* sends."""
    [target] = set(re.findall(r'<button[^>]* name="batal" value="([^"]+)"', page.body))
    return person.post(address, {**page.hidden(), **typed, "batal": target})


class TestLeavingWithoutAScript:
    @pytest.mark.parametrize(
        ("who", "address", "field", "to"),
        [
            ("asisten1", "act", "alasan", "case"),
            ("asisten1", "/jpt/temuan/", "uraian", "/jpt/pengawasan/temuan/"),
            ("komisioner", "/jpt/sampel/", "seed", None),
            ("jaksel", "/pejabat/tambah/", "nama", "/pejabat/"),
        ],
    )
    def test_batal_keeps_what_was_typed_and_sends_nothing(self, world, browse, who, address, field, to):
        case, person = world.at("telaah"), browse(who)
        path = act(case, "perbaikan") if address == "act" else address
        answer = leave(person, path, person.get(path), **{field: "Setengah jadi."})
        assert answer.status == 302
        if to is not None:
            assert answer.url == (f"/kasus/{case.pk}/" if to == "case" else to)
        kept = Draft.objects.get()
        assert kept.data[field] == {field: ["Setengah jadi."]}
        assert "Draf tersimpan pukul" in person.get(answer.url).text
        assert "Setengah jadi." in person.get(f"{path}?draf={kept.pk}").body
        assert acts_of(case).count("perbaikan") == 0

    def test_a_page_on_which_nothing_was_typed_keeps_nothing(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        path = act(case, "perbaikan")
        assert leave(person, path, person.get(path)).url == f"/kasus/{case.pk}/"
        assert not Draft.objects.exists()

    def test_it_leads_nowhere_else(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        path = act(case, "perbaikan")
        for target in ("https://jahat.example/", "//jahat.example/", "javascript:alert(1)"):
            answer = person.post(path, {**person.get(path).hidden(), "alasan": "x", "batal": target})
            assert (answer.status, answer.url) == (302, "/")

    def test_with_a_file_that_was_chosen(self, steps, browse, s3):
        case, person = steps.approved(), browse("jaksel")
        path = act(case, "mohon_batal")
        file = SimpleUploadedFile("permohonan.pdf", PDF, "application/pdf")
        answer = leave(person, path, person.get(path), alasan="Anggaran", surat_permohonan=file)
        assert answer.status == 302
        page = person.get(path)
        assert "permohonan.pdf" in page.text
        assert re.search(
            rf'value="{Upload.objects.get(original_name="permohonan.pdf").pk}"[^>]* checked', page.body
        )

    @pytest.mark.parametrize("which", ["pelamar", "deskripsi", "bersama"])
    def test_on_the_pages_for_several_candidates(self, steps, browse, which):
        seleksi, person = steps.counted(), browse("jaksel")
        ani = steps.candidate(seleksi, "Ani")
        if which == "deskripsi":
            steps.at_stage(ani, "rekam_jejak")
        address, typed = {
            "pelamar": (f"/jpt/{seleksi.pk}/pelamar/", {"pelamar-0-nama": "Budi"}),
            "deskripsi": (f"/jpt/{seleksi.pk}/deskripsi/", {f"k-{ani.pk}-deskripsi": "Budi"}),
            "bersama": (f"/jpt/{seleksi.pk}/bersama/tidak_lanjut/?k={ani.pk}", {"alasan": "Budi"}),
        }[which]
        answer = leave(person, address, person.get(address), **typed)
        assert answer.url == f"/kasus/{seleksi.pk}/proses/"
        assert "Budi" in person.get(address.partition("?")[0]).body

    def test_the_bulk_form(self, world, browse):
        case, person = world.at("telaah"), browse("komisioner")
        page = person.post(
            "/massal/", {"tindakan": "ganti_petugas", "kasus": case.pk, "kembali": "/penyelia/"}
        )
        answer = leave(person, "/massal/", page, alasan="Cuti panjang.", kasus=str(case.pk))
        assert answer.url == "/penyelia/"
        assert "Cuti panjang." in person.get("/massal/", draf=str(Draft.objects.get().pk)).body


@pytest.mark.parametrize(
    ("who", "address", "field"),
    [("asisten1", "/jpt/temuan/", "uraian"), ("jaksel", "/pejabat/tambah/", "nama")],
)
def test_a_draft_is_thrown_away_on_pages_that_are_no_act_too(world, browse, who, address, field):
    person = browse(who)
    told = saved(person, person.get(address), **{field: "Setengah jadi."})
    answer = person.post(f"{address}?draf={told['id']}", {"hapus_draf": "1"})
    assert (answer.status, Draft.objects.count()) == (302, 0)


class TestSeveralWithOneReason:
    def test_a_draft_with_the_candidates_it_is_for(self, steps, browse):
        seleksi, person = steps.counted(), browse("jaksel")
        ani, budi = (steps.candidate(seleksi, name) for name in ("Ani", "Budi"))
        address = f"/jpt/{seleksi.pk}/bersama/tidak_lanjut/"
        page = person.get(address, k=[str(ani.pk), str(budi.pk)])
        ids = [str(ani.pk), str(budi.pk)]
        told = saved(person, page, k=ids, alasan="Mengundurkan diri")
        again = person.get(address, draf=told["id"])
        assert "Mengundurkan diri" in again.body
        assert [row[0] for row in again.tables[0].rows] == ["Ani", "Budi"]
        assert "Tidak lanjut untuk beberapa kandidat" in person.get("/draf/").text
        assert "Mengundurkan diri" not in browse("jaksel2").get(address, draf=told["id"]).body
        done = person.post(address, {**again.hidden(), "k": ids, "alasan": "Mengundurkan diri"})
        assert (done.status, Draft.objects.count()) == (302, 0)
        assert {steps.fresh(k).state for k in (ani, budi)} == {"tidak_lanjut"}


class TestFilesChosen:
    def test_an_autosaved_draft_spares_them(self, steps, browse):
        case, person = steps.approved(), browse("jaksel")
        path, file = act(case, "mohon_batal"), steps.file("jaksel", "permohonan.pdf")
        other = steps.file("bogor", "asing.pdf")
        saved(person, person.get(path), surat_permohonan=file, alasan=other)
        kept = Upload.objects.get(pk=file)
        assert kept.keep_until is not None
        assert kept.keep_until > timezone.now() + drafts.KEPT - dt.timedelta(hours=1)
        assert Upload.objects.get(pk=other).keep_until is None
        assert "permohonan.pdf" in person.get(path).text

    def test_one_that_is_gone_is_told(self, steps, browse):
        case, person = steps.approved(), browse("jaksel")
        path, file = act(case, "mohon_batal"), steps.file("jaksel", "permohonan.pdf")
        saved(person, person.get(path), surat_permohonan=file)
        assert "berkas yang pernah dipilih tidak disimpan lagi" not in person.get(path).text
        Upload.objects.filter(pk=file).delete()
        assert "1 berkas yang pernah dipilih tidak disimpan lagi" in person.get(path).text


class TestWhatMovedOn:
    def test_says_so_with_the_text_and_the_way_to_the_case(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="<p>Panjang sekali</p><p>Dua</p>")
        world.do(case, "setujui", "asisten1")
        page = person.get(act(case, "perbaikan"))
        assert page.status == 409
        assert (
            "Kasus sudah berstatus Disetujui, tindakan ini tidak dapat dilakukan lagi; "
            "teks Anda masih ada di bawah ini."
        ) in page.text
        assert "Panjang sekali" in page.text
        assert f'href="/kasus/{case.pk}/"' in page.body
        assert 'data-copy="Alasan Untuk Perbaikan:\nPanjang sekali\nDua"' in page.body
        without = browse("asisten2").get(act(case, "perbaikan"))
        assert "teks Anda masih ada" not in without.text

    def test_a_candidate_that_was_removed(self, steps, browse):
        seleksi, person = steps.counted(), browse("jaksel")
        ani = steps.candidate(seleksi, "Ani")
        path = f"/kasus/{seleksi.pk}/kandidat/{ani.pk}/t/tidak_lanjut/"
        page = person.get(path)
        told = saved(person, page, alasan="Mengundurkan diri dengan surat")
        steps.do(ani, "jaksel", "hapus", alasan="Salah orang")
        gone = person.get(path, draf=told["id"])
        assert (gone.status, "Mengundurkan diri dengan surat" in gone.text) == (404, True)
        known = {**page.hidden(), "idempotency_key": told["id"], "draf_revisi": told["revision"]}
        sent = person.post(path, {**known, "alasan": "Lebih panjang lagi"})
        assert (sent.status, "Lebih panjang lagi" in sent.text) == (404, True)
        assert Draft.objects.get().data["alasan"] == {"alasan": ["Lebih panjang lagi"]}
        other = browse("jaksel2").get(path, draf=told["id"])
        assert (other.status, "Mengundurkan diri" in other.text) == (404, False)

    def test_who_is_petugas_no_longer(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        page = person.get(act(case, "perbaikan"))
        world.do(case, "ganti_petugas", "komisioner", petugas=world.people.asisten2.pk, alasan="Cuti.")
        sent = person.post(act(case, "perbaikan"), {**page.hidden(), "alasan": "Sudah diketik"})
        assert (sent.status in (403, 409), "Sudah diketik" in sent.text) == (True, True)
        assert Draft.objects.get().data["alasan"] == {"alasan": ["Sudah diketik"]}

    def test_a_page_that_is_no_act_and_is_another_roles_now(self, world, browse):
        person, one = browse("asisten1"), world.people.asisten1
        told = saved(person, person.get("/jpt/temuan/"), uraian="Jadwal tidak diumumkan.")
        end(CaseRole.objects.filter(person=one), at=database_now())
        appoint(one, "auditor")
        page = person.get("/jpt/temuan/", draf=told["id"])
        assert (page.status, "Jadwal tidak diumumkan." in page.text) == (403, True)

    def test_a_text_that_cannot_be_kept_as_it_stands_is_shown_all_the_same(self, world, browse):
        """Too long, or with a link that is none: it was a page of error."""
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan='<a href="file:///x">tautan</a>')
        world.do(case, "setujui", "asisten1")
        page = person.get(act(case, "perbaikan"))
        assert (page.status, "tautan" in page.text) == (409, True)


def test_the_check_page_of_a_long_form_shows_what_cannot_be_kept(steps, browse):
    seleksi = steps.do(steps.reviewed(), "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
    person, path = browse("jaksel"), act(seleksi, "kirim_perbaikan")
    number = next(n for n in range(1, 9) if 'name="pesan"' in person.get(path, langkah=n).body)
    saved(person, person.get(path, langkah=number), pesan='<a href="file:///x">tautan</a>')
    page = person.get(path, langkah="periksa")
    assert page.status == 200
    assert "Tautan harus diawali https://, http://, atau mailto:." in page.text
    assert '<a href="file:///x">tautan</a>' in page.text


class TestTheEnd:
    def old(self, draft: Draft, days: int) -> None:
        Draft.objects.filter(pk=draft.pk).update(saved_at=F("saved_at") - dt.timedelta(days=days))

    def kept(self, world: Any, browse: Any, where: str) -> tuple[Any, Draft]:
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="Panjang")
        if where:
            world.do(case, where, "jaksel", alasan="Salah jabatan.")
        return case, Draft.objects.get()

    def test_of_a_form_that_can_never_be_sent_after_a_year(self, world, browse):
        _case, draft = self.kept(world, browse, "tarik")
        assert not can_still_be_sent(draft)
        self.old(draft, ENDS_AFTER.days - 1)
        assert (sweep_drafts(), Draft.objects.count()) == (0, 1)
        self.old(draft, 2)
        assert (sweep_drafts(), Draft.objects.count()) == (1, 0)

    def test_never_while_it_can_be_sent(self, world, browse):
        _case, draft = self.kept(world, browse, "")
        self.old(draft, 5 * ENDS_AFTER.days)
        assert (sweep_drafts(), Draft.objects.count()) == (0, 1)

    def test_nor_while_its_state_may_come_again(self, world, browse):
        """A plan that waits for its correction comes back to its review."""
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="Panjang")
        world.do(case, "perbaikan", "asisten1", alasan="Lengkapi.")
        draft = Draft.objects.get()
        self.old(draft, 5 * ENDS_AFTER.days)
        assert (sweep_drafts(), Draft.objects.count()) == (0, 1)

    def test_nor_of_a_creation(self, world, browse):
        person = browse("jaksel")
        saved(person, person.get("/pejabat/tambah/"), nama="Ani")
        self.old(Draft.objects.get(), 5 * ENDS_AFTER.days)
        assert (sweep_drafts(), Draft.objects.count()) == (0, 1)

    def test_of_a_candidate_that_was_removed_and_of_pages_of_a_closed_case(self, steps, browse):
        seleksi, person = steps.counted(), browse("jaksel")
        ani, budi = (steps.candidate(seleksi, name) for name in ("Ani", "Budi"))
        for one in (ani, budi):
            path = f"/kasus/{seleksi.pk}/kandidat/{one.pk}/t/tidak_lanjut/"
            saved(person, person.get(path), alasan="Mundur")
        saved(person, person.get(f"/jpt/{seleksi.pk}/pelamar/"), **{"pelamar-0-nama": "Cici"})
        steps.do(ani, "jaksel", "hapus", alasan="Salah orang")
        for draft in Draft.objects.all():
            self.old(draft, ENDS_AFTER.days + 1)
        assert (sweep_drafts(), Draft.objects.count()) == (1, 2)
        type(seleksi.case).objects.filter(pk=seleksi.pk).update(closed_at=timezone.now())
        assert (sweep_drafts(), [d.object_id for d in Draft.objects.all()]) == (1, [budi.pk])

    def test_its_files_are_none_of_those_that_the_sweep_takes(self, steps, browse):
        case, person = steps.approved(), browse("jaksel")
        path, file = act(case, "mohon_batal"), steps.file("jaksel", "permohonan.pdf")
        saved(person, person.get(path), surat_permohonan=file)
        swept = steps.file("jaksel", "tidak dipakai.pdf")
        found = set(_unused(dt.timedelta(0)).values_list("pk", flat=True))
        assert [UUID(pk) in found for pk in (file, swept)] == [False, True]


@pytest.mark.req("SJ-69", "SJ-140")
def test_a_members_new_name_keeps_the_file(steps, browse):
    """Through the pages of the correction, step by step, as somebody sends it."""
    member = {"nama": "Ani", "keterangan": "Ketua", "berkas": [steps.file("jaksel", "ani.pdf")]}
    seleksi = steps.reviewed(panitia=[member, {"nama": "Budi", "keterangan": "", "berkas": []}])
    [before] = Attachment.objects.filter(boundary=seleksi.pk, kind="berkas_pansel")
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki nama.</p>")
    person, path = browse("jaksel"), act(seleksi, "kirim_perbaikan")
    number = next(n for n in range(1, 9) if 'name="panitia-0-nama"' in person.get(path, langkah=n).body)
    page = person.get(path, langkah=number)
    assert "ani.pdf" in page.text
    typed = {"panitia-0-nama": "Ani Wijaya, S.H.", "panitia-0-keterangan": "Ketua", "panitia-1-nama": "Budi"}
    assert person.post(f"{path}?langkah={number}", {**page.hidden(), **typed}).status == 302
    check = person.get(path, langkah="periksa")
    assert "Ani Wijaya, S.H. · Ketua · ani.pdf (sudah dikirim)" in check.text
    sent = person.post(f"{path}?langkah=periksa", check.hidden())
    assert sent.status == 302
    seleksi = steps.fresh(seleksi)
    assert [(row["nama"], row["berkas"]) for row in seleksi.panitia] == [
        ("Ani Wijaya, S.H.", [str(before.pk)]),
        ("Budi", []),
    ]
    assert Attachment.objects.filter(boundary=seleksi.pk, kind="berkas_pansel").count() == 1
