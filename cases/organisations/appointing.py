"""Giving and ending roles, and what guardian says of them: its grants are the projection of the running appointments.

Both are written in one transaction; where an appointment begins or ends by its date, a job follows at that moment. An
end never waits for it: whoever asks for a right reads the dates too (`holding`, `selectors`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from guardian.shortcuts import assign_perm

from workflows.jobs import Order, Queue, defer, job

from .holding import running
from .models import CaseRole, Institution, InstitutionUserPermission, User
from .roles import KELOLA_KASUS, ROLES

TOPIC = "penugasan"
#: Who has to know that an appointment is over (`tell_followers`): called with it, in the transaction.
_followers: list[Callable[[CaseRole], None]] = []


def follow_end(follower: Callable[[CaseRole], None]) -> None:
    """Called by an app with work that such a person may hold, in its AppConfig.ready()."""
    if follower not in _followers:
        _followers.append(follower)


@transaction.atomic
def appoint(
    person: User, role: str, *, since: dt.datetime | None = None, by: Any = None, **where: Any
) -> CaseRole:
    """A new appointment. where: at most one of area, unit, institution, case (its key); until, letter, reason.

    since: now when none is given; by: None and SYSTEM for nobody. The caller holds the lock of what asks for it.
    """
    begins = {} if since is None else {"since": since}
    row = CaseRole.objects.create(person=person, role=role, by_id=getattr(by, "pk", None), **begins, **where)
    project([row])
    for moment in (since, row.until):
        if moment is not None and moment > timezone.now():
            defer(TOPIC, row.pk, moment.isoformat(), due=moment, penugasan=row.pk)
    return row


@transaction.atomic
def end(rows: QuerySet[CaseRole], *, at: dt.datetime, by: Any = None, reason: str = "") -> list[CaseRole]:
    """Those of the rows that are not over end now; one that has not begun never does."""
    found = list(rows.filter(Q(until=None) | Q(until__gt=at)).select_related("person", "institution"))
    for row in found:
        row.until, row.since = at, min(row.since, at)
        row.ended_by_id, row.ended_reason = getattr(by, "pk", None), reason
        row.save(update_fields=["until", "since", "ended_by", "ended_reason"])
    project(found)
    return found


def tell_followers(rows: Iterable[CaseRole]) -> None:
    """Of appointments that are over: by their date, or by an act of the case they were held on."""
    for row in rows:
        for follower in _followers:
            follower(row)


def project(rows: Iterable[CaseRole]) -> None:
    """Guardian's grants follow these appointments; those on cases are `cases.core.doing.assignment`'s."""
    for row in rows:
        if row.institution is not None:
            _grant(row.person, row.institution)
        row.person.forget_rights()


def _grant(person: User, institution: Institution) -> None:
    """What the running appointments give on this institution, and nothing else.

    Who looks after its cases is a member of its group, which holds both grants (SJ-20); who only reads holds one.
    The person is locked first: the book of accounts and that of institutions both write here, each behind its own lock.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    held = running().filter(person=person, institution=institution).values_list("role", flat=True)
    kinds = [kind for role in held if (kind := ROLES.get(role)) is not None]
    wanted: frozenset[str] = frozenset().union(*(kind.grants for kind in kinds))
    InstitutionUserPermission.objects.filter(user=person, content_object=institution).delete()
    if KELOLA_KASUS in wanted:
        person.groups.add(institution.group_id)
        return
    person.groups.remove(institution.group_id)
    for perm in wanted:
        assign_perm(perm, person, institution)


@job(TOPIC, Queue.ACTS, label="Penugasan mulai atau berakhir menurut tanggalnya")
def follow_date(order: Order) -> None:
    """At the first and the last moment of an appointment; one that was ended meanwhile has nothing left to follow."""
    row = CaseRole.objects.select_related("person", "institution").get(pk=order.data["penugasan"])
    User.objects.select_for_update(no_key=True).get(pk=row.person_id)
    project([row])
    if row.ended_by_id is None and not running().filter(pk=row.pk).exists():
        tell_followers([row])
