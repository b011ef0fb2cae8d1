"""Cases under cases: how one comes into being below another, and what follows upwards."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.models import Case
from workflows.machine import Machine, rows_in
from workflows.models import Ask, Subject

_ABOVE = """
INSERT INTO core_caseancestor (case_id, ancestor_id, depth)
SELECT %(case)s, ancestor_id, depth + 1 FROM core_caseancestor WHERE case_id = %(parent)s
UNION ALL SELECT %(case)s, %(parent)s, 1
"""


def begin_under(known: CaseType, parent: Case, *, pk: Any = None, **values: Any) -> Any:
    """A new, unsaved case of a type below another one, of the same institution, before its creating act.

    pk: its key, where it was named before it existed. Raises LookupError for a type that does not stand there.
    """
    if parent.type not in known.under:
        raise LookupError(f"{known.key} does not stand under {parent.type}")
    version = known.machine.latest
    case = Case(
        type=known.key,
        institution=parent.institution,
        parent=parent,
        area_id=parent.area_id,
        unit_id=parent.unit_id,
        machine_version=version,
    )
    if pk is not None:
        case.pk = pk
    model: Any = known.machine.model(version)
    return model(case=case, **values)


def note_ancestors(case: Case) -> None:
    """One statement: all above its parent, and the parent."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, {"case": case.pk, "parent": case.parent_id})


def machine_of(key: Any) -> Machine | None:
    """The machine of a case that waits for others; None where nothing would follow. One statement."""
    asked = Ask.objects.filter(boundary=OuterRef("pk"), answered_at=None)
    rows = Case.objects.filter(pk=key).annotate(asked=Exists(asked))
    known = rows.values_list("type", "machine_version", "state", "asked").first()
    if known is None:
        return None
    machine = case_type(known[0]).machine
    return machine if known[3] or waits_for_others(machine.model(known[1]), known[2]) else None


@cache
def waits_for_others(model: type[Subject], state: str) -> bool:
    """Whether a condition of this state reads other cases (`across`)."""
    return any(row.kind == "auto" and row.across for _, row in rows_in(model, state))


@cache
def may_be_asked(model: type[Subject], state: str) -> bool:
    """Whether another case may ask something of this one in this state."""
    return any(row.kind == "ask" for _, row in rows_in(model, state))


def is_asked(subject: Subject) -> bool:
    """Whether something is still asked of it. No statement where nothing can be."""
    if not may_be_asked(type(subject), subject.state):
        return False
    return Ask.objects.filter(boundary=subject.pk, answered_at=None).exists()
