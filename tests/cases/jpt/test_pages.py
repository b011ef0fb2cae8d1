"""The type's own part of the pages: the plan, the score grid, the forms of sample and finding."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.jpt.models import Sampel, Temuan
from tests.support.browsing import Browser
from workflows.models import LedgerEntry


@pytest.fixture
def browse(steps: Any) -> Callable[[str], Browser]:
    """browse("jaksel") is a logged-in browser of that person."""

    def of(name: str) -> Browser:
        client = Client()
        client.force_login(steps.user(name), backend="cases.organisations.auth.backends.AccountBackend")
        return Browser(client)

    return of


def cell(kandidat, tahap):
    return f"skor-{kandidat.pk}-{tahap}"


@pytest.mark.req("SJ-60", "SJ-83", "SJ-114", "SJ-123")
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "asisten2", "auditor"])
def test_the_whole_selection_can_be_read(steps, browse, who):
    seleksi = steps.finished()
    page = browse(who).get(f"/kasus/{seleksi.pk}/")
    assert page.status == 200
    for text in (
        "Hasil Pelaporan",
        "Pelantikan",
        "Rekomendasi",
        "Persetujuan",
        "Ketua Pansel",
        "Pengumuman",
        "01/12/2026",
    ):
        assert text in page.text
    process = browse(who).get(f"/kasus/{seleksi.pk}/proses/")
    assert (process.status, "3 besar" in process.text, "Simpan skor" in process.text) == (200, True, False)
    assert "723" in process.text
    assert browse("bogor").get(f"/kasus/{seleksi.pk}/proses/").status == 404


@pytest.mark.req("SJ-59", "SJ-62", "SJ-68", "SJ-69")
def test_findings_of_a_plan(steps, browse):
    seleksi = steps.reviewed(panitia=[{"nama": "Ketua"}, {"nama": "Ketua"}])
    text = browse("asisten1").get(f"/kasus/{seleksi.pk}/t/setujui/").text
    assert "Pemeriksaan otomatis" in text
    for line in ("100 dari 100", "nama ganda: Ketua", "belum dipakai pada rencana lain"):
        assert line in text


@pytest.mark.req("SJ-91", "SJ-95", "SJ-96")
def test_scores_are_saved_from_the_grid(steps, browse):
    seleksi = steps.counted()
    first, second, third = (
        steps.at_stage(steps.candidate(seleksi, nama), "kompetensi_manajerial")
        for nama in ("Ani", "Budi", "Cici")
    )
    person, stage = browse("jaksel"), "kompetensi_manajerial"
    page = person.get(f"/kasus/{seleksi.pk}/proses/")
    assert all(f'name="{cell(k, stage)}"' in page.body for k in (first, second, third))
    assert "Simpan skor" in page.text
    sent = {cell(first, stage): "7,5", cell(second, stage): "11", cell(third, stage): ""}
    answer = person.post(f"/jpt/{seleksi.pk}/skor/", page.hidden() | sent)
    assert (answer.status, answer.codes) == (422, {"E-RNG"})
    assert 'value="11"' in answer.body  # nothing typed is lost
    assert [steps.fresh(k).skor_kompetensi_manajerial for k in (first, second, third)] == [7.5, None, None]
    page = person.get(f"/kasus/{seleksi.pk}/proses/")
    again = person.post(
        f"/jpt/{seleksi.pk}/skor/", page.hidden() | {cell(first, stage): "9", cell(second, stage): "8"}
    )
    assert (again.status, again.url) == (302, f"/kasus/{seleksi.pk}/proses/")
    assert [steps.fresh(k).skor_kompetensi_manajerial for k in (first, second)] == [7.5, 8]
    assert LedgerEntry.objects.filter(stream=seleksi.pk, act="simpan_skor").count() == 2


@pytest.mark.req("SJ-105", "SJ-138")
def test_the_grid_of_others(steps, browse):
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), "kompetensi_manajerial")
    sent = {cell(kandidat, "kompetensi_manajerial"): "7"}
    assert "Simpan skor" not in browse("asisten1").get(f"/kasus/{seleksi.pk}/proses/").text
    for who, status, code in (("asisten1", 403, "E-PERM"), ("bogor", 404, "E-HIDE")):
        answer = browse(who).post(f"/jpt/{seleksi.pk}/skor/", sent)
        assert (answer.status, answer.codes) == (status, {code})
    stale = browse("jaksel").post(f"/jpt/{seleksi.pk}/skor/", sent | {f"versi-{kandidat.pk}": "1"})
    assert (stale.status, stale.codes) == (422, {"E-STALE"})
    wrong = browse("jaksel").post(f"/jpt/{seleksi.pk}/skor/", {cell(kandidat, "wawancara"): "7"})
    assert wrong.status == 422
    assert steps.fresh(kandidat).skor == dict.fromkeys(kandidat.skor)


@pytest.mark.req("SJ-103")
@pytest.mark.parametrize("number", [1, 3])
def test_the_process_page_costs_the_same_for_any_number(steps, browse, number, django_assert_num_queries):
    seleksi = steps.counted()
    for n in range(number):
        steps.at_stage(steps.candidate(seleksi, f"K{n}"), "kompetensi_manajerial")
    person = browse("jaksel")
    person.get(f"/kasus/{seleksi.pk}/proses/")
    with django_assert_num_queries(23):
        person.get(f"/kasus/{seleksi.pk}/proses/")


@pytest.mark.req("SJ-108")
def test_buat_sampel(steps, browse):
    seleksi = steps.counted()
    person = browse("komisioner")
    assert person.get("/jpt/sampel/").status == 200
    for who in ("admin", "asisten1", "jaksel", "auditor"):
        assert browse(who).get("/jpt/sampel/").codes == {"E-PERM"}
    bad = person.post("/jpt/sampel/", {"jenis_ukuran": "persen", "ukuran": "101"})
    assert (bad.status, bad.codes) == (422, {"E-RNG", "E-REQ"})
    data = {"jenis_ukuran": "persen", "ukuran": "50", "petugas": str(steps.people.asisten2.pk)}
    done = person.post("/jpt/sampel/", data)
    assert (done.status, Sampel.objects.get().terpilih) == (302, [str(seleksi.pk)])


@pytest.mark.req("SJ-141")
def test_catat_temuan(steps, browse):
    institution = str(steps.people.jaksel.institution_id)
    data = {
        "kode": "tanpa_seleksi",
        "institusi": institution,
        "tanggal": "01/11/2026",
        "uraian": "<p>Tanpa seleksi</p>",
    }
    assert browse("jaksel").post("/jpt/temuan/", data).codes == {"E-PERM"}
    done = browse("asisten2").post("/jpt/temuan/", data)
    assert (done.status, Temuan.objects.get().kode) == (302, "tanpa_seleksi")
