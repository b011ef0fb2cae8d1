"""Inbox, lists and what is done with several rows at once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from cases.core.doing import claims
from cases.core.models import Case, Notification
from cases.organisations.models import Institution
from cases.pejabat.register import add
from tests.cases.jpt.steps import Steps
from tests.support.jobs import deliver_all
from tests.support.world import fresh, open_task, open_tasks
from workflows.models import AccessLog

LANDING = "/"
LIST = "/nomenklatur/"


# --- inbox --------------------------------------------------------------------------------


@pytest.mark.req("SJ-11", "SJ-136")
def test_boxes(world, browse):
    case = world.at("telaah")
    label = f"Telaah nomenklatur — {case.case.title}"
    assert label in browse("asisten1").get("/tugas/saya/").text
    dashboard = browse("asisten1").get(LANDING).text  # the first page after the log-in, beside the totals
    for said in ("Tugas saya", label, case.case.number, "Baru"):
        assert said in dashboard
    assert dashboard.index(label) < dashboard.index("Lembaga")
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
    refused = second.press("/tugas/ubah/", {"aksi": "ambil", "task": task.pk})
    assert (refused.status, refused.codes) == (200, {"E-GUARD"})
    assert "Sudah diambil oleh Petugas Jakarta Selatan" in refused.text
    given = first.press("/tugas/ubah/", {"aksi": "lepas", "task": task.pk})
    assert f": {case.case.number} {case.case.title}." in given.text, "the message names whose task it was"
    assert open_tasks(case) == {"utama": ("perbaiki", None)}
    gone = first.press("/tugas/ubah/", {"aksi": "ambil", "task": "999999999"})
    assert ("Tugas yang tidak tersedia" in gone.text, "999999999" in gone.text) == (True, False)


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
    browse("jaksel").post(
        "/tugas/ubah/", {"aksi": "alihkan", "task": task.pk, "kepada": world.people.jaksel2.pk}
    )
    assert open_tasks(case) == {"utama": ("perbaiki", "jaksel2")}


@pytest.mark.req("SJ-136")
def test_strangers_cannot_take_a_task(world, browse):
    case = world.at("perbaikan")
    answer = browse("bogor").press("/tugas/ubah/", {"aksi": "ambil", "task": open_task(case, "perbaiki").pk})
    assert answer.codes == {"E-HIDE"}
    assert open_tasks(case) == {"utama": ("perbaiki", None)}


@pytest.mark.req("SJ-10")
def test_figures(world, browse):
    world.open()
    world.open(unit_kerja="Dinas Kesehatan")
    world.open(by="bogor")
    own = browse("jaksel").get(LANDING).response.context["figures"]
    assert [(row["category"], row["figures"]) for row in own] == [
        ("Kabupaten/Kota", [{"label": "Nomenklatur", "value": 2}, {"label": "Pejabat", "value": 0}])
    ]
    steps = Steps(world.people)
    add(world.people.bogor, steps.official(nomenklatur=str(steps.nomenklatur("bogor", "Dinas Pangan").pk)))
    jenis = dict(Case.objects.order_by("opened_at").values_list("pk", "institution__jenis"))
    assert set(jenis.values()) == {"Kota"}
    for kind, category in (("LPNK", "Lembaga"), ("LNS", "Lembaga"), ("Kota", "Kabupaten/Kota")):
        Institution.objects.filter(pk=world.people.bogor.institution_id).update(jenis=kind)
        everything = {
            row["category"]: [figure["value"] for figure in row["figures"]]
            for row in browse("auditor").get(LANDING).response.context["figures"]
        }
        bogor = {"Kementerian": [0, 0], "Lembaga": [0, 0], "Provinsi": [0, 0], "Kabupaten/Kota": [2, 0]}
        bogor[category] = [bogor[category][0] + 2, 1]
        assert everything == bogor
    assert len(browse("auditor").get(LANDING, kategori="Planet").response.context["figures"]) == 4
    assert len(browse("auditor").get(LANDING, kategori="Provinsi").response.context["figures"]) == 1


# --- lists --------------------------------------------------------------------------------


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
    Institution.objects.filter(pk=world.people.bogor.institution_id).update(jenis="Kabupaten")
    assert _titles(reader.get(LIST, jenis="Kabupaten")) == [bogor]
    assert _titles(reader.get(LIST, provinsi="31")) == [jaksel]
    assert _titles(reader.get(LIST, provinsi="32", jenis="Kota")) == []
    assert _titles(reader.get(LIST, kecuali="disetujui")) == [bogor]
    faulty = reader.get(LIST, state="bukan-status", level="?", jenis="x")
    assert (faulty.status, faulty.codes, _titles(faulty)) == (422, {"E-REF"}, [])
    for typed in ("bukan-status (tidak dikenal)", "? (tidak dikenal)"):
        assert typed in faulty.text
    own = browse("jaksel")
    assert _titles(own.get(LIST, jenis="Kota", petugas=world.people.asisten1.pk)) == [jaksel]
    assert _titles(own.get(LIST, institution=world.people.bogor.institution_id)) == []
    assert own.get(LIST, petugas="x").codes == {"E-FMT"}


@pytest.mark.req("SJ-53", "SJ-37")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"dari": "31/02/2026"}, "E-FMT"),
        ({"sampai": "besok", "dari": "01/01/2020"}, "E-FMT"),
        ({"dari": "02/01/2026", "sampai": "01/01/2026"}, "E-RNG"),
    ],
)
def test_faulty_dates_are_shown_and_nothing_is_listed(world, browse, query, code):
    world.open()
    page = browse("komisioner").get(LIST, **query)
    assert (page.status, page.codes, _titles(page)) == (422, {code}, [])
    assert all(typed in page.body for typed in query.values())


@pytest.mark.req("SJ-53")
def test_date_range(world, browse):
    with time_machine.travel(dt.datetime(2026, 8, 10, 3, tzinfo=dt.UTC), tick=True):
        world.open()
    today = fresh(world.open(unit_kerja="Dinas Lain")).case.opened_at
    day = today.astimezone(dt.timezone(dt.timedelta(hours=7))).strftime("%d/%m/%Y")
    assert (
        len(_titles(browse("komisioner").get(LIST, dari=day, sampai=day))) == 2
    )  # the database's clock rules
    assert _titles(browse("komisioner").get(LIST, dari="01/01/2020", sampai="31/12/2020")) == []


@pytest.mark.req("SJ-54")
def test_export_is_the_filtered_list_and_safe(world, browse):
    world.open(unit_kerja='=HYPERLINK("x")', jabatan="+Kepala")
    world.open(by="bogor", unit_kerja="Dinas Bogor")
    page = browse("jaksel").get("/nomenklatur/ekspor.csv")
    lines = page.body.split("\r\n")
    assert lines[0].startswith("\ufeff")
    assert len(lines) == 3
    assert """\"'=HYPERLINK(""x"")\";'+Kepala;Pratama""" in lines[1]
    assert len(browse("auditor").get("/nomenklatur/ekspor.csv", q="Bogor").body.split("\r\n")) == 3
    assert AccessLog.objects.filter(action="ekspor", object_type="nomenklatur", outcome="ok").count() == 2


@pytest.mark.req("SJ-129")
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


# --- bulk --------------------------------------------------------------------------------


@pytest.mark.req("SJ-39", "SJ-137")
def test_bulk_answers_row_by_row(world, browse):
    fresh_one, taken = world.open(), world.at("telaah", unit_kerja="Dinas Kesehatan")
    chosen = {"tindakan": "pilih_petugas", "kasus": [fresh_one.pk, taken.pk]}
    supervisor = browse("komisioner")
    question = supervisor.post("/massal/", chosen)
    assert "untuk 2 kasus" in question.text
    assert supervisor.post("/massal/", chosen | {"kirim": "1"}).codes == {"E-REQ"}
    result = supervisor.press("/massal/", chosen | {"kirim": "1", "petugas": world.people.asisten2.pk})
    assert "1 berhasil, 1 ditolak." in result.text
    assert result.codes == {"E-STATE"}
    assert fresh(fresh_one).case.assignee == world.people.asisten2
    assert fresh(taken).case.assignee == world.people.asisten1


@pytest.mark.req("SJ-137")
@pytest.mark.parametrize("who", ["asisten1", "jaksel", "auditor"])
def test_bulk_is_the_supervisors(world, browse, who):
    case = world.at("telaah")
    data = {
        "tindakan": "ganti_petugas",
        "kasus": case.pk,
        "kirim": "1",
        "petugas": world.people.asisten2.pk,
        "alasan": "x",
    }
    answer = browse(who).post("/massal/", data)
    assert (answer.status, answer.codes, fresh(case).case.assignee) == (
        403,
        {"E-PERM"},
        world.people.asisten1,
    )


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


@pytest.mark.req("SJ-136")
def test_take_over_from_a_colleague_with_a_result_for_each_row(world, browse):
    case = world.at("perbaikan")
    task = claims.claim(world.people.jaksel, open_task(case, "perbaiki").pk)
    second = browse("jaksel2")
    assert "Ambil alih</button>" in second.get("/tugas/menunggu/").body
    act = f"/kasus/{case.case.pk}/t/kirim_perbaikan/"
    held = second.get(act)
    assert (held.status, f'value="{task.pk}"' in held.body, "Ambil alih</button>" in held.body) == (
        409,
        True,
        True,
    )
    sent = {"aksi": "ambil_alih", "task": [task.pk, "999999999"]}
    done = second.press("/tugas/ubah/", sent)
    assert (done.status, "Tugas yang tidak tersedia" in done.text) == (200, True)
    assert open_tasks(case) == {"utama": ("perbaiki", "jaksel2")}
