"""Daftar Institusi: filters and rows (SJ-18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.core.reading.listing import uuid_or_none
from cases.core.reading.paging import LIMIT, Page, paginate
from cases.core.reading.selectors import unseen
from cases.organisations.models import Institution, NamaLama, User
from cases.organisations.permissions import sees_all
from workflows.actors import Actor

from .states import Keadaan

KEYS = ("nama", "id")
#: NAMA INSTITUSI, JENIS and EMAIL as the figure has them; what else an export tells.
HEADER = (
    "Nama Institusi",
    "Jenis",
    "Email",
    "Kode",
    "Provinsi",
    "Kabupaten/Kota",
    "Status",
    "Digabung ke",
    "Dasar hukum",
    "Sumber diperiksa",
)
AKUN = {"ada": True, "belum": False}
SUMBER = {"diperiksa": False, "belum": True}
_STATES = {
    Keadaan.AKTIF: Q(is_active=True),
    Keadaan.DITUTUP: Q(is_active=False, digabung_ke=None),
    Keadaan.DIGABUNG: Q(digabung_ke__isnull=False),
}


def state_of(institution: Institution) -> Keadaan:
    """What the register says of it, from its own row."""
    if institution.digabung_ke_id is not None:
        return Keadaan.DIGABUNG
    return Keadaan.AKTIF if institution.is_active else Keadaan.DITUTUP


def institutions(filters: Mapping[str, Any]) -> QuerySet[Institution]:
    """What matches, with what a row shows: one query.

    filters: q (name today or before, code, email), jenis, provinsi, status (aktif, ditutup, digabung), akun (ada,
    belum), sumber (diperiksa, belum). `InstitusiFilter` refuses others.
    """
    accounts = User.objects.filter(institution=OuterRef("pk"), is_active=True)
    rows = Institution.objects.select_related("provinsi", "wilayah", "digabung_ke")
    rows = rows.annotate(berakun=Exists(accounts))
    if q := str(filters.get("q") or "").strip():
        before = NamaLama.objects.filter(nama__icontains=q).values("institution")
        rows = rows.filter(
            Q(nama__icontains=q) | Q(pk__in=before) | Q(kode__iexact=q) | Q(email__icontains=q)
        )
    if jenis := str(filters.get("jenis") or ""):
        rows = rows.filter(jenis=jenis)
    if provinsi := str(filters.get("provinsi") or ""):
        rows = rows.filter(provinsi=provinsi)
    if (status := str(filters.get("status") or "")) in _STATES:
        rows = rows.filter(_STATES[Keadaan(status)])
    if (akun := str(filters.get("akun") or "")) in AKUN:
        rows = rows.filter(berakun=AKUN[akun])
    if (sumber := str(filters.get("sumber") or "")) in SUMBER:
        rows = rows.filter(diragukan=SUMBER[sumber])
    return rows


def page_of(filters: Mapping[str, Any], *, cursor: str = "", limit: int = LIMIT) -> Page:
    """A page of institutions, by name."""
    return paginate(institutions(filters), keys=KEYS, cursor=cursor, limit=limit)


def get_for(actor: Actor, pk: Any) -> Institution:
    """One institution for its readers: KASN and auditors. Raises Refused(E-HIDE), which is logged."""
    key, found = uuid_or_none(pk), None
    if key is not None and sees_all(actor):
        rows = Institution.objects.select_related("provinsi", "wilayah", "digabung_ke", "induk")
        found = rows.filter(pk=key).first()
    if found is None:
        raise unseen(actor, "lihat", "institusi", key)
    return found


def row_of(institution: Any) -> dict[str, Any]:
    """What list, export and API show of an institution."""
    into = institution.digabung_ke
    return {
        "id": str(institution.pk),
        "kode": institution.kode,
        "nama": institution.nama,
        "jenis": institution.jenis,
        "golongan": str(institution.kind.golongan.value),
        "email": institution.email,
        "provinsi": str(institution.provinsi or ""),
        "kabupaten": str(institution.wilayah or ""),
        "status": str(state_of(institution).value),
        "status_teks": str(state_of(institution).label),
        "digabung_ke": {"id": str(into.pk), "nama": into.nama} if into is not None else None,
        "berakun": getattr(institution, "berakun", None),
        "sumber": institution.sumber,
        "sumber_diperiksa": not institution.diragukan,
        "sejak": institution.sejak,
        "sampai": institution.sampai,
    }


def cells_of(row: Mapping[str, Any]) -> list[Any]:
    """A row in the order of HEADER."""
    into = row["digabung_ke"]["nama"] if row["digabung_ke"] else ""
    names = ("nama", "jenis", "email", "kode", "provinsi", "kabupaten", "status_teks")
    return [*(row[name] for name in names), into, row["sumber"], "ya" if row["sumber_diperiksa"] else "belum"]


def export_rows(filters: Mapping[str, Any]) -> Iterator[list[Any]]:
    rows = institutions(filters).order_by(*KEYS)
    return (cells_of(row_of(found)) for found in rows.iterator(chunk_size=500))
