"""One validation of filters: what a page says at the filter, the API refuses under its name, and nothing is listed."""

import datetime as dt

import pytest

from cases.core.models import CaseTask
from cases.core.reading import inbox
from cases.core.reading.task_filter import SORTED
from tests.api.conftest import Api

NOBODY = "00000000-0000-4000-8000-000000000000"
#: (page, call, who reads it)
LISTS = [
    ("/nomenklatur/", "/cases?type=nomenklatur&", "komisioner"),
    ("/tugas/saya/", "/tasks?", "komisioner"),
    ("/pejabat/", "/pejabat?", "auditor"),
    ("/jpt/pengawasan/temuan/", "/temuan?", "auditor"),
    ("/pengelolaan/petugas/", "/petugas?", "admin"),
    ("/pengelolaan/institusi/", "/institusi?", "admin"),
]
#: filter -> (list it is of, value, code)
FAULTS = [
    *((page, "asing", "x", "E-FMT") for page, _, _ in LISTS),
    ("/nomenklatur/", "state", "selesai_sekali", "E-REF"),
    ("/nomenklatur/", "petugas", "asisten1", "E-FMT"),
    ("/nomenklatur/", "petugas", NOBODY, "E-REF"),
    ("/nomenklatur/", "institution", NOBODY, "E-REF"),
    ("/nomenklatur/", "provinsi", "99", "E-REF"),
    ("/nomenklatur/", "dari", "31/02/2026", "E-FMT"),
    ("/nomenklatur/", "dari", "31/12/2199", "E-RNG"),
    ("/nomenklatur/", "level", "Eselon", "E-REF"),
    ("/tugas/saya/", "kecuali_state", "x", "E-REF"),
    ("/tugas/saya/", "kecuali_petugas", "x", "E-FMT"),
    ("/tugas/saya/", "institution", "Tidak Ada Begini", "E-REF"),
    ("/tugas/saya/", "jatuh_tempo", "kemarin", "E-REF"),
    ("/tugas/saya/", "urut", "warna", "E-REF"),
    ("/pejabat/", "nomenklatur", "x", "E-FMT"),
    ("/pejabat/", "level", "Eselon", "E-REF"),
    ("/jpt/pengawasan/temuan/", "tahun", "kemarin", "E-FMT"),
    ("/jpt/pengawasan/temuan/", "tahun", "1800", "E-RNG"),
    ("/pengelolaan/petugas/", "role", "x", "E-REF"),
    ("/pengelolaan/institusi/", "provinsi", "99", "E-REF"),
]


@pytest.mark.req("SJ-53")
@pytest.mark.parametrize(("path", "name", "value", "code"), FAULTS)
def test_a_faulty_filter_is_refused_by_page_and_api_alike(world, browse, path, name, value, code):
    call, who = next((call, who) for page, call, who in LISTS if page == path)
    status, refusal = Api(who).get(f"{call}{name}={value}")
    [(key, [error])] = refusal["errors"].items()
    assert (status, key, error["code"]) == (422, name, code)
    page = browse(who).get(path, **{name: value})
    assert (page.status, error["message"] in page.text, name == "asing" or value in page.body) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("path", "call", "who"),
    [
        ("/jpt/pengawasan/sampel/", "/sampel", "auditor"),
        ("/pengelolaan/ketidakhadiran/", "/ketidakhadiran", "komisioner"),
        ("/pekerjaan/", "/jobs/failed", "komisioner"),
    ],
)
def test_a_list_without_filters_refuses_all(world, browse, path, call, who):
    assert (browse(who).get(path).status, Api(who).get(call)[0]) == (200, 200)
    page, (status, refusal) = browse(who).get(path, asing="x"), Api(who).get(f"{call}?asing=x")
    assert (page.status, "Saringan “asing” tidak dikenal." in page.text) == (422, True)
    assert (status, list(refusal["errors"])) == (422, ["asing"])


def test_a_box_that_is_none(world):
    status, refusal = Api("komisioner").get("/tasks?box=semua")
    assert (status, list(refusal["errors"])) == (422, ["box"])


@pytest.fixture
def three(world):
    """Three tasks in the queue of supervisors, of two institutions; due late, later and never."""
    cases = [world.open(unit_kerja=f"Dinas {name}") for name in ("B", "A")]
    cases.append(world.open(by="bogor", unit_kerja="Dinas C"))
    tasks = [CaseTask.objects.get(case=one.pk, flow_task_type="HUMAN") for one in cases]
    begun = min(task.created for task in tasks)
    for task, days in zip(tasks, (-1, 9, None), strict=True):
        due = None if days is None else begun + dt.timedelta(days=days)
        CaseTask.objects.filter(pk=task.pk).update(due_at=due)
    return [task.pk for task in tasks]


@pytest.mark.req("SJ-136")
@pytest.mark.parametrize("urut", ["", *(sign + name for name in SORTED for sign in ("", "-"))])
def test_every_order_of_a_box_goes_through_pages(world, three, urut):
    who = world.people.komisioner
    whole = [row.pk for row in inbox.tasks_for(who, "queue", filters={"urut": urut}).rows]
    found, cursor = [], ""
    for _ in three:
        page = inbox.tasks_for(who, "queue", filters={"urut": urut}, cursor=cursor, limit=1)
        found, cursor = [*found, *(row.pk for row in page.rows)], page.next
    assert (found, cursor, sorted(found)) == (whole, "", sorted(three))
    first = {"": 0, "judul": 1, "-judul": 2, "batas": 0, "-batas": 2, "sejak": 0, "-sejak": 2}
    if urut in first:
        assert found[0] == three[first[urut]]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("jatuh_tempo=terlambat", [0]),
        ("kecuali_jatuh_tempo=terlambat", [1, 2]),
        ("jatuh_tempo=tanpa", [2]),
        ("kecuali_jatuh_tempo=tanpa", [0, 1]),
        ("institution=bogor", [2]),
        ("kecuali_institution=bogor", [0, 1]),
        ("state=baru", [0, 1, 2]),
        ("kecuali_state=baru", []),
        ("kecuali_type=nomenklatur", []),
    ],
)
def test_a_box_by_every_column_and_without(world, browse, three, query, left):
    status, body = Api("komisioner").get(f"/tasks?box=queue&urut=sejak&{query}")
    assert (status, [row["id"] for row in body["items"]]) == (200, [three[place] for place in left])
    page = browse("komisioner").get(f"/tugas/antrean/?urut=sejak&{query}")
    rows = page.response.context["tasks"]
    assert (page.status, [row["id"] for row in rows]) == (200, [three[place] for place in left])
    assert [row["id"] for row in Api("bogor").get("/tasks?box=waiting&institution=jakarta")[1]["items"]] == []


@pytest.mark.req("SJ-127")
def test_the_log_by_text_object_and_institution(world, browse):
    own, other = world.at("telaah").case, world.open(by="bogor", unit_kerja="Dinas C").case

    def objects(who, **query):
        page = browse(who).get("/log/", **query)
        assert page.status == 200, query
        return {row["object"].split()[0] for row in page.response.context["rows"] if row["object"]}

    assert objects("auditor") == {own.number, other.number}
    assert objects("auditor", objek=own.number.lower()) == {own.number}
    assert objects("auditor", objek=other.pk) == {other.number}
    assert objects("auditor", institution="bogor") == {other.number}
    assert objects("auditor", q="Dinas C") == {other.number}
    assert objects("auditor", q="pilih petugas") == {own.number}
    assert objects("auditor", aksi="pilih_petugas") == {own.number}
    assert objects("jaksel", objek=other.pk) == objects("jaksel", institution="bogor") == set()
    assert browse("jaksel").get("/log/", objek=other.number).codes == {"E-REF"}
    names = browse("auditor").get("/log/").body
    assert ("Petugas Kota Bogor</option>" in names, "Asisten 1</option>" in names) == (True, True)
    assert "Petugas Kota Bogor</option>" not in browse("jaksel").get("/log/").body
