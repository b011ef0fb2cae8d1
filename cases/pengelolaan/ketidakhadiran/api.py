"""The calendar of absences over the API: the same reading and the same gate as the pages."""

from __future__ import annotations

from typing import Any

from ninja import Router

from cases.api.calls import ActBody, press
from cases.api.presenting import page_of_items
from cases.core.reading.filters import NoFilter
from cases.organisations.requests import AccountRequest

from .reading import page_of, register_for

router = Router(tags=["ketidakhadiran"])


@router.get("/ketidakhadiran")
def absences(request: AccountRequest, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Who is away and who stands in, the latest first; who sees no more than single types reads his own."""
    register = register_for(request.user)
    NoFilter(request, api=True).strict()
    page = page_of(request.user, cursor=cursor, limit=limit)
    return {
        "version": register.version,
        **page_of_items(page),
    }


@router.post("/ketidakhadiran/transitions/{name}")
def change(request: AccountRequest, name: str, body: ActBody) -> dict[str, Any]:
    """Record or end an absence. If-Match: version of the register; Idempotency-Key is honoured."""
    outcome = press(request, register_for(request.user), name, body)
    found: Any = outcome.obj
    return {"version": found.version, "seq": outcome.entry.seq, "repeated": outcome.repeated}
