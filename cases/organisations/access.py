"""What one person of an institution may do there: look after its cases, or read them (SJ-20).

An appointment on the institution says it (`models.CaseRole`), guardian's grants follow (`appointing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, TextChoices
from django.db.models.functions import Now

from workflows.ledger import database_now

from .appointing import appoint, end
from .holding import running
from .models import CaseRole, Institution, User
from .roles import PEMBACA_INSTITUSI, Role


class Hak(TextChoices):
    KELOLA = "kelola", "Mengurus kasus"
    LIHAT = "lihat", "Hanya membaca"


#: The role that each right is.
ROLE_OF = {Hak.KELOLA: str(Role.PETUGAS_INSTITUSI.value), Hak.LIHAT: PEMBACA_INSTITUSI}
_HAK_OF = {role: hak for hak, role in ROLE_OF.items()}


def give(
    person: User,
    institution: Institution,
    hak: str,
    *,
    at: dt.datetime | None = None,
    by: Any = None,
    reason: str = "",
) -> None:
    """This right of the institution and no other; the caller holds the account's or the institution's lock."""
    role = ROLE_OF[Hak(hak)]
    held = _held(institution).filter(person=person)
    if [row.role for row in held] == [role]:
        return
    at = at or database_now()
    end(held, at=at, by=by, reason=reason)
    appoint(person, role, institution=institution, since=at, by=by, reason=reason)


def take(
    person: User, institution: Institution, *, at: dt.datetime, by: Any = None, reason: str = ""
) -> None:
    """No right there any more, now or later, by a role of a type's own neither; nor on a case, where somebody of an
    institution stands in its name."""
    rows = CaseRole.objects.filter(Q(institution=institution) | Q(case__isnull=False), person=person)
    end(rows, at=at, by=by, reason=reason)


def rights_in(institution: Institution, people: Iterable[User]) -> dict[Any, str]:
    """Person -> right in the institution; who holds none is left out. One statement."""
    rows = running().filter(institution=institution, person__in=[person.pk for person in people])
    found = dict(rows.order_by("role").values_list("person", "role"))  # who looks after cases also reads them
    return {person: str(_HAK_OF[role].value) for person, role in found.items() if role in _HAK_OF}


def follow(old: Institution, new: Institution, *, at: dt.datetime, by: Any = None, reason: str = "") -> int:
    """All people of one institution become people of another; whoever holds a role on it holds it there."""
    people = User.objects.filter(institution=old).order_by("pk").select_for_update(no_key=True)
    number = len(people)
    User.objects.filter(institution=old).update(institution=new)
    rows = CaseRole.objects.filter(institution=old).filter(Q(until=None) | Q(until__gt=Now()))
    for row in rows.select_related("person").order_by("pk"):
        since, until = max(row.since, at), row.until
        end(rows.filter(pk=row.pk), at=at, by=by, reason=reason)
        held = CaseRole.objects.filter(person=row.person, role=row.role, institution=new, until=None)
        if not held.exists():
            same = {"letter": row.letter, "until": until, "by": by, "reason": reason}
            appoint(row.person, row.role, institution=new, since=since, **same)
    return number


def _held(institution: Institution) -> Any:
    rows = CaseRole.objects.filter(institution=institution, role__in=_HAK_OF)
    return rows.filter(Q(until=None) | Q(until__gt=Now()))
