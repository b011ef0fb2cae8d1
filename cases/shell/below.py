"""The cases under a case on its page, and opening one there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.doing.tree import begin_under
from cases.core.models import Case, CaseTask
from cases.core.reading.listing import ABOVE
from cases.core.reading.parts import open_turns, parts_of, types_below
from cases.core.reading.selectors import unseen
from cases.organisations.requests import AccountRequest
from workflows.errors import Refused
from workflows.offers import offer_of

from .act import ActPage
from .page import address, find_subject, find_type, first_page, page
from .showing import holder_of, state_tag


def parts_shown(request: AccountRequest, case: Case) -> list[dict[str, Any]]:
    """Groups of case_below.html: one for each type below, each in pages of its own (its key names the cursor)."""
    found = []
    for kind in types_below(case_type(case.type)):
        found_page = first_page(request, _reading(request, case, kind), kind.key)
        rows = list(found_page.rows)
        turns = _turns(request.user, rows)
        found.append(
            {
                "label": kind.list_title,
                "columns": [column.label for column in kind.columns],
                "rows": [_row(kind, row, turns.get(row.pk, [])) for row in rows],
                "creations": _creations(request, kind, case),
                "list_url": _list_of(kind, case) if found_page.next or found_page.previous else "",
                "url_next": address(request, **{kind.key: found_page.next}) if found_page.next else "",
                "url_previous": address(request, **{kind.key: found_page.previous})
                if found_page.previous
                else "",
            }
        )
    return found


def _list_of(kind: CaseType, case: Case) -> str:
    """The list of the type, of what stands under this case: with filters, other orders and exports."""
    return f"{reverse('kasus:daftar', args=[kind.key])}?{ABOVE}={case.pk}"


def _reading(request: AccountRequest, case: Case, kind: CaseType) -> Any:
    return lambda cursor: parts_of(request.user, case, kind.key, cursor=cursor)


def _turns(actor: Any, rows: list[Case]) -> dict[Any, list[CaseTask]]:
    found: dict[Any, list[CaseTask]] = {}
    for task in open_turns(actor, [row.pk for row in rows]).select_related("owner"):
        found.setdefault(task.case_id, []).append(task)
    return found


def _row(kind: CaseType, case: Case, turns: list[CaseTask]) -> dict[str, Any]:
    due = min((task.due_at for task in turns if task.due_at is not None), default=None)
    return {
        "url": reverse("kasus:kasus", args=[case.pk]),
        "number": case.number,
        "title": case.title,
        "cells": [{"label": column.label, "value": column.value(case)} for column in kind.columns],
        "turns": [f"{task.label} ({holder_of(task, case.institution.nama)})" for task in reversed(turns)],
        "due": due,
        "overdue": due is not None and due < timezone.now(),
        **state_tag(kind, case.state),
    }


def _creations(request: AccountRequest, kind: CaseType, case: Case) -> list[dict[str, str]]:
    """The acts that open one here, as far as this person could."""
    found = []
    for name in kind.create:
        try:
            offer = offer_of(begin_under(kind, case), request.user, name)
        except Refused:
            continue
        url = reverse("kasus:baru-bagian", args=[case.pk, kind.key, name])
        found.append({"label": offer.row.label, "url": url})
    return found


@page("GET", "HEAD", "POST")
def creation(request: AccountRequest, pk: Any, type_key: str, name: str) -> HttpResponse:
    """Opening a case under another one."""
    parent, kind = find_subject(request, pk, name).case, find_type(type_key)
    if name not in kind.create or parent.type not in kind.under:
        raise unseen(request.user, name, kind.key, pk)
    return ActPage(request, begin_under(kind, parent), name).respond()
