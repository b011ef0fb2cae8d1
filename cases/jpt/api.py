"""Sampling and findings over the API: the same functions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from cases.api.calls import idempotency_key, if_match
from cases.api.presenting import page_of_items
from cases.core.doing.exact import Exact
from cases.core.reading.filters import NoFilter
from cases.core.reading.paging import paginate
from cases.core.reading.selectors import unseen
from cases.organisations.permissions import sees_all
from cases.organisations.requests import AccountRequest
from workflows.ledger import plain

from . import pengawasan
from .filters import TemuanFilter
from .models import Sampel, Temuan

router = Router(tags=["monitoring"])


class Values(Exact):
    """Values of the form, by the catalogue's identifiers."""

    data: dict[str, Any] = Field(default_factory=dict)


def _readers_only(request: HttpRequest, what: str) -> None:
    """Institutions are not told what is written about them (SJ-108, SJ-109)."""
    if not sees_all(request.user):
        raise unseen(request.user, "lihat", what)


def _press(request: HttpRequest, act: str, body: Values) -> Any:
    return pengawasan.press(
        request.user, act, body.data, key=idempotency_key(request), version=if_match(request)
    )


@router.post("/sampel", response={201: dict[str, Any]})
def sample(request: AccountRequest, body: Values) -> Any:
    """Buat sampel (SJ-108): what is needed to repeat the draw, and what it drew. Komisioner only."""
    outcome = _press(request, "buat_sampel", body)
    made = Sampel.objects.get(entri=outcome.entry.pk)
    return Status(201, {**_sample(made), "version": outcome.obj.version, "repeated": outcome.repeated})


def _sample(made: Sampel) -> dict[str, Any]:
    told = {**pengawasan.described(made), "populasi": made.populasi, "terpilih": made.terpilih}
    found: dict[str, Any] = plain(told)
    return found


@router.get("/sampel")
def samples(request: AccountRequest, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Samples, newest first, without their populations. KASN and auditors."""
    _readers_only(request, "sampel")
    NoFilter(request, api=True).strict()
    page = paginate(pengawasan.samples_for(request.user), keys=("-at", "-id"), cursor=cursor, limit=limit)
    return page_of_items(page, [pengawasan.described(row) for row in page.rows])


@router.get("/sampel/{uuid:pk}")
def one_sample(request: AccountRequest, pk: UUID) -> dict[str, Any]:
    """One sample with population, drawn ids, seed and the words that say how it was drawn."""
    return _sample(pengawasan.sample_of(request.user, pk))


@router.post("/temuan", response={201: dict[str, Any]})
def finding(request: AccountRequest, body: Values) -> Any:
    """Catat temuan (SJ-141). Petugas KASN only."""
    outcome = _press(request, "catat_temuan", body)
    found = Temuan.objects.get(entri=outcome.entry.pk)
    return Status(201, {**_finding(found), "version": outcome.obj.version, "repeated": outcome.repeated})


def _finding(found: Temuan) -> dict[str, Any]:
    names = ("kode", "tanggal", "uraian")
    values = {name: getattr(found, name) for name in names}
    kept: dict[str, Any] = plain(
        {
            "id": found.pk,
            **values,
            "institusi": found.institusi_id,
            "seleksi": found.seleksi_id,
            "lampiran": found.attachments,
        }
    )
    return kept


@router.get("/temuan")
def findings(
    request: AccountRequest,
    kode: str = "",
    jenis: str = "",
    tahun: str = "",
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    """Findings, newest first, with the figures of Tabel 1 for the same year. KASN and auditors.

    kode: one of the three kinds; jenis: a group of Tabel 1. Unknown values are refused.
    """
    _readers_only(request, "temuan")
    wanted = TemuanFilter(request, api=True).strict()
    year = int(wanted["tahun"]) if "tahun" in wanted else None
    rows = pengawasan.findings_for(
        request.user, kode=wanted.get("kode", ""), jenis=wanted.get("jenis", ""), tahun=year
    )
    page = paginate(rows, keys=("-tanggal", "-id"), cursor=cursor, limit=limit)
    return {
        **page_of_items(page, [_finding(row) for row in page.rows]),
        "angka": pengawasan.table_of(request.user, year),
        "kelompok": list(pengawasan.GROUPS),
    }
