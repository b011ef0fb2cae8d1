"""Cases under a case, and above it: what its page and the API show of them (ARCHITECTURE §9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.models import Case, CaseTask
from workflows.actors import Actor

from .paging import LIMIT, Page, paginate
from .sight import cases_visible_to, tasks_seen_by

#: As they came into being.
KEYS = ("opened_at", "id")


def types_below(kind: CaseType) -> list[CaseType]:
    """The types whose cases stand under those of this one, in the order of the manifest."""
    return [case_type(key) for key in kind.below]


def parts_of(actor: Actor, case: Case, key: str, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """A page of the cases of one type right under a case, as far as the actor sees them, oldest first."""
    rows = cases_visible_to(actor).filter(parent=case.pk, type=key)
    related = rows.select_related("institution", "assignee", *case_type(key).prefetch)
    return paginate(related, keys=KEYS, cursor=cursor, limit=limit)


def open_turns(actor: Actor, cases: Iterable[Any]) -> QuerySet[CaseTask]:
    """The open turns of these cases (keys) that a person may know of, the newest first."""
    rows = CaseTask.objects.filter(
        tasks_seen_by(actor), case__in=list(cases), status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN"
    )
    return rows.order_by("-pk")


def heads_above(actor: Actor, case: Case) -> QuerySet[Case]:
    """The cases above a case, the topmost first. Whoever sees the case may know their heads (number, title, state);
    `seen` says whether he may open them."""
    seen = cases_visible_to(actor).filter(pk=OuterRef("pk"))
    rows = Case.objects.filter(below__case=case.pk).annotate(seen=Exists(seen))
    return rows.order_by("-below__depth").only("type", "number", "title", "state")
