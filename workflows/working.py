"""The worker's side of jobs: one task of procrastinate that does them, counts attempts and ends them; and upkeep.

Whatever stops an attempt counts as one: an error, a time limit, a killed worker, a machine that went away. After the
last one the job is `failed` for procrastinate and parked for people (workflows.failures).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as Row

from . import failures
from .jobs import SOON, TASK, NeverSucceeds, Order, carry_out, forget_done, registered
from .leaving import move_left_over

logger = logging.getLogger(__name__)

#: Served by every worker beside its own queue: who is left looks after what the others left behind.
UPKEEP = "upkeep"
#: Seconds without a sign of life after which a worker is taken for dead.
SILENT = 30
#: Seconds over its limit after which a job is taken up again although its worker lives: its end was never written.
OVERDUE = 60


def wait_after(name: str, attempt: int) -> int | None:
    """Seconds until the next attempt of a job, counted from 1; None after the last."""
    known = registered.get(name)
    waits = known.waits if known else SOON
    return waits[attempt - 1] if attempt <= len(waits) else None


class BackOff(BaseRetryStrategy):
    """When a job of ours is tried again, by its own registration."""

    def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision | None:
        wait = wait_after(str(job.task_kwargs["job"]), job.attempts + 1)
        if wait is None or isinstance(exception, NeverSucceeds):
            return None
        return RetryDecision(retry_in={"seconds": wait})


@app.task(name=TASK, retry=BackOff(), pass_context=True)
def work(context: JobContext, *, job: str, key: str, boundary: str, data: Any) -> None:
    """One attempt."""
    attempt_at(context.job, job, key, boundary, data)


def attempt_at(row: Row, job: str, key: str, boundary: str, data: Any) -> None:
    """One attempt at procrastinate's row. Raises what the handler raises, after noting it."""
    attempt = row.attempts + 1
    last = wait_after(job, attempt) is None
    number = row.id or 0
    try:
        carry_out(job, Order(key, data, boundary, attempt, last))
    except Exception as error:
        over = last or isinstance(error, NeverSucceeds)
        # the last one is an error for the operator; before it the next attempt may mend it by itself
        logger.log(
            logging.ERROR if over else logging.WARNING, "job %s %s failed", number, key, exc_info=error
        )
        note_failed(row, failures.in_words(error), failures.technically(error), over)
        raise
    if attempt > 1:
        failures.note_success(failures.JOB, number)


def note_failed(row: Row, error: str, technical: str, parked: bool) -> None:
    args = row.task_kwargs
    try:
        failures.note(
            failures.JOB,
            row.id or 0,
            name=str(args["job"]),
            queue=row.queue,
            key=str(args["key"]),
            boundary=args["boundary"],
            attempts=row.attempts + 1,
            error=error,
            technical=technical,
            parked=parked,
        )
    except Exception:
        # the database went away with the job: upkeep finds it again
        logger.exception("failure of job %s was not written down", row.id)


# --- Upkeep --------------------------------------------------------------------------------------------

_upkeep: list[Callable[[], object]] = [move_left_over]


def also(look: Callable[[], object]) -> Callable[[], object]:
    """Register something that is looked at every twenty seconds, by one worker; cheap when there is nothing."""
    if look not in _upkeep:
        _upkeep.append(look)
    return look


@app.periodic(cron="* * * * * */20")
@app.task(name="alur.upkeep", queue=UPKEEP)
def upkeep(timestamp: int) -> None:
    """Take up what dead workers left; finish what nobody finished; move what an older process left behind."""
    rescue()
    for look in _upkeep:
        try:
            look()
        except Exception:
            logger.exception("upkeep %s failed", getattr(look, "__name__", look))


@app.periodic(cron="17 2 * * *")
@app.task(name="alur.sweep", queue=UPKEEP)
def sweep(timestamp: int) -> None:
    """Forget keys that nothing can ask for any more."""
    forget_done()


STALLED = """
SELECT job.id, job.worker_id, job.task_name, job.args, job.queue_name, job.attempts,
       EXTRACT(EPOCH FROM now() - max(event.at)), worker.last_heartbeat < now() - %s * interval '1 second'
FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
LEFT JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'started'
WHERE job.status = 'doing' GROUP BY job.id, worker.id
"""


def rescue() -> int:
    """End the attempts of workers that are gone, and those whose end was never written; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(STALLED, [SILENT])
        found = cursor.fetchall()
    ended = 0
    for number, worker, task, args, _, _, age, silent in found:
        known = registered.get(json.loads(args).get("job", ""))
        overdue = float(age or 0) > (known.limit if known else 60) + OVERDUE
        if worker is None or silent or (task == TASK and overdue):
            ended += end_attempt(number, worker, failures.KILLED)
    return ended


def end_attempt(number: int, worker: int | None, error: str) -> bool:
    """An attempt that never came to an end: counted, then tried again or parked. False when it had ended after all.

    worker: id of procrastinate's worker that had it, None for one whose row is gone too.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args, queue_name, attempts FROM procrastinate_jobs WHERE id = %s AND status = 'doing'"
            " AND worker_id IS NOT DISTINCT FROM %s FOR UPDATE",
            [number, worker],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        task, text, queue, attempts = row
        if task != TASK:  # upkeep comes again by itself
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', true)", [number])
            return True
        args = json.loads(text)
        wait = wait_after(args["job"], attempts + 1)
        if wait is None:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [number])
        else:
            cursor.execute(
                "SELECT procrastinate_retry_job_v2(%s, now() + %s * interval '1 second', NULL, NULL, NULL)",
                [number, wait],
            )
        failures.note(
            failures.JOB,
            number,
            name=args["job"],
            queue=queue,
            key=args["key"],
            boundary=args["boundary"],
            attempts=attempts + 1,
            error=error,
            parked=wait is None,
        )
    logger.error("job %s %s: %s", number, args["key"], error)
    return True


# --- Here and now --------------------------------------------------------------------------------------


def drain(limit: int = 10_000) -> int:
    """Do what is due in this process, on Django's own connection; returns how many were taken.

    For the demo and for tests, which are inside a transaction that no worker sees.
    """
    return next((n for n in range(limit) if not drain_one()), limit)


def drain_one() -> bool:
    """Do the next job that is due; False when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, queue_name, args, attempts FROM procrastinate_fetch_job_v2(NULL, NULL) WHERE id IS NOT NULL"
        )
        found = cursor.fetchone()
        if found is None:
            return False
        number, queue, text, attempts = found
        args = json.loads(text)
        row = Row(
            id=number,
            queue=queue,
            lock=None,
            queueing_lock=None,
            task_name=TASK,
            task_kwargs=args,
            attempts=attempts,
        )
        if "job" in args:
            try:
                attempt_at(row, **args)
            except Exception as error:
                decision = BackOff().get_retry_decision(exception=error, job=row)
                if decision is None:
                    cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [number])
                else:
                    cursor.execute(
                        "SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)",
                        [number, decision.retry_at],
                    )
                return True
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [number])
    return True
