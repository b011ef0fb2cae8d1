"""Rows at the size of a country, for `make bench`: copies of a few real cases, made in the database.

A few cases are led to their places by their own acts; everything else is a copy of one of them, with a number, words,
institution, petugas, due date and history of its own. The words of the search are written by the function that
writes them in production. What the copies lack: the versions, corrections and hashes of their own history (a chain
of a copy does not verify; the chains that `verify_ledger` is measured on are real, `tests.bench.history`). Keys are
of the moment a case was opened, as they are in production (UUIDv7): what is of one time stands together.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

REVIEWERS = 200
#: Words of titles: of posts and fields in thousands of cases; beside them a code, in thirty of any number.
POSTS = ("Dinas", "Badan", "Biro", "Inspektorat", "Sekretariat")
FIELDS = (
    "Sosial",
    "Kesehatan",
    "Pendidikan",
    "Keuangan",
    "Perhubungan",
    "Pertanian",
    "Kehutanan",
    "Pariwisata",
)


@dataclass(frozen=True)
class Size:
    """cases; tasks: open and finished ones together; dense, sparse: open tasks of asisten1 and of asisten2;
    own: every how many cases one is jaksel's, besides its share."""

    cases: int
    tasks: int
    dense: int
    sparse: int
    own: int


SMALL = Size(cases=3_000, tasks=10_000, dense=300, sparse=100, own=5)
BIG = Size(cases=300_000, tasks=1_000_000, dense=10_000, sparse=500, own=100)


def people_and_models() -> None:
    """The people of the demo, 200 reviewers, and the real cases that are copied. For the database both grow from."""
    from cases.organisations.accounts import add_user
    from cases.organisations.models import User
    from cases.organisations.roles import Role
    from tests.cases.jpt.steps import Steps
    from tests.support.world import PASSWORD, World

    world, asisten = World(), Role.KASN_ASISTEN
    known = User.objects.filter(role=asisten, is_active=True).count()
    for number in range(known + 1, REVIEWERS + 1):
        account = add_user(
            username=f"asisten{number:03}",
            password=PASSWORD,
            nama=f"Asisten {number:03}",
            email=f"asisten{number:03}@example.com",
            role=asisten,
            wajib_ganti_password=False,
        )
        User.objects.filter(pk=account.pk).update(password=world.people.asisten1.password)
    for where in ("telaah", "perbaikan", "baru"):
        world.at(where, unit_kerja=f"Model {where}")
    steps = Steps(world.people)
    seleksi = steps.counted(nomenklatur=steps.nomenklatur(unit="Model seleksi"))
    steps.candidate(seleksi, "Siti Rahmawati", "197001011995032001")


def fill(size: Size, *, said: Any = print) -> None:
    """Fill the database Django is connected to. As the owner of the tables; minutes for a million tasks."""
    from django.db import connections

    from cases.core.doing.indexing import index_some
    from cases.core.doing.totals import add_up

    begun = time.monotonic()
    with connections["owner"].cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement, _values(size))
        cursor.execute("ANALYZE")
    rows = time.monotonic() - begun
    while index_some(5000):
        pass
    add_up()  # as each hour
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('case_words')")
    _vacuum()
    said(
        f"{size.cases} cases, {size.tasks} tasks: rows in {rows:.0f} s, words and vacuum in"
        f" {time.monotonic() - begun - rows:.0f} s"
    )


def _vacuum() -> None:
    """As autovacuum leaves tables that have stood for a while: pages marked as visible to all."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in (
            "core_case",
            "core_casetask",
            "core_casetotal",
            "core_casewords",
            "workflows_ledgerentry",
        ):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _values(size: Size) -> dict[str, Any]:
    return {
        "cases": size.cases,
        "finished": size.tasks - size.cases,
        "dense": size.dense,
        "sparse": size.sparse,
        "own": size.own,
        "posts": list(POSTS),
        "fields": list(FIELDS),
        "tenth": size.cases // 10,
    }


#: kind 0: held by a petugas, 1: waits in the institution's queue, 2: in that of supervisors (a third each);
#: 3: a selection in progress, one case in ten, of the nomenklatur that stands at the same place in the row.
_PLAN = """
CREATE TEMPORARY TABLE plan AS
WITH places AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS total
                FROM organisations_institution),
jaksel AS (SELECT id, institution_id FROM organisations_user WHERE username = 'jaksel'),
reviewers AS (SELECT id, row_number() OVER (ORDER BY username) AS n, count(*) OVER () AS total
              FROM organisations_user WHERE role = 'kasn_asisten' AND is_active AND username NOT IN
              ('asisten1', 'asisten2')),
numbers AS (SELECT g, CASE WHEN g %% 10 = 9 THEN 3 ELSE (g %% 10) %% 3 END AS kind, g / 10 AS tens
            FROM generate_series(0, %(cases)s - 1) g),
placed AS (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY hashint8(g)) AS place FROM numbers)
SELECT p.g, p.kind, uuidv7(-(p.g + 1) * interval '7 minutes' * (300000.0 / %(cases)s) / 10) AS case_id,
       nextval(pg_get_serial_sequence('core_caseprocess', 'id')) AS process_id,
       CASE WHEN (p.g / 3) %% %(own)s = 0 THEN j.institution_id ELSE i.id END AS institution_id,
       CASE WHEN p.place <= %(dense)s THEN (SELECT id FROM organisations_user WHERE username = 'asisten1')
            WHEN p.place <= %(dense)s + %(sparse)s THEN (SELECT id FROM organisations_user WHERE username = 'asisten2')
            ELSE r.id END AS petugas_id,
       now() - (p.g + 1) * interval '7 minutes' * (300000.0 / %(cases)s) / 10 AS opened_at,
       CASE WHEN p.g %% 5 = 0 THEN NULL
            ELSE now() + ((hashint8(p.g) %% 1000) - 300) * interval '1 hour' + (p.g %% 3571) * interval '1 second'
            END AS due_at,
       (%(posts)s::text[])[1 + p.g %% 5] || ' ' || (%(fields)s::text[])[1 + (p.g / 5) %% 8] || ' '
         || 'kode' || lpad((p.g %% (%(cases)s / 30))::text, 5, '0') AS unit
FROM placed p CROSS JOIN jaksel j JOIN places i ON i.n = p.g %% i.total
JOIN reviewers r ON r.n = 1 + p.place %% r.total
"""


def _statements() -> list[str]:
    from cases.core.models import Case, CaseProcess, CaseTask, CaseUserPermission
    from cases.jpt.models import Jpt, Kandidat
    from cases.nomenklatur.models import Nomenklatur
    from cases.organisations.models import CaseRole
    from workflows.models import LedgerEntry, LedgerPayload

    models = """
    CREATE TEMPORARY TABLE models AS
    SELECT c.id, CASE WHEN c.type = 'jpt' THEN 3 WHEN n.unit_kerja = 'Model telaah' THEN 0
                      WHEN n.unit_kerja = 'Model perbaikan' THEN 1 ELSE 2 END AS kind
    FROM core_case c LEFT JOIN nomenklatur_nomenklatur n ON n.case_id = c.id
    WHERE c.type = 'jpt' OR n.unit_kerja IN ('Model telaah', 'Model perbaikan', 'Model baru')
    """
    of_case = {"case_id": "p.case_id", "institution_id": "p.institution_id", "process_id": "p.process_id"}
    title = "'Kepala ' || p.unit"
    held = "CASE WHEN r.owner_id IS NULL THEN NULL ELSE p.petugas_id END"
    appointed = "CASE WHEN r.assignee_id IS NULL THEN NULL ELSE p.petugas_id END"
    return [
        "SET work_mem = '256MB'",
        "SET maintenance_work_mem = '512MB'",
        _PLAN,
        "CREATE INDEX ON plan (g)",
        "ANALYZE plan",
        models,
        _copies(
            Case,
            "r.id = m.id",
            {
                "id": "p.case_id",
                "institution_id": "p.institution_id",
                "number": "CASE WHEN p.kind = 3 THEN 'JPT' ELSE 'NM' END || '-2026-'"
                " || lpad((p.g + 1000)::text, 6, '0')",
                "title": f"{title} || ' — ' || p.unit",
                "assignee_id": appointed,
                "opened_at": "p.opened_at",
                "updated_at": "p.opened_at",
            },
        ),
        _copies(
            Nomenklatur,
            "r.case_id = m.id AND m.kind < 3",
            of_case
            | {
                "unit_kerja": "p.unit",
                "jabatan": title,
                "post_key": "p.g::text",
                "approved_id": "NULL",
            },
        ),
        _copies(
            Jpt,
            "r.case_id = m.id",
            of_case
            | {
                "unit_kerja": "p.unit",
                "jabatan": title,
                "no_surat_pengantar": "'800/' || p.g || '/2026'",
                "nomenklatur_id": "(SELECT q.case_id FROM plan q WHERE q.g = p.g - 1)",
            },
        ),
        _copies(
            Kandidat,
            "r.seleksi_id = m.id",
            {
                "id": "gen_random_uuid()",
                "seleksi_id": "p.case_id",
                "nama": "'Calon Nomor' || p.g",
                "nip": "'19' || lpad(p.g::text, 16, '0')",
            },
        ),
        _copies(CaseProcess, "r.case_id = m.id", of_case | {"id": "p.process_id"}),
        _copies(
            CaseTask,
            "r.case_id = m.id AND r.flow_task_type = 'HUMAN' AND r.status IN ('NEW', 'ASSIGNED')",
            of_case | {"id": "DEFAULT", "owner_id": held, "created": "p.opened_at", "due_at": "p.due_at"},
        ),
        # one finished task by the petugas in every case, the others by supervisors, until there are enough
        _finished(CaseTask, "f.n = 0", "p.petugas_id"),
        _finished(CaseTask, "f.n > 0", "(SELECT id FROM organisations_user WHERE username = s.who)"),
        _copies(
            CaseUserPermission,
            "r.content_object_id = m.id",
            {"id": "DEFAULT", "content_object_id": "p.case_id", "user_id": "p.petugas_id"},
        ),
        _copies(
            CaseRole,
            'r."case" = m.id',
            {"id": "gen_random_uuid()", "case": "p.case_id", "person_id": "p.petugas_id"},
        ),
        _copies(
            LedgerEntry,
            "r.stream = m.id AND r.seq = (SELECT seq FROM core_case WHERE id = m.id)",
            {
                "id": "p.case_id",
                "stream": "p.case_id",
                "object_id": "p.case_id",
                "at": "p.opened_at",
                "actor_id": "CASE WHEN p.kind = 0 THEN p.petugas_id ELSE r.actor_id END",
                "hash": "decode(md5(p.g::text) || md5(p.case_id::text), 'hex')",
            },
        ),
        _copies(
            LedgerPayload,
            "r.entry_id IN (SELECT e.id FROM workflows_ledgerentry e JOIN core_case c ON c.id = e.stream"
            " AND c.seq = e.seq WHERE c.id = m.id)",
            {"entry_id": "p.case_id"},
        ),
        "INSERT INTO core_casewords (case_id) SELECT case_id FROM plan",
        # who did what the rows tell had been appointed then
        "UPDATE organisations_caserole SET since = now() - interval '10 years' WHERE institution_id IS NOT NULL",
        """INSERT INTO workflows_accesslog (id, at, actor_id, role, action, object_type, outcome, door, detail)
        SELECT gen_random_uuid(), p.opened_at, p.petugas_id, 'kasn_asisten', 'masuk', '', 'ok', 'web', '{}'
        FROM plan p WHERE p.g %% 3 = 0""",
    ]


def _copies(model: Any, which: str, mapping: dict[str, str]) -> str:
    """INSERT of a copy for each line of the plan. mapping: column -> expression over r (model row), p (plan)."""
    columns = [f.column for f in model._meta.local_concrete_fields]
    known = {name: value for name, value in mapping.items() if name in columns}
    chosen = [column for column in columns if known.get(column) != "DEFAULT"]
    values = ", ".join(known.get(column, f'r."{column}"') for column in chosen)
    names = ", ".join(f'"{column}"' for column in chosen)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM plan p JOIN models m ON m.kind = p.kind"
        f" JOIN {table} r ON {which}"
    )


def _finished(model: Any, which: str, owner: str) -> str:
    columns = [f.column for f in model._meta.local_concrete_fields if f.column != "id"]
    changed = {
        "case_id": "p.case_id",
        "institution_id": "p.institution_id",
        "process_id": "p.process_id",
        "status": "'DONE'",
        "owner_id": owner,
        "created": "p.opened_at - (f.n + 1) * interval '1 day'",
        "assigned": "p.opened_at - (f.n + 1) * interval '1 day'",
        "finished": "p.opened_at - f.n * interval '1 hour'",
        "due_at": "p.due_at",
        "pool": "''",
    }
    values = ", ".join(changed.get(column, f'r."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f"""
    INSERT INTO core_casetask ({names}) SELECT {values}
    FROM (SELECT k AS i, k / %(cases)s AS n, k %% %(cases)s AS g FROM generate_series(0, %(finished)s - 1) k) f
    JOIN plan p ON p.g = f.g
    CROSS JOIN LATERAL (SELECT (ARRAY['komisioner', 'admin', 'jaksel', 'asisten2'])[
        CASE WHEN f.i %% 1000 < 20 THEN 3 WHEN f.i %% 2 = 0 THEN 1 ELSE 2 END] AS who) s
    JOIN models m ON m.kind = 0
    JOIN core_casetask r ON r.case_id = m.id AND r.flow_task_type = 'HUMAN' AND r.status = 'ASSIGNED'
    WHERE {which}
    """
