"""Lists, counts, search, filters and exports: nothing of others is in them, not even that there is more of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.access.realm import (
    DRAFT,
    INSIDE,
    INTERNAL,
    KASN,
    OURS,
    STRANGERS,
    THEIRS,
    Answer,
    Realm,
    leaks,
    plain,
)
from tests.support.jobs import deliver_all
from workflows.models import AccessLog

#: (door, address): everything that shows rows, counts or totals.
LISTS = [
    ("page", "/"),
    ("page", "/?kategori=Kabupaten/Kota"),
    ("page", "/tugas/saya/"),
    ("page", "/tugas/antrean/"),
    ("page", "/tugas/menunggu/"),
    ("page", "/tugas/selesai/"),
    ("page", "/notifikasi/"),
    ("page", "/log/"),
    ("page", "/log/ekspor.csv"),
    ("page", "/nomenklatur/"),
    ("page", "/nomenklatur/ekspor.csv"),
    ("page", "/jpt/"),
    ("page", "/jpt/ekspor.csv"),
    ("page", "/pejabat/"),
    ("page", "/pejabat/ekspor.csv"),
    ("api", "/cases"),
    ("api", "/cases?type=nomenklatur"),
    ("api", "/cases?type=jpt"),
    ("api", "/tasks?box=mine"),
    ("api", "/tasks?box=queue"),
    ("api", "/tasks?box=waiting"),
    ("api", "/tasks?box=archive"),
    ("api", "/notifications"),
    ("api", "/pejabat"),
]
#: Those that take a search.
SEARCHED = [
    (door, path)
    for door, path in LISTS
    if "log" not in path and "kategori" not in path and "notif" not in path and "mine" not in path
]


def look(realm: Realm, role: str, door: str, path: str) -> Answer:
    """One look that leaves no trace, so that the next one finds the same."""
    visitor = realm.visitors[role]
    mark = transaction.savepoint()
    answer = (visitor.page if door == "page" else visitor.api)("GET", path)
    transaction.savepoint_rollback(mark)
    assert answer.status == 200, (role, path, answer.text[-300:])
    return answer


def and_(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"


# --- rows and counts -----------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-19", "SJ-51", "SJ-71", "SJ-72", "SJ-135")
@pytest.mark.parametrize("role", INSIDE)
def test_no_list_tells_of_others(realm: Realm, role: str) -> None:
    told = {path: leaks(look(realm, role, door, path).body, realm.secrets_for(role)) for door, path in LISTS}
    assert {path: found for path, found in told.items() if found} == {}


@pytest.mark.req("SJ-19", "SJ-51", "SJ-72")
def test_there_is_something_to_tell(realm: Realm) -> None:
    """Every kind of list holds rows of Jakarta Selatan for somebody: the silence above is not that of an empty one."""
    readers = ("jaksel", "asisten1", "asisten2")
    with_titles = [(door, path) for door, path in LISTS if not path.startswith(("/?", "/log"))]
    for door, path in with_titles:
        assert any(OURS in look(realm, role, door, path).body for role in readers), path
    for role in (*KASN, "auditor"):
        for path in ("/nomenklatur/ekspor.csv", "/log/ekspor.csv"):
            body = look(realm, role, "page", path).body
            assert (role, path, OURS in body, THEIRS in body) == (role, path, True, True)


@pytest.mark.req("SJ-10", "SJ-19", "SJ-135")
@pytest.mark.parametrize("role", STRANGERS)
def test_more_foreign_rows_change_nothing(realm: Realm, role: str) -> None:
    """Badges, totals, pages and the number of statements are the same after the neighbour has three times the work."""
    before = {path: measured(realm, role, door, path) for door, path in LISTS}
    steps = realm.steps
    for number in range(3):
        post = steps.nomenklatur("jaksel", f"Dinas {OURS} Baru {number}")
        seleksi = steps.submitted(post)
        steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(realm.people.asisten1.pk))
        steps.nomenklatur("jaksel", f"Dinas {OURS} Antre {number}", upto="baru")
    deliver_all()
    after = {path: measured(realm, role, door, path) for door, path in LISTS}
    assert [path for path in before if before[path] != after[path]] == []
    assert before["/cases"] == after["/cases"]


def measured(realm: Realm, role: str, door: str, path: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as statements:
        answer = look(realm, role, door, path)
    return len(statements), plain(answer.body)


@pytest.mark.req("SJ-10", "SJ-19", "SJ-136")
def test_counts_are_those_of_the_own_cases(realm: Realm) -> None:
    from cases.core.models import Case
    from cases.core.reading import inbox
    from cases.core.reading.figures import figures

    for name in ("jaksel", "bogor", "dicabut"):
        person = type(realm.people.jaksel).objects.get(pk=getattr(realm.people, name).pk)
        own = (
            Case.objects.filter(institution=person.institution_id)
            if name != "dicabut"
            else Case.objects.none()
        )
        (shown,) = figures(person)
        counted = {row["label"]: row["value"] for row in shown["figures"]}
        assert counted["Nomenklatur"] == own.filter(type="nomenklatur").count()
        boxes = {box: number for box, (number, _) in inbox.counts(person).items()}
        assert boxes["queue"] == own.filter(state__in=["draf", "perbaikan", "proses_penilaian"]).count(), name
    assert inbox.counts(realm.people.asisten2)["mine"][0] == 1  # the sampled monitoring


@pytest.mark.req("SJ-19", "SJ-135")
def test_a_cursor_of_another_opens_nothing(realm: Realm) -> None:
    cursor = realm.visitors["jaksel"].api("GET", "/cases?limit=1").json["next"]
    assert cursor
    for role in STRANGERS:
        assert leaks(look(realm, role, "api", f"/cases?cursor={cursor}").body, realm.secrets_for(role)) == []
    assert len(look(realm, "jaksel", "api", f"/cases?cursor={cursor}").json["items"]) >= 3


# --- search and filters --------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-19", "SJ-51", "SJ-53")
@pytest.mark.parametrize(
    ("role", "word"), [("bogor", "ours"), ("dicabut", "ours"), ("jaksel", "theirs"), ("admin", "draft")]
)
def test_a_search_finds_nothing_of_others(realm: Realm, role: str, word: str) -> None:
    """By word and by number: the answer is that to a word nobody wrote."""
    numbers = {"ours": "proses", "theirs": "bogor", "draft": "draf"}
    texts = {"ours": (OURS, "Jakarta Selatan"), "theirs": (THEIRS, "Kota Bogor"), "draft": (DRAFT,)}
    sought = [*texts[word][: 2 if role == "bogor" else 1], realm.case[numbers[word]].case.number]
    for door, path in SEARCHED:
        nothing = plain(look(realm, role, door, and_(path, "q=qqqq")).body, ("qqqq",))
        for text in sought:
            answer = look(realm, role, door, and_(path, f"q={text}"))
            asked = (text, text.replace(" ", "%20"), text.replace(" ", "+"))
            assert (path, text, leaks(answer.body, realm.secrets_for(role), asked)) == (path, text, [])
            assert (path, text, plain(answer.body, asked)) == (path, text, nothing)


@pytest.mark.req("SJ-53", "SJ-72")
def test_a_search_finds_what_is_seen(realm: Realm) -> None:
    for role in ("jaksel", "admin", "auditor"):
        assert OURS in look(realm, role, "page", f"/nomenklatur/?q={OURS}").body.replace(
            f'value="{OURS}"', ""
        )
        assert look(realm, role, "api", f"/cases?q={realm.case['proses'].case.number}").json["items"]
    assert look(realm, "jaksel", "api", f"/cases?q={realm.case['draf'].case.number}").json["items"]


@pytest.mark.req("SJ-19", "SJ-51", "SJ-53", "SJ-54", "SJ-131", "X44")
@pytest.mark.parametrize("path", ["/nomenklatur/", "/jpt/", "/pejabat/"])
def test_a_foreign_institution_as_filter_gives_nothing(realm: Realm, path: str) -> None:
    """X44: nothing of others, and nothing of what was not asked for."""
    ours = str(realm.people.jaksel.institution_id)
    for address in (path, f"{path}ekspor.csv"):
        for query in (f"institution={ours}", f"institution={ours}&jenis=Kota&provinsi=31"):
            plainly = look(realm, "bogor", "page", address)
            filtered = look(realm, "bogor", "page", f"{address}?{query}")
            assert leaks(filtered.body, realm.secrets_for("bogor"), (ours,)) == []
            assert filtered.status == 200
            assert rows_in(filtered) == (rows_in(plainly).splitlines(True)[0] if "csv" in address else [])
    assert (
        OURS in look(realm, "admin", "page", f"{path}ekspor.csv?institution={ours}").body or path == "/jpt/"
    )


def rows_in(answer: Answer) -> Any:
    """What is in the list, without the addresses that carry the filter on."""
    if answer.type.startswith("text/csv"):
        return answer.body
    return [line for line in answer.body.splitlines() if f"{THEIRS}" in line and "href" not in line]


@pytest.mark.req("SJ-19", "SJ-53", "SJ-71")
def test_filters_of_the_api_never_widen(realm: Realm) -> None:
    ours, theirs = (str(realm.people.__dict__[n].institution_id) for n in ("jaksel", "bogor"))
    items: Callable[[str, str], list[Any]] = lambda role, path: look(realm, role, "api", path).json["items"]  # noqa: E731
    assert items("bogor", f"/cases?institution={ours}") == []
    assert items("bogor", f"/pejabat?institution={ours}") == []
    assert items("bogor", f"/pejabat?nomenklatur={realm.id('nomenklatur')}") == []
    assert items("dicabut", f"/cases?institution={ours}") == []
    assert items("jaksel", f"/cases?institution={theirs}") == []
    assert items("bogor", "/cases?petugas=" + str(realm.people.asisten1.pk)) != []  # its own nomenklatur
    for role in (*KASN, "auditor"):
        assert items(role, "/cases?type=jpt&state=draf") == []
        assert items(role, f"/cases?institution={ours}") != []
    assert len(items("jaksel", "/cases?type=jpt&state=draf")) == 1


# --- exports and the activity log ----------------------------------------------------------------------------------


@pytest.mark.req("SJ-54", "SJ-127", "SJ-131")
@pytest.mark.parametrize("name", ["nomenklatur", "jpt", "pejabat", "log"])
@pytest.mark.parametrize("role", ["jaksel", "bogor", "asisten1", "auditor"])
def test_every_export_is_logged(realm: Realm, role: str, name: str) -> None:
    before = AccessLog.objects.count()
    answer = realm.visitors[role].page(
        "GET", f"/{name}/ekspor.csv" + ("" if name == "log" else f"?q={INTERNAL}")
    )
    assert (answer.status, answer.type.split(";")[0]) == (200, "text/csv")
    written = AccessLog.objects.order_by("-at", "-pk")[: AccessLog.objects.count() - before]
    found = [(row.actor_id, row.action, row.outcome, row.door) for row in written]
    assert found == [(getattr(realm.people, role).pk, "ekspor", "ok", "page")]
    assert "saringan" in written[0].detail


def people_in_log(realm: Realm, role: str) -> set[str]:
    rows = csv.DictReader(
        io.StringIO(look(realm, role, "page", "/log/ekspor.csv").body.lstrip("\ufeff")), delimiter=";"
    )
    return {row["Pengguna"] for row in rows}


@pytest.mark.req("SJ-19", "SJ-127")
def test_an_institution_reads_of_its_own_people_only(realm: Realm) -> None:
    """A refused attempt of a stranger stands in the stranger's log and in KASN's, without the case's name."""
    realm.visitors["bogor"].page("GET", f"/kasus/{realm.id('proses')}/")
    ours = {realm.people.jaksel.nama, realm.people.jaksel2.nama}
    assert (
        realm.people.jaksel.nama
        in people_in_log(realm, "jaksel")
        <= ours | {f"Petugas {name}" for name in ("pembaca", "baru", "mantan", "dicabut", "tutup")}
    )
    assert people_in_log(realm, "bogor") - {"Petugas pindahan"} == {realm.people.bogor.nama}
    assert people_in_log(realm, "wilayah") - {"Petugas pindahan"} <= {
        realm.people.bogor.nama,
        "Petugas wilayah",
        "Petugas tutup",  # Kota Bekasi is in the same province
    }
    assert people_in_log(realm, "dicabut") == set()
    for role in (*KASN, "auditor"):
        assert {
            realm.people.jaksel.nama,
            realm.people.bogor.nama,
            realm.people.asisten1.nama,
        } <= people_in_log(realm, role)


@pytest.mark.req("SJ-71", "SJ-127")
def test_the_log_of_kasn_does_not_know_of_drafts(realm: Realm) -> None:
    """Nobody at KASN reads that a draft was saved; once it is submitted, everything before is there."""
    said = "Simpan rencana"
    assert said in look(realm, "jaksel", "page", "/log/ekspor.csv").body
    for role in (*KASN, "auditor"):
        assert said not in look(realm, role, "page", "/log/ekspor.csv").body
    steps = realm.steps
    steps.do(realm.case["draf"], "jaksel", "tambah_seleksi", **steps.plan(realm.case["kedua"]))
    assert said in look(realm, "admin", "page", "/log/ekspor.csv").body
