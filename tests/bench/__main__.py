"""`make bench`: ratios taken in one run, on one machine, pair by pair. Nothing here fails a build.

1. One act through the gate (lock, permission, guards, ledger, routing, jobs) against one step of a stock viewflow
   process that keeps nothing but its own task.
2. Pages of lists and of the inbox with many cases against the same pages with few.
3. Memory of the web processes and of the worker while a large file goes in and is verified: real gunicorn, worker,
   object store and client. `make bench ARGS="--large 2048 --only-large"`: of 2 GB, and nothing else.
4. Fifty pages of generated documents, in seconds.
5. The page of a case as it was on a day, with 200 candidates and with 10.
6. The history of a case with 100,000 entries and with a hundred, and the rate at which all chains are verified.
   `make bench ARGS="--entries 1000000 --only-history"`: with a million, and nothing else.
7. Pages of work at the size of a country: a million tasks against ten thousand, and against viewflow's own pages.
   Only where it is asked for, for it takes a quarter of an hour: `make bench ARGS="--only-size --keep DIR"`; what is
   kept is not made again (docs/performance.md).
8. Sixteen people who read and act at once, on the same rows: `make bench ARGS="--only-mix --minutes 5 --keep …"`.
9. 1,380 and 20,000 objects moved by one press against one act on one: `make bench ARGS=--only-many`.
10. A case with 20,000 children against one with 20: `make bench ARGS=--only-children`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

ROUNDS, STEPS, FEW, MANY = 9, 20, 200, 20_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--large", type=int, default=256, metavar="MB", help="size of the large file (256)")
    parser.add_argument("--only-large", action="store_true", help="leave out acts and lists")
    parser.add_argument(
        "--entries", type=int, default=100_000, metavar="N", help="of the long history (100000)"
    )
    parser.add_argument("--only-history", action="store_true", help="leave out all but the history")
    parser.add_argument("--only-children", action="store_true", help="pages of a case with 20,000 children")
    parser.add_argument("--only-size", action="store_true", help="pages at a million tasks, and nothing else")
    parser.add_argument("--page", default="", metavar="TEXT", help="of those pages, the ones named like this")
    parser.add_argument("--rounds", type=int, default=11, metavar="N", help="of those pages (11)")
    parser.add_argument("--only-mix", action="store_true", help="sixteen people at once, and nothing else")
    parser.add_argument(
        "--only-many", action="store_true", help="many objects by one press, and nothing else"
    )
    parser.add_argument("--minutes", type=float, default=5, metavar="N", help="of the sixteen people (5)")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the databases of --only-size and --only-mix"
    )
    options = parser.parse_args()

    import django

    django.setup()
    from tests.bench.history import histories
    from tests.bench.pages import fifty_pages
    from tests.bench.past import past_pages
    from tests.support.database import Servers, WorkerDatabase, open_run

    if options.only_size or options.only_mix:
        from tests.bench.size import at_size

        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            os.environ["ALUR_TEST_DIR"] = str(options.keep.resolve())
        servers = open_run() if options.keep is None else Servers(options.keep.resolve())
        try:
            at_size(servers, options)
        finally:
            servers.stop() if options.keep is None else servers.postgres.stop()
        return 0
    servers = open_run()
    try:
        WorkerDatabase(servers, "bench").create()
        if _alone(options):
            return 0
        if not options.only_large:
            print(f"{ROUNDS} pairs; medians of ratios, with the smallest and the largest pair in brackets\n")
            _steps()
            _lists()
            past_pages()
            histories(options.entries)
        fifty_pages()
        _large(servers, options.large)
    finally:
        from django.db import connections

        connections.close_all()
        servers.stop()
    return 0


def _alone(options: argparse.Namespace) -> bool:
    """Do the one part that was asked for by itself, if any was."""
    from tests.bench.children import children
    from tests.bench.history import histories
    from tests.bench.many import many_at_once

    if options.only_many:
        many_at_once()
    elif options.only_history:
        histories(options.entries)
    elif options.only_children:
        children(options.rounds)
    else:
        return False
    return True


def _steps() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ours, stock = _our_step(), _stock_step()
    ours(), ours(), stock(), stock()
    for name, step in (("gate", ours), ("stock viewflow", stock)):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as context:
                step()
            counts.append(len(context))
        print(f"statements of one step, {name}: {' and '.join(map(str, counts))}")
    _report("one act through the gate / one stock viewflow step", lambda: _many(ours), lambda: _many(stock))


def _many(step: Callable[[], None]) -> None:
    for _ in range(STEPS):
        step()


def _our_step() -> Callable[[], None]:
    """Alternately Perbaikan by the petugas and Kirim perbaikan by the institution."""
    from tests.support.world import World

    world = World()
    case = world.at("telaah")
    acts = [("perbaikan", world.people.asisten1, {"alasan": "<p>Lengkapi.</p>"})]
    acts.append(("kirim_perbaikan", world.people.jaksel, {**world.data(), "tanggapan": "Sudah."}))
    return _alternate(case, acts)


def _alternate(obj: Any, acts: list[tuple[str, Any, dict[str, Any]]]) -> Callable[[], None]:
    from workflows.gate import perform

    turn = [0]

    def step() -> None:
        name, actor, data = acts[turn[0] % 2]
        perform(obj, name, actor=actor, data=data)
        turn[0] += 1

    return step


def _stock_step() -> Callable[[], None]:
    from django.db import transaction
    from viewflow.workflow.models import Process, Task

    from cases.organisations.models import User
    from tests.bench.stock import StockFlow

    user = User.objects.get(username="asisten1")
    Process.seed_user = user
    process = StockFlow.mulai.run()

    def step() -> None:
        with transaction.atomic():
            task = Task.objects.select_related("process").get(process=process, status="ASSIGNED")
            with task.activation() as activation:
                activation.start(None)
                activation.execute()

    return step


def _lists() -> None:
    from cases.core.reading.inbox import tasks_for
    from cases.core.reading.listing import list_cases
    from cases.organisations.models import User

    people = {u.username: u for u in User.objects.filter(username__in=["komisioner", "jaksel", "asisten1"])}
    pages: dict[str, Callable[[], Any]] = {
        "list of all cases, first page": lambda: list_cases(people["komisioner"], "nomenklatur"),
        "list of one institution": lambda: list_cases(people["jaksel"], "nomenklatur"),
        "inbox of one petugas": lambda: tasks_for(people["asisten1"], "mine"),
        "queue of one institution": lambda: tasks_for(people["jaksel"], "queue"),
    }
    _fill(FEW)
    few = {name: _seconds(page) for name, page in pages.items()}
    _fill(MANY)
    print()
    for name, page in pages.items():
        print(f"{name}: {_seconds(page) / few[name]:.2f} × with {MANY} cases instead of {FEW}")
    deep = _cursor_at(people["komisioner"], 100)
    first, far = (
        _seconds(pages["list of all cases, first page"]),
        _seconds(lambda: list_cases(people["komisioner"], "nomenklatur", cursor=deep)),
    )
    print(f"page 100 of the list: {far / first:.2f} × the first page")


def _large(servers: Any, size: int) -> None:
    from cases.organisations.demo import create_demo_accounts
    from tests.support.recording import MEGABYTE, measure

    store = servers.s3()
    store.ensure_bucket("alur-bench")
    os.environ |= {
        "ALUR_S3_ENDPOINT_URL": store.endpoint,
        "ALUR_S3_BUCKET": "alur-bench",
        **{name: store.credentials[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")},
    }
    create_demo_accounts("rahasia-sekali-12")
    print(f"\nlarge file: {measure(size * MEGABYTE, 'jaksel', 'rahasia-sekali-12')}")


def _cursor_at(actor: Any, number: int) -> str:
    from cases.core.reading.listing import list_cases

    cursor = ""
    for _ in range(number - 1):
        cursor = list_cases(actor, "nomenklatur", cursor=cursor).next
    return cursor


def _fill(count: int) -> None:
    """Copies of one case with its open task, half of them of one institution, so that pages are full in both."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(_COPY, {"count": count})
        cursor.execute("ANALYZE")


_COPY = """
WITH model AS (SELECT * FROM core_case WHERE number NOT LIKE 'B-%%' LIMIT 1),
institutions AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS total
                 FROM organisations_institution),
numbers AS (SELECT g, gen_random_uuid() AS id FROM generate_series(
              (SELECT count(*) FROM core_case)::int, %(count)s) AS g),
cases AS (
  INSERT INTO core_case (id, head, seq, type, number, title, institution_id, machine_version, state, version,
                         private, internal, assignee_id, created_by_id, opened_at, updated_at)
  SELECT numbers.id, m.head, m.seq, m.type, 'B-' || g, m.title || g,
         CASE WHEN g %% 2 = 0 THEN m.institution_id ELSE i.id END, m.machine_version, m.state, m.version,
         false, false, m.assignee_id, m.created_by_id, m.opened_at - g * interval '1 minute', m.updated_at
  FROM model m CROSS JOIN numbers JOIN institutions i ON i.n = g %% i.total
  RETURNING id, institution_id, number),
details AS (
  INSERT INTO nomenklatur_nomenklatur (case_id, state, version, institution_id, unit_kerja, jabatan, post_key, level,
    tugas_pokok_fungsi, kompetensi_manajerial, kompetensi_teknis, kompetensi_sosiokultural, tanggal_daftar,
    dari_unggahan, permohonan_alasan)
  SELECT c.id, n.state, n.version, c.institution_id, n.unit_kerja, n.jabatan, c.number, n.level, '', '[]', '', '',
         n.tanggal_daftar, false, ''
  FROM cases c CROSS JOIN nomenklatur_nomenklatur n WHERE n.case_id = (SELECT id FROM model)),
processes AS (
  INSERT INTO core_caseprocess (flow_class, status, created, data, case_id)
  SELECT p.flow_class, p.status, p.created, p.data, c.id
  FROM cases c CROSS JOIN core_caseprocess p WHERE p.case_id = (SELECT id FROM model) RETURNING id, case_id)
INSERT INTO core_casetask (flow_task, flow_task_type, status, created, token, data, lane, pool, label, process_id,
                           case_id, institution_id, owner_id)
SELECT t.flow_task, t.flow_task_type, 'NEW', t.created, t.token, t.data, t.lane, 'institusi', t.label, p.id, c.id,
       c.institution_id, NULL
FROM processes p JOIN cases c ON c.id = p.case_id
CROSS JOIN (SELECT * FROM core_casetask WHERE flow_task_type = 'HUMAN'
            AND case_id = (SELECT id FROM model) ORDER BY id DESC LIMIT 1) t
"""


def _seconds(work: Callable[[], Any], times: int = 15) -> float:
    work()
    return statistics.median(_time(work) for _ in range(times))


def _time(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _report(name: str, left: Callable[[], Any], right: Callable[[], Any]) -> None:
    ratios = sorted(_time(left) / _time(right) for _ in range(ROUNDS))
    print(f"{name}: {statistics.median(ratios):.2f} × ({ratios[0]:.2f}–{ratios[-1]:.2f})")


if __name__ == "__main__":
    sys.exit(main())
