"""Claim, release and hand over an open task: through viewflow's activations, each with a ledger entry.

These are not acts of the catalogue: the state stays, only who has taken the work changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from viewflow.workflow import STATUS

from . import ledger
from .access import log_access
from .actors import SYSTEM, Actor, holder_said
from .errors import E_GUARD, E_PERM, E_STATE, LOGGED_CODES, Reason, Refused, hidden, stale
from .flow import Turn
from .locks import said_busy
from .models import BaseTask, Boundary, LedgerEntry, Subject

#: Answers whether an actor belongs to the pool of a task.
InPool = Callable[[BaseTask, Actor], bool]
#: Gives the person for whom an actor may take or hold a task: himself, or one he stands in for; None for nobody.
For = Callable[[BaseTask, Actor], Actor]
#: Gives the locked boundary row and the subject of a task.
Locate = Callable[[BaseTask], tuple[Boundary, Subject]]
#: Tells of a change: the task as it is, the key of who held it, the ledger entry.
Tell = Callable[[BaseTask, Any, LedgerEntry], None]


def claim(task: BaseTask, actor: Actor, *, takes_for: For, locate: Locate) -> BaseTask:
    """Take a task of one's pool. Raises Refused: E-PERM outside the pool, E-GUARD when a colleague has it."""
    return _change(task, actor, "ambil_tugas", locate, lambda t: _claim(t, takes_for(t, actor)))


def release(task: BaseTask, actor: Actor, *, holds_for: For, locate: Locate) -> BaseTask:
    """Give a taken task back to its pool. Only the holder may, or who stands in for him."""
    return _change(task, actor, "lepas_tugas", locate, lambda t: _release(t, holds_for(t, actor)))


def hand_over(
    task: BaseTask,
    actor: Actor,
    to: Actor,
    *,
    in_pool: InPool,
    by: For,
    locate: Locate,
) -> BaseTask:
    """Move a pool's task to another of its people.

    by: gives the person of the pool for whom the actor does it; to: None for somebody who does not exist; answered as
    somebody of another pool is (E-REF), without a hint.
    """
    return _change(task, actor, "alihkan_tugas", locate, lambda t: _hand_over(t, to, in_pool, by(t, actor)))


def take_over(task: BaseTask, actor: Actor, *, takes_for: For, locate: Locate, tell: Tell) -> BaseTask:
    """Take a task out of the hands of a colleague of its pool, into one's own.

    tell: called in the same transaction with the task, the former holder's key and the ledger entry. Raises Refused:
    E-PERM outside the pool, E-GUARD for the task of an appointed person, E-STATE where nobody holds it any more.
    """
    return _change(
        task, actor, "ambil_alih_tugas", locate, lambda t: _take_over(t, takes_for(t, actor)), tell
    )


def give_back(task: BaseTask, actor: Actor, *, pool: str, locate: Locate) -> BaseTask:
    """Take a task out of the hands of somebody who cannot do it any more, into a queue, whoever holds it.

    Not asked of the holder: the caller has decided it. Raises Refused(E-STALE) for a task that is over.
    """

    def change(found: BaseTask) -> Actor:
        if found.owner_id is not None:
            found.pool = pool
            found.flow_task.activation_class(found).unassign()
        return actor

    return _change(task, actor, "lepas_tugas", locate, change)


def _take_over(task: BaseTask, whom: Actor) -> Actor:
    if whom is None and not task.pool:
        raise Refused(E_PERM, "Tugas ini melekat pada petugas yang ditunjuk, bukan pada antrean Anda.")
    if whom is None:
        raise Refused(E_PERM, "Tugas ini bukan milik antrean Anda.")
    if not task.pool:
        raise Refused(E_GUARD, "Tugas ini melekat pada petugas yang ditunjuk; gunakan Ganti petugas.")
    if task.owner_id == whom.pk:
        return whom
    if task.owner_id is None:
        raise Refused(E_STATE, "Tugas ini tidak dipegang siapa pun; gunakan Ambil tugas.")
    task.flow_task.activation_class(task).reassign(whom)
    return whom


def _claim(task: BaseTask, whom: Actor) -> Actor:
    if whom is None:
        raise Refused(E_PERM, "Tugas ini bukan milik antrean Anda.")
    if task.owner_id == whom.pk:
        return whom
    if task.owner_id is not None:
        raise Refused(
            E_GUARD,
            f"Tugas ini sudah diambil oleh {holder_said(task.owner)}.",
            [Reason("tugas_dipegang", f"Sudah diambil oleh {holder_said(task.owner)}.", "SJ-136")],
        )
    task.flow_task.activation_class(task).assign(whom)
    return whom


def _release(task: BaseTask, whom: Actor) -> Actor:
    if task.owner_id is None or whom is None or task.owner_id != whom.pk:
        raise Refused(E_PERM, "Hanya pemegang tugas yang dapat melepasnya.")
    if not task.pool:
        raise Refused(E_GUARD, "Tugas ini melekat pada petugas yang ditunjuk; gunakan Ganti petugas.")
    task.flow_task.activation_class(task).unassign()
    return whom


def _hand_over(task: BaseTask, to: Actor, in_pool: InPool, whom: Actor) -> Actor:
    if whom is None:
        raise Refused(E_PERM, "Anda tidak berhak mengalihkan tugas ini.")
    if not task.pool:
        raise Refused(E_GUARD, "Tugas ini melekat pada petugas yang ditunjuk; gunakan Ganti petugas.")
    if to is None or not to.is_active or not in_pool(task, to):
        raise Refused("E-REF", "Penerima tidak termasuk antrean tugas ini.")
    if task.owner_id == to.pk:
        raise Refused("E-RNG", "Tugas sudah dipegang orang ini.")
    activation = task.flow_task.activation_class(task)
    if activation.assign.can_proceed():
        activation.assign(to)
    else:
        activation.reassign(to)
    return whom


def _change(
    task: BaseTask,
    actor: Actor,
    act: str,
    locate: Locate,
    change: Callable[[BaseTask], Actor],
    tell: Tell | None = None,
) -> BaseTask:
    try:
        with said_busy(), transaction.atomic():
            return _under_lock(task, actor, act, locate, change, tell)
    except Refused as caught:
        refusal = caught
    if refusal.code in LOGGED_CODES:
        log_access(actor=actor, action=act, outcome=refusal.code, object_type="tugas", detail={"id": task.pk})
    raise refusal


def _under_lock(
    task: BaseTask,
    actor: Actor,
    act: str,
    locate: Locate,
    change: Callable[[BaseTask], Actor],
    tell: Tell | None,
) -> BaseTask:
    boundary, subject = locate(task)
    actor.forget_rights()
    if not subject.sees(actor):
        raise hidden()
    locked: BaseTask = type(task)._default_manager.select_related("owner", "process").get(pk=task.pk)
    if locked.status not in (STATUS.NEW, STATUS.ASSIGNED) or not isinstance(locked.flow_task, Turn):
        raise stale()
    locked.process.by = None if actor is SYSTEM else actor
    before = locked.owner_id
    whom = change(locked)
    if locked.owner_id != before:
        entry = _record(locked, boundary, subject, actor, whom, act, before)
        if tell is not None:
            tell(locked, before, entry)
    return locked


def _record(
    task: BaseTask, boundary: Boundary, subject: Subject, actor: Actor, whom: Actor, act: str, before: Any
) -> LedgerEntry:
    entry = ledger.append(
        boundary,
        object_type=subject.machine.key,
        object_id=subject.pk,
        act=act,
        source=subject.state,
        target=subject.state,
        actor=actor,
        on_behalf_of=None if whom.pk == actor.pk else whom,
        at=ledger.database_now(),
        extra={
            "task": task.flow_task.name,
            "holder": [str(before) if before else None, str(task.owner_id) if task.owner_id else None],
        },
    )
    boundary.save(update_fields=["head", "seq"])
    return entry
