"""Cases of an institution that becomes part of another one: they follow, each with an entry in its own ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases.core.declared.registry import case_types
from cases.core.models import Case, CaseTask, FormerInstitution
from cases.organisations.attached import Attached, Moving
from cases.organisations.models import Institution, User
from cases.organisations.pools import POOL_INSTITUSI
from workflows import ledger, locks
from workflows.actors import Actor

ACT = "pindah_institusi"
_AT_ONCE = 500


def _open(institution: Institution) -> QuerySet[Case]:
    """What KASN may know of: nothing tells it of a draft, not even that there is one (SJ-71)."""
    return Case.objects.filter(institution=institution, closed_at=None, private=False)


def _rows(institution: Institution, most: int) -> list[tuple[str, str]]:
    rows = _open(institution).order_by("opened_at", "pk")[:most]
    return [(str(case), reverse("kasus:kasus", args=[case.pk])) for case in rows]


def lock(institution: Institution) -> None:
    """All cases, in the order of all presses (workflows.locks): one statement for each type."""
    _locked(Q(institution=institution))


def _locked(which: Q) -> dict[Any, Case]:
    found: dict[Any, Case] = {}
    for machine in sorted((kind.machine for kind in case_types()), key=lambda machine: machine.level):
        rows = Case.objects.filter(which, type=machine.key).order_by("pk").select_for_update(no_key=True)
        cases = {case.pk: case for case in rows.only("pk", "head", "seq", "type", "state", "private")}
        locks.remember(locks.Lock(machine, pk, locks.Strength.CHANGE) for pk in cases)
        found |= cases
    return found


def follow(moving: Moving) -> int:
    """All cases with their tasks; who looks after them on the other side stays who it is. Drafts go along uncounted."""
    rows = Case.objects.filter(institution=moving.old).order_by("pk")
    cases = list(rows.only("pk", "head", "seq", "type", "state", "private"))
    if not cases:
        return 0
    ids = [case.pk for case in cases]
    Case.objects.filter(pk__in=ids).update(institution=moving.new)
    CaseTask.objects.filter(case__in=ids).update(institution=moving.new)
    values = {
        "dari": moving.old.nama,
        "ke": moving.new.nama,
        "nomor_surat": moving.nomor_surat,
        "tanggal_surat": moving.tanggal_surat,
    }
    former = []
    for case in cases:
        entry = ledger.append(
            case,
            object_type=case.type,
            object_id=case.pk,
            act=ACT,
            source=case.state,
            target=case.state,
            actor=moving.actor,
            at=moving.at,
            values={name: ledger.kept(value) for name, value in values.items()},
        )
        former.append(FormerInstitution(case=case, institution=moving.old, hingga=moving.at, entry=entry.pk))
    FormerInstitution.objects.bulk_create(former, batch_size=_AT_ONCE)
    Case.objects.bulk_update(cases, ["head", "seq"], batch_size=_AT_ONCE)
    return sum(not case.private for case in cases)


def release_of(person: User, institution: Institution, actor: Actor, at: dt.datetime) -> int:
    """Tasks of the institution that a person holds go back to its queue: who only reads keeps no work. How many, but
    for those of drafts, of which nothing is told."""
    held = Q(owner=person, status="ASSIGNED", pool=POOL_INSTITUSI, institution=institution)
    ids = list(CaseTask.objects.filter(held).values_list("case", flat=True))
    cases = _locked(Q(pk__in=ids))
    tasks = list(CaseTask.objects.filter(held, case__in=list(cases)).select_related("process"))
    for task in tasks:
        case = cases[task.case_id]
        task.flow_task.activation_class(task).unassign()
        _record_release(case, task, person, actor, at)
    Case.objects.bulk_update(cases.values(), ["head", "seq"], batch_size=_AT_ONCE)
    return sum(not cases[task.case_id].private for task in tasks)


def _record_release(case: Case, task: Any, person: User, actor: Actor, at: dt.datetime) -> None:
    ledger.append(
        case,
        object_type=case.type,
        object_id=case.pk,
        act="lepas_tugas",
        source=case.state,
        target=case.state,
        actor=actor,
        at=at,
        extra={"task": task.flow_task.name, "holder": [str(person.pk), None]},
    )


CASES = Attached(
    key="kasus",
    label="Kasus terbuka",
    models=("core.Case", "core.CaseTask", "core.CaseTotal", "core.CaseWords"),
    count=lambda institution: _open(institution).count(),
    hinders=True,
    rows=_rows,
    lock=lock,
    follow=follow,
    left=release_of,
)
