"""The inbox: whose turn it is, for me, for my team, for others (SJ-136). One query per box and page.

A box is one or several *branches*, each of them in the order of its pages by an index of its own (`CaseTask.Meta`), so
that a page and a count read as many rows as they show, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_types, pool_named, pools
from cases.core.models import Case, CaseTask, TaskSeen
from cases.core.models.tasks import ELSEWHERE, FINISHED, FREE, HELD, due
from cases.organisations.badan import in_words
from cases.organisations.holding import holders
from cases.organisations.models import User
from cases.organisations.permissions import represents, reviews, supervises
from cases.organisations.pools import AnyPool
from cases.organisations.roles import Power
from workflows.actors import SYSTEM, Actor
from workflows.errors import E_PERM, E_RNG, FieldError, Refused
from workflows.models import BaseTask
from workflows.parsing import count

from . import paging
from .paging import LIMIT, Counted, Page, bounded, paginate, paginate_branches
from .rights import acting, acting_as
from .role_pools import RolePool
from .selectors import unseen
from .sight import institutions_only_read_by, sees_everything, tasks_seen_by
from .task_filter import MOST_SORTED, SORTED, filtered, indexed, ordered

MOST_COUNTED = 1000  # of a box, and of one person on the board
BOXES = ("mine", "queue", "waiting", "archive")
OPEN = Q(status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN")


def tasks_for(
    actor: Actor, box: str, *, filters: Mapping[str, Any] | None = None, cursor: str = "", limit: int = LIMIT
) -> Page:
    """A page of one box: mine (I hold them), queue (my team's, untaken), waiting (others' turn in cases I act
    for), archive (finished by me, also for somebody else, or in my name). filters: of a `TaskFilter`; `urut` sorts, by
    default what is due first. A row knows whether its reader has `opened` it.

    Raises Refused(E-RNG) for an order that no index gives, of more rows than are sorted on the way.
    """
    filters = filters or {}
    wanted = str(filters.get("urut") or "")
    branches = [filtered(actor, branch, filters) for branch in branches_of(actor, box)]
    if not cursor and not indexed(box, wanted) and bounded(branches, MOST_SORTED).count() > MOST_SORTED:
        raise _too_many(wanted)
    rows, keys = ordered(_shown(actor, box, filtered(actor, CaseTask.objects.all(), {})), box, wanted)
    branches = [ordered(branch, box, wanted)[0] for branch in branches]
    if len(branches) == 1:
        branches = [_shown(actor, box, branches[0])]
    page = paginate_branches(rows, branches, keys=keys, cursor=cursor, limit=limit)
    if box == "mine":  # nobody's but the reader's own and of those he stands in for
        people = {person.pk: person for person in acting_as(actor)}
        for task in page.rows:
            task.owner = people[task.owner_id]
    return page


#: What a row shows, on the page and of the API, and people where the box has any but its reader: nothing else is read.
_SHOWN = (
    *("flow_task", "lane", "label", "status", "pool", "created", "finished", "due_at", "owner", "done_by"),
    *("institution", "case__type", "case__number", "case__title", "case__state", "case__institution__nama"),
)
_PEOPLE = {"mine": (), "queue": (), "waiting": ("owner",), "archive": ("owner", "done_by")}


def _shown(actor: Actor, box: str, rows: QuerySet[CaseTask]) -> QuerySet[CaseTask]:
    """With what a row shows."""
    marks = TaskSeen.objects.filter(task=OuterRef("pk"), person=None if actor is SYSTEM else actor.pk)
    found: QuerySet[CaseTask] = rows.annotate(opened=Exists(marks))
    people = _PEOPLE[box]
    told = [f"{person}__{name}" for person in people for name in ("nama", "role", "is_active")]
    return found.select_related("case", "case__institution", *people).only(*_SHOWN, *told)


def _too_many(wanted: str) -> Refused:
    label = SORTED[wanted.lstrip("-")].lower()
    text = f"Lebih dari 1.000 tugas tidak diurutkan menurut {label}; persempit dengan saringan."
    error = FieldError(E_RNG, text)
    return Refused(error.code, error.message, errors={"urut": [error]})


def box_of(actor: Actor, box: str) -> QuerySet[CaseTask]:
    """A box as one set of rows. Raises Refused(E-REF) for one that does not exist."""
    return CaseTask.objects.filter(reduce(or_, _conditions(actor, box), Q(pk__in=[])))


def branches_of(actor: Actor, box: str) -> list[QuerySet[CaseTask]]:
    """The parts of a box, none of which shares a row with another; at least one. Raises as `box_of`."""
    return [CaseTask.objects.filter(part) for part in _conditions(actor, box)] or [CaseTask.objects.none()]


def _conditions(actor: Actor, box: str) -> list[Q]:
    if box not in BOXES:
        error = FieldError("E-REF", "Kotak tugas tidak dikenal.")
        raise Refused(error.code, error.message, errors={"box": [error]})
    parts = {"mine": _mine, "queue": _queue, "waiting": _waiting, "archive": _archive}[box](actor)
    seen = tasks_seen_by(actor)
    return [part & seen for part in parts]


def _mine(actor: Actor) -> list[Q]:
    return [HELD & Q(owner=person.pk) for person in acting_as(actor)]


def _archive(actor: Actor) -> list[Q]:
    """Own turns, whoever finished them; those of others that the person finished in their name."""
    return [FINISHED & Q(owner=actor.pk), FINISHED & Q(done_by=actor.pk) & ~Q(owner=actor.pk)]


def _queue(actor: Actor) -> list[Q]:
    """Each pool once, though several of those the actor stands in for belong to it."""
    found = []
    for pool in pools():
        members = [person for person in acting_as(actor) if pool.admits(person)]
        if members:
            found.append(FREE & reduce(or_, (pool.tasks_of(person) for person in members)))
    return found


def _waiting(actor: Actor) -> list[Q]:
    """Others' turns in the cases somebody acts for, among what he sees: of petugas those they are appointed for, of
    supervisors and the people of an institution all."""
    people = acting_as(actor)
    others = ~Q(owner__in=_keys(actor))
    if any(supervises(person) or represents(person) for person in people):
        return [HELD & others, FREE & Q(pool=""), *_queues_of_others(actor, pools())]
    found, kinds = [], _types_worked_on(actor)
    if kinds:  # of these all that he sees, as a supervisor does
        teams = {pool.key: pool for kind in kinds for pool in kind.pools}
        here = Q(case_type__in=[kind.key for kind in kinds])
        found = [part & here for part in (HELD & others, *_queues_of_others(actor, teams.values()))]
    if reviews(actor):
        team = reduce(or_, _queue(actor), Q(pk__in=[])) | Q(case_type__in=[kind.key for kind in kinds])
        elsewhere = ELSEWHERE & (Q(owner=None) | others) & ~team
        found += [elsewhere & Q(assignee=person.pk) for person in people]
    return found


def _types_worked_on(actor: Actor) -> list[CaseType]:
    """The types of which somebody takes tasks by a role of the type, or moves them."""
    people = acting_as(actor)
    return [kind for kind in case_types() if any(_in_team(kind, person) for person in people)]


def _in_team(kind: CaseType, person: Actor) -> bool:
    teams = (pool for pool in kind.pools if isinstance(pool, RolePool))
    return any(pool.admits(person) or pool.oversees(person) for pool in teams)


def moves_tasks(actor: Actor) -> tuple[bool, bool]:
    """Whether the actor, or somebody he stands in for, takes tasks by a role of a type; whether one oversees such."""
    teams = [pool for pool in pools() if isinstance(pool, RolePool)]
    people = acting_as(actor)
    return (
        any(pool.admits(person) for pool in teams for person in people),
        any(pool.oversees(person) for pool in teams for person in people),
    )


def _queues_of_others(actor: Actor, among: Iterable[AnyPool]) -> list[Q]:
    """A branch for each pool that is not wholly the actor's."""
    found = []
    for pool in among:
        members = [person for person in acting_as(actor) if pool.admits(person)]
        rest = FREE & Q(pool=pool.key)
        own = [pool.tasks_of(person) for person in members]
        if pool.of_institution and members:
            if only_read := institutions_only_read_by(actor):
                found.append(rest & Q(institution__in=only_read))
        elif Q(pool=pool.key) not in own:  # nobody of them takes from all of it
            found.append(reduce(lambda left, mine: left & ~mine, own, rest))
    return found


def counts(actor: User, *, archive: bool = False) -> dict[str, tuple[int, bool]]:
    """(count, more) of mine, queue and waiting, each bounded at 1000; archive: of that box too. One query."""
    boxes = BOXES if archive else BOXES[:-1]
    found = User.objects.filter(pk=actor.pk).values_list(
        *(Counted(bounded(branches_of(actor, box), MOST_COUNTED)) for box in boxes)
    )
    return {
        box: (min(number, MOST_COUNTED), number > MOST_COUNTED)
        for box, number in zip(boxes, found.get(), strict=True)
    }


def placing(box: str, wanted: str) -> Callable[[CaseTask], str]:
    """Where a row stands in a box sorted as wanted: a cursor, good for as long as the order is."""
    keys = _order(box, wanted)
    return lambda task: paging.place_of(task, keys)


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
    return pool is not None and actor is not SYSTEM and pool.holds(actor, task.where)


def takable(actor: Actor) -> Any:
    """Of each task, whether nobody holds it and the actor belongs to its pool; with the rows."""
    mine = [pool.tasks_of(actor) for pool in pools() if pool.admits(actor)]
    return ExpressionWrapper(FREE & reduce(or_, mine, Q(pk__in=[])), output_field=BooleanField())


def moves_for(task: BaseTask, actor: Actor) -> Actor:
    """The person for whom the actor may hand this task to another one: who may take it, or oversees its pool; None for
    nobody."""
    pool = pool_named(task.pool)
    if pool is None:
        return None
    return takes_for(task, actor) or next(
        (person for person in acting(actor) if person is not SYSTEM and pool.oversees(person, task.where)),
        None,
    )


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


def _keys(actor: Actor) -> list[Any]:
    return [person.pk for person in acting_as(actor)]


def pool_members(task: CaseTask) -> QuerySet[User]:
    """Those a task of a pool may be handed to."""
    pool = pool_named(task.pool)
    return User.objects.none() if pool is None else pool.members(task.where)


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
    """Supervisors' board: per petugas KASN the open and late tasks, each counted up to 1000, and the oldest one."""
    if not sees_everything(actor):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk {badan}.")))
    work = CaseTask.objects.filter(HELD, tasks_seen_by(actor), owner=OuterRef("pk"))
    soonest = work.annotate(batas_urut=due()).order_by("batas_urut").values("batas_urut")[:MOST_COUNTED]
    rows = holders(Power.REVIEW, ever=True).annotate(
        terhitung=_Load(soonest), tertua=Subquery(work.order_by("created", "pk").values("created")[:1])
    )
    return [
        {"orang": row, "terbuka": row.terhitung[0], "terlambat": row.terhitung[1], "tertua": row.tertua}
        for row in rows
    ]


class _Load(Subquery):
    """[open, late] of tasks by what they are sorted by in boxes, in one walk along their index."""

    template = (
        "(SELECT jsonb_build_array(count(*), count(*) FILTER (WHERE batas_urut < statement_timestamp()))"
        " FROM (%(subquery)s) AS held)"
    )
    output_field = JSONField()


def held_by(actor: Actor, person: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The open tasks a person holds, for supervisors; what is due first."""
    if not supervises(actor):
        raise Refused(E_PERM, str(in_words("Papan penyelia hanya untuk Admin {badan} dan Komisioner.")))
    rows = filtered(actor, CaseTask.objects.filter(HELD, tasks_seen_by(actor), owner=person.pk), {})
    related = rows.select_related("case", "case__institution", "owner")
    return paginate(related, keys=("batas_urut", "created", "id"), cursor=cursor, limit=limit)
