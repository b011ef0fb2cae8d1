"""What a press asks of other boundaries: acts of SYSTEM, each done by a job and answered once (docs/decisions/023)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from . import jobs, machines
from .actors import SYSTEM
from .context import Move
from .errors import E_HIDE, E_PERM, E_STATE, Refused
from .gate import SETTLE, perform
from .jobs import Order, Queue, job
from .ledger import plain
from .machine import Machine
from .models import Ask, LedgerEntry, Subject
from .readiness import Waits

JOB = "minta"
#: Under this name an entry keeps what its press has asked for: [{jenis, tindakan, objek}].
NOTE = "permintaan"


def ask(
    move: Move,
    machine: Machine,
    key: Any,
    act: str,
    *,
    boundary: Any = None,
    under: Any = None,
    **data: Any,
) -> Ask:
    """Ask an object to do an act, in the transaction of the press. Called by effects.

    key: of the object; boundary: what locks it, where that is another object (a child); under: of what does not exist
    yet, the case it will stand under (key is then the one it will have); data: values of the act's form.
    """
    row = Ask(
        cause_id=move.entry.pk,
        ref=move.row.ref,
        at=move.now,
        asker=move.boundary.pk,
        object_type=machine.key,
        object_id=key,
        boundary=boundary or key,
        under=under,
        act=act,
        data=plain(data),
    )
    row.save(force_insert=True)
    _note(move, row)
    return row


def ask_each(move: Move, wanted: Iterable[tuple[Machine, Any]], act: str, **data: Any) -> list[Ask]:
    """The same of many at once, each locked by itself: one statement. wanted: (machine, key)."""
    rows = [
        Ask(
            cause_id=move.entry.pk,
            ref=move.row.ref,
            at=move.now,
            asker=move.boundary.pk,
            object_type=machine.key,
            object_id=key,
            boundary=key,
            act=act,
            data=plain(data),
        )
        for machine, key in wanted
    ]
    Ask.objects.bulk_create(rows)
    for row in rows:
        _note(move, row)
    return rows


def _note(move: Move, row: Ask) -> None:
    asked = {"jenis": row.object_type, "tindakan": row.act, "objek": str(row.object_id)}
    move.notes.setdefault(NOTE, []).append(asked)
    jobs.defer(JOB, row.pk, boundary=row.boundary, ask=row.pk)


@job(JOB, Queue.ACTS, label="Tindakan yang diminta oleh kasus lain")
def _carry(order: Order) -> None:
    answer(order.data["ask"])


def answer(pk: Any, *, wait: bool = True) -> bool:
    """Do what was asked, inside a transaction; whether it is answered now. False: it was answered before, or (without
    wait) another is just answering it.

    Raises Refused where something is still missing or in the way that it waits for (`Guard.waits`): it stays open.
    """
    rows = Ask.objects.select_for_update(no_key=True, skip_locked=not wait)
    row = rows.filter(pk=pk, answered_at=None).first()
    if row is None:
        return False
    try:
        outcome = perform(_target(row), row.act, actor=SYSTEM, data=row.data, ask=row)
    except Refused as refused:
        if not _is_past(refused):
            raise
        row.answer, row.why = Ask.Answer.PAST, refused.message[:300]
        _tell(row)
    else:
        row.answer, row.entry = Ask.Answer.DONE, outcome.entry
    row.answered_at, row.data = Now(), {}  # what was entered stands in the ledger, where it can be erased
    row.save(update_fields=["answer", "why", "entry", "answered_at", "data"])
    return True


def _is_past(refused: Refused) -> bool:
    """Whether the refusal is an answer: of the state, or of a guard that nobody waits for. A form that does not fit, a
    right that is missing, a lock that was not got are none."""
    if isinstance(refused, Waits):
        return False
    return refused.code in (E_STATE, E_HIDE) or (bool(refused.reasons) and refused.code != E_PERM)


def _tell(row: Ask) -> None:
    """Nothing was done, so nobody else tells those who wait: the asker, and who watches what was asked."""
    entry = LedgerEntry.objects.get(pk=row.cause_id)
    asker, target = _root(entry.object_type, entry.object_id), _root(row.object_type, row.object_id)
    waiting = [] if asker is None else [(asker.machine, asker.pk)]
    if target is not None:
        waiting += target.watchers(())
    for machine, key in waiting:
        jobs.defer(SETTLE, key, row.pk, boundary=key, machine=machine.key, root=key)


def _root(kind: str, key: Any) -> Subject | None:
    machine = machines.named(kind)
    found = machine.model(machine.latest).fetch(key)
    return None if found is None else found.root()


def _target(row: Ask) -> Any:
    model: Any = machines.named(row.object_type).model(machines.named(row.object_type).latest)
    if row.under is not None:
        return model.asked_for(row.object_id, row.under)
    found = model.fetch(row.object_id)
    if found is None:
        raise Refused(E_HIDE, "Objeknya tidak ada lagi.")
    return found


# --- what guards read ----------------------------------------------------------------------------------------------


def still_open(boundary: Any, refs: Collection[str] = ()) -> QuerySet[Ask]:
    """What was asked of a boundary and is not answered yet. refs: by these rows only."""
    rows = Ask.objects.filter(boundary=boundary, answered_at=None)
    return rows.filter(ref__in=refs) if refs else rows


def unanswered(asker: Any, refs: Collection[str] = ()) -> QuerySet[Ask]:
    """What a boundary has asked of others and is not answered yet. refs: by these rows only."""
    rows = Ask.objects.filter(asker=asker, answered_at=None)
    return rows.filter(ref__in=refs) if refs else rows


def of_cause(entry: uuid.UUID) -> QuerySet[Ask]:
    """The frozen scope of a press: all it has asked for, answered or not."""
    return Ask.objects.filter(cause=entry)
