"""Reading the lists: their entries with what holds today, and who changed what, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from cases.core.reading.paging import LIMIT, Page, paginate
from cases.core.reading.selectors import unseen
from cases.organisations.models import (
    CalendarVersion,
    Choice,
    Kompetensi,
    Parameter,
    SupervisingBody,
    Unit,
    UnitWilayah,
)
from cases.organisations.parameters import REGISTRY, parameter
from cases.organisations.permissions import sees_all
from cases.organisations.zones import today_wib
from workflows.actors import Actor
from workflows.models import LedgerEntry

from .history import changes
from .models import Daftar
from .states import BADAN_KODE, KALENDER_KODE, KOMPETENSI_KODE, LABELS, PARAMETER_KODE, UNIT_KODE
from .unit import shown_unit

#: How a source of the reference data says that something of its row is uncertain; and what it said before.
UNCHECKED, UNCHECKED_BEFORE = "belum diperiksa", "belum diverifikasi"
#: In the name of a feast whose day is not fixed yet (package holidays).
ESTIMATE = "(perkiraan)"
AKAN, BERLAKU, BERAKHIR = "Akan berlaku", "Berlaku", "Berakhir"


def list_of(actor: Actor, kode: str) -> Daftar:
    """The list of this name. Raises Refused(E-HIDE) for one there is not, or to whom it is not shown."""
    if kode not in LABELS or not sees_all(actor):
        raise unseen(actor, "lihat", "daftar", kode=kode[:40])
    return Daftar.opened(kode)


def entries_of(kode: str) -> QuerySet[Any]:
    """All entries of a list, ended ones too, in an order for `paginate`."""
    if kode == PARAMETER_KODE:
        return Parameter.objects.all()
    if kode == BADAN_KODE:
        return SupervisingBody.objects.all()
    if kode == KALENDER_KODE:
        return _calendars()
    if kode == UNIT_KODE:
        served = UnitWilayah.objects.select_related("provinsi").order_by("provinsi", "id")
        return Unit.objects.select_related("induk").prefetch_related(Prefetch("wilayah", served), "nama_lama")
    return Kompetensi.objects.all() if kode == KOMPETENSI_KODE else Choice.objects.filter(daftar=kode)


def _calendars() -> QuerySet[CalendarVersion]:
    newer = CalendarVersion.objects.filter(tahun=OuterRef("tahun"), versi__gt=OuterRef("versi"))
    return CalendarVersion.objects.annotate(digantikan=Exists(newer)).prefetch_related("holidays")


def page_of(kode: str, *, cursor: str = "", limit: int = LIMIT) -> Page:
    keys = {
        PARAMETER_KODE: ("key", "-valid_from", "-id"),
        KOMPETENSI_KODE: ("no", "id"),
        BADAN_KODE: ("-valid_from", "-id"),
        KALENDER_KODE: ("-tahun", "-versi", "-id"),
        UNIT_KODE: ("kode",),
    }
    page = paginate(entries_of(kode), keys=keys.get(kode, ("urutan", "id")), cursor=cursor, limit=limit)
    until = _replaced(page.rows) if kode == PARAMETER_KODE else {}
    return Page([shown(row, until.get(row.pk)) for row in page.rows], page.next, page.previous)


def _replaced(rows: Iterable[Parameter]) -> dict[Any, dt.date]:
    """Value -> the last day before a newer one of its parameter holds."""
    starts: dict[str, list[tuple[dt.date, Any]]] = {}
    kept = Parameter.objects.filter(key__in={row.key for row in rows}).order_by("valid_from", "id")
    for row in kept:
        starts.setdefault(row.key, []).append((row.valid_from, row.pk))
    return {
        pk: after - dt.timedelta(days=1)
        for found in starts.values()
        for (_, pk), (after, _) in pairwise(found)
    }


def shown(row: Any, replaced: dt.date | None = None) -> dict[str, Any]:
    """One entry for page and API. replaced: its last day, where a newer value follows."""
    if isinstance(row, CalendarVersion):
        return _calendar(row)
    if isinstance(row, Unit):
        return shown_unit(row, state_of(row.sejak, row.sampai))
    ends = [day for day in (row.valid_to, replaced) if day is not None]
    end = min(ends) if ends else None
    found: dict[str, Any] = {
        "id": str(row.pk),
        "berlaku_mulai": row.valid_from,
        "berlaku_sampai": end,
        "dasar_hukum": row.legal_basis,
        "keadaan": state_of(row.valid_from, end),
    }
    if isinstance(row, Parameter):
        definition = REGISTRY.get(row.key)
        label = definition.label if definition else row.key
        text = definition.shown(row.value) if definition else str(row.value)
        return {**found, "kunci": row.key, "nama": label, "nilai": row.value, "nilai_teks": text}
    if isinstance(row, Kompetensi):
        return {**found, "no": row.no, "kode": row.kode, "nama": row.nama, "definisi": row.definisi}
    if isinstance(row, SupervisingBody):
        return {
            **found,
            "nama": row.nama,
            "kode": row.singkatan,
            "diragukan": is_unchecked(row.legal_basis),
        }
    return {**found, "nama": row.nama}


def _calendar(row: Any) -> dict[str, Any]:
    """The newest version of a year holds; a version that another followed has ended."""
    start, end = dt.date(row.tahun, 1, 1), dt.date(row.tahun, 12, 31)
    days = [
        {"tanggal": d.tanggal, "nama": d.nama, "cuti_bersama": d.cuti_bersama} for d in row.holidays.all()
    ]
    shared = sum(day["cuti_bersama"] for day in days)
    counted = "tidak dihitung" if row.counts_cuti_bersama else "dihitung"
    return {
        "id": str(row.pk),
        "nama": str(row),
        "tahun": row.tahun,
        "versi": row.versi,
        "berlaku_mulai": start,
        "berlaku_sampai": end,
        "dasar_hukum": row.nomor_keputusan,
        "keadaan": BERAKHIR if row.digantikan else state_of(start, end),
        "definisi": f"{len(days) - shared} hari libur dan {shared} cuti bersama, yang {counted} sebagai hari kerja",
        "hari": days,
        "diragukan": is_unchecked(row.nomor_keputusan) or any(ESTIMATE in day["nama"] for day in days),
    }


def is_unchecked(source: str) -> bool:
    """Whether the reference data say of a source that nobody has compared the row with it, or with a part of it."""
    return UNCHECKED in source or UNCHECKED_BEFORE in source


def state_of(start: dt.date | None, end: dt.date | None) -> str:
    """start: None where it is not known."""
    today = today_wib()
    if start is not None and start > today:
        return AKAN
    return BERLAKU if end is None or end >= today else BERAKHIR


def values_today() -> list[dict[str, Any]]:
    """Every parameter with what holds today, whether or not anybody has ever set it."""
    return [
        {"kunci": d.key, "nama": d.label, "nilai_teks": d.shown(value), "nilai": value}
        for d, value in ((d, parameter(d.key)) for d in REGISTRY.values())
    ]


def history_of(daftar: Daftar, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The ledger of a list, newest first."""
    return changes(LedgerEntry.objects.filter(stream=daftar.pk), cursor=cursor, limit=limit, told=_content)


def said(entry: LedgerEntry) -> str:
    """What one change did, in a line: "Promosi · sampai dengan 30/11/2026"."""
    return str(_content(entry)["uraian"])


def _content(entry: LedgerEntry) -> dict[str, str]:
    payload = getattr(entry, "payload", None)
    kept = (payload.values if payload else None) or {}
    values = {name: item["v"] for name, item in kept.items() if not name.startswith("_")}
    return {
        "uraian": " · ".join(_told(values)),
        "dasar_hukum": values.get("dasar_hukum", ""),
        "alasan": values.get("alasan", ""),
    }


def _told(values: Mapping[str, Any]) -> Iterator[str]:
    definition = REGISTRY.get(values.get("kunci", ""))
    if definition is not None:
        yield f"{definition.label}: {definition.shown(values.get('nilai'))}"
    elif "tahun" in values:
        yield f"Kalender kerja {values['tahun']} versi {values.get('versi')}: {len(values.get('hari') or ())} hari"
    elif "nama" in values:
        short = values.get("kode") or values.get("singkatan")
        code = f" ({short})" if short else ""
        yield f"{values['nama']}{code}"
    for name, word in (("berlaku_mulai", "mulai"), ("berlaku_sampai", "sampai dengan")):
        if values.get(name):
            yield f"{word} {dt.date.fromisoformat(values[name]):%d/%m/%Y}"
