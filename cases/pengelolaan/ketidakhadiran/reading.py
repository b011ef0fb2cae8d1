"""The calendar of absences for page and API: who is away, from when until when, who stands in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.core.models import Absence
from cases.core.reading.paging import LIMIT, Page, paginate
from cases.core.reading.selectors import unseen
from cases.organisations.permissions import sees_all
from cases.organisations.zones import day_at
from workflows.actors import Actor
from workflows.ledger import database_now

from .models import Ketidakhadiran
from .permissions import holds_of_a_type, shown_to
from .states import KODE

AKAN, BERJALAN, LEWAT, DIAKHIRI = "Akan datang", "Sedang berjalan", "Sudah lewat", "Diakhiri"


def concerns(actor: Actor) -> bool:
    return sees_all(actor) or holds_of_a_type(actor)


def register_for(actor: Actor) -> Ketidakhadiran:
    """Raises Refused(E-HIDE) for whom the supervising body's calendar does not concern."""
    if not concerns(actor):
        raise unseen(actor, "lihat", "ketidakhadiran")
    return Ketidakhadiran.opened(KODE)


def page_of(actor: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The latest first. Two queries."""
    rows = shown_to(actor).select_related("person", "substitute", "recorded_by", "ended_by")
    page = paginate(rows, keys=("-since", "-id"), cursor=cursor, limit=limit)
    now = database_now()
    return Page([shown(row, now) for row in page.rows], page.next, page.previous)


def shown(row: Absence, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "orang": str(row.person),
        "orang_id": str(row.person_id),
        "aktif": row.person.is_active,
        "pengganti": str(row.substitute) if row.substitute is not None else "",
        "pengganti_aktif": row.substitute is None or row.substitute.is_active,
        "mulai": day_at(row.since, None),
        "sampai": row.last_day,
        "alasan": row.reason,
        "no_surat": row.letter,
        "dicatat_pada": row.recorded_at,
        "dicatat_oleh": str(row.recorded_by),
        "diakhiri_pada": row.ended_at,
        "diakhiri_oleh": str(row.ended_by) if row.ended_by is not None else "",
        "alasan_diakhiri": row.ended_reason,
        "keadaan": state_of(row, now),
    }


def state_of(row: Absence, now: dt.datetime) -> str:
    if row.ended_at is not None:
        return DIAKHIRI
    if now < row.since:
        return AKAN
    return BERJALAN if now < row.until else LEWAT
