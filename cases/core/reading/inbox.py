"""The inbox: whose turn it is, for me, for my team, for others (SJ-136). One query per box and page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Now

from cases.core.declared.registry import case_types
from cases.core.declared.turns import POOL_INSTITUSI, POOL_PENYELIA
from cases.core.models import CaseTask
from cases.organisations.badan import in_words
from cases.organisations.models import User
from cases.organisations.permissions import is_kasn, is_petugas_institusi, is_supervisor, sees_all
from cases.organisations.selectors import KELOLA_KASUS, institution_named, institutions_of, people_of
from workflows.actors import SYSTEM, Actor
from workflows.errors import E_PERM, FieldError, Refused
from workflows.models import BaseTask
from workflows.parsing import count

from .listing import refuse_filters
from .paging import LIMIT, Page, bounded_count, paginate
from .rights import acting, acting_as
from .selectors import unseen
from .sight import tasks_seen_by

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


def pools_of(actor: Actor) -> frozenset[str]:
    if is_supervisor(actor):
        return frozenset({POOL_PENYELIA})
    return frozenset({POOL_INSTITUSI}) if is_petugas_institusi(actor) else frozenset()


def in_pool(task: BaseTask, actor: Actor) -> bool:
    """Whether a person belongs to the people who may take this task."""
    if actor is SYSTEM or not actor.is_active or not task.pool or task.pool not in pools_of(actor):
        return False
    if task.pool == POOL_INSTITUSI:
        return task.institution_id in institutions_of(actor, KELOLA_KASUS)
    return True


def takes_for(task: BaseTask, actor: Actor) -> Actor:
    """The person for whom the actor may take this task: himself, or one he stands in for; None for nobody."""
    return next((person for person in acting(actor) if in_pool(task, person)), None)


def _keys(actor: Actor) -> list[Any]:
    return [person.pk for person in acting_as(actor)]


def pool_members(task: CaseTask) -> QuerySet[User]:
    """Those a task of a pool may be handed to."""
    active = User.objects.filter(is_active=True).order_by("nama")
    if task.pool == POOL_INSTITUSI:
        return active.filter(pk__in=people_of(task.institution, KELOLA_KASUS).values("pk"))
    if task.pool == POOL_PENYELIA:
        return active.filter(role__in=["kasn_admin", "kasn_komisioner"])
    return active.none()


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
    if not (is_supervisor(actor) or sees_all(actor)):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk {badan}.")))
    work = CaseTask.objects.filter(OPEN, case__private=False)
    found = {
        row["owner"]: row
        for row in work.values("owner").annotate(
            terbuka=Count("pk"), terlambat=Count("pk", filter=Q(due_at__lt=Now())), tertua=Min("created")
        )
    }
    people = User.objects.filter(role__in=["kasn_admin", "kasn_komisioner", "kasn_asisten"]).order_by("nama")
    nothing = {"terbuka": 0, "terlambat": 0, "tertua": None}
    return [{"orang": person, **found.get(person.pk, nothing)} for person in people]


def held_by(actor: Actor, person: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The open tasks a person holds, for supervisors; late first, then the longest waiting."""
    if not is_supervisor(actor):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk Admin {badan} dan Komisioner.")))
    rows = _filtered(CaseTask.objects.filter(OPEN, owner=person.pk, case__private=False), {})
    related = rows.select_related("case", "case__institution", "owner")
    return paginate(related, keys=("-terlambat", "created", "id"), cursor=cursor, limit=limit)


def _team(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for person in acting_as(actor):
        for pool in pools_of(person):
            if pool == POOL_INSTITUSI:
                condition |= Q(pool=pool, institution__in=institutions_of(person, KELOLA_KASUS))
            else:
                condition |= Q(pool=pool)
    return condition


def _involved(actor: Actor) -> Q:
    """Cases somebody acts for: own institution; for petugas the cases appointed for; for supervisors all."""
    if is_petugas_institusi(actor):
        return Q(institution__in=institutions_of(actor), case__internal=False)
    if any(is_supervisor(person) for person in acting_as(actor)):
        return Q(case__private=False)
    return Q(case__assignee__in=_keys(actor)) if is_kasn(actor) else Q(pk__in=[])


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
        rows = rows.filter(
            Q(case__title__icontains=q)
            | Q(case__number__iexact=q)
            | institution_named(q, "case__institution")
        )
    if filters.get("jatuh_tempo") == "terlambat":
        rows = rows.filter(due_at__lt=Now())
    return rows.annotate(
        terlambat=Q(due_at__lt=Now(), due_at__isnull=False), petugas=F("case__assignee__nama")
    )
