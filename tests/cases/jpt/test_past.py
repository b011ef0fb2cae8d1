"""A selection as it was, and its versions in words: labels, names of files, any two of them (SJ-128)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.core.models import Revision
from cases.core.reading.files import files_of
from cases.core.reading.past import past_of
from cases.core.reading.versions import compare
from workflows.models import LedgerEntry


def after(seleksi, act, nth=-1):
    """The moment of what followed an act: a file is written a little later than the act that binds it."""
    rows = list(LedgerEntry.objects.filter(stream=seleksi.pk).order_by("seq").values_list("act", "at"))
    place = [number for number, (name, _at) in enumerate(rows) if name == act][nth]
    return rows[place + 1][1] if place + 1 < len(rows) else rows[place][1] + dt.timedelta(minutes=1)


@pytest.fixture
def three_versions(steps):
    """A plan sent three times: another letter, another member's role, one line of the schedule more."""
    seleksi = steps.reviewed()
    member = {"nama": "Ketua Pansel", "keterangan": "Asisten pemerintahan"}
    lines = [
        {"kegiatan": "Pengumuman", "mulai": "01/12/2026", "akhir": "05/12/2026"},
        {"kegiatan": "Wawancara", "mulai": "07/12/2026", "akhir": "08/12/2026"},
    ]
    for changes in ({"panitia": [member]}, {"panitia": [member], "jadwal": lines}):
        steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
        steps.do(seleksi, "jaksel", "kirim_perbaikan", **steps.plan(**changes))
    return steps.fresh(seleksi)


def comparison(seleksi, person, one, other=""):
    revisions = list(Revision.objects.filter(case=seleksi.case).order_by("part", "number"))
    by_number = {str(r.number): str(r.pk) for r in revisions}
    return compare(
        seleksi.case, revisions, files_of(seleksi, person), by_number[one], by_number.get(other, "")
    )


@pytest.mark.req("SJ-128")
def test_a_version_speaks_in_labels_and_names_its_files(three_versions, steps):
    found = comparison(three_versions, steps.people.auditor, "1")
    said = {line.label: line.after for line in found.lines}
    assert (found.label, found.older) == ("Rencana", None)
    assert said["Metode Seleksi"] == "Assessment centre"
    assert said["Scan Surat Pengantar"] == "surat.pdf"
    assert said["Panitia Seleksi"] == "Ketua Pansel · Sekretaris daerah"
    assert said["Jadwal"] == "Pengumuman · 01/12/2026 · 05/12/2026"


@pytest.mark.req("SJ-128")
@pytest.mark.parametrize(("one", "other"), [("3", "1"), ("1", "3")])
def test_any_two_versions_the_older_one_first(three_versions, steps, one, other):
    found = comparison(three_versions, steps.people.auditor, one, other)
    assert (found.older.number, found.newer.number) == (1, 3)
    changed = {line.label: line for line in found.lines if line.changed}
    assert set(changed) == {"Panitia Seleksi", "Jadwal"}
    panel = changed["Panitia Seleksi"]
    assert [p.text for p in panel.old if p.mark] == ["Sekretaris daerah"]
    assert [p.text for p in panel.new if p.mark] == ["Asisten pemerintahan"]
    assert (
        "".join(p.text for p in changed["Jadwal"].new if p.mark).strip()
        == "Wawancara · 07/12/2026 · 08/12/2026"
    )


def test_a_version_of_another_case_is_none(three_versions, steps):
    other = steps.submitted(steps.nomenklatur(unit="Dinas Lain"))
    foreign = str(Revision.objects.get(case=other.case).pk)
    revisions = list(Revision.objects.filter(case=three_versions.case))
    assert compare(three_versions.case, revisions, [], foreign) is None


@pytest.mark.req("SJ-128")
def test_the_selection_as_it_was_before_a_decision(steps):
    seleksi, _found = steps.top_three()
    past = past_of(seleksi, steps.people.auditor, after(seleksi, "simpan_skor", nth=0))
    assert (past.state, past.petugas) == ("proses_penilaian", "Asisten 1")
    (found,) = past.children
    children = found.rows
    assert (found.label, found.count, [(child.name, child.state) for child in children]) == (
        "Kandidat",
        1,
        [("Kandidat 4 (NIP 1000)", "Kompetensi manajerial")],
    )
    assert children[0].records[-1] == (
        "Simpan skor – Skor: 6; Nilai (bobot × skor): 240; Tahap: Kompetensi manajerial"
    )
    assert [(part.label, part.revision.number) for part in past.parts] == [("Rencana", 1)]


@pytest.mark.req("SJ-128")
def test_what_came_later_is_not_there(steps):
    seleksi = steps.reported()
    before = past_of(seleksi, steps.people.auditor, after(seleksi, "tambah_seleksi"))
    assert (before.state, before.petugas, before.children) == ("baru", "", [])
    assert [file.original_name for file in before.files] == ["surat.pdf"]
    assert [part.label for part in before.parts] == ["Rencana"]
    assert before.turns == ["Pilih petugas"]
    now = past_of(seleksi, steps.people.auditor, after(seleksi, "pelaporan"))
    assert {part.label for part in now.parts} == {"Rencana", "Pelaporan"}
    assert (now.state, len(now.children[0].rows), now.turns) == ("laporan", 4, ["Telaah pelaporan"])


def test_nothing_before_the_first_entry(steps):
    seleksi = steps.submitted()
    empty = past_of(seleksi, steps.people.auditor, after(seleksi, "tambah_seleksi") - dt.timedelta(days=1))
    assert (empty.state, empty.files, empty.parts, empty.turns) == ("", [], [], [])


@pytest.mark.req("SJ-108", "SJ-109")
def test_the_institution_reads_nothing_internal_of_then(steps):
    """What a monitoring left is KASN's own, in the past too."""
    seleksi = steps.counted()
    file = steps.file("asisten1", "rahasia.pdf")
    steps.do(seleksi, "asisten1", "tambah_monitoring", **steps.monitoring(laporan_monitoring=[file]))
    until = after(seleksi, "tambah_monitoring")
    assert "rahasia.pdf" in {
        file.original_name for file in past_of(seleksi, steps.people.auditor, until).files
    }
    assert "rahasia.pdf" not in {
        file.original_name for file in past_of(seleksi, steps.people.jaksel, until).files
    }


@pytest.mark.req("SJ-128")
def test_children_of_then_have_pages_and_cost_the_same(steps, browse, monkeypatch, django_assert_num_queries):
    """In the order in which they came; who was removed before that day is not among them."""
    monkeypatch.setattr("cases.core.reading.past.MOST_CHILDREN", 2)
    seleksi = steps.counted()
    steps.candidate(seleksi, "Ani")
    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    past_of(seleksi, steps.people.auditor, now)  # what the object remembers is read
    with CaptureQueriesContext(connection) as one:
        past_of(seleksi, steps.people.auditor, now)
    gone = steps.candidate(seleksi, "Salah")
    for nama in ("Budi", "Cici", "Dodi"):
        steps.at_stage(steps.candidate(seleksi, nama), "kompetensi_manajerial")
    steps.do(steps.fresh(gone), "jaksel", "hapus", alasan="Salah masuk")
    with django_assert_num_queries(len(one)):
        (first,) = past_of(seleksi, steps.people.auditor, now).children
    assert (first.count, [child.name.split(" (")[0] for child in first.rows]) == (4, ["Ani", "Budi"])
    with django_assert_num_queries(len(one)):
        (second,) = past_of(seleksi, steps.people.auditor, now, {first.key: first.next}).children
    assert [(child.name.split(" (")[0], child.state) for child in second.rows] == [
        ("Cici", "Kompetensi manajerial"),
        ("Dodi", "Kompetensi manajerial"),
    ]
    assert (first.previous, second.next) == ("", "")
    reader, address = browse("auditor"), f"/kasus/{seleksi.pk}/riwayat/"

    def shown(**query):
        page = reader.get(address, per="31/12/2099", **query)
        part = page.text.partition("Keadaan pada akhir")[2].partition("Kembali ke keadaan sekarang")[0]
        return [nama for nama in ("Ani", "Salah", "Budi", "Cici", "Dodi") if f"{nama} (NIP" in part]

    whole = reader.get(address, per="31/12/2099")
    assert "Kandidat (4)" in whole.text
    assert 'aria-label="Halaman Kandidat"' in whole.body
    assert shown() == ["Ani", "Budi"]
    assert shown(**{first.key: first.next}) == ["Cici", "Dodi"]
    assert shown(**{first.key: "bukan-penanda"}) == ["Ani", "Budi"]
    before = past_of(seleksi, steps.people.auditor, after(seleksi, "tambah_pelamar", nth=1)).children
    assert [child.name.split(" (")[0] for child in before[0].rows] == ["Ani"]
