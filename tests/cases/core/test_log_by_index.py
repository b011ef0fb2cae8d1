"""The log of an institution reads ranges of an index, one for each appointment, and shows what asking each row would.

Plans and not times: with a few hundred rows PostgreSQL would rather read the whole table, so that is forbidden here.
"""

import datetime as dt
import random

import pytest
from django.db import connection, connections
from uuid_utils.compat import uuid7

from cases.core.models import Case
from cases.core.reading.history import activity
from cases.core.reading.sight import rows_seen_by
from cases.organisations.models import CaseRole, User
from tests.support.world import World
from workflows.models import AccessLog, LedgerEntry

PEOPLE = ("jaksel", "jaksel2", "bogor", "asisten1")
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def entry(person, at, stream=None):
    return LedgerEntry(
        stream=stream or uuid7(),
        seq=1,
        object_type="pejabat",
        object_id=uuid7(),
        act="ubah",
        actor=person,
        role="petugas_institusi",
        at=at,
        body={},
        prev=bytes(32),
        hash=bytes(32),
    )


def fill(world, number, chance):
    """Rows of both books by several people, ten to a moment; and people who came, went and came back."""
    people = [world.person(name) for name in PEOPLE]
    moments = [START + dt.timedelta(hours=chance.randrange(number // 10)) for _ in range(number)]
    LedgerEntry.objects.bulk_create(entry(chance.choice(people), at) for at in moments)
    AccessLog.objects.bulk_create(
        AccessLog(at=at, actor=chance.choice(people), action="masuk", outcome="ok") for at in moments
    )
    CaseRole.objects.filter(person__in=people).update(since=START)
    jaksel, bogor = world.people.jaksel.institution, world.people.bogor.institution
    day = dt.timedelta(days=1)
    for name, where, since, until in (
        ("jaksel2", bogor, START - 5 * day, START + day),
        ("jaksel2", bogor, START + 2 * day, START + 3 * day),
        ("bogor", jaksel, START + day, None),
        ("jaksel", jaksel, START + day / 2, None),
    ):
        CaseRole.objects.create(
            person=world.person(name), role="operator", institution=where, since=since, until=until
        )


def naive(institution, book):
    """Keys of the rows of a book, newest first, each asked by itself."""
    held = list(CaseRole.objects.filter(institution=institution))
    rows = [
        row
        for row in book.objects.all()
        if any(
            one.person_id == row.actor_id
            and one.since <= row.at
            and (one.until is None or row.at < one.until)
            for one in held
        )
    ]
    return [(row.at, row.pk) for row in sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)]


def walked(actor, monkeypatch, limit, **filters):
    """Keys of all pages, forwards and then backwards from the last one."""
    seen = []
    monkeypatch.setattr("cases.core.reading.history.access_of", lambda row, known: (row.at, row.pk))
    monkeypatch.setattr("cases.core.reading.history._bare", lambda event, not_told: event)
    monkeypatch.setattr("cases.core.reading.history.event_of", lambda row, known: (row.at, row.pk))
    page = activity(actor, filters, limit=limit)
    seen.append(list(page.rows))
    while page.next:
        page = activity(actor, filters, cursor=page.next, limit=limit)
        seen.append(list(page.rows))
    back = [list(page.rows)]
    while page.previous:
        page = activity(actor, filters, cursor=page.previous, limit=limit)
        back.append(list(page.rows))
    assert [row for rows in reversed(back) for row in rows] == [row for rows in seen for row in rows]
    return [row for rows in seen for row in rows]


@pytest.mark.req("SJ-127")
@pytest.mark.parametrize("seed", range(4))
def test_it_shows_what_each_row_would_answer_in_the_same_order(world, monkeypatch, seed):
    fill(world, 300, random.Random(seed))
    for name in ("jaksel", "bogor"):
        actor = User.objects.get(pk=world.person(name).pk)
        assert rows_seen_by(actor)[1] is not None
        wanted = sorted(
            naive(actor.institution, LedgerEntry) + naive(actor.institution, AccessLog), reverse=True
        )
        assert walked(actor, monkeypatch, limit=random.Random(seed).choice((7, 50))) == wanted
        moved = world.person("jaksel2")
        his = set(LedgerEntry.objects.filter(actor=moved).values_list("pk", flat=True))
        his |= set(AccessLog.objects.filter(actor=moved).values_list("pk", flat=True))
        only = walked(actor, monkeypatch, limit=7, petugas=str(moved.pk))
        assert only == [(at, pk) for at, pk in wanted if pk in his]
        assert only
        until = {"sampai": "2026-01-01"}
        few = walked(actor, monkeypatch, limit=50, **until)
        assert few == [
            row for row in wanted if row[0] < START + dt.timedelta(hours=17)
        ]  # midnight of Jakarta


@pytest.fixture
def many(committed_db):
    world = World()
    fill(world, 3000, random.Random(1))
    with connections["owner"].cursor() as owner:
        owner.execute("VACUUM ANALYZE workflows_ledgerentry")
        owner.execute("VACUUM ANALYZE workflows_accesslog")
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET enable_bitmapscan = off")
        cursor.execute("SET enable_sort = off")
    return world


def plans(actor):
    """The plans of the two books of the first page."""
    statements = []

    def note(execute, sql, params, *call):
        statements.append((sql, params))
        return execute(sql, params, *call)

    with connection.execute_wrapper(note):
        activity(actor, {})
    books = [one for one in statements if "ORDER BY" in one[0] and "DESC LIMIT 51" in one[0]]
    for sql, params in books:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + sql, params)
            yield "\n".join(line for (line,) in cursor.fetchall())


def test_an_institution_reads_a_range_for_each_appointment(many):
    ledger, access = plans(User.objects.get(pk=many.people.jaksel.pk))
    for plan, index in ((ledger, "ledger_person"), (access, "access_person")):
        part = plan.split(f"using {index} on")[1].split("Index Cond:")[1].split("\n")[0]
        assert all(column in part for column in ("actor_id", "at >=", "at <")), plan
        assert "Incremental" not in plan, plan


def test_whether_it_is_of_a_draft_is_asked_of_the_rows_that_are_read(many):
    world = many
    draft = world.open(by="bogor", jabatan="Rancangan").case
    Case.objects.filter(pk=draft.pk).update(private=True)
    seen = {event.entry.stream for event in activity(world.people.auditor, {}).rows if event.entry}
    assert draft.pk not in seen
    for plan, index in zip(plans(world.people.auditor), ("ledger_recent", "access_recent"), strict=True):
        assert f"using {index} on" in plan, plan
        assert "SubPlan" in plan, plan
        assert "Anti Join" not in plan, plan
