"""The only ways to obtain a case. Every page, list, count, search, export, download and API route starts here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection

from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.organisations.zones import day_at
from workflows.access import log_access
from workflows.actors import Actor
from workflows.at_once import at_once
from workflows.errors import E_HIDE, Refused, hidden
from workflows.ledger import DatabaseNow
from workflows.showing import is_showing

from .sight import cases_visible_to


def unseen(actor: Actor, action: str, object_type: str, object_id: Any = None, **detail: Any) -> Refused:
    """The refusal (E-HIDE) of what somebody may not see, written to the access log.

    The same answer whether it does not exist or is somebody else's. action: what was tried; detail: what names
    the object where it has no UUID.
    """
    log_access(
        actor=actor,
        action=action,
        outcome=E_HIDE,
        object_type=object_type,
        object_id=object_id,
        detail=detail,
    )
    return hidden()


def get_case_for(actor: Actor, pk: Any, action: str = "lihat") -> Case:
    """The case, with `read_at`, the database's clock. Raises Refused(E-HIDE), which is logged.

    action: what the actor wants with it, for the log.
    """
    rows: Any = cases_visible_to(actor).select_related("institution", "assignee", "created_by")
    case: Case | None = rows.annotate(read_at=DatabaseNow()).filter(pk=pk).first()
    if case is None:
        raise unseen(actor, action, "kasus", pk)
    return case


def get_subject_for(actor: Actor, pk: Any, action: str = "lihat") -> Any:
    """The detail of a visible case, as an object of its pinned machine version. Raises as `get_case_for`."""
    return subject_of(get_case_for(actor, pk, action))


def subject_of(case: Case) -> Any:
    """The detail of a case; for a page with what is shown of it (`CaseDetail.shown_with`)."""
    model: Any = case_type(case.type).machine.model(case.machine_version)
    detail: Any = model.fetch_shown(case.pk) if is_showing() else model.fetch(case.pk)
    detail.adopt(case)
    return detail


def subjects_of(cases: Iterable[Case]) -> dict[Any, Any]:
    """The details of several cases, of whatever type and version of the machine, in one statement."""
    groups: dict[tuple[str, int], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.type, case.machine_version), []).append(case)
    rows = []
    for (key, version), group in groups.items():
        model: Any = case_type(key).machine.model(version)
        rows.append(model.objects.filter(pk__in=[case.pk for case in group]))
    at_once(*rows)
    found = {subject.pk: subject for details in rows for subject in details}
    for group in groups.values():
        for case in group:
            found[case.pk].adopt(case)
    return found


def next_number(type_key: str, at: dt.datetime) -> str:
    """A number that people can say: JPT-2026-000123. Gaps are harmless, the ledger counts on its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('core_case_number')")
        value = cursor.fetchone()[0]
    year = day_at(at, None).year
    return f"{case_type(type_key).prefix}-{year}-{value:06d}"
