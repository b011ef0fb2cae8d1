"""A case of CAT in any state, without the way that leads there: for tests of single rows.

What is on the way (ledger entries, tasks that were done) is not there; the walks have it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.core.declared.registry import case_type
from cases.core.doing.tree import note_ancestors
from cases.core.models import Case
from cases.core.reading.selectors import next_number, subject_of
from workflows.ledger import database_now
from workflows.machine import open_gate


def planted(kind: str, state: str, *, institution: Any, parent: Any = None, **facts: Any) -> Any:
    """The new case, with its open turns. kind: key of the type; parent: the subject above it; facts: its fields."""
    known, now = case_type(kind), database_now()
    case = Case(
        type=kind,
        institution=institution,
        parent=parent.case if parent is not None else None,
        machine_version=known.machine.latest,
        state=state,
        number=next_number(kind, now),
        opened_at=now,
        updated_at=now,
    )
    model: Any = known.machine.model(known.machine.latest)
    obj = model(case=case, **facts)
    obj.__dict__["state"] = state
    case.title = obj.title()
    with transaction.atomic(), open_gate():
        case.save(force_insert=True)
        if parent is not None:
            note_ancestors(case)
        obj.save(force_insert=True)
        flow_class = known.machine.flows.get(case.machine_version)
        if flow_class is not None:
            flow_class.instance.mulai.run(subject=obj, bind=obj._bind, at=now)
    return subject_of(Case.objects.get(pk=case.pk))


def planted_child(model: Any, state: str, **facts: Any) -> Any:
    """A child (peserta) in any state."""
    obj = model(**facts)
    obj.__dict__["state"] = state
    with open_gate():
        obj.save(force_insert=True)
    return model.fetch(obj.pk)
