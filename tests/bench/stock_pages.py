"""Inbox, queue and archive against viewflow's own pages on the same rows: the query of the rows, and the full page.

viewflow's tables are filled with every task of the large database: same owners, states and times. Its pages are
mounted as its manual does (`tests.bench.urls`), with nothing of ours around them. They are measured twice: for people
without any right on an object, and with the rights on cases that our people have, in guardian's own table.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .size import Two, cost, counted

#: box -> (our address, viewflow's, who, what a page owes, what the query owes)
BOXES = {
    "inbox": ("/tugas/saya/", "/viewflow/stock/inbox/", "asisten1", 20, 100),
    "queue": ("/tugas/antrean/", "/viewflow/stock/queue/", "komisioner", 10, 100),
    "archive": ("/tugas/selesai/", "/viewflow/stock/archive/", "asisten1", 10, 100),
}
_FILL = """
INSERT INTO viewflow_process (id, flow_class, status, created, data, artifact_object_id, seed_object_id)
SELECT id, %(flow)s, 'NEW', created, '{}', NULL, NULL FROM core_caseprocess;
INSERT INTO viewflow_task (flow_task, flow_task_type, status, created, assigned, started, finished, token, process_id,
    owner_id, data)
SELECT %(task)s, 'HUMAN', status, created, assigned, started, finished, 'start', process_id, owner_id, '{}'
FROM core_casetask WHERE flow_task_type = 'HUMAN';
"""


#: guardian's own table: viewflow asks it on each page what may be taken out of the queue.
_RIGHTS = """
INSERT INTO guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)
SELECT r.content_object_id::text, p.content_type_id, r.permission_id, r.user_id
FROM {grants} r JOIN auth_permission p ON p.id = r.permission_id
JOIN organisations_user u ON u.id = r.user_id AND u.username IN ('asisten1', 'asisten2')
"""


def against_stock(two: Two) -> None:
    from django.db import connections
    from viewflow.workflow.fields import get_flow_ref, get_task_ref

    from cases.core.models import CaseUserPermission

    from .stock import StockFlow

    two.use("big")
    with connections["default"].cursor() as cursor:
        cursor.execute("SET statement_timeout = '60s'")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM viewflow_task")
        if not cursor.fetchone()[0]:
            names = {"flow": get_flow_ref(StockFlow), "task": get_task_ref(StockFlow.telaah)}
            cursor.execute(_FILL, names)
            cursor.execute("VACUUM ANALYZE viewflow_task")
            cursor.execute("VACUUM ANALYZE viewflow_process")
    print("\nagainst viewflow's own pages, on a million tasks")
    measured = {}
    for box, (address, _, who, *_owed) in BOXES.items():
        own = _page_of(who, address)
        own(), counted(own)
        measured[box] = [
            statistics.median(work(own) for _ in range(5)) * 1000 for work in (cost, _rows, _read)
        ]
    print("without rights on objects")
    _compare(measured)
    with connections["owner"].cursor() as cursor:
        cursor.execute(_RIGHTS.format(grants=CaseUserPermission._meta.db_table))
        print(f"with the rights of reviewers on their cases ({cursor.rowcount})")
    try:
        _compare(measured)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM guardian_userobjectpermission")


def _page_of(who: str, address: str) -> Any:
    from django.test import Client

    from cases.organisations.models import User

    client = Client()
    client.force_login(
        User.objects.get(username=who), backend="cases.organisations.auth.backends.AccountBackend"
    )
    return _look(client, address)


def _compare(measured: dict[str, list[float]]) -> None:
    """Prints a line for each box. measured: milliseconds of our page, its rows, its rows and counts."""
    from django.db import OperationalError

    for box, (page, rows, read) in measured.items():
        _, address, who, page_owed, query_owed = BOXES[box]
        stock = _page_of(who, address)
        try:
            statements = counted(stock)
            stock_page, stock_rows, stock_read = (work(stock) * 1000 for work in (cost, _rows, _read))
        except OperationalError:  # a minute for one statement
            print(
                f"{box:8} page {page:.1f} ms, rows {rows:.2f} ms; viewflow's page was given up after a minute"
            )
            continue
        print(
            f"{box:8} page {page:.1f} ms, viewflow's {stock_page:.1f} ms ({statements} statements):"
            f" {stock_page / page:.1f} × (owed {page_owed});"
            f" rows {rows:.2f} ms, viewflow's {stock_rows:.1f} ms: {stock_rows / rows:.1f} × (owed {query_owed});"
            f" with counts {read:.2f} ms, viewflow's {stock_read:.1f} ms: {stock_read / read:.1f} ×"
        )


def _look(client: Any, address: str) -> Any:
    def look() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return look


def _rows(work: Any) -> float:
    """Seconds of the database's processor for the statement that reads the rows of a page."""
    return _database(work, lambda sql: _tasks(sql) and "COUNT(" not in sql.upper())


def _read(work: Any) -> float:
    """The same for all that reads tasks: rows and counts."""
    return _database(work, _tasks)


def _tasks(sql: str) -> bool:
    return "core_casetask" in sql or "viewflow_task" in sql


def _database(work: Any, counts: Callable[[str], bool]) -> float:
    from django.db import connection

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    taken = 0.0

    def timed(execute: Any, sql: str, *call: Any) -> Any:
        nonlocal taken
        before = int(stat.read_text().split()[0])
        try:
            return execute(sql, *call)
        finally:
            if counts(sql):
                taken += (int(stat.read_text().split()[0]) - before) / 1e9

    with connection.execute_wrapper(timed):
        work()
    return taken
