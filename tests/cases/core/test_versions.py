"""A replacement is a new version; what was sent before is neither lost nor asked for again (SJ-140, §0.4)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.doing.withdrawal import withdraw_file
from documents.models import Attachment
from tests.cases.jpt.steps import Steps

LETTER = "surat_pengantar_rencana"
TEXTS = {"keterangan": "<p>Rinci</p>", "berita_acara": "<p>Sama</p>"}


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


def versions(seleksi: Any, kind: str) -> list[tuple[int, str]]:
    """(version, name) of the one document of this kind, oldest first."""
    rows = Attachment.objects.filter(boundary=seleksi.pk, kind=kind).order_by("version")
    assert len({row.document for row in rows}) == 1
    return [(row.version, row.original_name) for row in rows]


def corrected(steps: Steps, **changes: Any) -> Any:
    """The plan sent again after Perbaikan."""
    seleksi = steps.reviewed()
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
    plan = steps.plan(surat_pengantar_rencana=[], pesan="<p>Sudah.</p>")
    return steps.do(seleksi, "jaksel", "kirim_perbaikan", **{**plan, **changes})


@pytest.mark.req("SJ-63", "SJ-78", "SJ-140")
def test_another_letter_is_the_next_version(steps):
    seleksi = corrected(steps, surat_pengantar_rencana=[steps.file("jaksel", "kedua.pdf")])
    assert versions(seleksi, LETTER) == [(1, "surat.pdf"), (2, "kedua.pdf")]
    newest = Attachment.objects.get(boundary=seleksi.pk, kind=LETTER, version=2)
    assert (seleksi.surat_pengantar_rencana, newest.state_at_upload) == ([str(newest.pk)], "perbaikan")


@pytest.mark.req("SJ-78")
def test_no_letter_sent_again_keeps_the_first(steps):
    seleksi = corrected(steps)
    assert versions(seleksi, LETTER) == [(1, "surat.pdf")]
    assert len(seleksi.surat_pengantar_rencana) == 1


@pytest.mark.req("SJ-69", "SJ-78", "SJ-140")
def test_files_of_the_panitia_are_versions_of_their_members(steps):
    """By the name of the member: the other one keeps the file, a new one begins a document."""

    def member(nama: str, *files: str) -> dict[str, Any]:
        return {"nama": nama, "keterangan": "", "berkas": [steps.file("jaksel", name) for name in files]}

    seleksi = steps.reviewed(panitia=[member("Ani", "ani.pdf"), member("Budi", "budi.pdf")])
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
    plan = steps.plan(
        surat_pengantar_rencana=[],
        panitia=[member("Budi", "budi-2.pdf"), member("Cici", "cici.pdf"), member("Ani")],
    )
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **plan)
    rows = Attachment.objects.filter(boundary=seleksi.pk, kind="berkas_pansel")
    names = {str(row.pk): (row.original_name, row.version) for row in rows}
    held = {row["nama"]: [names[pk] for pk in row["berkas"]] for row in seleksi.panitia}
    assert held == {"Budi": [("budi-2.pdf", 2)], "Cici": [("cici.pdf", 1)], "Ani": [("ani.pdf", 1)]}
    assert len({row.document for row in rows}) == 3


def panitia(steps: Any, *rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [
        {"nama": nama, "keterangan": what, "berkas": [steps.file("jaksel", name)] if name else []}
        for nama, what, name in rows
    ]


def corrected_panitia(steps: Any, before: Any, after: Any) -> list[tuple[str, list[tuple[str, int]]]]:
    """(description, [(name, version)]) of the rows after Kirim Perbaikan, and the same after `refresh_files`."""
    seleksi = steps.reviewed(panitia=panitia(steps, *before))
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
    plan = steps.plan(surat_pengantar_rencana=[], panitia=panitia(steps, *after), pesan="<p>Sudah.</p>")
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **plan)
    rows = Attachment.objects.filter(boundary=seleksi.pk, kind="berkas_pansel")
    names = {str(row.pk): (row.original_name, row.version) for row in rows}
    held = [(row["keterangan"], row["berkas"]) for row in seleksi.panitia]
    seleksi.refresh_files()
    assert [(row["keterangan"], row["berkas"]) for row in seleksi.panitia] == held
    return [(what, [names[pk] for pk in ids]) for what, ids in held]


KETUA, ANGGOTA = ("Budi", "Ketua", "a.pdf"), ("budi ", "Anggota", "b.pdf")


@pytest.mark.req("SJ-69", "SJ-78", "SJ-140")
@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        pytest.param(
            [KETUA, ANGGOTA],
            [("Budi", "Ketua", "a2.pdf"), ("Budi", "Anggota", "b2.pdf")],
            [("Ketua", [("a2.pdf", 1)]), ("Anggota", [("b2.pdf", 1)])],
            id="both anew",
        ),
        pytest.param(
            [KETUA, ANGGOTA],
            [("BUDI", "Anggota", ""), ("Budi", "Ketua", "")],
            [("Anggota", [("b.pdf", 1)]), ("Ketua", [("a.pdf", 1)])],
            id="kept by description",
        ),
        pytest.param(
            [("Budi", "", "a.pdf"), ("Budi", "", "b.pdf")],
            [("Budi", "", ""), ("Budi", "", "b2.pdf")],
            [("", [("a.pdf", 1)]), ("", [("b2.pdf", 1)])],
            id="kept by order",
        ),
        pytest.param(
            [("Budi", "", "a.pdf"), ("Budi", "", "b.pdf")],
            [("Budi", "", "")],
            [("", [])],
            id="one of two alike",
        ),
        pytest.param(
            [KETUA],
            [("Budi", "Ketua", "a2.pdf"), ("bUdi", "Anggota", "b2.pdf")],
            [("Ketua", [("a2.pdf", 1)]), ("Anggota", [("b2.pdf", 1)])],
            id="a namesake joins",
        ),
        pytest.param(
            [KETUA],
            [("Budi", "Anggota", "b2.pdf"), ("Budi", "Ketua", "")],
            [("Anggota", [("b2.pdf", 1)]), ("Ketua", [("a.pdf", 1)])],
            id="a namesake joins, the first keeps the file",
        ),
        pytest.param(
            [KETUA, ("Cici", "", "c.pdf")],
            [("cici", "Sekretaris", ""), (" BUDI", "Ketua", "a2.pdf")],
            [("Sekretaris", [("c.pdf", 1)]), ("Ketua", [("a2.pdf", 2)])],
            id="unique names",
        ),
    ],
)
def test_namesakes_in_the_panitia_never_share_a_document(steps, before, after, held):
    assert corrected_panitia(steps, before, after) == held


@pytest.mark.req("SJ-117", "SJ-140")
def test_the_report_one_letter_is_replaced_other_files_are_added(steps):
    seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>")
    before = seleksi.laporan
    new = {name: [steps.file("jaksel", "kedua.pdf")] for name in ("surat_pengantar", "laporan_lengkap")}
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **TEXTS, **new)
    assert versions(seleksi, "surat_pengantar_ppk_pyb") == [(1, "surat.pdf"), (2, "kedua.pdf")]
    assert len(seleksi.laporan["surat_pengantar"]) == 1
    assert seleksi.laporan["surat_pengantar"] != before["surat_pengantar"]
    reports = Attachment.objects.filter(boundary=seleksi.pk, kind="laporan_lengkap_tahapan")
    assert {(row.version, row.original_name) for row in reports} == {(1, "surat.pdf"), (1, "kedua.pdf")}
    assert seleksi.laporan["laporan_lengkap"][0] == before["laporan_lengkap"][0]
    assert len(seleksi.laporan["laporan_lengkap"]) == 2
    assert seleksi.laporan["lampiran_berita_acara"] == before["lampiran_berita_acara"]


@pytest.mark.req("SJ-117")
def test_two_letters_are_no_replacement(steps):
    """A letter of the PPK and one of the PyB (§ SJ-112: files): both stand beside the first."""
    seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>")
    two = [steps.file("jaksel", "ppk.pdf"), steps.file("jaksel", "pyb.pdf")]
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **TEXTS, surat_pengantar=two)
    rows = Attachment.objects.filter(boundary=seleksi.pk, kind="surat_pengantar_ppk_pyb")
    assert ({row.version for row in rows}, len(seleksi.laporan["surat_pengantar"])) == ({1}, 3)


@pytest.mark.req("SJ-140")
def test_withdrawing_the_replacement_brings_the_first_back(steps):
    seleksi = corrected(steps, surat_pengantar_rencana=[steps.file("jaksel", "kedua.pdf")])
    first, second = Attachment.objects.filter(boundary=seleksi.pk, kind=LETTER).order_by("version")
    withdraw_file(steps.people.jaksel, second.pk, {"alasan": "Salah"})
    assert steps.fresh(seleksi).surat_pengantar_rencana == [str(first.pk)]


@pytest.mark.req("SJ-78", "SJ-117")
def test_the_forms_say_what_is_there_already(steps, browse):
    seleksi = steps.reviewed(panitia=[{"nama": "Ani", "berkas": [steps.file("jaksel", "ani.pdf")]}])
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
    address = f"/kasus/{seleksi.pk}/t/kirim_perbaikan/"
    person = browse("jaksel")
    first = person.get(f"{address}?langkah=1").text
    assert "Sudah dikirim: surat.pdf (versi 1" in first
    assert "menggantikannya sebagai versi berikutnya" in first
    assert "Sudah dikirim: ani.pdf (versi 1" in person.get(f"{address}?langkah=3").text
    check = person.get(f"{address}?langkah=periksa").text
    assert "surat.pdf" in check
    assert "Ani · ani.pdf (sudah dikirim)" in check


@pytest.mark.req("SJ-117")
def test_the_report_form_says_what_is_there_already(steps, browse):
    report = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>")
    page = browse("jaksel").get(f"/kasus/{report.pk}/t/kirim_perbaikan_laporan/?langkah=2").text
    assert page.count("Sudah dikirim: surat.pdf (versi 1") == 2


@pytest.mark.req("SJ-140")
def test_the_tab_shows_versions_and_what_is_ahead(steps, browse):
    seleksi = corrected(steps, surat_pengantar_rencana=[steps.file("jaksel", "kedua.pdf")])
    tab = f"/kasus/{seleksi.pk}/dokumen/"
    text = " ".join(browse("jaksel").get(tab).text.split())
    assert "versi 1, digantikan" in text
    assert "Versi sebelumnya (1)" in text
    assert "Diunggah pada status Perbaikan" in text
    assert "Wajib pada Pelaporan, Kirim perbaikan laporan: paling sedikit 1 berkas." in text
    assert "Boleh pada Kirim perbaikan: satu berkas." in text
    assert "Laporan monitoring" not in text
    assert "Laporan monitoring" in browse("asisten1").get(tab).text
    older = Attachment.objects.get(boundary=seleksi.pk, kind=LETTER, version=1)
    assert f"/dokumen/{older.pk}/unduh/" in browse("auditor").get(tab).body
    assert older.sha256 in text


@pytest.mark.parametrize("number", [1, 4])
def test_the_tab_costs_the_same_for_any_number_of_files(steps, browse, number, django_assert_num_queries):
    seleksi = steps.reviewed(
        panitia=[{"nama": f"A{n}", "berkas": [steps.file("jaksel", f"{n}.pdf")]} for n in range(number)]
    )
    person = browse("jaksel")
    person.get(f"/kasus/{seleksi.pk}/dokumen/")
    with django_assert_num_queries(8):  # one of them asks whether the person may withdraw files here at all
        person.get(f"/kasus/{seleksi.pk}/dokumen/")
