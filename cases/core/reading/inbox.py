"""The inbox: whose turn it is, for me, for my team, for others (SJ-136). One query per box and page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Now

from cases.core.declared.registry import case_types, pool_named, pools
from cases.core.models import CaseTask
from cases.organisations.badan import in_words
from cases.organisations.models import User
from cases.organisations.permissions import represents, reviews, supervises
from cases.organisations.roles import Power, roles_with
from workflows.actors import SYSTEM, Actor
from workflows.errors import E_PERM, FieldError, Refused
from workflows.models import BaseTask
from workflows.parsing import count

from .listing import refuse_filters
from .paging import LIMIT, Page, bounded_count, paginate
from .rights import acting, acting_as
from .searching import found_by
from .selectors import unseen
from .sight import sees_everything, tasks_seen_by

BOXES = ("mine", "queue", "waiting", "archive")
OPEN = Q(status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN")


def tasks_for(
    actor: Actor, box: str, *, filters: Mapping[str, Any] | None = None, cursor: str = "", limit: int = LIMIT
) -> Page:
    """A page of one box: mine (I hold them), queue (my team's, untaken), waiting (others' turn in cases I act
    for), archive (finished by me). Late first, then the longest waiting; the archive newest first."""
    rows = _filtered(box_of(actor, box), filters or {})
    keys = ("-finished", "-id") if box == "archive" else ("-terlambat", "created", "id")
    return paginate(
        rows.select_related("case", "case__institution", "owner"), keys=keys, cursor=cursor, limit=limit
    )


def box_of(actor: Actor, box: str) -> QuerySet[CaseTask]:
    """Raises Refused(E-REF) for a box that does not exist."""
    human = CaseTask.objects.filter(tasks_seen_by(actor), flow_task_type="HUMAN")
    if box == "mine":
        return human.filter(owner__in=_keys(actor), status="ASSIGNED")
    if box == "queue":
        return human.filter(_team(actor), status="NEW")
    if box == "archive":
        return human.filter(owner=actor, status="DONE", finished__isnull=False)
    if box == "waiting":
        return (
            human.filter(OPEN, _involved(actor))
            .exclude(owner__in=_keys(actor))
            .exclude(Q(status="NEW") & _team(actor))
        )
    raise Refused("E-REF", "Kotak tugas tidak dikenal.")


def counts(actor: Actor) -> dict[str, tuple[int, bool]]:
    """(count, more) of mine, queue and waiting, each bounded at 1000."""
    return {box: bounded_count(box_of(actor, box)) for box in ("mine", "queue", "waiting")}


def in_pool(task: BaseTask, actor: Actor) -> bool:
    """Whether a person belongs to the people who may take this task."""
    pool = pool_named(task.pool)
    return pool is not None and actor is not SYSTEM and pool.holds(actor, task.institution_id)


def takes_for(task: BaseTask, actor: Actor) -> Actor:
    """The person for whom the actor may take this task: himself, or one he stands in for; None for nobody."""
    return next((person for person in acting(actor) if in_pool(task, person)), None)


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
    people = User.objects.filter(role__in=roles_with(Power.REVIEW)).order_by("nama")
    nothing = {"terbuka": 0, "terlambat": 0, "tertua": None}
    return [{"orang": person, **found.get(person.pk, nothing)} for person in people]


def held_by(actor: Actor, person: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The open tasks a person holds, for supervisors; late first, then the longest waiting."""
    if not supervises(actor):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk Admin {badan} dan Komisioner.")))
    rows = _filtered(CaseTask.objects.filter(OPEN, tasks_seen_by(actor), owner=person.pk), {})
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


def check_filters(filters: Mapping[str, Any]) -> None:
    """Raises Refused with every filter of a client that names nothing that exists."""
    errors: dict[str, FieldError] = {}
    kinds = {known.key: known for known in case_types()}
    if filters.get("type") and filters["type"] not in kinds:
        errors["type"] = FieldError("E-REF", "Jenis kasus tidak dikenal.")
    states = {str(state.value) for known in kinds.values() for state in known.machine.states}
    if filters.get("state") and filters["state"] not in states:
        errors["state"] = FieldError("E-REF", "Status tidak dikenal.")
    if filters.get("jatuh_tempo") not in ("", None, "terlambat", "nanti"):
        errors["jatuh_tempo"] = FieldError("E-REF", "Batas waktu: terlambat atau nanti.")
    refuse_filters(errors)


def _filtered(rows: QuerySet[CaseTask], filters: Mapping[str, Any]) -> QuerySet[CaseTask]:
    """filters: type, state, institution, jatuh_tempo (terlambat|nanti), kecuali_type. Unknown ones are ignored."""
    if kind := filters.get("type"):
        rows = rows.filter(case__type=kind)
    if left_out := filters.get("kecuali_type"):
        rows = rows.exclude(case__type=left_out)
    if state := filters.get("state"):
        rows = rows.filter(case__state=state)
    if q := str(filters.get("q") or "").strip():
        rows = rows.filter(found_by(q, "case"))
    if filters.get("jatuh_tempo") == "terlambat":
        rows = rows.filter(due_at__lt=Now())
    return rows.annotate(
        terlambat=Q(due_at__lt=Now(), due_at__isnull=False), petugas=F("case__assignee__nama")
    )
