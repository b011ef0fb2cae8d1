"""What follows a commit: deferred inside the act's transaction, done by a worker on any machine.

A job has a name that is stored, a queue, a number of attempts and a natural key. `defer` writes it into the caller's
transaction: an act that is rolled back defers nothing. A worker may run a job more than once (it was killed before it
could say that it was done); what it does in the database happens once, because `Done` takes the key in the transaction
of the effect. procrastinate carries the jobs (docs/decisions/015-jobs.md); this module is all that effects and handlers
see of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from .access import kept_when_undone
from .context import Door, set_door
from .ledger import plain
from .models import Done

#: The one task procrastinate knows. A worker older than a job's name then still finds the task and leaves the job for
#: a newer one, where procrastinate itself would end it at once.
TASK = "alur"
LONGEST_KEY = 200
#: Statuses of procrastinate in which a job is still to be done.
OPEN = ("todo", "doing")


class Queue(StrEnum):
    """Apart, so that what hangs in one holds up no other: acts of SYSTEM, notices in Alur, e-mail, files."""

    ACTS = "acts"
    NOTICES = "notices"
    MAIL = "mail"
    FILES = "files"


#: Seconds to wait after the n-th failed attempt; one more attempt than there are waits. About a day, for what leaves
#: the machine two days: a weekend without a store or a mail server is bridged.
SOON = (1, 5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600, 12 * 3600)
LONG = (1, 5, 30, 120, 600, 3600, *[6 * 3600] * 8)


class NeverSucceeds(Exception):
    """A handler says that trying again is of no use; message: why, in Indonesian, for the page of failed jobs."""


@dataclass(frozen=True)
class Order:
    """What a handler is given. attempt: 1 for the first run; last: no other follows by itself."""

    key: str
    data: Mapping[str, Any]
    boundary: str = ""
    attempt: int = 1
    last: bool = False


_ROW = "ROW(%s, %s, 0, NULL, NULL, %s::jsonb, %s::timestamptz)::procrastinate_job_to_defer_v1"
#: Jobs that the press under way has deferred; they are written together at its end.
_gathered: ContextVar[list[Any] | None] = ContextVar("gathered", default=None)
Work = Callable[[Order], None]


@dataclass(frozen=True)
class Job:
    """A registered job. limit: seconds after which the process that does it is killed.

    outside: its effect is not in the database (an e-mail): it runs without a transaction, and its key is taken
    afterwards. It may then be repeated by a kill in that instant; such work has a stable identity of its own.
    """

    name: str
    queue: Queue
    label: str
    work: Work
    waits: tuple[int, ...] = SOON
    limit: int = 60
    outside: bool = False

    @property
    def attempts(self) -> int:
        return len(self.waits) + 1


registered: dict[str, Job] = {}


def job(
    name: str,
    queue: Queue,
    *,
    label: str,
    waits: tuple[int, ...] = SOON,
    limit: int = 60,
    outside: bool = False,
) -> Callable[[Work], Work]:
    """Register the one handler of a name. label: Indonesian, for the page of failed jobs. Raises ValueError for a
    second handler."""

    def register(work: Work) -> Work:
        known = registered.get(name)
        if known is not None and known.work is not work:
            raise ValueError(f"two handlers for the job {name}")
        registered[name] = Job(name, queue, label, work, waits, limit, outside)
        return work

    return register


def defer(name: str, *key: Any, boundary: Any = None, due: dt.datetime | None = None, **data: Any) -> None:
    """Put a job into this transaction.

    key: what makes the job this one and no other, for ever (the id of the entry that causes it, of the file it is
    about, …); deferred a second time it is done once. boundary: id of the case it is about, so that people find it;
    due: not before this moment. Raises RuntimeError outside a transaction (it would not be tied to the act) and
    LookupError for a name that nobody registered.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a job is deferred inside the act's transaction")
    if name not in registered:
        raise LookupError(f"no handler for the job {name}")
    put(name, natural_key(name, *key), plain(data), str(boundary or ""), due)


def untaken(name: str, keys: Iterable[str]) -> set[str]:
    """Those of the natural keys under which such a job waits for a worker to take it; one statement."""
    rows = ProcrastinateJob.objects.filter(
        queue_name=str(registered[name].queue), status="todo", args__job=name, args__key__in=list(keys)
    )
    return set(rows.values_list(KeyTextTransform("key", "args"), flat=True))


def put(name: str, key: str, data: Any, boundary: str, due: dt.datetime | None = None) -> None:
    """Write the row of a job whose parts are ready.

    By procrastinate's own function, on Django's connection: its Python would turn an error of the database into one
    that nobody here knows.
    """
    known = registered.get(name)
    queue = known.queue if known else Queue.ACTS
    args = json.dumps({"job": name, "key": key, "boundary": boundary, "data": data})
    row = [str(queue), TASK, args, due]
    if (gathered := _gathered.get()) is not None:
        gathered += row
    else:
        _write(row)


def _write(values: list[Any]) -> None:
    rows = ", ".join([_ROW] * (len(values) // 4))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT procrastinate_defer_jobs_v1(ARRAY[{rows}])", values)


@contextmanager
def together() -> Iterator[None]:
    """What is deferred inside is written by one statement at the end, in the order in which it was deferred."""
    gathered: list[Any] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if gathered:
        _write(gathered)


def natural_key(name: str, *parts: Any) -> str:
    """At most `LONGEST_KEY` characters; a longer one keeps its beginning and a digest."""
    key = ":".join([name, *(str(plain(part)) for part in parts)])
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:120]}:{hashlib.sha256(key.encode()).hexdigest()}"


def carry_out(name: str, order: Order) -> None:
    """Do a job once. Raises what its handler raises, after undoing what it did in the database."""
    set_door(Door("job"))
    known = registered.get(name)
    if known is None:
        raise LookupError(f"no handler for the job {name}")
    if known.outside:
        if Done.objects.filter(key=order.key).exists():
            return
        with kept_when_undone():
            known.work(order)
        take(order.key)
        return
    # a refusal inside stays in the access log, although everything else is undone
    with kept_when_undone(), transaction.atomic():
        if take(order.key):
            known.work(order)


def take(key: str) -> bool:
    """Take a natural key for the effect of this transaction; False where another has it. Waits for one under way."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO workflows_done (key) VALUES (%s) ON CONFLICT DO NOTHING", [key])
        return bool(cursor.rowcount)


def waiting(name: str, boundary: Any) -> QuerySet[Any, Any]:
    """Data of the jobs of this name about a case that are still to be done, oldest first."""
    rows = ProcrastinateJob.objects.annotate(about=KeyTextTransform("boundary", "args")).filter(
        about=str(boundary), args__job=name, status__in=OPEN
    )
    found: QuerySet[Any, Any] = rows.order_by("id").values_list("args__data", flat=True)
    return found


#: Kept for so long that no job of that time can be left; a supervisor may retry one that failed weeks ago.
KEPT = dt.timedelta(days=400)


def forget_done() -> int:
    """Remove keys that nothing can ask for any more; returns how many."""
    return Done.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
