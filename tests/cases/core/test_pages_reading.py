"""Pages that show: inbox, lists, case, history, log, board, notifications; who sees what, at what cost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cases.core.reading.words import tanggal_panjang
from tests.support.browsing import read
from tests.support.jobs import deliver_all
from workflows.models import AccessLog

LANDING = "/"
LIST = "/nomenklatur/"
STATIC_PAGES = (
    LANDING,
    "/tugas/saya/",
    "/tugas/antrean/",
    "/tugas/menunggu/",
    "/tugas/selesai/",
    LIST,
    "/nomenklatur/ekspor.csv",
    "/log/",
    "/log/ekspor.csv",
    "/notifikasi/",
    "/penyelia/",
    "/nomenklatur/baru/tambah_nomenklatur/",
)


# --- who --------------------------------------------------------------------------------


@pytest.mark.req("SJ-09")
@pytest.mark.parametrize("path", STATIC_PAGES)
def test_strangers_are_led_to_the_login(world, path):
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/akun/masuk/?next={path}")


@pytest.mark.req("SJ-19", "SJ-38")
def test_another_institution_sees_nothing(world, browse, addresses):
    """Every page of the case is a 404 that is written down; lists, search, log and figures do not know it."""
    stranger, case = browse("bogor"), addresses["case"]
    for name, path in addresses["pages"].items():
        answer = stranger.get(path)
        assert (name, answer.status, case.title in answer.text) == (name, 404, False)
    logged = AccessLog.objects.filter(actor=world.people.bogor, outcome="E-HIDE", object_id=case.pk)
    assert logged.count() == len(addresses["pages"])
    for path in (LANDING, "/tugas/antrean/", LIST, f"{LIST}?q=Sosial", "/nomenklatur/ekspor.csv", "/log/"):
        assert case.title not in stranger.get(path).body, path


@pytest.mark.req("SJ-19", "SJ-38")
@pytest.mark.parametrize("who", ["jaksel", "jaksel2", "komisioner", "asisten1", "asisten2", "auditor"])
def test_own_institution_kasn_and_auditor_see_it(world, browse, addresses, who):
    reader, case = browse(who), addresses["case"]
    for name, path in addresses["pages"].items():
        if name not in ("act", "percakapan/"):
            assert (name, reader.get(path).status) == (name, 200)
    assert case.number in reader.get(LIST).text


@pytest.mark.req("SJ-83")
def test_the_institution_never_sees_review_buttons(world, browse):
    case = world.at("telaah")
    assert browse("jaksel").get(f"/kasus/{case.pk}/").acts == ["tarik"]
    assert browse("asisten1").get(f"/kasus/{case.pk}/").acts == ["setujui", "perbaikan"]
    assert browse("komisioner").get(f"/kasus/{case.pk}/").acts == ["ganti_petugas"]
    for who in ("asisten2", "auditor"):
        assert browse(who).get(f"/kasus/{case.pk}/").acts == []


@pytest.mark.req("SJ-136")
def test_the_case_page_says_whose_turn_it_is(world, browse):
    case = world.at("telaah")
    assert "Menunggu Telaah nomenklatur oleh Asisten 1" in browse("jaksel").get(f"/kasus/{case.pk}/").text
    assert "Telaah nomenklatur menunggu Anda" in browse("asisten1").get(f"/kasus/{case.pk}/").text


@pytest.mark.req("SJ-12")
@pytest.mark.parametrize(
    ("who", "status"),
    [("komisioner", 200), ("admin", 200), ("asisten1", 403), ("jaksel", 403), ("auditor", 403)],
)
def test_board_is_the_supervisors(world, browse, who, status):
    answer = browse(who).get("/penyelia/")
    assert answer.status == status
    assert ("Papan penyelia" in browse(who).get(LANDING).text) is (status == 200)
    if status == 403:
        assert answer.codes == {"E-PERM"}
        assert AccessLog.objects.filter(actor=world.person(who), outcome="E-PERM").exists()


@pytest.mark.req("SJ-12")
def test_menu_in_the_order_of_the_catalogue(world, browse):
    """Of each half; what belongs to later case types (Konsultasi, Petugas, Institusi, Kandidat) has no page yet."""
    places = ["Dashboard", "Nomenklatur", "Pejabat", "Seleksi", "Daftar Log Aktivitas"]

    def menu(who):
        items = browse(who).get(LANDING).response.context["menu"]
        return {item["label"]: [child["label"] for child in item.get("children", [])] for item in items}

    own = menu("jaksel")
    assert [label for label in own if label in places] == places
    for label in ("Nomenklatur", "Pejabat", "Seleksi"):
        assert own[label] == [f"Daftar {label}", f"Tambah {label}"]
    assert "Papan penyelia" not in own
    for who in ("komisioner", "asisten1", "auditor"):
        seen = menu(who)
        assert [label for label in seen if label in places] == places
        assert [seen[label] for label in ("Nomenklatur", "Pejabat", "Seleksi")] == [[], [], []]


@pytest.mark.req("SJ-36", "SJ-38", "SJ-41")
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "auditor"])
def test_the_detail_of_a_nomenklatur(world, browse, who):
    """Gambar 15 and 17: facts, the bars, the petugas, History Perbaikan; Edit once it is approved, of the own side."""
    case = world.at("perbaikan", kompetensi_teknis="")
    page = browse(who).get(f"/kasus/{case.pk}/")
    day = tanggal_panjang(case.tanggal_daftar)
    assert re.fullmatch(r"(Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu), \d{1,2} [A-Z][a-z]+ \d{4}", day)
    for said in (
        "Unit Kerja Dinas Sosial Jabatan Kepala Dinas Sosial Level Pratama",
        "Perbaikan",
        "Petugas yang menangani Asisten 1",
        f"Institusi Kota Administrasi Jakarta Selatan Tanggal daftar {day}",
    ):
        assert said in page.text
    bars = [read(bar) for bar in re.findall(r"<summary class=\"alur-bar__summary\">.*?</summary>", page.body)]
    assert bars == [
        "Tugas Pokok dan Fungsi",  # when it is filled
        "Kompetensi Teknis/Bidang belum diisi",
        "Kompetensi Sosial-Kultural",
        "Standar Kompetensi Manajerial",
    ]
    history = page.text[page.text.index("History Perbaikan") :]
    assert "Lengkapi kompetensi teknis." in history
    approved = world.at("disetujui", jabatan="Sekretaris")
    assert ("edit" in browse(who).get(f"/kasus/{approved.pk}/").acts) == (who == "jaksel")


# --- cost --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("jaksel", "/tugas/antrean/"),
        ("asisten1", "/tugas/saya/"),
        ("jaksel", LIST),
        ("komisioner", LIST),
        ("komisioner", "/log/"),
        ("komisioner", "/notifikasi/"),
        ("auditor", LIST),
    ],
)
def test_queries_do_not_grow_with_the_rows(world, browse, who, path, django_assert_num_queries):
    """One row and three rows cost the same."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = browse(who)
    place = "perbaikan" if path == "/tugas/antrean/" else "telaah"
    world.at(place)
    deliver_all()
    reader.get(path)
    with CaptureQueriesContext(connection) as one:
        first = reader.get(path)
    for unit in ("Dinas Kesehatan", "Dinas Pendidikan"):
        world.at(place, unit_kerja=unit)
    deliver_all()
    with django_assert_num_queries(len(one)):
        second = reader.get(path)
    assert first.status == second.status == 200
    if path != "/log/":
        assert second.text.count("Kepala Dinas Sosial — Dinas") > first.text.count(
            "Kepala Dinas Sosial — Dinas"
        ) or (second.text.count("NM-") > first.text.count("NM-"))


@pytest.mark.parametrize("tab", ["", "riwayat/", "dokumen/"])
def test_case_page_costs_the_same_after_more_acts(world, browse, tab, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case, reader = world.at("telaah"), browse("auditor")
    with CaptureQueriesContext(connection) as before:
        reader.get(f"/kasus/{case.pk}/{tab}")
    for number in range(3):
        case = world.do(case, "perbaikan", "asisten1", alasan="<p>Lagi.</p>")
        case = world.do(case, "kirim_perbaikan", "jaksel", **world.data(tanggapan=f"Sudah {number}."))
    with django_assert_num_queries(len(before)):
        assert reader.get(f"/kasus/{case.pk}/{tab}").status == 200


# --- history --------------------------------------------------------------------------------


@pytest.mark.req("SJ-128")
def test_time_line_with_refusals_for_kasn_and_auditor_only(world, browse):
    case = world.at("perbaikan")
    browse("asisten2").post(f"/kasus/{case.pk}/t/setujui/")
    auditor = browse("auditor").get(f"/kasus/{case.pk}/riwayat/")
    assert "Ditolak: status tidak sesuai" in auditor.text
    assert "Ditolak: status" not in browse("jaksel").get(f"/kasus/{case.pk}/riwayat/").text
    assert [entry["seq"] for entry in auditor.response.context["entries"] if entry["seq"]] == [3, 2, 1]
    assert "Riwayat utuh 3 catatan berantai" in auditor.text


@pytest.mark.req("SJ-128", "SJ-42")
def test_versions_side_by_side(world, browse):
    case = world.at("perbaikan")
    case = world.do(case, "kirim_perbaikan", "jaksel", **world.data(kompetensi_teknis="Baru sama sekali."))
    newest = case.case.revisions.get(number=2)
    page = browse("auditor").get(f"/kasus/{case.pk}/riwayat/", versi=newest.pk)
    changed = [line for line in page.response.context["compared"].lines if line.changed]
    assert [(line.label, line.before, line.after) for line in changed] == [
        ("Kompetensi Teknis/Bidang", "Urusan sosial.", "Baru sama sekali.")
    ]


@pytest.mark.req("SJ-128")
def test_as_of_a_day(world, browse):
    case = world.at("disetujui")
    url = f"/kasus/{case.pk}/riwayat/"
    assert "Kasus ini belum ada pada hari itu." in browse("auditor").get(url, per="01/01/2020").text
    past = browse("auditor").get(url, per="31/12/2099")
    assert "Keadaan pada akhir Kamis, 31 Desember 2099 Status Disetujui" in past.text
    assert browse("auditor").get(url, per="31/02/2026").codes == {"E-FMT"}


@pytest.mark.req("SJ-127")
def test_log_of_an_institution_is_its_own(world, browse):
    world.at("telaah")
    browse("bogor").get("/penyelia/")
    own = browse("jaksel").get("/log/").response.context["rows"]
    assert {row["actor"] for row in own} == {"Petugas Jakarta Selatan"}
    everything = browse("auditor").get("/log/").response.context["rows"]
    assert {"Komisioner", "Petugas Jakarta Selatan", "Petugas Kota Bogor"} <= {
        row["actor"] for row in everything
    }
    refused = browse("auditor").get("/log/", hasil="ditolak").response.context["rows"]
    assert {row["outcome"] for row in refused} == {"Ditolak: tidak berwenang"}
    assert browse("auditor").get("/log/", dari="02/01/2026", sampai="01/01/2026").codes == {"E-RNG"}
    assert "Petugas Kota Bogor" not in browse("jaksel").get("/log/ekspor.csv").body


@pytest.mark.parametrize("cursor", ["x", "bm90aGluZw", "W2ZhbHNlLFtdXQ"])
def test_a_broken_cursor_starts_the_list_anew(world, browse, cursor):
    world.open()
    for path in (LIST, "/log/", "/notifikasi/", "/tugas/antrean/"):
        assert browse("komisioner").get(path, cursor=cursor).status == 200
