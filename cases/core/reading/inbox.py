"""The inbox: whose turn it is, for me, for my team, for others (SJ-136). One query per box and page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from cases.core.declared.registry import pool_named, pools
from cases.core.models import Case, CaseTask
from cases.organisations.badan import in_words
from cases.organisations.holding import holders
from cases.organisations.models import User
from cases.organisations.permissions import represents, reviews, supervises
from cases.organisations.roles import Power
from workflows.actors import SYSTEM, Actor
from workflows.errors import E_PERM, FieldError, Refused
from workflows.models import BaseTask
from workflows.parsing import count

from . import paging
from .paging import LIMIT, Page, bounded_count, paginate
from .rights import acting, acting_as
from .selectors import unseen
from .sight import sees_everything, tasks_seen_by
from .task_filter import filtered, ordered

BOXES = ("mine", "queue", "waiting", "archive")
_SHOWN = ("case", "case__institution", "owner", "done_by")
OPEN = Q(status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN")


def tasks_for(
    actor: Actor, box: str, *, filters: Mapping[str, Any] | None = None, cursor: str = "", limit: int = LIMIT
) -> Page:
    """A page of one box: mine (I hold them), queue (my team's, untaken), waiting (others' turn in cases I act
    for), archive (finished by me, also for somebody else, or in my name). filters: of a `TaskFilter`; `urut` sorts, by
    default late first."""
    rows, keys = rows_of(actor, box, filters or {})
    ways = _finished(actor) if box == "archive" else ()
    return paginate(rows, keys=keys, cursor=cursor, limit=limit, ways=ways)


def rows_of(actor: Actor, box: str, filters: Mapping[str, Any]) -> tuple[QuerySet[CaseTask], tuple[str, ...]]:
    """All rows of a box as filtered, and the keys of its pages. filters: of a `TaskFilter`."""
    rows = filtered(actor, box_of(actor, box), filters).select_related(*_SHOWN)
    return ordered(rows, box, str(filters.get("urut") or ""))


def box_of(actor: Actor, box: str) -> QuerySet[CaseTask]:
    """Raises Refused(E-REF) for a box that does not exist."""
    human = CaseTask.objects.filter(tasks_seen_by(actor), flow_task_type="HUMAN")
    if box == "mine":
        return human.filter(owner__in=_keys(actor), status="ASSIGNED")
    if box == "queue":
        return human.filter(_team(actor), status="NEW")
    if box == "archive":
        return human.filter(reduce(or_, _finished(actor)), status="DONE", finished__isnull=False)
    if box == "waiting":
        return (
            human.filter(OPEN, _involved(actor))
            .exclude(owner__in=_keys(actor))
            .exclude(Q(status="NEW") & _team(actor))
        )
    error = FieldError("E-REF", "Kotak tugas tidak dikenal.")
    raise Refused(error.code, error.message, errors={"box": [error]})


def counts(actor: Actor) -> dict[str, tuple[int, bool]]:
    """(count, more) of mine, queue and waiting, each bounded at 1000."""
    return {box: bounded_count(box_of(actor, box)) for box in ("mine", "queue", "waiting")}


def place_of(task: CaseTask, box: str, wanted: str) -> str:
    """Where a row stands in a box sorted as wanted: a cursor, good for as long as the order is."""
    return paging.place_of(task, _order(box, wanted))


def beside(
    actor: Actor, box: str, filters: Mapping[str, Any], place: str, case: Case
) -> tuple[CaseTask | None, CaseTask | None]:
    """The rows of a box before and behind a place, of other cases than this one; None at its ends.

    Read as the pages of the box are; whatever stood at the place itself may have left the box since.
    """
    others = {**filters, "kecuali_kasus": case.pk}
    keys = _order(box, str(filters.get("urut") or ""))
    before = tasks_for(actor, box, filters=others, cursor=paging.turned(place, keys), limit=1).rows
    behind = tasks_for(actor, box, filters=others, cursor=place, limit=1).rows
    return next(iter(before), None), next(iter(behind), None)


def _order(box: str, wanted: str) -> tuple[str, ...]:
    return ordered(CaseTask.objects.none(), box, wanted)[1]


def in_pool(task: BaseTask, actor: Actor) -> bool:
    """Whether a person belongs to the people who may take this task."""
    pool = pool_named(task.pool)
    return pool is not None and actor is not SYSTEM and pool.holds(actor, task.institution_id)


def takes_for(task: BaseTask, actor: Actor) -> Actor:
    """The person for whom the actor may take this task: himself, or one he stands in for; None for nobody."""
    return next((person for person in acting(actor) if in_pool(task, person)), None)


def held_by_colleague(actor: Actor, case: Case, act: str) -> CaseTask | None:
    """The task of an act that somebody of the actor's own pool holds, and the actor may take over."""
    held = CaseTask.objects.filter(OPEN, tasks_seen_by(actor), case=case, owner__isnull=False).exclude(
        pool=""
    )
    turns = (task for task in held.select_related("owner") if act in getattr(task.flow_task, "acts", ()))
    return next((task for task in turns if takes_for(task, actor) is not None), None)


def _finished(actor: Actor) -> tuple[Q, Q]:
    """Own turns, whoever finished them; those of others that the person finished in their name."""
    return Q(owner=actor), Q(done_by=actor)


def _keys(actor: Actor) -> list[Any]:
    return [person.pk for person in acting_as(actor)]


def pool_members(task: CaseTask) -> QuerySet[User]:
    """Those a task of a pool may be handed to."""
    pool = pool_named(task.pool)
    return User.objects.none() if pool is None else pool.members(task.institution)


def get_task_for(actor: Actor, task_id: Any, action: str = "lihat_tugas") -> CaseTask:
    """An open or finished task of a visible case. Raises Refused(E-HIDE), which is logged. action: for the log."""
    task = None
    if count(task_id, most=2**63 - 1) is not None:
        rows = CaseTask.objects.filter(tasks_seen_by(actor), pk=task_id)
        task = rows.select_related("case", "owner").first()
    if task is None:
        raise unseen(actor, action, "tugas", id=str(task_id))
    return task


def board(actor: Actor) -> list[dict[str, Any]]:
    """Supervisors' board: per petugas KASN the open and late tasks and the oldest one. Two queries."""
    if not sees_everything(actor):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk {badan}.")))
    work = CaseTask.objects.filter(OPEN, tasks_seen_by(actor))
    found = {
        row["owner"]: row
        for row in work.values("owner").annotate(
            terbuka=Count("pk"), terlambat=Count("pk", filter=Q(due_at__lt=Now())), tertua=Min("created")
        )
    }
    people = holders(Power.REVIEW, ever=True)
    nothing = {"terbuka": 0, "terlambat": 0, "tertua": None}
    return [{"orang": person, **found.get(person.pk, nothing)} for person in people]


def held_by(actor: Actor, person: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The open tasks a person holds, for supervisors; late first, then the longest waiting."""
    if not supervises(actor):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk Admin {badan} dan Komisioner.")))
    rows = filtered(actor, CaseTask.objects.filter(OPEN, tasks_seen_by(actor), owner=person.pk), {})
    related = rows.select_related("case", "case__institution", "owner")
    return paginate(related, keys=("-terlambat", "created", "id"), cursor=cursor, limit=limit)


def _team(actor: Actor) -> Q:
    conditions = (pool.tasks_of(person) for person in acting_as(actor) for pool in pools())
    return reduce(or_, conditions, Q(pk__in=[]))


def _involved(actor: Actor) -> Q:
    """Among what somebody sees, the cases he acts for: petugas those they are appointed for; supervisors and the people
    of an institution all."""
    people = acting_as(actor)
    if any(supervises(person) or represents(person) for person in people):
        return Q()
    return Q(case__assignee__in=_keys(actor)) if reviews(actor) else Q(pk__in=[])
