"""A page of a box costs the same however many tasks there are: each branch is read in order by an index of its own.

Plans and not times: with a few hundred rows PostgreSQL would rather read the whole table, so that is forbidden here.
"""

import datetime as dt
import itertools

import pytest
from django.db import connection, connections
from django.db.models import Sum

from cases.core.doing import claims
from cases.core.doing.totals import add_up
from cases.core.models import Case, CaseTask, CaseTotal
from cases.core.reading import figures, inbox, listing, sight
from cases.core.reading.task_filter import filtered, ordered
from tests.api.conftest import Api
from tests.support.world import World, clone, open_task
from workflows.errors import Refused

PEOPLE = ("asisten1", "jaksel", "komisioner", "auditor")
#: (box, order) -> the indexes that may serve its branches.
INDEXES = {
    ("mine", ""): {"box_mine"},
    ("mine", "sejak"): {"box_mine_since"},
    ("mine", "-sejak"): {"box_mine_since"},
    ("mine", "-batas"): {"box_mine"},
    ("queue", ""): {"box_free", "box_free_there"},
    ("waiting", ""): {"box_free", "box_free_there", "box_held", "box_held_there", "box_elsewhere"},
    ("archive", ""): {"box_archive", "box_done_for"},
    ("archive", "sejak"): {"box_archive", "box_done_for"},
}


@pytest.fixture
def many(committed_db):
    """Tasks in the hands of asisten1, in jaksel's queue and in the supervisors', some of them late."""
    world = World()
    for where in ("telaah", "perbaikan", "baru"):
        clone(world.at(where, jabatan=where), 300)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_casetask SET due_at = CASE WHEN hashint8(id) % 3 <> 0"
            " THEN now() + hashint8(id) % 7 * interval '1 day' END"
        )
        cursor.execute(
            "UPDATE core_casetask SET status = 'DONE', finished = now() - id * interval '1 minute'"
            " WHERE hashint8(id) % 5 = 0 AND status = 'ASSIGNED' AND flow_task_type = 'HUMAN'"
        )
    with connections["owner"].cursor() as owner:
        owner.execute("VACUUM ANALYZE core_casetask")
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET enable_bitmapscan = off")
        cursor.execute("SET enable_sort = off")  # a sort stands in a plan only where nothing gives the order
    return world


def plans(person, box, urut, **filters):
    """Of each branch of a page, the plan of its rows."""
    for branch in inbox.branches_of(person, box):
        rows, keys = ordered(filtered(person, branch, filters), box, urut)
        if not rows.query.is_empty():
            yield rows.count(), rows.order_by(*keys)[:51].explain()


def test_every_branch_of_a_box_is_read_in_order_by_an_index(many):
    for (box, urut), indexes in INDEXES.items():
        found = 0
        for name in PEOPLE:
            for number, plan in plans(many.person(name), box, urut):
                assert "Sort" not in plan, plan
                if number > 50:  # of fewer any order is as good
                    assert any(f" {index} on core_casetask" in plan for index in indexes), (box, name, plan)
                    found += 1
        assert found >= 1, box


def test_late_only_is_a_range_of_the_same_index(many):
    for box in ("mine", "queue", "waiting"):
        for _, plan in plans(many.people.komisioner, box, "", jatuh_tempo="terlambat"):
            assert "Sort" not in plan, plan
            assert "statement_timestamp" in plan.split("Index Cond")[1].split("Filter")[0], plan


def test_a_later_page_begins_where_the_one_before_ended(many):
    person = many.people.asisten1
    page = inbox.tasks_for(person, "mine", limit=10)
    assert (len(page.rows), bool(page.next)) == (10, True), inbox.counts(person)
    statements = []

    def note(execute, sql, *call):
        statements.append(sql)
        return execute(sql, *call)

    with connection.execute_wrapper(note):
        later = inbox.tasks_for(person, "mine", cursor=page.next, limit=10)
    assert {row.pk for row in later.rows}.isdisjoint(row.pk for row in page.rows)
    (sql,) = (sql for sql in statements if "core_casetask" in sql)
    beyond = sql.rsplit("WHERE", 1)[1]
    assert '(COALESCE("core_casetask"."due_at"' in beyond
    assert ") > (" in beyond
    assert " OR " not in beyond


def test_counts_are_read_from_the_indexes_alone(many):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off")
    for name in PEOPLE:
        person = many.person(name)
        for box in inbox.BOXES[:-1]:
            for branch in inbox.branches_of(person, box):
                if branch.query.is_empty() or branch.count() < 50:
                    continue
                plan = branch.order_by().values("pk")[:1001].explain()
                assert "Index Only Scan" in plan, (name, box, plan)
                assert "core_case " not in plan, plan


@pytest.mark.req("SJ-136")
def test_branches_share_no_row_and_make_the_box(many):
    claims.claim(many.people.jaksel2, open_task(many.at("perbaikan", jabatan="lain"), "perbaiki").pk)
    people = (*PEOPLE, "jaksel2", "bogor", "admin")
    for person, box in itertools.product(map(many.person, people), inbox.BOXES):
        parts = [set(branch.values_list("pk", flat=True)) for branch in inbox.branches_of(person, box)]
        whole = set(inbox.box_of(person, box).values_list("pk", flat=True))
        assert (sum(map(len, parts)), set().union(*parts)) == (len(whole), whole)
        page = inbox.tasks_for(person, box, limit=200)
        pages = [row.pk for row in page.rows]
        while page.next:
            page = inbox.tasks_for(person, box, cursor=page.next, limit=200)
            pages += [row.pk for row in page.rows]
        assert (len(pages), set(pages)) == (len(whole), whole)
        if box != "archive":
            assert inbox.counts(person)[box] == (len(whole), False)


@pytest.mark.req("SJ-136")
def test_what_is_due_first_stands_first_and_what_is_never_due_last(world):
    tasks = [open_task(world.at("telaah", jabatan=f"J{n}"), "telaah") for n in range(3)]
    now = tasks[0].created
    for task, days in zip(tasks, (None, 5, -5), strict=True):
        due = None if days is None else now + dt.timedelta(days=days)
        CaseTask.objects.filter(pk=task.pk).update(due_at=due)
    found = [row.pk for row in inbox.tasks_for(world.people.asisten1, "mine").rows]
    assert found == [tasks[2].pk, tasks[1].pk, tasks[0].pk]


class TestSorting:
    """What no index gives is sorted of a few rows only."""

    @pytest.fixture(autouse=True)
    def few(self, world, monkeypatch):
        for name in ("A", "B", "C"):
            world.at("telaah", jabatan=name)
        monkeypatch.setattr(inbox, "MOST_SORTED", 2)
        monkeypatch.setattr(inbox, "MOST_COUNTED", 2)
        self.world = world

    def test_many_are_not_sorted_on_the_way(self, browse):
        with pytest.raises(Refused) as caught:
            inbox.tasks_for(self.world.people.asisten1, "mine", filters={"urut": "judul"})
        assert (caught.value.code, list(caught.value.errors)) == ("E-RNG", ["urut"])
        status, body = Api("asisten1").get("/tasks?urut=-institusi")
        assert (status, body["code"]) == (422, "E-RNG")
        page = browse("asisten1").get("/tugas/saya/?urut=judul")
        assert page.status == 422
        assert "tidak diurutkan menurut tugas" in page.text
        heads = {
            h["label"]: bool(h["url"])
            for h in browse("asisten1").get("/tugas/saya/").response.context["heads"]
        }
        assert heads == {"Tugas": False, "Status": False, "Dari": False, "Sejak": True, "Batas": True}

    def test_few_are(self, browse):
        wanted = {"urut": "-judul", "q": "B"}
        assert len(inbox.tasks_for(self.world.people.asisten1, "mine", filters=wanted).rows) == 1
        for urut in ("batas", "-batas", "sejak", "-sejak"):
            rows = inbox.tasks_for(self.world.people.asisten1, "mine", filters={"urut": urut}).rows
            assert len(rows) == 3
        assert browse("asisten1").get("/tugas/saya/?urut=judul&q=B").status == 200


class TestWhatATaskKnowsOfItsCase:
    def test_it_follows_the_case(self, world):
        task = open_task(world.at("telaah"), "telaah")
        assert self.told(task) == ("nomenklatur", False, False, world.people.asisten1.pk)
        Case.objects.filter(pk=task.case_id).update(private=True, internal=True, assignee=None)
        assert self.told(task) == ("nomenklatur", True, True, None)

    def test_a_row_saved_as_it_was_read_changes_nothing_of_it(self, world):
        task = open_task(world.at("telaah"), "telaah")
        Case.objects.filter(pk=task.case_id).update(private=True, assignee=world.people.asisten2.pk)
        assert task.private is False
        task.label = "Telaah ulang"
        task.save()
        assert self.told(task) == ("nomenklatur", True, False, world.people.asisten2.pk)

    @staticmethod
    def told(task):
        row = CaseTask.objects.get(pk=task.pk)
        return row.case_type, row.private, row.internal, row.assignee_id


class TestTotals:
    @pytest.mark.req("SJ-10")
    def test_they_are_what_counting_gives(self, world):
        world.at("telaah")
        moved, hidden = world.open(jabatan="Lain").case, world.open(by="bogor").case
        Case.objects.filter(pk=hidden.pk).update(private=True)
        Case.objects.filter(pk=moved.pk).update(institution=world.people.bogor.institution)
        self.same(world)
        rows = CaseTotal.objects.count()
        add_up()
        assert CaseTotal.objects.count() < rows
        self.same(world)
        assert {row["label"]: row["value"] for row in figures.figures(world.people.jaksel)[0]["figures"]}[
            "Nomenklatur"
        ] == 1

    @staticmethod
    def same(world):
        for name in PEOPLE:
            person = world.person(name)
            rows = CaseTotal.objects.filter(sight.totals_seen_by(person), type="nomenklatur")
            assert (rows.aggregate(n=Sum("number"))["n"] or 0) == listing.cases_of(
                person, "nomenklatur", {}
            ).count()


@pytest.mark.parametrize("name", ["asisten1", "jaksel", "komisioner", "auditor"])
@pytest.mark.parametrize(
    "path", ["/", "/tugas/saya/", "/tugas/antrean/", "/tugas/menunggu/", "/tugas/selesai/"]
)
def test_a_page_of_tasks_takes_twelve_statements(world, browse, name, path):
    for where in ("telaah", "perbaikan", "baru"):
        world.at(where, jabatan=where)
    reader, statements = browse(name), []
    reader.get(path)  # what is read once for a process
    with connection.execute_wrapper(
        lambda execute, sql, *call: (statements.append(sql), execute(sql, *call))[1]
    ):
        assert reader.get(path).status == 200
    # a supervisor's page has the tile of failed jobs and the list of petugas besides: one above what is owed
    assert len(statements) <= (13 if name == "komisioner" else 12), statements
