"""Daftar of one case type: columns of the manifest, filters, export, several at once for supervisors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import acts_together
from cases.core.doing.creation import may_open
from cases.core.models import Case, Notification
from cases.core.reading.filters import TICKED, CaseFilter
from cases.core.reading.inbox import takable
from cases.core.reading.listing import cases_of, list_cases
from cases.core.reading.parts import open_turns
from cases.core.reading.sight import reads_as_body
from cases.organisations.permissions import represents
from cases.organisations.requests import AccountRequest
from workflows.actors import holder_said
from workflows.at_once import at_once

from .context_processors import creation_labels
from .exports import list_response
from .page import crumbs, find_type, first_page, list_frame, page
from .showing import state_tag


@page()
def case_list(request: AccountRequest, type_key: str) -> HttpResponse:
    kind = find_type(type_key)
    form = CaseFilter(request, kind)
    filters = form.values()
    found = first_page(
        request, lambda cursor: list_cases(request.user, type_key, filters=filters, cursor=cursor), form=form
    )
    rows = list(found.rows)
    actor, shown = request.user, [case.pk for case in rows]
    notices = Notification.objects.filter(user=actor, case__in=shown, read_at__isnull=True)
    unread, tasks = (
        notices.values_list("case_id", flat=True),
        open_turns(actor, shown).annotate(takable=takable(actor)),
    )
    at_once(unread, tasks)
    new, turns = set(unread), _own_turns(actor, tasks)
    context = {
        "kind": kind,
        **list_frame(request, form, found, cases_of(request.user, type_key, filters)),
        "columns": [column.label for column in kind.columns],
        "rows": [_row(kind, case, case.pk in new, turns.get(case.pk, "")) for case in rows],
        "export_url": _with_query(reverse("kasus:ekspor", args=[type_key]), request),
        "print": {"jenis": "daftar", "fields": [("type", type_key), *print_fields(request)]},
        "creations": _creations(kind, request.user),
        "bulk": _bulk(kind, request.user),
        "empty": _empty(kind, request.user, bool(filters or form.errors)),
        "breadcrumbs": crumbs(here=kind.list_title),
    }
    return render(request, "core/case_list.html", context, status=form.status)


@page(file=True)
def export(request: AccountRequest, type_key: str) -> StreamingHttpResponse:
    """The list as filtered, all rows and all columns (SJ-54, SJ-131)."""
    kind = find_type(type_key)
    filters = CaseFilter(request, kind).strict()
    header, rows = export_rows(kind, request.user, filters)
    return list_response(request, type_key, header, rows, filters)


def export_rows(
    kind: CaseType, actor: Any, filters: Mapping[str, Any]
) -> tuple[list[str], Iterator[list[Any]]]:
    """Header and rows of the list as filtered, as far as the actor sees it: for both exports."""
    header = ["Nomor", *(column.label for column in kind.columns), "Status", "Petugas", "Dibuat"]
    cases = cases_of(actor, kind.key, filters).order_by("-opened_at", "-id")
    rows = (
        [
            case.number,
            *(column.value(case) for column in kind.columns),
            kind.machine.label_of(case.state),
            holder_said(case.assignee),
            case.opened_at,
        ]
        for case in cases.iterator(chunk_size=500)
    )
    return header, rows


def _own_turns(actor: Any, tasks: Iterable[Any]) -> dict[Any, str]:
    """Case -> what waits there for this person, or for a pool of theirs."""
    mine = [task for task in tasks if task.owner_id == actor.pk or task.takable]
    return {task.case_id: task.label for task in mine}


def _row(kind: CaseType, case: Case, unread: bool, turn: str) -> dict[str, Any]:
    return {
        "id": case.pk,
        "turn": turn,
        "url": reverse("kasus:kasus", args=[case.pk]),
        "number": case.number,
        "title": case.title,
        "cells": [{"label": column.label, "value": column.value(case)} for column in kind.columns],
        "opened_at": case.opened_at,
        "unread": unread,
        **state_tag(kind, case.state),
    }


def _creations(kind: CaseType, actor: Any) -> list[dict[str, str]]:
    if not may_open(actor, kind):
        return []
    return [
        {"label": label, "url": reverse("kasus:baru", args=[kind.key, name])}
        for name, label in creation_labels(kind)
    ]


def _bulk(kind: CaseType, actor: Any) -> list[dict[str, str]]:
    rows = {name: row for name, row in acts_together().items() if name in kind.together}
    return [
        {"name": name, "label": row.label}
        for name, row in rows.items()
        if row.who is not None and row.who.could(actor)
    ]


def _empty(kind: CaseType, actor: Any, filtered: bool) -> dict[str, str]:
    if filtered:
        return {"title": "Tidak ada yang cocok", "text": "Ubah atau hapus saringan untuk melihat data lain."}
    if not kind.create:
        text = "Data muncul di sini bila sebuah tindakan pada kasus lain menghasilkannya."
    elif represents(actor):
        text = f"Data muncul di sini setelah Anda menekan “Tambah {kind.menu}” dan mengirimkannya."
    elif reads_as_body(actor):
        text = f"Data muncul di sini begitu sebuah institusi mengirimkan {kind.label.lower()}."
    else:
        text = "Data muncul di sini setelah dikirimkan."
    return {"title": f"Belum ada {kind.label.lower()}", "text": text}


def print_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The filters of this page as fields of the form that orders its print."""
    query = request.GET.copy()
    for name in ("cursor", TICKED):
        query.pop(name, None)
    return [(name, value) for name, values in query.lists() for value in values if value]


def _with_query(url: str, request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("cursor", TICKED):
        query.pop(name, None)
    return f"{url}?{query.urlencode()}" if query else url
