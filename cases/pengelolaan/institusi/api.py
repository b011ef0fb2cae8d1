"""The register of institutions over the API: the same reading and the same gate as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from cases.api.calls import ActBody, press
from cases.api.presenting import page_of_items
from cases.core.doing.exact import Exact
from cases.core.reading.selectors import unseen
from cases.organisations.permissions import sees_all
from cases.organisations.requests import AccountRequest
from workflows.ledger import plain

from .filters import InstitusiFilter
from .listing import get_for, page_of, row_of
from .models import Institusi
from .reading import detail_of, history_of, people_of

router = Router(tags=["institusi"])


class Filters(Exact):
    q: str = ""
    jenis: str = ""
    provinsi: str = ""
    status: str = ""
    akun: str = ""
    sumber: str = ""
    cursor: str = ""
    limit: int = 50


@router.get("/institusi")
def list_(request: AccountRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Institutions by name, for KASN and auditors, in keyset pages. `q` finds former names too."""
    if not sees_all(request.user):
        raise unseen(request.user, "lihat", "institusi")
    page = page_of(InstitusiFilter(request, api=True).strict(), cursor=filters.cursor, limit=filters.limit)
    return page_of_items(page, (row_of(institution) for institution in page.rows))


@router.post("/institusi", response={201: dict[str, Any]})
def create(request: AccountRequest, body: ActBody) -> Any:
    """Tambah institusi with its first login, by Admin. Idempotency-Key is honoured."""
    done = press(request, Institusi(), "tambah", body)
    found: Any = done.obj
    return Status(201, {**plain(detail_of(found)), "seq": done.entry.seq, "repeated": done.repeated})


@router.get("/institusi/{uuid:pk}")
def get(request: AccountRequest, pk: UUID) -> dict[str, Any]:
    """One institution with its former names, its accounts and their rights, and what hangs on it."""
    record = Institusi.opened(get_for(request.user, pk))
    return plain({**detail_of(record), "akun": people_of(record.institution)})  # type: ignore[no-any-return]


@router.get("/institusi/{uuid:pk}/history")
def history(request: AccountRequest, pk: UUID, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """What was done with it, when, by whom and why, newest first."""
    page = history_of(get_for(request.user, pk), cursor=cursor, limit=limit)
    return page_of_items(page)


@router.post("/institusi/{uuid:pk}/transitions/{name}")
def change(request: AccountRequest, pk: UUID, name: str, body: ActBody) -> dict[str, Any]:
    """One act by Admin. If-Match: version of the institution; Idempotency-Key is honoured."""
    done = press(request, Institusi.opened(get_for(request.user, pk)), name, body)
    found: Any = done.obj
    return {**plain(detail_of(found)), "seq": done.entry.seq, "repeated": done.repeated}
