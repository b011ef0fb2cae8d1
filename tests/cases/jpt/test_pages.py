"""The type's own part of the pages: the plan, the forms of sample and finding."""

import re

import pytest

from cases.jpt.models import Sampel, Temuan
from documents.models import Attachment
from tests.support.browsing import read


@pytest.mark.req("SJ-60", "SJ-83", "SJ-114", "SJ-123")
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "asisten2", "auditor"])
def test_the_whole_selection_can_be_read(steps, browse, who):
    seleksi = steps.finished()
    page = browse(who).get(f"/kasus/{seleksi.pk}/")
    assert page.status == 200
    for text in ("Rekomendasi", "Persetujuan", "Ketua Pansel", "Pengumuman", "01/12/2026"):
        assert text in page.text
    inaugurated = page.text[page.text.index("Kandidat yang dilantik") :]
    assert inaugurated.startswith(
        "Kandidat yang dilantik Kandidat 3 (NIP 1001) Tanggal Pelantikan 01/11/2026"
    )
    files = dict(Attachment.objects.filter(boundary=seleksi.pk).values_list("kind", "pk"))
    # label of a part, the text or the kind of the file that it shows: Gambar 45 and 52
    parts = {
        "Keterangan laporan": "Seluruh tahapan selesai.",
        "Surat pengantar PPK dan PyB": files["surat_pengantar_ppk_pyb"],
        "Laporan Lengkap Setiap Tahapan": files["laporan_lengkap_tahapan"],
        "Berita acara pansel": "Pansel menetapkan.",
        "Lampiran berita acara pansel": files["berita_acara_pansel"],
        "Berita Acara Pelantikan": "Dilantik.",
        "Lampiran Berita Acara Pelantikan": files["berita_acara_pelantikan"],
        "SK Pengangkatan": "SK.",
        "Lampiran SK Pengangkatan": files["sk_pengangkatan"],
    }
    shown = dict(re.findall(r"<dt[^>]*>\s*(.*?)\s*</dt>\s*<dd[^>]*>(.*?)</dd>", page.body, re.S))
    for label, held in parts.items():
        if isinstance(held, str):
            assert (label, read(shown[label])) == (label, held)
        else:
            assert (label, f'href="/dokumen/{held}/unduh/"' in shown[label]) == (label, True)
    assert page.acts == []  # nothing of KASN's, nothing more to do
    process = browse(who).get(f"/kasus/{seleksi.pk}/proses/")
    assert (process.status, "3 besar" in process.text, "Simpan skor" in process.text) == (200, True, False)
    assert "723" in process.text
    assert browse("bogor").get(f"/kasus/{seleksi.pk}/proses/").status == 404


@pytest.mark.req("SJ-62", "SJ-69")
def test_findings_of_a_plan(steps, browse):
    seleksi = steps.reviewed(panitia=[{"nama": "Ketua"}, {"nama": "Ketua"}])
    text = browse("asisten1").get(f"/kasus/{seleksi.pk}/t/setujui/").text
    assert "Pemeriksaan otomatis" in text
    for line in ("100 dari 100", "nama ganda: Ketua", "belum dipakai pada rencana lain"):
        assert line in text
    steps.submitted(steps.nomenklatur(unit="Dinas Pangan"))  # a plan of its own with the same letter
    again = browse("asisten1").get(f"/kasus/{seleksi.pk}/t/setujui/").text
    assert "sudah dipakai pada rencana lain" in again


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


@pytest.mark.req("SJ-121", "SJ-47")
def test_pelantikan_leads_to_tambah_pejabat(steps, browse):
    """Gambar 50: at once, with its Nomenklatur line, the name of who was inaugurated, and Simpan and Batal."""
    seleksi = steps.passed()
    best = min(seleksi.facts.diterima, key=lambda k: k.rank_key)
    person, case = browse("jaksel"), f"/kasus/{seleksi.pk}"
    sent = {**steps.inauguration(best), "lampiran_berita_acara": steps.file("jaksel")}
    sent |= {**person.get(f"{case}/t/pelantikan/").hidden(), "lampiran_sk": steps.file("jaksel")}
    for _ in range(2):  # pressed twice it leads to the same page
        answer = person.post(f"{case}/t/pelantikan/", sent)
        assert (answer.status, answer.url) == (302, f"{case}/t/tambah_pejabat/")
    page = person.get(answer.url)
    assert (page.status, page.codes) == (200, set())
    assert "Tambah pejabat" in page.text
    assert "Nomenklatur Dinas Sosial - Kepala Dinas Sosial * Nama Pejabat" in page.text.replace(
        "Nama Pejabat *", "* Nama Pejabat"
    )
    assert 'value="Kandidat 3"' in page.body
    assert "selected>Seleksi Terbuka" in page.body
    assert page.text.index("Simpan Batal") > page.text.index("Rencana Pengisian")
    done = person.send(answer.url, **steps.official())
    assert (done.status, done.url.startswith(f"{case}/tanda-terima/")) == (302, True)
    # whoever comes back to the press is told how it stands
    late = person.post(f"{case}/t/pelantikan/", sent)
    assert (late.status, late.url.startswith(f"{case}/tanda-terima/")) == (302, True)


@pytest.mark.req("SJ-103", "SJ-120")
def test_who_is_inaugurated_is_chosen_by_rank(steps, browse):
    """The three best alone, the best first, each with total and place."""
    seleksi = steps.passed()
    best = sorted(seleksi.facts.diterima, key=lambda k: k.rank_key)
    page = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/pelantikan/").body
    options = re.findall(r"<option value=\"[^\"]+\">([^<]+)</option>", page[page.index('name="kandidat"') :])
    assert options == [
        f"{k.nama} ({k.nip}), total nilai {k.total_nilai:.0f}, peringkat {n}"
        for n, k in enumerate(best, start=1)
    ]


@pytest.mark.req("SJ-121")
def test_who_leaves_the_form_finds_it_as_a_task(steps, browse):
    seleksi = steps.inaugurated()
    page = browse("jaksel").get(f"/kasus/{seleksi.pk}/")
    assert "tambah_pejabat" in page.acts
    foreign = steps.nomenklatur(unit="Dinas Lain")
    shown = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/tambah_pejabat/", nomenklatur=str(foreign.pk))
    assert "Dinas Lain" not in shown.text


@pytest.mark.req("SJ-69", "SJ-70")
def test_the_check_page_and_the_reviewer_are_told(steps, browse):
    schedule = [
        {"kegiatan": "Pengumuman", "mulai": "01/12/2026", "akhir": "05/12/2026"},
        {"kegiatan": "Wawancara", "mulai": "05/12/2026", "akhir": "06/12/2026"},
    ]
    seleksi = steps.reviewed(panitia=[{"nama": "Ketua"}, {"nama": "ketua"}], jadwal=schedule)
    steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Periksa lagi.</p>")
    page = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/kirim_perbaikan/", langkah="periksa")
    for said in ("Perlu diperhatikan", "lebih dari sekali: Ketua", "Jadwal bertumpang tindih: “Pengumuman”"):
        assert said in page.text
    reviewer = browse("asisten1").get(f"/kasus/{seleksi.pk}/")
    assert "bertumpang tindih: “Pengumuman”" in reviewer.text
