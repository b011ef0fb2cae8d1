"""Reading appointments: of one person, and who holds what where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from cases.core.reading.paging import LIMIT, Page, paginate
from cases.organisations.badan import role_label
from cases.organisations.models import CaseRole, User
from cases.organisations.roles import On
from cases.organisations.zones import day_at

KEYS = ("-since", "-id")
_OVER = Q(until__lte=Now())
STATUS = {
    "berjalan": ("Berjalan", ~_OVER & Q(since__lte=Now())),
    "akan_datang": ("Akan datang", ~_OVER & Q(since__gt=Now())),
    "berakhir": ("Berakhir", _OVER),
}


def of_accounts() -> QuerySet[CaseRole]:
    """Appointments of accounts; those on cases stand on the pages of their cases."""
    rows = CaseRole.objects.filter(case=None)
    return rows.select_related("person", "area__provinsi", "unit", "institution", "by", "ended_by")


def not_over(person: User) -> QuerySet[CaseRole]:
    """Running and coming."""
    return of_accounts().filter(Q(until=None) | Q(until__gt=Now()), person=person).order_by("since", "id")


def place_of(row: CaseRole) -> str:
    """On what, in words: "Provinsi Jawa Barat", "Seluruh Indonesia"."""
    if row.area is not None:
        return str(row.area) if row.area.provinsi is None else f"{row.area}, {row.area.provinsi}"
    return str(row.unit or row.institution or On.EVERYTHING.label)


def told(row: CaseRole) -> str:
    """The period in words, whole days as people say them."""
    since = f"sejak {day_at(row.since, None):%d/%m/%Y}"
    return since if row.until is None else f"{since} sampai {last_day(row.until):%d/%m/%Y}"


def last_day(until: dt.datetime) -> dt.date:
    """The last day on which something of it ran."""
    return day_at(until - dt.timedelta(microseconds=1), None)


def row_of(row: CaseRole, now: dt.datetime) -> dict[str, Any]:
    """Orang · Peran · Berlaku pada · Masa · Surat · Diberikan oleh, and the keys of an API row."""
    over = row.until is not None and row.until <= now
    status = "berakhir" if over else "akan_datang" if row.since > now else "berjalan"
    return {
        "id": str(row.pk),
        "orang": {"id": str(row.person_id), "nama": row.person.nama, "username": row.person.username},
        "aktif": row.person.is_active,
        "peran": row.role,
        "peran_teks": role_label(row.role) or row.role,
        "pada": place_of(row),
        "mulai": row.since,
        "sampai": row.until,
        "masa": told(row),
        "status": status,
        "status_teks": STATUS[status][0],
        "nomor_surat": row.letter,
        "alasan": row.reason,
        "oleh": str(row.by) if row.by is not None else "",
        "diakhiri_oleh": str(row.ended_by) if row.ended_by is not None else "",
        "alasan_berakhir": row.ended_reason,
    }


def appointments_found(filters: Mapping[str, Any]) -> QuerySet[CaseRole]:
    """filters: of a `PenugasanFilter`."""
    rows = of_accounts()
    if role := str(filters.get("peran") or ""):
        rows = rows.filter(role=role)
    if (status := str(filters.get("status") or "")) in STATUS:
        rows = rows.filter(STATUS[status][1])
    if q := str(filters.get("q") or "").strip():
        person = Q(person__nama__icontains=q) | Q(person__username__icontains=q)
        place = Q(area__nama__icontains=q) | Q(unit__nama__icontains=q) | Q(institution__nama__icontains=q)
        rows = rows.filter(person | place | Q(letter__icontains=q))
    return rows


def page_of(filters: Mapping[str, Any], now: dt.datetime, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """One query, whatever the number of rows."""
    page = paginate(appointments_found(filters), keys=KEYS, cursor=cursor, limit=limit)
    return Page([row_of(row, now) for row in page.rows], page.next, page.previous)


def of_person(person: User, now: dt.datetime, *, most: int = 50) -> list[dict[str, Any]]:
    """Newest first, running ones first; at most `most`."""
    rows = of_accounts().filter(person=person).order_by("-since", "-id")[:most]
    found = [row_of(row, now) for row in rows]
    order = {"berjalan": 0, "akan_datang": 1, "berakhir": 2}
    return sorted(found, key=lambda row: order[row["status"]])
