"""Failed jobs over the API: the same reading and the same answers as the pages."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from cases.api.once import once
from cases.api.presenting import page_of_items
from cases.core.doing.exact import Exact
from cases.core.reading.filters import NoFilter
from cases.organisations.requests import AccountRequest

from . import answering
from .answering import answer, may
from .reading import addresses_page, answered_page, failed_page, number_waiting

router = Router(tags=["pekerjaan"])


class Paging(Exact):
    cursor: str = ""
    limit: int = 50


class Reply(Exact):
    """Why; `sejenis`: the same answer for all that failed alike."""

    alasan: str = ""
    sejenis: bool = False


class Why(Exact):
    alasan: str = ""


@router.get("/jobs/failed")
def failed(request: AccountRequest, filters: Query[Paging]) -> dict[str, Any]:
    """Jobs and deadlines that nothing tries any more, newest first; `waiting` counts them, to 1000 at most."""
    may(request.user, "lihat")
    NoFilter(request, api=True).strict()
    page = failed_page(request.user, cursor=filters.cursor, limit=filters.limit)
    number, more = number_waiting()
    return {**page_of_items(page), "waiting": number, "more": more}


@router.get("/jobs/answered")
def answered(request: AccountRequest, filters: Query[Paging]) -> dict[str, Any]:
    """What became of those that failed once: succeeded later, tried again or set aside by whom and why."""
    may(request.user, "lihat")
    NoFilter(request, api=True).strict()
    return page_of_items(answered_page(request.user, cursor=filters.cursor, limit=filters.limit))


@router.post("/jobs/failed/{int:pk}/{name}")
def reply(request: AccountRequest, pk: int, name: str, body: Reply) -> dict[str, Any]:
    """`ulangi` tries it again from its first attempt, `sisihkan` gives it up. Idempotency-Key is honoured."""
    sent = body.dict()
    number, repeated = once(request, sent, lambda: answer(request.user, pk, name, sent))
    return {"answered": number, **repeated}


@router.get("/jobs/addresses")
def addresses(request: AccountRequest, filters: Query[Paging]) -> dict[str, Any]:
    """E-mail addresses that a mail server refused for good; nothing more is sent there."""
    may(request.user, "lihat")
    NoFilter(request, api=True).strict()
    return page_of_items(addresses_page(cursor=filters.cursor, limit=filters.limit))


@router.post("/jobs/addresses/{int:pk}/use-again")
def use_again(request: AccountRequest, pk: int, body: Why) -> dict[str, Any]:
    """Let e-mail go there again. Idempotency-Key is honoured."""
    sent = body.dict()
    found, repeated = once(request, sent, lambda: answering.use_again(request.user, pk, sent).pk)
    return {"id": found, **repeated}
