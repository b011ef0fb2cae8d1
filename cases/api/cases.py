from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from cases.core.declared.registry import case_types
from cases.core.doing.creation import create
from cases.core.doing.exact import Exact
from cases.core.reading.filters import CaseFilter
from cases.core.reading.history import proof, timeline
from cases.core.reading.listing import list_cases
from cases.core.reading.selectors import get_case_for, get_subject_for
from cases.organisations.requests import AccountRequest
from workflows.errors import FieldError, Refused

from .bodies import exact
from .calls import ActBody, NewCase, idempotency_key, press
from .presenting import case_row, case_whole, consent_row, event_row, page_of_items, proof_said

router = Router(tags=["cases"])


class Filters(Exact):
    type: str = ""
    state: list[str] = []
    kecuali: list[str] = []
    jenis: str = ""
    provinsi: str = ""
    institution: str = ""
    under: str = ""
    petugas: str = ""
    q: str = ""
    dari: str = ""
    sampai: str = ""
    cursor: str = ""
    limit: int = 50


@router.get("/cases")
def list_(request: AccountRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Visible cases, newest first, in keyset pages; `under`: a case that they stand below, however far down. With
    `type` its own filters are taken too (`tahap`, `level` …)."""
    wanted = CaseFilter(request, api=True).strict()
    page = list_cases(request.user, filters.type, filters=wanted, cursor=filters.cursor, limit=filters.limit)
    return page_of_items(page, (case_row(case) for case in page.rows))


@router.post("/cases", response={201: dict[str, Any]})
def open_(request: AccountRequest, body: NewCase) -> Any:
    """Open a case, or several at one press (`cases` then names them all)."""
    known = {t.key: t for t in case_types()}.get(body.type)
    if known is None:
        error = FieldError("E-REF", "Jenis kasus tidak dikenal.")
        raise Refused("E-REF", error.message, errors={"type": [error]})
    act = body.act or next(iter(known.create), "")
    opened = create(request.user, known.key, act, body.data, idempotency_key=idempotency_key(request))
    fresh = [get_subject_for(request.user, subject.pk) for subject in opened]
    whole = case_whole(fresh[0], request.user, children=False)
    return Status(201, {**whole, "cases": [str(subject.pk) for subject in fresh]})


@router.get("/cases/{uuid:case_id}")
def get(request: AccountRequest, case_id: UUID) -> dict[str, Any]:
    """The case, its data, the first page of its children, version and what the caller can do."""
    return case_whole(get_subject_for(request.user, case_id), request.user)


@router.post("/cases/{uuid:case_id}/transitions/{name}")
def transition(request: AccountRequest, case_id: UUID, name: str, body: ActBody) -> dict[str, Any]:
    """The gate. If-Match: version; Idempotency-Key is honoured. The answer has no children."""
    subject = get_subject_for(request.user, case_id, name)
    outcome = press(request, subject, name, body)
    fresh = get_subject_for(request.user, outcome.obj.case.pk)
    return {
        **case_whole(fresh, request.user, children=False),
        "seq": outcome.entry.seq,
        "repeated": outcome.repeated,
        "consent": consent_row(outcome.consent),
    }


@router.get("/cases/{uuid:case_id}/history")
def history(request: AccountRequest, case_id: UUID, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Ledger entries, newest first, with hashes and canonical bodies; `proof` says whether the chain holds."""
    exact(request, {"cursor", "limit"})
    case = get_case_for(request.user, case_id)
    page = timeline(request.user, case, cursor=cursor, limit=limit)
    found = proof(case, page.rows)
    return {
        "items": [event_row(event) for event in page.rows],
        "next": page.next or None,
        "proof": proof_said(found),
    }
