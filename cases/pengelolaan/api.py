"""The lists over the API: the same reading and the same gate as the pages."""

from __future__ import annotations

from typing import Any

from ninja import Router

from cases.api.calls import ActBody, press
from cases.api.presenting import page_of_items
from cases.core.reading.selectors import unseen
from cases.organisations.permissions import sees_all
from cases.organisations.requests import AccountRequest
from workflows.ledger import plain

from .akun.api import router as akun
from .institusi.api import router as institusi
from .ketidakhadiran.api import router as absences
from .models import Daftar
from .reading import history_of, list_of, page_of, values_today
from .states import LABELS

router = Router(tags=["daftar"])
router.add_router("", absences)
router.add_router("", institusi)
router.add_router("", akun)


def _whole(daftar: Daftar) -> dict[str, Any]:
    return {"kode": daftar.kode, "nama": daftar.label, "jenis": daftar.state, "version": daftar.version}


@router.get("/daftar")
def all_lists(request: AccountRequest) -> dict[str, Any]:
    """The lists that Admin maintains, and every parameter with what holds today."""
    if not sees_all(request.user):
        raise unseen(request.user, "lihat", "daftar")
    lists = [_whole(list_of(request.user, kode)) for kode in LABELS]
    return {"items": lists, "parameter": plain(values_today())}


@router.get("/daftar/{kode}")
def one_list(request: AccountRequest, kode: str, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Entries of one list, ended ones too, each with its dates and legal basis."""
    found = list_of(request.user, kode)
    page = page_of(kode, cursor=cursor, limit=limit)
    return {
        **_whole(found),
        **page_of_items(page),
    }


@router.get("/daftar/{kode}/history")
def history(request: AccountRequest, kode: str, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Who changed the list, when, on what legal basis and why, newest first."""
    page = history_of(list_of(request.user, kode), cursor=cursor, limit=limit)
    return page_of_items(page)


@router.post("/daftar/{kode}/transitions/{name}")
def change(request: AccountRequest, kode: str, name: str, body: ActBody) -> dict[str, Any]:
    """One change by Admin. If-Match: version of the list; Idempotency-Key is honoured."""
    outcome = press(request, list_of(request.user, kode), name, body)
    found: Any = outcome.obj
    return {**_whole(found), "seq": outcome.entry.seq, "repeated": outcome.repeated}
