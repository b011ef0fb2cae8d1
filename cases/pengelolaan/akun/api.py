"""The accounts over the API: the same reading and the same gate as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router

from cases.api.bodies import exact
from cases.api.calls import ActBody, press
from cases.api.presenting import page_of_items
from cases.core.doing.exact import Exact
from cases.core.reading.selectors import unseen
from cases.organisations.permissions import sees_all
from cases.organisations.requests import AccountRequest
from workflows.gate import Outcome
from workflows.ledger import plain

from . import appointments, reading
from .filters import PenugasanFilter, PetugasFilter
from .models import Akun

router = Router(tags=["petugas"])


class Wanted(Exact):
    q: str = ""
    role: str = ""
    status: str = ""
    cursor: str = ""
    limit: int = 50


class WantedAppointments(Exact):
    q: str = ""
    peran: str = ""
    status: str = ""
    cursor: str = ""
    limit: int = 50


def _answer(outcome: Outcome) -> dict[str, Any]:
    record: Any = outcome.obj
    return {
        **plain(reading.row_of(record.user)),
        "version": record.version,
        "seq": outcome.entry.seq,
        "repeated": outcome.repeated,
    }


@router.get("/petugas")
def accounts(request: AccountRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """Accounts by name; those of institutions with role=petugas_institusi."""
    if not sees_all(request.user):
        raise unseen(request.user, "lihat", "akun")
    page = reading.page_of(
        PetugasFilter(request, api=True).strict(), cursor=wanted.cursor, limit=wanted.limit
    )
    return page_of_items(page)


@router.post("/petugas")
def add(request: AccountRequest, body: ActBody) -> dict[str, Any]:
    """Tambah petugas. foto: id of an upload. Idempotency-Key is honoured."""
    if not sees_all(request.user):
        raise unseen(request.user, "tambah_petugas", "akun")
    return _answer(press(request, Akun.new(), "tambah_petugas", body))


@router.get("/petugas/{uuid:pk}")
def account(request: AccountRequest, pk: UUID) -> dict[str, Any]:
    """One account with its open work, and what the caller may do with it. Passwords are nowhere."""
    record = reading.account_of(request.user, pk)
    return {
        **plain(reading.detail_of(record, request.user)),
        "available": reading.offers_of(record, request.user),
    }


@router.get("/penugasan")
def all_appointments(request: AccountRequest, wanted: Query[WantedAppointments]) -> dict[str, Any]:
    """Who holds which role where, from when until when, newest first; what has ended too."""
    if not sees_all(request.user):
        raise unseen(request.user, "lihat", "penugasan")
    filters = PenugasanFilter(request, api=True).strict()
    return page_of_items(
        appointments.page_of(filters, timezone.now(), cursor=wanted.cursor, limit=wanted.limit)
    )


@router.get("/petugas/{uuid:pk}/history")
def history(request: AccountRequest, pk: UUID, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    exact(request, {"cursor", "limit"})
    page = reading.history_of(reading.account_of(request.user, pk), cursor=cursor, limit=limit)
    return page_of_items(page)


@router.post("/petugas/{uuid:pk}/transitions/{name}")
def change(request: AccountRequest, pk: UUID, name: str, body: ActBody) -> dict[str, Any]:
    """One act of Admin. If-Match: version of the account; Idempotency-Key is honoured."""
    return _answer(press(request, reading.account_of(request.user, pk, name), name, body))
