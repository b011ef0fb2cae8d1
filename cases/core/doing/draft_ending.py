"""When a draft ends by itself: its form can never be sent again, and nobody has touched it for a year.

What could still be sent is kept for as long as its author keeps it. Run by `run_timers` beside the sweep of unused
files.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from cases.core.models import Case, Draft
from cases.core.reading.saying import machines
from documents.models import Attachment
from workflows.errors import E_STATE, Refused
from workflows.machine import declared, transition_table
from workflows.offers import offer_of

from .subjects import CaseChild

#: Untouched for so long, a draft that can never be sent any more is removed; never earlier.
ENDS_AFTER = dt.timedelta(days=365)
BATCH = 500


def sweep_drafts(older_than: dt.timedelta = ENDS_AFTER) -> int:
    """Remove drafts whose end has come; how many. The database's clock judges."""
    removed, last = 0, None
    of_something = Q(object_id__isnull=False) | Q(under__isnull=False)
    old = Draft.objects.filter(of_something, saved_at__lt=Now() - older_than).order_by("id")
    while rows := list((old.filter(id__gt=last) if last else old).defer("data")[:BATCH]):
        last = rows[-1].pk
        for row in rows:
            if not can_still_be_sent(row):
                # saved again in this moment: it has another revision
                removed += old.filter(pk=row.pk, revision=row.revision).delete()[0]
    return removed


def can_still_be_sent(draft: Draft) -> bool:
    """Whether the form of a draft can be sent now or in any state its object can still come to; of one that opens a
    case below another whether that one is still open."""
    if draft.object_id is None:
        return draft.under is None or Case.objects.filter(pk=draft.under, closed_at=None).exists()
    machine = machines().get(draft.case_type)
    model = machine.model(machine.latest) if machine is not None else None
    if model is None or draft.act not in transition_table(model):
        return _page_stands(draft.object_id)
    subject: Any = model.fetch(draft.object_id)
    if subject is None:
        return False
    if isinstance(subject, CaseChild) and subject.case.closed_at is not None:
        return _is_offered(subject, draft)  # its own machine does not know that the case is over
    pinned = machines()[draft.case_type].model(subject.machine_version())
    return bool(_states_from(pinned, subject.state) & _sources(pinned, draft.act))


def _is_offered(subject: Any, draft: Draft) -> bool:
    try:
        offer_of(subject, draft.user, draft.act)
    except Refused as refused:
        return refused.code != E_STATE
    return True


def _page_stands(pk: Any) -> bool:
    """Of a form that is no act of a machine: whether the case, or the case of the file, is still open."""
    if Case.objects.filter(pk=pk).exists():
        return Case.objects.filter(pk=pk, closed_at=None).exists()
    file = Attachment.objects.filter(pk=pk, withdrawn_at=None).first()
    return file is not None and Case.objects.filter(pk=file.boundary, closed_at=None).exists()


def _sources(model: Any, act: str) -> set[str]:
    return {source for row in declared(model) if row.name == act for source in row.sources}


def _states_from(model: Any, state: str) -> set[str]:
    """The state and all that can follow it."""
    rows, found, new = declared(model), {state}, {state}
    while new:
        new = {t for row in rows if new & set(row.sources) for t in row.targets} - found
        found |= new
    return found
