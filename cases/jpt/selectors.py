"""Reading selections, and which other boundaries an act of a selection holds: what it reads must not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from cases.core.reading.sight import cases_visible_to
from cases.nomenklatur.case_type import MACHINE as NOMENKLATUR
from cases.nomenklatur.selectors import owned_by
from documents.receiving import as_id
from workflows.locks import Lock

from .states import OPEN, REVIEW


def chosen_nomenklatur(obj: Any, raw: Mapping[str, Any]) -> Iterable[Lock]:
    """The nomenklatur named in the form of a plan: none of them changes while the plan is submitted.

    Own ones only: nobody takes the lock of another institution's case. The form refuses what is left out.
    """
    values = raw.getlist("nomenklatur") if hasattr(raw, "getlist") else raw.get("nomenklatur")
    named = [as_id(str(value)) for value in (values if isinstance(values, list | tuple) else [values])]
    own = owned_by(obj.case.institution_id).filter(pk__in=[pk for pk in named if pk])
    for pk in own.values_list("pk", flat=True):
        yield Lock(NOMENKLATUR, pk)


def own_nomenklatur(obj: Any, raw: Mapping[str, Any]) -> Iterable[Lock]:
    yield Lock(NOMENKLATUR, obj.nomenklatur_id)


def _of(nomenklatur: Any) -> QuerySet[Any, Any]:
    model: Any = apps.get_model("jpt", "Jpt")
    rows: QuerySet[Any, Any] = model.objects.filter(nomenklatur=nomenklatur.pk)
    return rows


def plans_in_review(nomenklatur: Any) -> QuerySet[Any, Any]:
    """Answer to a nomenklatur: is a plan for it with KASN or under correction (NM-6)?"""
    return _of(nomenklatur).filter(state__in=REVIEW)


def open_selections(nomenklatur: Any) -> QuerySet[Any, Any]:
    """Answer to a nomenklatur: is a selection for it open (NM-8a)?"""
    return _of(nomenklatur).filter(state__in=OPEN)


def open_selection_of(nomenklatur: Any, actor: Any) -> Any:
    """Id of the open selection of a nomenklatur, if the actor may see it; at most one (SJ-59)."""
    rows = _of(nomenklatur).filter(state__in=OPEN, case__in=cases_visible_to(actor))
    return rows.values_list("pk", flat=True).first()
