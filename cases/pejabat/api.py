"""Officials over the API: the same functions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from cases.api.once import once
from cases.api.presenting import page_of_items
from cases.core.doing.exact import Exact
from cases.organisations.requests import AccountRequest
from workflows.ledger import plain

from .filters import PejabatFilter
from .listing import page_of, row_of
from .register import add
from .selectors import get_for

router = Router(tags=["pejabat"])


class Filters(Exact):
    q: str = ""
    level: str = ""
    pengangkatan: str = ""
    rencana_pengisian: str = ""
    nomenklatur: str = ""
    institution: str = ""
    jenis: str = ""
    provinsi: str = ""
    dari: str = ""
    sampai: str = ""
    cursor: str = ""
    limit: int = 50


class NewOfficial(Exact):
    """Values of Tambah Pejabat, by the catalogue's identifiers."""

    data: dict[str, Any]


@router.get("/pejabat")
def list_(request: AccountRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Own officials, for KASN and auditors all (SJ-51), in keyset pages."""
    wanted = PejabatFilter(request, api=True).strict()
    page = page_of(request.user, wanted, cursor=filters.cursor, limit=filters.limit)
    return page_of_items(page, (row_of(official) for official in page.rows))


@router.get("/pejabat/{uuid:pk}")
def get(request: AccountRequest, pk: UUID) -> Any:
    return plain(row_of(get_for(request.user, pk)))


@router.post("/pejabat", response={201: dict[str, Any]})
def create(request: AccountRequest, body: NewOfficial) -> Any:
    """Tambah Pejabat for a nomenklatur that has an approved version."""
    pk, again = once(request, body.data, lambda: add(request.user, body.data).pk)
    return Status(201, plain({**row_of(get_for(request.user, pk)), **again}))
