from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from cases.core.declared.manifest import CaseType, ChildType
from cases.core.declared.registry import case_type, child_types
from cases.core.doing.bulk import RowCall, perform_rows
from cases.core.doing.creation import create
from cases.core.doing.exact import Exact
from cases.core.models import Case
from cases.core.reading.children import ChildFilter, children_of
from cases.core.reading.parts import parts_of
from cases.core.reading.refusals import refusal
from cases.core.reading.selectors import get_subject_for, unseen
from cases.organisations.requests import AccountRequest
from workflows.errors import Refused, hidden
from workflows.gate import Outcome
from workflows.models import LedgerEntry

from .bodies import exact
from .calls import ActBody, RowsBody, idempotency_key, press
from .presenting import case_row, case_whole, child_row, child_whole, consent_row, page_of_items

router = Router(tags=["children"])


class Filters(Exact):
    """Children also take the filters that their kind has of its own."""

    q: str = ""
    state: list[str] = []
    cursor: str = ""
    limit: int = 50


@router.get("/cases/{uuid:case_id}/{children}")
def list_(request: AccountRequest, case_id: UUID, children: str, filters: Query[Filters]) -> dict[str, Any]:
    """The children of a case (kandidat …) in pages, in the order of their type, filtered by `q`, `state` and what the
    kind has of its own; or the cases of one type right under it (titik lokasi, sesi …), oldest first, unfiltered
    (`GET /cases?under=` filters). `cursor` and `limit` as for `GET /cases`."""
    subject = get_subject_for(request.user, case_id)
    kind = case_type(subject.case.type)
    if children in kind.below:
        exact(request, {"cursor", "limit"})
        page = parts_of(request.user, subject.case, children, cursor=filters.cursor, limit=filters.limit)
        return page_of_items(page, (case_row(case) for case in page.rows))
    child = _child_of(subject, children)
    form = ChildFilter(request, kind, child, api=True)
    wanted = form.chosen(form.strict())
    found = children_of(subject, child, request.user, wanted, cursor=filters.cursor, limit=filters.limit)
    return page_of_items(found, (child_row(child, obj) for obj in found.rows))


@router.post("/cases/{uuid:case_id}/{children}", response={201: dict[str, Any]})
def add(request: AccountRequest, case_id: UUID, children: str, body: ActBody) -> Any:
    """Add a child by the act of the case that makes one; or open a case under it by the first creating act of its
    type."""
    subject = get_subject_for(request.user, case_id, f"tambah_{children}")
    if children in case_type(subject.case.type).below:
        return Status(201, _open_below(request, subject.case, case_type(children), body))
    child = _child_of(subject, children)
    outcome = press(request, subject, child.create, body)
    made = (
        LedgerEntry.objects.filter(stream=case_id, seq__gt=outcome.entry.seq, object_type=child.machine.key)
        .order_by("seq")
        .values_list("object_id", flat=True)
        .first()
    )
    return Status(201, child_whole(child, _fetch(child, made, request), request.user))


@router.get("/{children}/{uuid:child_id}")
def get(request: AccountRequest, children: str, child_id: UUID) -> dict[str, Any]:
    child = _kind(children)
    return child_whole(child, _fetch(child, child_id, request), request.user)


@router.post("/{children}/{uuid:child_id}/transitions/{name}")
def transition(
    request: AccountRequest, children: str, child_id: UUID, name: str, body: ActBody
) -> dict[str, Any]:
    """The gate, for a child."""
    child = _kind(children)
    obj = _fetch(child, child_id, request, name)
    outcome = press(request, obj, name, body)
    case_id = str(outcome.obj.case.pk)
    if outcome.entry.target == "x":
        return {"id": str(child_id), "case": case_id, "removed": True, "seq": outcome.entry.seq}
    whole = child_whole(child, _fetch(child, child_id, request), request.user)
    return {
        **whole,
        "seq": outcome.entry.seq,
        "repeated": outcome.repeated,
        "consent": consent_row(outcome.consent),
    }


@router.post("/cases/{uuid:case_id}/{children}/transitions/{name}")
def transition_rows(
    request: AccountRequest, case_id: UUID, children: str, name: str, body: RowsBody
) -> dict[str, Any]:
    """One act on several children in one transaction, each through the gate for itself (SJ-90, SJ-99).

    The answer is 200 with a result for each row in the order sent: what was refused changed nothing, the others
    stand. `data` holds what all rows share, a row's own `data` goes before it. An Idempotency-Key counts for the
    whole call: repeated, rows that were done answer with `repeated`, rows that were refused are tried again.
    """
    subject = get_subject_for(request.user, case_id, name)
    _child_of(subject, children)
    rows = [
        RowCall(name, row.id, {**body.data, **row.data}, row.version, str(number))
        for number, row in enumerate(body.items)
    ]
    results = perform_rows(request.user, subject, children, rows, key=idempotency_key(request))
    done = [r for r in results if isinstance(r, Outcome)]
    return {
        "items": [_result(row.child, result) for row, result in zip(rows, results, strict=True)],
        "done": len(done),
        "refused": len(results) - len(done),
    }


def _open_below(request: AccountRequest, parent: Case, known: CaseType, body: ActBody) -> dict[str, Any]:
    (opened,) = create(
        request.user,
        known.key,
        next(iter(known.create), ""),
        body.data,
        idempotency_key=idempotency_key(request),
        parent=parent,
    )
    return case_whole(get_subject_for(request.user, opened.pk), request.user, children=False)


def _result(child_id: Any, result: Outcome | Refused) -> dict[str, Any]:
    if isinstance(result, Refused):
        return {"id": str(child_id), "ok": False, **refusal(result)}
    return {
        "id": str(child_id),
        "ok": True,
        "state": result.obj.state,
        "version": result.obj.version,
        "seq": result.entry.seq,
        "repeated": result.repeated,
    }


def _child_of(subject: Any, plural: str) -> ChildType:
    child = case_type(subject.case.type).children.get(plural)
    if child is None:
        raise hidden()
    return child


def _kind(plural: str) -> ChildType:
    found = next((child for _, child in child_types() if child.plural == plural), None)
    if found is None:
        raise hidden()
    return found


def _fetch(child: ChildType, child_id: Any, request: HttpRequest, action: str = "lihat") -> Any:
    model = child.machine.model(child.machine.latest)
    if model.locate(child_id, request.user) is None:
        raise unseen(request.user, action, child.machine.key, child_id)
    return model.fetch(child_id)
