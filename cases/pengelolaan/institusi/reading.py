"""One institution as its page and the API show it: names, people with their rights, what hangs on it, its history."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from cases.core.reading.paging import LIMIT, Page
from cases.core.reading.saying import decided
from cases.organisations.access import Hak, rights_in
from cases.organisations.attached import all_attached
from cases.organisations.holding import running
from cases.organisations.models import Institution, NamaLama, PenyelenggaraSekdin, User
from cases.organisations.units import serving
from cases.pengelolaan.history import changes
from workflows.models import LedgerEntry

from .listing import row_of
from .models import Institusi

#: How many open cases are named where somebody is about to close or merge it.
FIRST = 20
NO_RIGHT = "Tanpa hak"


def detail_of(record: Institusi) -> dict[str, Any]:
    """Everything of one institution but its people and its history."""
    found = record.institution
    served = serving(found.provinsi_id) if found.provinsi_id else None
    school = PenyelenggaraSekdin.objects.filter(institution=found).order_by("-sejak").first()
    return {
        **row_of(found),
        "version": record.version,
        "zona_waktu": found.zona_waktu,
        "induk": {"id": str(found.induk_id), "nama": found.induk.nama} if found.induk is not None else None,
        "kantor_regional": str(served.unit) if served is not None else None,
        "kantor_regional_diperiksa": served is None or not served.diragukan,
        "penyelenggara_sekdin": None
        if school is None
        else {
            "sejak": school.sejak,
            "sampai": school.sampai,
            "sumber": school.sumber,
            "sumber_diperiksa": not school.diragukan,
        },
        "nama_lama": names_of(found),
        "terkait": hanging_on(found),
    }


def names_of(institution: Institution) -> list[dict[str, Any]]:
    """Former names, its own and those of what became part of it, newest first."""
    rows = NamaLama.objects.filter(institution=institution).select_related("asal").order_by("-hingga", "-id")
    return [
        {
            "nama": row.nama,
            "hingga": row.hingga,
            "asal": {"id": str(row.asal_id), "nama": row.asal.nama} if row.asal is not None else None,
        }
        for row in rows
    ]


def people_of(institution: Institution) -> list[dict[str, Any]]:
    """Accounts of an institution, shut ones too, and who of another one is appointed here, each with its right. Two
    statements."""
    appointed = running().filter(institution=institution).values("person")
    rows: QuerySet[User] = User.objects.filter(Q(institution=institution) | Q(pk__in=appointed))
    people = list(rows.select_related("institution").order_by("-is_active", "nama", "id"))
    rights = rights_in(institution, people)
    return [
        {
            "id": str(person.pk),
            "nama": person.nama,
            "username": person.username,
            "email": person.email,
            "aktif": person.is_active,
            "dari": str(person.institution) if person.institution_id != institution.pk else "",
            "hak": rights.get(person.pk),
            "hak_teks": str(Hak(rights[person.pk]).label) if person.pk in rights else NO_RIGHT,
            "belum_ganti_password": person.wajib_ganti_password,
        }
        for person in people
    ]


def hanging_on(institution: Institution) -> list[dict[str, Any]]:
    """[{jenis, label, jumlah, menghalangi}] of all that belongs to it; one statement for each kind."""
    found: list[dict[str, Any]] = [
        {
            "jenis": kind.key,
            "label": kind.label,
            "jumlah": kind.count(institution),
            "menghalangi": kind.hinders,
        }
        for kind in all_attached()
    ]
    people = User.objects.filter(institution=institution, is_active=True).count()
    return [*found, {"jenis": "akun", "label": "Akun aktif", "jumlah": people, "menghalangi": False}]


def first_of(institution: Institution) -> list[tuple[str, str]]:
    """(text, address) of the first things that would be left open."""
    return [pair for kind in all_attached() if kind.hinders for pair in kind.rows(institution, FIRST)]


def history_of(institution: Institution, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """What was done with it, newest first: its own entries of the book of all institutions."""
    rows = LedgerEntry.objects.filter(object_type="institusi", object_id=institution.pk)
    return changes(rows, cursor=cursor, limit=limit)


def said(entry: LedgerEntry) -> str:
    """What one change did, in a line."""
    return " · ".join(f"{fact.label}: {fact.value}" for fact in decided(entry) if not fact.long)
