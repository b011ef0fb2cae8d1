"""Pages for several candidates at once: one reason for all, descriptions, applicants."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.models import Draft
from cases.jpt.models import Kandidat
from tests.support.browsing import Browser, Page
from workflows.forms import REQUIRED
from workflows.models import LedgerEntry

SIX = ("6", "6", "6", "6")


def together(seleksi: Any, act: str) -> str:
    return f"/jpt/{seleksi.pk}/bersama/{act}/"


def send(person: Browser, path: str, rows: Any, **data: Any) -> Page:
    ids = [str(k.pk) for k in rows]
    return person.post(path, {**person.get(path, k=ids).hidden(), "k": ids, **data})


# --- one reason for several ---


@pytest.mark.req("SJ-99", "KD-12")
def test_several_are_closed_with_one_reason(steps, browse):
    seleksi = steps.counted()
    ani, budi, cici = (steps.candidate(seleksi, n) for n in ("Ani", "Budi", "Cici"))
    person, address = browse("jaksel"), together(seleksi, "tidak_lanjut")
    page = person.post(
        f"/jpt/{seleksi.pk}/proses/",
        {"tindakan": "tidak_lanjut:lulus_administrasi", "pilih-lulus_administrasi": [ani.pk, budi.pk]},
    )
    assert (page.status, page.url) == (302, f"{address}?k={ani.pk}&k={budi.pk}")
    shown = person.get(page.url)
    assert "Tidak lanjut: 2 kandidat" in shown.text
    assert [row[:4] for row in shown.tables[0].rows] == [
        ("Ani", "1000", "Kota Uji", "Lulus administrasi"),
        ("Budi", "1001", "Kota Uji", "Lulus administrasi"),
    ]
    empty = send(person, address, (ani, budi), alasan=" ")
    assert (empty.status, empty.codes) == (422, {"E-REQ"})
    done = send(person, address, (ani, budi), alasan="Mengundurkan diri")
    assert (done.status, done.url) == (302, f"/kasus/{seleksi.pk}/proses/")
    assert [(steps.fresh(k).state, steps.fresh(k).alasan_keputusan) for k in (ani, budi)] == [
        ("tidak_lanjut", "Mengundurkan diri")
    ] * 2
    assert steps.fresh(cici).state == "lulus_administrasi"
    text = person.get(done.url).text
    assert "Tidak lanjut untuk 2 kandidat: Ani (NIP 1000), Budi (NIP 1001)." in text


@pytest.mark.req("SJ-101", "SJ-102")
def test_a_fourth_is_refused_and_stays_on_the_page(steps, browse):
    """The best first, whatever the order of the ticks."""
    seleksi = steps.counted()
    skor = {
        "Ani": SIX,
        "Budi": ("7", "7", "7", "7"),
        "Cici": ("8", "8", "8", "8"),
        "Dodi": ("9", "9", "9", "9"),
    }
    rows = [steps.scored(steps.candidate(seleksi, nama), values) for nama, values in skor.items()]
    answer = send(browse("jaksel"), together(seleksi, "terima"), rows)
    assert (answer.status, answer.codes) == (409, {"E-GUARD"})
    assert "Sebagian belum dapat dicatat" in answer.text  # on top, not only in the row
    assert f'href="#kandidat-{rows[0].pk}"' in answer.body
    assert "Terima untuk 3 kandidat: Dodi (NIP 1003), Cici (NIP 1002), Budi (NIP 1001)." in answer.text
    assert [row[0] for row in answer.tables[0].rows] == ["Ani Sudah tiga kandidat diterima."]
    assert [steps.fresh(k).state for k in rows] == ["rekam_jejak", "diterima", "diterima", "diterima"]


@pytest.mark.req("SJ-101", "KD-11")
def test_out_of_rank_the_reason_is_asked_for(steps, browse):
    seleksi = steps.counted()
    ani, budi, cici = (
        steps.scored(steps.candidate(seleksi, nama), (s,) * 4)
        for nama, s in (("Ani", "6"), ("Budi", "9"), ("Cici", "5"))
    )
    steps.do(ani, "jaksel", "terima")
    person, address = browse("jaksel"), together(seleksi, "tolak")
    answer = send(person, address, (budi, cici))
    assert (answer.status, answer.codes) == (422, {"E-REQ"})
    assert "Keputusan tidak mengikuti urutan nilai; isi alasan." in answer.text
    assert [steps.fresh(k).state for k in (budi, cici)] == ["rekam_jejak", "ditolak"]
    assert send(person, address, (budi,), alasan="Rekam jejak").status == 302
    assert steps.fresh(budi).alasan_keputusan == "Rekam jejak"


@pytest.mark.req("SJ-138")
def test_who_changed_meanwhile_is_left_out(steps, browse):
    seleksi = steps.counted()
    ani, budi = (steps.candidate(seleksi, n) for n in ("Ani", "Budi"))
    person, address = browse("jaksel"), together(seleksi, "tidak_lanjut")
    ids = [str(k.pk) for k in (ani, budi)]
    opened = person.get(address, k=ids).hidden()
    steps.do(ani, "jaksel", "ubah", nama="Ani Baru", nip="1000", instansi="Kota Uji")
    answer = person.post(address, {**opened, "k": ids, "alasan": "Mundur"})
    assert (answer.status, answer.codes) == (409, {"E-STALE"})
    assert [steps.fresh(k).state for k in (ani, budi)] == ["lulus_administrasi", "tidak_lanjut"]
    assert 'value="Mundur"' in answer.body or ">Mundur<" in answer.body.replace("\n", "")


@pytest.mark.req("SJ-105")
def test_pages_of_others_and_of_nobody(steps, browse):
    seleksi = steps.counted()
    ani = steps.candidate(seleksi, "Ani")
    for path in (together(seleksi, "tolak"), f"/jpt/{seleksi.pk}/pelamar/", f"/jpt/{seleksi.pk}/deskripsi/"):
        for who, status in (("asisten1", 403), ("auditor", 403), ("bogor", 404)):
            assert browse(who).get(path, k=str(ani.pk)).status == status
    person = browse("jaksel")
    assert "Belum ada kandidat yang dipilih" in person.get(together(seleksi, "tolak")).text
    assert person.get(together(seleksi, "hapus"), k=str(ani.pk)).status == 404
    assert "Semua deskripsi sudah diisi" in person.get(f"/jpt/{seleksi.pk}/deskripsi/").text


# --- descriptions ---


@pytest.mark.req("SJ-94", "KD-9b")
def test_descriptions_of_all_in_one_press(steps, browse):
    seleksi = steps.counted()
    ani, budi, cici = (
        steps.at_stage(steps.candidate(seleksi, nama), "rekam_jejak") for nama in ("Ani", "Budi", "Cici")
    )
    person, address = browse("jaksel"), f"/jpt/{seleksi.pk}/deskripsi/"
    page = person.get(address)
    assert page.body.count("<textarea") == 3
    sent = {f"k-{ani.pk}-deskripsi": "Tidak ada catatan.", f"k-{budi.pk}-deskripsi": "<p>&nbsp;</p>"}
    answer = person.post(address, {**page.hidden(), **sent})
    assert (answer.status, answer.codes) == (422, {"E-REQ"})
    assert "Input Deskripsi: Ani (NIP 1000)." in answer.text
    assert "Ani (NIP 1000) Kota Uji" not in answer.text.replace("Input Deskripsi: Ani (NIP 1000).", "")
    done = person.post(address, {**answer.hidden(), f"k-{budi.pk}-deskripsi": "Pernah ditegur."})
    assert (done.status, done.url) == (302, f"/kasus/{seleksi.pk}/proses/")
    found = [steps.fresh(k).deskripsi for k in (ani, budi, cici)]
    assert ["Tidak ada catatan." in found[0], "Pernah ditegur." in found[1], found[2]] == [True, True, ""]


@pytest.mark.req("SJ-94", "SJ-71")
def test_a_description_of_somebody_whom_another_was_quicker_to_describe(steps, browse):
    """It overwrites nothing and is not thrown away: it stands on the page and in the draft until it is taken out."""
    seleksi = steps.counted()
    ani, budi = (steps.at_stage(steps.candidate(seleksi, nama), "rekam_jejak") for nama in ("Ani", "Budi"))
    person, address = browse("jaksel"), f"/jpt/{seleksi.pk}/deskripsi/"
    page = person.get(address)
    steps.do(ani, "jaksel", "input_deskripsi", deskripsi="Yang lebih cepat.")
    mine = {f"k-{k.pk}-deskripsi": f"Teks saya tentang {k.nama}." for k in (ani, budi)}
    answer = person.post(address, {**page.hidden(), **mine})
    assert answer.status == 422
    assert "Kesalahan: Deskripsi sudah ada; gunakan Ubah Deskripsi. Teks saya tentang Ani." in answer.text
    assert "Teks saya tentang Ani." in answer.body
    assert "Teks saya tentang Ani." in person.get(address).body
    found = [steps.fresh(k).deskripsi for k in (ani, budi)]
    assert found == ["<p>Yang lebih cepat.</p>", "<p>Teks saya tentang Budi.</p>"]
    again = person.post(address, {**answer.hidden(), f"k-{ani.pk}-deskripsi": ""})
    assert (again.status, Draft.objects.count()) == (302, 0)


# --- applicants ---


def line(number: int, nama: str, nip: str, instansi: str = "Kota Uji", alasan: str = "") -> dict[str, str]:
    values = {"nama": nama, "nip": nip, "instansi": instansi, "alasan_tanpa_nip": alasan}
    return {f"pelamar-{number}-{name}": value for name, value in values.items()}


@pytest.mark.req("SJ-87", "SL-11")
def test_several_applicants_in_one_press(steps, browse):
    seleksi = steps.counted(4)
    person, address = browse("jaksel"), f"/jpt/{seleksi.pk}/pelamar/"
    page = person.get(address)
    assert (page.tables[0].heads, len(page.tables[0].rows)) == (
        ("No", "Nama", "NIP", "Instansi", "Alasan tanpa NIP"),
        10,
    )
    sent = {
        **line(0, "Ani", "198001012005011001"),
        **line(1, "Budi", "19800101200501100X"),
        **line(2, "Cici", "198001012005011001"),
        **line(4, "Dodi", "-"),
        **line(5, "Evi", "-", alasan="Profesional"),
    }
    answer = person.post(address, {**page.hidden(), **sent})
    assert (answer.status, answer.codes) == (422, {"E-FMT", "E-DUP", "E-REQ"})
    assert "2 pelamar sudah dimasukkan: Ani, Evi." in answer.text
    for said in (
        "Baris 2, NIP: NIP hanya berisi angka, atau “-” bila tidak ada.",
        "Baris 3, NIP: NIP ini sudah dimasukkan pada seleksi ini.",
        f"Baris 5, Alasan tanpa NIP: {REQUIRED}",
    ):
        assert said in answer.text
    assert 'value="19800101200501100X"' in answer.body  # nothing typed is lost
    kept = person.get(address)  # also for whoever leaves the page and comes back
    assert 'value="19800101200501100X"' in kept.body
    assert "Ani" not in kept.tables[0].rows[0]
    again = {**kept.hidden(), **line(1, "Budi", "198001012005011002"), **line(2, "Cici", "")}
    page2 = person.post(address, again)
    assert page2.codes == {"E-REQ"}
    assert sorted(k.nama for k in Kandidat.objects.filter(seleksi=seleksi)) == ["Ani", "Budi", "Evi"]
    done = person.post(address, {**page2.hidden(), **line(2, "Cici", "1")})
    assert (done.status, done.url) == (302, f"/kasus/{seleksi.pk}/proses/")
    assert "NIP bukan 18 digit, periksa kembali: Cici (1)." in person.get(done.url).text
    over = person.post(address, {**person.get(address).hidden(), **line(0, "Fani", "2")})
    assert (over.status, over.codes) == (422, {"E-RNG"})
    assert "tidak boleh melebihi jumlah pelamar (4)" in over.text


@pytest.mark.req("SJ-87", "SJ-138")
def test_the_same_applicants_sent_twice_are_entered_once(steps, browse):
    seleksi = steps.counted()
    person, address = browse("jaksel"), f"/jpt/{seleksi.pk}/pelamar/"
    sent = {**person.get(address).hidden(), **line(0, "Ani", "-", alasan="Profesional")}
    assert [person.post(address, sent).status for _ in range(2)] == [302, 302]
    assert LedgerEntry.objects.filter(stream=seleksi.pk, act="tambah_pelamar", object_type="jpt").count() == 1


@pytest.mark.req("SJ-87")
def test_more_lines_keep_what_was_typed(steps, browse):
    seleksi = steps.counted()
    person, address = browse("jaksel"), f"/jpt/{seleksi.pk}/pelamar/"
    page = person.post(address, {**person.get(address).hidden(), **line(3, "Ani", "1"), "tambah": "1"})
    assert (page.status, len(page.tables[0].rows)) == (200, 20)
    assert 'value="Ani"' in page.body
    assert not Kandidat.objects.filter(seleksi=seleksi).exists()
    assert len(person.get(address, baris="999").tables[0].rows) == 50
