"""Deferred jobs in tests: looked at, done at once inside the test's own transaction, and done a second time."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from workflows import jobs
from workflows.working import drain, rescue


def deliver_all() -> int:
    """Do everything that is due, what follows from it too; returns how many jobs were taken."""
    return drain()


def rows(name: str = "", *, status: tuple[str, ...] = jobs.OPEN) -> list[Any]:
    """Procrastinate's rows of the jobs that are still to be done, in their order; name: of these only."""
    found = ProcrastinateJob.objects.filter(status__in=status, args__has_key="job").order_by("id")
    return list(found.filter(args__job=name) if name else found)


def data_of(name: str) -> list[dict[str, Any]]:
    """What the open jobs of this name were given."""
    return [row.args["data"] for row in rows(name)]


def attempts(name: str, *, status: tuple[str, ...] = jobs.OPEN) -> list[int]:
    """How often each open job of this name was tried."""
    return [row.attempts for row in rows(name, status=status)]


def put_back(found: list[Any]) -> None:
    """As if the worker had died after its work and before it could say so: the same rows are there again."""
    with transaction.atomic():
        for row in found:
            jobs.put(row.args["job"], row.args["key"], row.args["data"], row.args["boundary"])


def due_now(name: str = "") -> None:
    """Do not wait for the back-off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' "
            "WHERE status = 'todo' AND (%s = '' OR args ->> 'job' = %s)",
            [name, name],
        )


def change(name: str, **data: Any) -> None:
    """Give the open jobs of this name other data."""
    with connection.cursor() as cursor:
        for row in rows(name):
            row.args["data"] |= data
            cursor.execute(
                "UPDATE procrastinate_jobs SET args = %s::jsonb WHERE id = %s", [_json(row.args), row.pk]
            )


def _json(value: Any) -> str:
    return json.dumps(value)


def registering(monkeypatch: Any) -> Any:
    """`registering(monkeypatch)(work, name="uji", **options)`: a handler for this test only."""
    monkeypatch.setattr(jobs, "registered", known := dict(jobs.registered))
    for module in ("workflows.working", "workflows.lanes", "cases.pekerjaan.reading"):
        monkeypatch.setattr(f"{module}.registered", known)

    def register(work: Any, name: str = "uji", queue: Any = jobs.Queue.ACTS, **options: Any) -> Any:
        return jobs.job(name, queue, label="Uji", **options)(work)

    return register


def take_up() -> int:
    """What upkeep does half a minute after workers died, and no back-off; returns how many jobs they had begun."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    found = rescue()
    due_now()
    return found
