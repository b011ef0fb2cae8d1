"""Sampling and findings over the API: the same functions as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from cases.core.api.bodies import Exact
from cases.core.api.once import once
from documents.binding import current
from workflows.ledger import plain

from .findings import OWNER, record
from .models import Sampel, Temuan
from .sampling import make_sample

router = Router(tags=["monitoring"])


class Values(Exact):
    """Values of the form, by the catalogue's identifiers."""

    data: dict[str, Any] = Field(default_factory=dict)


@router.post("/sampel", response={201: dict[str, Any]})
def sample(request: HttpRequest, body: Values) -> Any:
    """Buat sampel (SJ-108): what is needed to repeat the draw, and what it drew. Komisioner only."""
    pk, again = once(request, body.data, lambda: make_sample(request.user, body.data).pk)
    made = Sampel.objects.get(pk=pk)
    drawn = {"id": made.pk, "seed": made.seed, "ukuran": made.ukuran, "strata": made.strata}
    return Status(201, plain({**drawn, "populasi": made.populasi, "terpilih": made.terpilih, **again}))


@router.post("/temuan", response={201: dict[str, Any]})
def finding(request: HttpRequest, body: Values) -> Any:
    """Catat temuan (SJ-141). Petugas KASN only."""
    pk, again = once(request, body.data, lambda: record(request.user, body.data).pk)
    found = Temuan.objects.get(pk=pk)
    kept = {"id": found.pk, "kode": found.kode, "institusi": found.institusi, "tanggal": found.tanggal}
    files = current(OWNER, found.pk).values_list("pk", flat=True)
    return Status(201, plain({**kept, "seleksi": found.seleksi_id, "lampiran": list(files), **again}))
