"""Taking, giving back and handing over a task of a visible case; who may is read where the boxes are read."""

from __future__ import annotations

from typing import Any, cast

from cases.core.declared.registry import case_type
from cases.core.models import Case, CaseTask
from cases.core.reading.inbox import get_task_for, in_pool, moves_for, takes_for
from cases.core.reading.rights import acting
from cases.core.reading.selectors import subject_of
from workflows import tasks
from workflows.actors import Actor
from workflows.locks import own
from workflows.models import BaseTask, Boundary, LedgerEntry, Subject

from .notices import announce


def claim(actor: Actor, task_id: Any) -> CaseTask:
    return _of_case(
        tasks.claim(get_task_for(actor, task_id, "ambil_tugas"), actor, takes_for=takes_for, locate=_locate)
    )


def release(actor: Actor, task_id: Any) -> CaseTask:
    task = get_task_for(actor, task_id, "lepas_tugas")
    return _of_case(tasks.release(task, actor, holds_for=_holds_for, locate=_locate))


def reassign(actor: Actor, task_id: Any, to: Actor) -> CaseTask:
    """Hand a pool's task to another of its people, or take it over oneself: for its people and
    who oversees it.

    The task of an appointed petugas moves with Ganti petugas only.
    """
    task = get_task_for(actor, task_id, "alihkan_tugas")
    return _of_case(tasks.hand_over(task, actor, to, in_pool=in_pool, by=moves_for, locate=_locate))


def take_over(actor: Actor, task_id: Any) -> CaseTask:
    """Out of the hands of a colleague of the pool into one's own; the colleague is told."""
    task = get_task_for(actor, task_id, "ambil_alih_tugas")
    return _of_case(tasks.take_over(task, actor, takes_for=takes_for, locate=_locate, tell=_tell_former))


def _tell_former(task: BaseTask, former: Any, entry: LedgerEntry) -> None:
    found = _of_case(task)
    text = f"Tugas “{found.label}” yang Anda pegang diambil alih oleh {entry.actor}"
    announce(found.case, text, users=[former], besides=entry.actor_id, at=entry.at, dedupe=entry.pk)


def _holds_for(task: BaseTask, actor: Actor) -> Actor:
    return next((person for person in acting(actor) if person.pk == task.owner_id), None)


def give_back(actor: Actor, task_id: Any, *, pool: str) -> CaseTask:
    """Out of the hands of somebody who cannot do it any more, into the queue of `pool`; for jobs."""
    return _of_case(
        tasks.give_back(get_task_for(actor, task_id, "lepas_tugas"), actor, pool=pool, locate=_locate)
    )


def _locate(task: BaseTask) -> tuple[Boundary, Subject]:
    case = cast(Case, own(case_type(task.case.type).machine, task.case_id))
    return case, subject_of(case)


def _of_case(task: Any) -> CaseTask:
    found: CaseTask = task
    return found
