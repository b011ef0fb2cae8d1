"""The children of a case on its page: a plain table for each kind, in pages, with filters and their acts."""

from __future__ import annotations

from typing import Any

from cases.core.declared.manifest import CaseType, ChildType
from cases.core.declared.registry import case_type
from cases.core.reading.children import ChildFilter, children_of
from cases.organisations.requests import AccountRequest
from workflows.ledger import page_now
from workflows.offers import available
from workflows.showing import showing

from .page import address, first_page
from .showing import actions_of, tone_of


def children_shown(request: AccountRequest, subject: Any) -> list[dict[str, Any]]:
    """Groups of case_process.html: one for each kind, whose key names the cursor of its pages and begins the names of
    its filters."""
    kind = case_type(subject.case.type)
    with showing():
        return [_group(request, subject, kind, child) for child in kind.children.values()]


def _group(request: AccountRequest, subject: Any, kind: CaseType, child: ChildType) -> dict[str, Any]:
    form = ChildFilter(request, kind, child)
    chosen = form.chosen(form.values())
    found = first_page(
        request,
        lambda cursor: children_of(subject, child, request.user, chosen, cursor=cursor),
        child.plural,
        form=form,
    )
    plural = child.plural
    return {
        "label": child.label,
        "plural": plural,
        "columns": [column.label for column in child.columns],
        "rows": [_row(child, row, request.user) for row in found.rows],
        "form": form,
        "chips": form.chips(),
        "reset_url": form.reset_url(),
        "filtered": bool(chosen or form.errors),
        "url_next": address(request, **{plural: found.next}) if found.next else "",
        "url_previous": address(request, **{plural: found.previous}) if found.previous else "",
    }


def _row(child: ChildType, obj: Any, actor: Any) -> dict[str, Any]:
    return {
        "child": obj,
        "cells": [{"label": column.label, "value": column.value(obj)} for column in child.columns],
        "state_label": obj.state_label,
        "tone": tone_of(obj.machine, obj.state),
        "actions": actions_of(obj, available(obj, actor, now=page_now()), None),
    }
