"""Pages that show: inbox, lists, case, history, log, board, notifications; who sees what, at what cost."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from cases.core.models import CaseTask, Notification
from tests.support.world import fresh, open_task, open_tasks
from workflows.models import AccessLog
from workflows.outbox import deliver_all

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


# --- who ---------------------------------------------------------------------------------------------------------


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
    assert "Menunggu Telaah nomenklatur oleh Asisten 1 KASN" in browse("jaksel").get(f"/kasus/{case.pk}/").text
    assert "Telaah nomenklatur menunggu Anda" in browse("asisten1").get(f"/kasus/{case.pk}/").text


@pytest.mark.req("SJ-12")
@pytest.mark.parametrize(("who", "status"), [("komisioner", 200), ("admin", 200), ("asisten1", 403), ("jaksel", 403), ("auditor", 403)])
def test_board_is_the_supervisors(world, browse, who, status):
    answer = browse(who).get("/penyelia/")
    assert answer.status == status
    assert ("Papan penyelia" in browse(who).get(LANDING).text) is (status == 200)
    if status == 403:
        assert answer.codes == {"E-PERM"}
        assert AccessLog.objects.filter(actor=world.person(who), outcome="E-PERM").exists()


@pytest.mark.req("SJ-12")
def test_menu_in_the_order_of_the_catalogue(world, browse):
    labels = [item["label"] for item in browse("jaksel").get(LANDING).response.context["menu"]]
    order = ["Dashboard", "Nomenklatur", "Pejabat", "Seleksi", "Daftar Log Aktivitas"]
    assert [label for label in labels if label in order] == [label for label in order if label in labels]
    assert {"Dashboard", "Nomenklatur", "Seleksi", "Daftar Log Aktivitas"} <= set(labels)
    assert "Papan penyelia" not in labels


# --- cost --------------------------------------------------------------------------------------------------------


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
        assert second.text.count("Kepala Dinas Sosial — Dinas") > first.text.count("Kepala Dinas Sosial — Dinas") or (
            second.text.count("NM-") > first.text.count("NM-")
        )


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


# --- inbox -------------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-11", "SJ-136")
def test_boxes(world, browse):
    case = world.at("telaah")
    label = f"Telaah nomenklatur — {case.case.title}"
    assert label in browse("asisten1").get("/tugas/saya/").text
    assert label in browse("jaksel").get("/tugas/menunggu/").text
    assert label not in browse("asisten2").get("/tugas/saya/").text
    world.do(case, "setujui", "asisten1")
    assert label not in browse("asisten1").get("/tugas/saya/").text
    assert label in browse("asisten1").get("/tugas/selesai/").text


@pytest.mark.req("SJ-136")
def test_take_and_give_back(world, browse):
    case = world.at("perbaikan")
    task = open_task(case, "perbaiki")
    first, second = browse("jaksel"), browse("jaksel2")
    first.post("/tugas/ubah/", {"aksi": "ambil", "task": task.pk})
    assert open_tasks(case) == {"utama": ("perbaiki", "jaksel")}
    refused = second.post("/tugas/ubah/", {"aksi": "ambil", "task": task.pk})
    assert (refused.status, refused.codes) == (200, {"E-GUARD"})
    assert "Sudah diambil oleh Petugas Jakarta Selatan" in refused.text
    first.post("/tugas/ubah/", {"aksi": "lepas", "task": task.pk})
    assert open_tasks(case) == {"utama": ("perbaiki", None)}


@pytest.mark.req("SJ-136")
def test_a_colleague_holds_the_task(world, browse):
    case = world.at("perbaikan")
    browse("jaksel").post("/tugas/ubah/", {"aksi": "ambil", "task": open_task(case, "perbaiki").pk})
    answer = browse("jaksel2").get(f"/kasus/{case.pk}/t/kirim_perbaikan/")
    assert (answer.status, answer.codes) == (409, {"E-GUARD"})
    assert "Petugas Jakarta Selatan" in answer.text


@pytest.mark.req("SJ-136")
def test_hand_over_to_a_colleague(world, browse):
    case = world.at("perbaikan")
    task = open_task(case, "perbaiki")
    question = browse("jaksel").post("/tugas/ubah/", {"aksi": "alihkan", "task": task.pk})
    assert "Rekan Jakarta Selatan" in question.text
    assert "Petugas Kota Bogor" not in question.text
    browse("jaksel").post("/tugas/ubah/", {"aksi": "alihkan", "task": task.pk, "kepada": world.people.jaksel2.pk})
    assert open_tasks(case) == {"utama": ("perbaiki", "jaksel2")}


@pytest.mark.req("SJ-136")
def test_strangers_cannot_take_a_task(world, browse):
    case = world.at("perbaikan")
    answer = browse("bogor").post("/tugas/ubah/", {"aksi": "ambil", "task": open_task(case, "perbaiki").pk})
    assert answer.codes == {"E-HIDE"}
    assert open_tasks(case) == {"utama": ("perbaiki", None)}


@pytest.mark.req("SJ-10")
def test_figures(world, browse):
    world.open()
    world.open(unit_kerja="Dinas Kesehatan")
    world.open(by="bogor")
    own = browse("jaksel").get(LANDING).response.context["figures"]
    assert [(row["category"], row["figures"][0]) for row in own] == [
        ("Kabupaten/Kota", {"label": "Nomenklatur", "value": 2})
    ]
    everything = {
        row["category"]: row["figures"][0]["value"] for row in browse("auditor").get(LANDING).response.context["figures"]
    }
    assert everything == {"Kementerian": 0, "Lembaga": 0, "Provinsi": 0, "Kabupaten/Kota": 3}
    assert len(browse("auditor").get(LANDING, kategori="Planet").response.context["figures"]) == 4
    assert len(browse("auditor").get(LANDING, kategori="Provinsi").response.context["figures"]) == 1


# --- lists -------------------------------------------------------------------------------------------------------


def _titles(page) -> list[str]:
    return [row["title"] for row in page.response.context["rows"]]


@pytest.mark.req("SJ-37")
def test_filters_of_the_list(world, browse):
    world.at("disetujui")
    world.open(by="bogor", unit_kerja="Dinas Bogor", level="Madya")
    reader = browse("komisioner")
    bogor, jaksel = "Kepala Dinas Sosial — Dinas Bogor", "Kepala Dinas Sosial — Dinas Sosial"
    assert _titles(reader.get(LIST)) == [bogor, jaksel]
    assert _titles(reader.get(LIST, state="disetujui")) == [jaksel]
    assert _titles(reader.get(LIST, level="Madya")) == [bogor]
    assert _titles(reader.get(LIST, q="dinas bogor")) == [bogor]
    assert _titles(reader.get(LIST, petugas=world.people.asisten1.pk)) == [jaksel]
    assert _titles(reader.get(LIST, state="bukan-status", level="?", jenis="x")) == [bogor, jaksel]


@pytest.mark.req("SJ-53", "SJ-37")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"dari": "31/02/2026"}, "E-FMT"),
        ({"sampai": "besok", "dari": "01/01/2020"}, "E-FMT"),
        ({"dari": "02/01/2026", "sampai": "01/01/2026"}, "E-RNG"),
    ],
)
def test_faulty_dates_are_shown_and_filter_nothing(world, browse, query, code):
    world.open()
    page = browse("komisioner").get(LIST, **query)
    assert (page.codes, len(_titles(page))) == ({code}, 1)


@pytest.mark.req("SJ-53")
def test_date_range(world, browse):
    with time_machine.travel(dt.datetime(2026, 8, 10, 3, tzinfo=dt.UTC), tick=True):
        world.open()
    today = fresh(world.open(unit_kerja="Dinas Lain")).case.opened_at
    day = today.astimezone(dt.timezone(dt.timedelta(hours=7))).strftime("%d/%m/%Y")
    assert len(_titles(browse("komisioner").get(LIST, dari=day, sampai=day))) == 2  # the database's clock rules
    assert _titles(browse("komisioner").get(LIST, dari="01/01/2020", sampai="31/12/2020")) == []


@pytest.mark.req("SJ-54", "SJ-131")
def test_export_is_the_filtered_list_and_safe(world, browse):
    world.open(unit_kerja='=HYPERLINK("x")', jabatan="+Kepala")
    world.open(by="bogor", unit_kerja="Dinas Bogor")
    page = browse("jaksel").get("/nomenklatur/ekspor.csv")
    lines = page.body.split("\r\n")
    assert lines[0].startswith("\ufeffNomor,Institusi,Unit Kerja,Jabatan,Level")
    assert len(lines) == 3
    assert """\"'=HYPERLINK(""x"")\",'+Kepala,Pratama""" in lines[1]
    assert lines[1].endswith(dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).strftime("%d/%m/%Y"))
    assert len(browse("auditor").get("/nomenklatur/ekspor.csv", q="Bogor").body.split("\r\n")) == 3
    assert AccessLog.objects.filter(action="ekspor", object_type="nomenklatur", outcome="ok").count() == 2


@pytest.mark.req("SJ-129", "SJ-73")
def test_badge_goes_when_the_case_is_opened(world, browse):
    case = world.open()
    world.open(unit_kerja="Dinas Kesehatan")
    deliver_all()
    reader = browse("komisioner")
    context = reader.get(LIST).response.context
    assert (context["badges"]["total"], [row["unread"] for row in context["rows"]]) == ("2", [True, True])
    reader.get(f"/kasus/{case.pk}/")
    context = reader.get(LIST).response.context
    assert (context["badges"]["total"], [row["unread"] for row in context["rows"]]) == ("1", [True, False])
    assert Notification.objects.filter(user=world.people.admin, read_at__isnull=True).count() == 2


# --- bulk --------------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-39", "SJ-137")
def test_bulk_answers_row_by_row(world, browse):
    fresh_one, taken = world.open(), world.at("telaah", unit_kerja="Dinas Kesehatan")
    chosen = {"tindakan": "pilih_petugas", "kasus": [fresh_one.pk, taken.pk]}
    supervisor = browse("komisioner")
    question = supervisor.post("/massal/", chosen)
    assert "untuk 2 kasus" in question.text
    assert supervisor.post("/massal/", chosen | {"kirim": "1"}).codes == {"E-REQ"}
    result = supervisor.post("/massal/", chosen | {"kirim": "1", "petugas": world.people.asisten2.pk})
    assert "1 berhasil, 1 ditolak." in result.text
    assert result.codes == {"E-STATE"}
    assert fresh(fresh_one).case.assignee == world.people.asisten2
    assert fresh(taken).case.assignee == world.people.asisten1


@pytest.mark.req("SJ-137")
@pytest.mark.parametrize("who", ["asisten1", "jaksel", "auditor"])
def test_bulk_is_the_supervisors(world, browse, who):
    case = world.at("telaah")
    data = {"tindakan": "ganti_petugas", "kasus": case.pk, "kirim": "1", "petugas": world.people.asisten2.pk, "alasan": "x"}
    answer = browse(who).post("/massal/", data)
    assert (answer.status, answer.codes, fresh(case).case.assignee) == (403, {"E-PERM"}, world.people.asisten1)


@pytest.mark.req("SJ-137")
def test_board_leads_to_the_rows_and_to_another_petugas(world, browse):
    case = world.at("telaah")
    supervisor = browse("komisioner")
    rows = supervisor.get("/penyelia/", petugas=world.people.asisten1.pk)
    assert case.case.title in rows.text
    data = {"tindakan": "ganti_petugas", "kasus": case.pk, "kirim": "1", "petugas": world.people.asisten2.pk}
    assert supervisor.post("/massal/", data).codes == {"E-REQ"}
    supervisor.post("/massal/", data | {"alasan": "Cuti."})
    assert open_tasks(case) == {"utama": ("telaah", "asisten2")}


# --- history -----------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-128")
def test_time_line_with_refusals_for_kasn_and_auditor_only(world, browse):
    case = world.at("perbaikan")
    browse("asisten2").post(f"/kasus/{case.pk}/t/setujui/")
    auditor = browse("auditor").get(f"/kasus/{case.pk}/riwayat/")
    assert "Ditolak sistem · E-" in auditor.text
    assert "Ditolak sistem" not in browse("jaksel").get(f"/kasus/{case.pk}/riwayat/").text
    assert [entry["seq"] for entry in auditor.response.context["entries"] if entry["seq"]] == [3, 2, 1]
    assert "Riwayat utuh 3 catatan berantai" in auditor.text


@pytest.mark.req("SJ-128", "SJ-42")
def test_versions_side_by_side(world, browse):
    case = world.at("perbaikan")
    case = world.do(case, "kirim_perbaikan", "jaksel", **world.data(kompetensi_teknis="Baru sama sekali."))
    newest = case.case.revisions.get(number=2)
    page = browse("auditor").get(f"/kasus/{case.pk}/riwayat/", versi=newest.pk)
    changed = [row for row in page.response.context["compared"]["rows"] if row["changed"]]
    assert changed == [
        {
            "label": "Kompetensi Teknis/Bidang",
            "before": "Urusan sosial.",
            "after": "Baru sama sekali.",
            "changed": True,
        }
    ]


@pytest.mark.req("SJ-128")
def test_as_of_a_day(world, browse):
    case = world.at("disetujui")
    url = f"/kasus/{case.pk}/riwayat/"
    assert "Kasus belum ada." in browse("auditor").get(url, per="01/01/2020").text
    assert "Status Disetujui" in browse("auditor").get(url, per="31/12/2199").text
    assert browse("auditor").get(url, per="31/02/2026").codes == {"E-FMT"}


@pytest.mark.req("SJ-127")
def test_log_of_an_institution_is_its_own(world, browse):
    world.at("telaah")
    browse("bogor").get("/penyelia/")
    own = browse("jaksel").get("/log/").response.context["rows"]
    assert {row["actor"] for row in own} == {"Petugas Jakarta Selatan"}
    everything = browse("auditor").get("/log/").response.context["rows"]
    assert {"Komisioner", "Petugas Jakarta Selatan", "Petugas Kota Bogor"} <= {row["actor"] for row in everything}
    refused = browse("auditor").get("/log/", hasil="ditolak").response.context["rows"]
    assert {row["outcome"] for row in refused} == {"Ditolak E-PERM"}
    assert browse("auditor").get("/log/", dari="02/01/2026", sampai="01/01/2026").codes == {"E-RNG"}
    assert "Petugas Kota Bogor" not in browse("jaksel").get("/log/ekspor.csv").body


def test_pages_mark_the_task_as_seen(world, browse):
    case = world.at("telaah")
    assert browse("asisten1").get("/tugas/saya/").response.context["tasks"][0]["unseen"] is True
    browse("komisioner").get(f"/kasus/{case.pk}/")
    assert CaseTask.objects.filter(case=case.pk, seen_at__isnull=False).count() == 0
    browse("asisten1").get(f"/kasus/{case.pk}/")
    assert browse("asisten1").get("/tugas/saya/").response.context["tasks"][0]["unseen"] is False


@pytest.mark.parametrize("cursor", ["x", "bm90aGluZw", "W2ZhbHNlLFtdXQ"])
def test_a_broken_cursor_starts_the_list_anew(world, browse, cursor):
    world.open()
    for path in (LIST, "/log/", "/notifikasi/", "/tugas/antrean/"):
        assert browse("komisioner").get(path, cursor=cursor).status == 200
