"""Data of before the second floor move over: the demo as issue 8 found it, multiplied, migrated, all in place."""

from __future__ import annotations

import lzma
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections

from cases.core.models import Case, CaseTask, Message, Notification, TaskSeen
from cases.core.reading import inbox
from cases.core.reading.selectors import subject_of
from cases.core.reading.sight import cases_visible_to
from cases.organisations.models import Buku, User
from documents.models import Attachment
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry
from workflows.offers import available

from .copying import multiply

DUMP = Path(__file__).with_name("demo-before-issue-8.sql.xz")
CASES = 20_000
#: What is counted before and after, in words of SQL that both understand.
COUNTED = {
    "core_case": Case,
    "core_casetask": CaseTask,
    "core_message": Message,
    "core_notification": Notification,
    "documents_attachment": Attachment,
    "workflows_ledgerentry": LedgerEntry,
    "organisations_user": User,
}
MINE = """SELECT u.username, count(*) FROM core_casetask t JOIN organisations_user u ON u.id = t.owner_id
    WHERE t.status = 'ASSIGNED' AND t.flow_task_type = 'HUMAN' GROUP BY u.username"""

#: Of the demo nobody had opened anything.
OPENED = "UPDATE core_casetask SET seen_at = created WHERE status = 'ASSIGNED' AND owner_id IS NOT NULL AND id % 2 = 0"


@pytest.fixture
def old(committed_db):
    """The old database; what it held before the migration: (rows by table, open tasks by person)."""
    committed_db.replace(lzma.decompress(DUMP.read_bytes()))
    with psycopg.connect(committed_db.servers.postgres.url("postgres", committed_db.name)) as raw:
        before = _held(raw)
        multiply(raw, CASES)
        raw.execute(OPENED)
        after = _held(raw)
    call_command("migrate", database="owner", verbosity=0)
    return before, after


def _held(raw):
    rows = {t: raw.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in COUNTED}
    return rows, dict(raw.execute(MINE).fetchall())


def test_everything_is_in_place(old):
    (originals, _), (rows, mine) = old
    assert rows["core_case"] >= CASES > originals["core_case"]
    assert {table: model._default_manager.count() for table, model in COUNTED.items()} == rows
    # every chain as it was
    chained = LedgerEntry.objects.values_list("stream", flat=True).distinct()
    heads = {**dict(Case.objects.values_list("pk", "head")), **dict(Buku.objects.values_list("pk", "head"))}
    for stream in chained:
        assert verify_stream(stream, head=bytes(heads[stream])) is None
    assert len(chained) >= originals["core_case"]
    # every person's work, and nobody else's
    for person in User.objects.filter(is_active=True).select_related("institution"):
        boxed = inbox.box_of(person, "mine").order_by().count()
        assert (person.username, boxed) == (person.username, mine.get(person.username, 0))
    # what its holder had opened is not new to him
    opened = CaseTask.objects.filter(status="ASSIGNED", owner__isnull=False, seen_at__isnull=False)
    marks = TaskSeen.objects.values_list("task", "person")
    assert set(marks) == set(opened.values_list("pk", "owner")) != set()
    # who was appointed still may, on an original and on a copy alike
    for turn in CaseTask.objects.filter(label="Telaah", status="ASSIGNED").order_by("pk")[:1]:
        _still_may(turn)
    for turn in CaseTask.objects.filter(label="Telaah", status="ASSIGNED").order_by("-pk")[:1]:
        _still_may(turn)
    # institutions see what is theirs alone
    jaksel = User.objects.get(username="jaksel")
    seen = cases_visible_to(jaksel)
    assert set(seen.values_list("institution", flat=True)) == {jaksel.institution_id}
    assert seen.count() == Case.objects.filter(institution=jaksel.institution, internal=False).count()
    # and nothing of the migration is left to do
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        assert cursor.fetchone() == (0,)
    connections.close_all()


def _still_may(turn):
    obj = subject_of(turn.case)
    offers = {o.name: o.allowed for o in available(obj, turn.owner, route=obj.open_route())}
    assert offers["setujui"] is True
