"""What somebody still has to do, and what becomes of it when the account is shut or has another role (SJ-16, SJ-137).

It is listed before the press and followed by a job after it: cases get the replacement that was chosen (Ganti petugas,
with its reason, each for itself), tasks that were taken go back to their queue, and what nobody takes over so goes
to the queue of the supervisors, who are told. Nothing stays with somebody who cannot see it: a press that was on its
way at that moment (the person took a task, somebody appointed the person) may end behind the job, so that it comes once
more when no such press can be left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from cases.core.doing import claims
from cases.core.doing.bulk import perform_each
from cases.core.doing.notices import announce
from cases.core.models import Case, CaseTask
from cases.core.reading.inbox import in_pool
from cases.organisations.badan import role_label
from cases.organisations.holding import Reach, held_in, reach_of, running
from cases.organisations.models import CaseRole, User
from cases.organisations.permissions import reviews
from cases.organisations.pools import POOL_PENYELIA
from cases.organisations.roles import Power
from workflows.actors import SYSTEM
from workflows.context import Move
from workflows.errors import E_BUSY, Refused
from workflows.jobs import Order, Queue, defer, job

TOPIC, OF_CASE = "akun_pekerjaan", "akun_pekerjaan_kasus"
#: A press that began before the account was shut has ended by then; of the second look behind it.
ON_THE_WAY, AGAIN = dt.timedelta(minutes=10), "lagi"
#: So many are named one by one.
NAMED = 20


def appointments(person: User) -> QuerySet[Case]:
    """Cases that are not over and have this petugas, whosever turn it is now."""
    return Case.objects.filter(assignee=person, closed_at__isnull=True).order_by("number")


def cases_without_right(person: User, *, besides: CaseRole) -> QuerySet[Case]:
    """Of those the ones that the person may not look after any more once this appointment has ended."""
    kept = running().filter(person=person, case=None).exclude(pk=besides.pk)
    return _outside(appointments(person), reach_of(held_in(kept), Power.REVIEW))


def beyond(cases: QuerySet[Case], person: User) -> QuerySet[Case]:
    """Of these cases the ones that this person may not look after: it could not replace anybody there."""
    return _outside(cases, reach_of(held_in(running().filter(person=person, case=None)), Power.REVIEW))


def _outside(cases: QuerySet[Case], where: Reach) -> QuerySet[Case]:
    return cases.none() if where.everywhere else cases.exclude(where.of_cases())


def to_be_chosen(cases: QuerySet[Case], chosen: User | None, why: str) -> str | None:
    """What stands against ending somebody's right on these cases: nobody was chosen to go on with them, or somebody who
    may not. why: before the numbers of the cases, where nobody was."""
    if not cases.exists():
        return None
    if chosen is None:
        return f"Pilih pengganti: {why} {numbers_of(cases)}."
    left = beyond(cases, chosen)
    if not left.exists():
        return None
    return (
        f"{chosen.nama} tidak berhak menangani {numbers_of(left)}. Pilih pengganti yang berhak atas semua kasus itu, "
        "atau ganti dahulu petugas kasus itu satu per satu."
    )


def held_tasks(person: User) -> QuerySet[CaseTask]:
    """Open tasks in this person's hands: of an appointment, taken from a queue, or a line to be signed."""
    rows = CaseTask.objects.filter(owner=person, status="ASSIGNED", flow_task_type="HUMAN")
    return rows.select_related("case", "case__institution").order_by("created", "id")


def numbers_of(cases: QuerySet[Case]) -> str:
    """ "JPT-2026-000123, … dan 4 lainnya"."""
    numbers = list(cases.values_list("number", flat=True)[: NAMED + 1])
    if len(numbers) <= NAMED:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:NAMED])} dan {cases.count() - NAMED} lainnya"


def follow_later(move: Move) -> None:
    """Effect of shutting an account and of another role: the work follows in a job of this transaction."""
    obj: Any = move.obj
    to = move.data.get("pengganti")
    body = {
        "user": obj.pk,
        "to": to.pk if to is not None else None,
        "by": move.principal.pk,
        "alasan": f"{move.row.label} {obj.user.nama}: {move.data['alasan']}"[:500],
        "entry": move.entry.pk,
    }
    _follow_twice(move.now, body)


def follow_ended(row: CaseRole) -> None:
    """An appointment was over by its date, or by an act of its case: nobody chose who goes on with the work."""
    how = "berakhir menurut tanggalnya" if row.ended_by_id is None else "diakhiri"
    reason = f"Penugasan {role_label(row.role)} {row.person.nama} {how}"
    at = row.until or row.since
    body = {"user": row.person_id, "to": None, "by": None, "alasan": reason[:500], "entry": row.pk}
    _follow_twice(at, body)


def _follow_twice(now: dt.datetime, body: Mapping[str, Any]) -> None:
    defer(TOPIC, body["entry"], **body)
    defer(TOPIC, body["entry"], AGAIN, due=now + ON_THE_WAY, again=True, **body)


@job(TOPIC, Queue.ACTS, label="Pekerjaan sebuah akun dialihkan")
def follow(order: Order) -> None:
    """A job for each case: one that is busy or refuses stops no other, and no two boundaries are locked together."""
    person = User.objects.get(pk=order.data["user"])
    cases = {
        *appointments(person).values_list("pk", flat=True),
        *held_tasks(person).values_list("case", flat=True),
    }
    look = (AGAIN,) if order.data.get("again") else ()
    for case in cases:
        defer(OF_CASE, order.data["entry"], case, *look, boundary=case, **{**order.data, "case": case})


@job(OF_CASE, Queue.ACTS, label="Pekerjaan pada kasus dialihkan")
def follow_in_case(order: Order) -> None:
    """Runs again without harm: what has moved is not this person's any more. Raises Refused(E-BUSY) to be repeated."""
    body = order.data
    person = User.objects.get(pk=body["user"])
    by = User.objects.filter(pk=body["by"]).first()
    case = Case.objects.get(pk=body["case"])
    may_hold = reviews(person, case.where)
    if body["to"] and by is not None and not may_hold:
        _replace(appointments(person).filter(pk=case.pk), by, body)
    for task in held_tasks(person).filter(case=body["case"]):
        if in_pool(task, person) if task.pool else may_hold:
            continue
        _give_back(task, person, body["entry"])


def _replace(cases: Iterable[Case], by: User, body: Mapping[str, Any]) -> None:
    data = {"petugas": body["to"], "alasan": body["alasan"]}
    for _, outcome in perform_each(by, "ganti_petugas", [case.pk for case in cases], data):
        if isinstance(outcome, Refused) and outcome.code == E_BUSY:
            raise outcome


def _give_back(task: CaseTask, person: User, entry: str) -> None:
    """To its queue; what has none, to the supervisors, who are told which case it is."""
    personal = not task.pool
    claims.give_back(SYSTEM, task.pk, pool=task.pool or POOL_PENYELIA)
    if personal:
        text = f"{task.label}: {person.nama} tidak dapat mengerjakannya lagi. Tentukan penggantinya"
        announce(task.case, text[:300], "penyelia", dedupe=f"{entry}:{task.pk}")
