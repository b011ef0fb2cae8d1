"""Prints over the API: the same functions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from cases.api.once import once
from cases.core.doing.exact import Exact
from cases.organisations.requests import AccountRequest
from workflows.ledger import plain

from .models import Terbitan
from .requests import get_print_for, open_print, request_print

router = Router(tags=["prints"])


class NewPrint(Exact):
    """jenis: daftar, daftar_pejabat, tanda_terima, rekapitulasi …; case: for prints of one case; parameter: the filters
    of a list (with `type` for daftar), `seq` of a receipt."""

    jenis: str
    case: UUID | None = None
    parameter: dict[str, Any] = Field(default_factory=dict)


@router.post("/prints", response={202: dict[str, Any]})
def order(request: AccountRequest, body: NewPrint) -> Any:
    """Order a print; the worker makes it."""
    pk, again = once(
        request, body.dict(), lambda: request_print(request.user, body.jenis, body.parameter, body.case).pk
    )
    return Status(202, {**_row(get_print_for(request.user, pk)), **again})


@router.get("/prints/{uuid:print_id}")
def get(request: AccountRequest, print_id: UUID) -> dict[str, Any]:
    """Where it stands; once ready with a short-lived address, whose issue is logged."""
    found = get_print_for(request.user, print_id)
    return {**_row(found), "url": open_print(request.user, found) if found.siap_pada else None, "seconds": 60}


def _row(found: Terbitan) -> dict[str, Any]:
    state = "siap" if found.siap_pada else "gagal" if found.gagal else "disiapkan"
    kept = {"id": found.pk, "jenis": found.jenis, "judul": found.judul, "state": state, "code": found.kode}
    more = {"error": found.gagal, "sha256": found.sha256, "size": found.ukuran, "rows": found.baris}
    row: dict[str, Any] = plain(
        {**kept, **more, "requested_at": found.diminta_pada, "ready_at": found.siap_pada}
    )
    return row
