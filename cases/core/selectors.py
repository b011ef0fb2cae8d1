"""The only ways to obtain a case. Every page, list, count, search, export, download and API route starts here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from cases.organisations.permissions import sees_all
from cases.organisations.selectors import institutions_of
from workflows.actors import SYSTEM, Actor
from workflows.errors import hidden

if TYPE_CHECKING:
    from .models import Case, CaseDetail


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """Own institution; for KASN and auditors all but drafts (SJ-19, SJ-71)."""
    from .models import Case

    if actor is SYSTEM:
        return Case.objects.all()
    if sees_all(actor):
        return Case.objects.filter(private=False)
    return Case.objects.filter(institution__in=institutions_of(actor))


def sees_case(actor: Actor, case: Case) -> bool:
    """The same rule on a loaded case."""
    if actor is SYSTEM:
        return True
    if sees_all(actor):
        return not case.private
    return case.institution_id in institutions_of(actor)


def get_case_for(actor: Actor, pk: Any) -> Case:
    """The case, or Refused(E-HIDE): whether it does not exist or is somebody else's makes no difference."""
    case = cases_visible_to(actor).select_related("institution", "assignee").filter(pk=pk).first()
    if case is None:
        raise hidden()
    return case


def get_subject_for(actor: Actor, pk: Any) -> CaseDetail:
    """The detail of a visible case, as an object of its pinned machine version. Raises Refused(E-HIDE)."""
    return subject_of(get_case_for(actor, pk))


def subject_of(case: Case) -> CaseDetail:
    from .registry import case_type

    detail = case_type(case.type).machine.model(case.machine_version).fetch(case.pk)
    detail.adopt(case)
    return detail


def next_number(type_key: str, at: dt.datetime) -> str:
    """A number that people can say: JPT-2026-000123. Gaps are harmless, the ledger counts on its own."""
    from .registry import case_type

    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('core_case_number')")
        value = cursor.fetchone()[0]
    year = at.astimezone(ZoneInfo("Asia/Jakarta")).year
    return f"{case_type(type_key).prefix}-{year}-{value:06d}"
