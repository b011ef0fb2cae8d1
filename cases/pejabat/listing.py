"""Daftar Pejabat: filters and rows (SJ-49, SJ-50, SJ-53)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone

from cases.core.reading.listing import parse_dates, uuid_or_none
from cases.core.reading.paging import LIMIT, Page, paginate
from workflows.actors import Actor

from .models import Pejabat
from .selectors import visible_to
from .tenure import berakhir, lama_menjabat

KEYS = ("-created_at", "-id")
LEVELS = ("Utama", "Madya", "Pratama")
HEADER = (
    "Nama",
    "SK",
    "Unit Kerja",
    "Jabatan",
    "Awal Periode",
    "Akhir Periode",
    "Institusi",
    "Wilayah",
    "Lama Menjabat",
    "Pengangkatan",
    "Rencana Pengisian",
)


def officials(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Pejabat]:
    """The visible officials that match, with what a row shows: one query.

    filters: q (nama, SK, unit kerja, jabatan), level, pengangkatan, rencana_pengisian, jenis, provinsi,
    nomenklatur, institution, dari and sampai (the period touches these days). `PejabatFilter` refuses what is
    unknown or malformed; here it never widens what is visible.
    """
    rows = visible_to(actor).select_related(
        "institution", "institution__wilayah", "nomenklatur", "pengangkatan", "rencana_pengisian"
    )
    if q := str(filters.get("q") or "").strip():
        names = ("nama", "sk", "nomenklatur__unit_kerja", "nomenklatur__jabatan")
        rows = rows.filter(Q(*((f"{name}__icontains", q) for name in names), _connector=Q.OR))
    exact = {
        "level": "nomenklatur__level",
        "jenis": "institution__jenis",
        "provinsi": "institution__provinsi",
    }
    for name, path in exact.items():
        if value := str(filters.get(name) or ""):
            rows = rows.filter(**{path: value})
    for name in ("pengangkatan", "rencana_pengisian", "nomenklatur", "institution"):
        if (key := uuid_or_none(filters.get(name))) is not None:
            rows = rows.filter(**{name: key})
    start, end, _errors = parse_dates(filters)
    if start is not None:
        rows = rows.filter(akhir__gte=start)
    if end is not None:
        rows = rows.filter(mulai__lte=end)
    return rows


def posts() -> QuerySet[Any]:
    """All nomenklatur, for a filter: whose officials one does not see finds nothing."""
    model: Any = Pejabat._meta.get_field("nomenklatur").related_model
    return model.objects.all()  # type: ignore[no-any-return]


def page_of(actor: Actor, filters: Mapping[str, Any], *, cursor: str = "", limit: int = LIMIT) -> Page:
    """A page of officials, those entered last first."""
    return paginate(officials(actor, filters), keys=KEYS, cursor=cursor, limit=limit)


def row_of(official: Pejabat, today: dt.date | None = None) -> dict[str, Any]:
    """What list, export and API show of an official."""
    day = today or timezone.localdate()
    post, institution = official.nomenklatur, official.institution
    return {
        "id": str(official.pk),
        "nama": official.nama,
        "sk": official.sk,
        "nomenklatur": str(official.nomenklatur_id),
        "unit_kerja": post.unit_kerja,
        "jabatan": post.jabatan,
        "mulai": official.mulai,
        "akhir": official.akhir,
        "institusi": institution.nama,
        "wilayah": str(institution.wilayah or ""),
        "lama_menjabat": lama_menjabat(official.mulai, official.akhir, day),
        "berakhir": berakhir(official.akhir, day),
        "pengangkatan": str(official.pengangkatan),
        "rencana_pengisian": str(official.rencana_pengisian),
        "seleksi": str(official.seleksi) if official.seleksi else None,
        "menunggu_nomenklatur": official.nomenklatur_version_id is None,
    }


def cells_of(row: Mapping[str, Any]) -> list[Any]:
    """A row in the order of HEADER."""
    names = ("nama", "sk", "unit_kerja", "jabatan", "mulai", "akhir", "institusi", "wilayah")
    more = ("lama_menjabat", "pengangkatan", "rencana_pengisian")
    return [row[name] for name in (*names, *more)]


def export_rows(actor: Actor, filters: Mapping[str, Any]) -> Iterator[list[Any]]:
    """The rows of the list as filtered, for both exports."""
    rows = officials(actor, filters).order_by("-created_at", "-id")
    return (cells_of(row_of(official)) for official in rows.iterator(chunk_size=500))


def count_by_kind(actor: Actor, label: str) -> QuerySet[Any, Any]:
    """(label, jenis institusi, officials), for the totals of the landing page (SJ-10)."""
    rows = visible_to(actor).order_by().annotate(of=Value(label))
    return rows.values_list("of", "institution__jenis").annotate(number=Count("pk"))
