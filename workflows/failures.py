"""What did not succeed: kept while it is tried, parked at its end, and answered for by a person."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from .access import log_access
from .actors import Actor
from .errors import E_BUSY, E_REQ, E_STATE, FieldError, Refused
from .jobs import put
from .models import Clock, Failure

JOB, TIMER, CLOCK = "job", "timer", "clock"
#: Where the page says a timer belongs; the dispatcher of timers has no queue.
TIMERS = "timers"
#: What is said of an attempt that never came to an end.
KILLED = "Proses pekerja berhenti saat mengerjakannya."
TOO_LONG = "Belum selesai sampai batas waktunya, lalu dihentikan."


def note(
    source: str,
    number: int,
    *,
    name: str,
    queue: str,
    attempts: int,
    error: str,
    technical: str = "",
    key: str = "",
    boundary: Any = None,
    parked: bool,
) -> None:
    """Keep a failed attempt; parked: it was the last that follows by itself."""
    values: dict[str, Any] = {
        "attempts": attempts,
        "error": error[:500],
        "technical": technical[:200],
        "last_at": Now(),
    }
    if parked:
        values["parked_at"] = Now()
    with transaction.atomic():
        if Failure.objects.filter(source=source, number=number, ended_at=None).update(**values):
            return
        row = Failure(
            source=source,
            number=number,
            name=name[:60],
            queue=queue,
            key=key,
            boundary=boundary or None,
            **values,
        )
        Failure.objects.bulk_create([row], ignore_conflicts=True)


def forget(source: str, number: int) -> None:
    """It was only begun, and succeeded."""
    Failure.objects.filter(source=source, number=number, ended_at=None).delete()


def note_success(source: str, number: int) -> None:
    """A later attempt succeeded."""
    Failure.objects.filter(source=source, number=number, ended_at=None).update(
        outcome=Failure.BERHASIL, ended_at=Now()
    )


def being_tried(key: str) -> Failure | None:
    """The open failure of the job with this natural key, parked or not."""
    return Failure.objects.filter(key=key, ended_at=None).order_by("-id").first()


def in_words(error: BaseException) -> str:
    """Why it failed, for people: our own errors speak for themselves, of others their kind is named."""
    if isinstance(error, DatabaseError):
        return "Basis data tidak menjawab atau menolak perubahan."
    if isinstance(error, TimeoutError | ConnectionError):
        return "Layanan di luar sistem tidak menjawab."
    said = getattr(error, "message", "")
    if isinstance(said, str) and said:
        return said
    if isinstance(error, LookupError) and str(error).startswith("no handler"):
        return "Jenis pekerjaan ini tidak dikenal oleh versi yang berjalan."
    return "Kesalahan program; rinciannya ada di log pekerja."


def technically(error: BaseException) -> str:
    """Class and place of an error, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def parked() -> Any:
    """What waits for a person, newest first."""
    return Failure.objects.filter(parked_at__isnull=False, ended_at=None).order_by("-parked_at", "-id")


def retry(actor: Actor, pk: Any, reason: str) -> Failure:
    """Let it be tried again from its first attempt. Raises Refused: E-REQ without a reason, E-STATE when it no
    longer waits (somebody was quicker)."""
    return _answer(actor, pk, reason, Failure.DIULANG, "ulangi_pekerjaan")


def set_aside(actor: Actor, pk: Any, reason: str) -> Failure:
    """Give it up for good. Raises Refused as `retry`."""
    return _answer(actor, pk, reason, Failure.DISISIHKAN, "sisihkan_pekerjaan")


def _answer(actor: Actor, pk: Any, reason: str, outcome: str, action: str) -> Failure:
    reason = reason.strip()
    if not reason:
        error = FieldError(E_REQ, "Alasan wajib diisi.")
        raise Refused(E_REQ, error.message, errors={"alasan": [error]})
    with transaction.atomic():
        found: Failure | None = parked().select_for_update(of=("self",)).filter(pk=pk).first()
        if found is None:
            raise Refused(E_STATE, "Pekerjaan ini sudah diulang, disisihkan, atau selesai.")
        if found.source == JOB:
            args = _take_job(found.number)
            if outcome == Failure.DIULANG:
                put(args["job"], args["key"], args["data"], args["boundary"])
        if found.source == CLOCK and outcome == Failure.DIULANG:
            Clock.objects.filter(pk=found.number).update(next_try=Now())
        found.outcome, found.ended_by, found.reason = outcome, actor, reason[:2000]
        found.ended_at = Now()
        found.save(update_fields=["outcome", "ended_by", "reason", "ended_at"])
    found.refresh_from_db()
    detail = {"nama": found.name, "kunci": found.key, "alasan": found.reason}
    log_access(
        actor=actor,
        action=action,
        outcome="ok",
        object_type="pekerjaan",
        object_id=found.boundary,
        detail=detail,
    )
    return found


def _take_job(number: int) -> dict[str, Any]:
    """Remove procrastinate's row of a failed job; what it was called with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed' RETURNING args", [number]
        )
        row = cursor.fetchone()
    if row is None:  # its worker is just writing down that it was the last attempt
        raise Refused(E_BUSY, "Pekerjaan ini baru saja berhenti. Coba lagi sebentar lagi.")
    found: dict[str, Any] = json.loads(row[0])
    return found
