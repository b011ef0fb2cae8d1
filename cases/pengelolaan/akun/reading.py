"""Reading accounts: the list of Gambar 4's people, one of them with what it still has to do, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.core.reading.paging import LIMIT, Page, paginate
from cases.core.reading.selectors import unseen
from cases.core.reading.sight import tasks_seen_by
from cases.organisations.auth import second_factor
from cases.organisations.auth.lock import locked_until
from cases.organisations.badan import role_label
from cases.organisations.models import User
from cases.organisations.permissions import sees_all
from cases.organisations.roles import Role
from cases.pengelolaan.history import changes
from documents.receiving import as_id
from workflows.actors import Actor
from workflows.models import LedgerEntry
from workflows.offers import available

from .appointments import of_person
from .documents import photo_of
from .models import Akun
from .states import Keadaan
from .work import NAMED, appointments, held_tasks

KEYS = ("nama", "id")
STATUS = {
    "aktif": ("Aktif", Q(is_active=True)),
    "nonaktif": ("Nonaktif", Q(is_active=False)),
    "password_awal": ("Belum mengganti password awal", Q(is_active=True, wajib_ganti_password=True)),
}


def role_names() -> list[tuple[str, str]]:
    return [(role.value, role_label(role)) for role in Role]


def account_of(actor: Actor, pk: Any, action: str = "lihat") -> Akun:
    """The register's entry of an account. Raises Refused(E-HIDE), logged."""
    found = None
    if sees_all(actor) and as_id(str(pk)):
        found = User.objects.select_related("institution").filter(pk=pk).first()
    if found is None:
        raise unseen(actor, action, "akun", pk if as_id(str(pk)) else None)
    return Akun.opened(found)


def people(filters: Mapping[str, Any]) -> QuerySet[User]:
    """Petugas and auditors; people of institutions when their role is asked for. filters: of a `PetugasFilter`."""
    rows = User.objects.select_related("institution")
    role = str(filters.get("role") or "")
    rows = rows.filter(role=role) if role in Role.values else rows.exclude(role=Role.PETUGAS_INSTITUSI)
    if (status := str(filters.get("status") or "")) in STATUS:
        rows = rows.filter(STATUS[status][1])
    if q := str(filters.get("q") or "").strip():
        named = Q(nama__icontains=q) | Q(username__icontains=q) | Q(email__icontains=q)
        rows = rows.filter(named | Q(jabatan__icontains=q) | Q(institution__nama__icontains=q))
    return rows


def page_of(filters: Mapping[str, Any], *, cursor: str = "", limit: int = LIMIT) -> Page:
    """One query, whatever the number of rows."""
    page = paginate(people(filters), keys=KEYS, cursor=cursor, limit=limit)
    return Page([row_of(person) for person in page.rows], page.next, page.previous)


def row_of(person: User) -> dict[str, Any]:
    """Nama · Role · Jabatan · Email · Status (SJ-16)."""
    state = Keadaan.AKTIF if person.is_active else Keadaan.NONAKTIF
    return {
        "id": str(person.pk),
        "nama": person.nama,
        "username": person.username,
        "role": person.role,
        "role_teks": role_label(person.role),
        "jabatan": person.jabatan,
        "institusi": str(person.institution) if person.institution else "",
        "email": person.email,
        "status": state.value,
        "status_teks": str(state.label),
        "password_awal": person.is_active and person.wajib_ganti_password,
    }


def detail_of(record: Akun, actor: Actor) -> dict[str, Any]:
    """Everything of one account but its history: what is known, how it logs in, what it still has to do as far as the
    reader may see it."""
    person = record.user
    photo = photo_of(person.pk)
    return {
        **row_of(person),
        "version": record.version,
        "nip": person.nip,
        "dibuat": person.created,
        "login_terakhir": person.last_login,
        "dua_langkah": second_factor.is_enabled(person),
        "terkunci_sampai": locked_until(person.username),
        "foto": str(photo.pk) if photo is not None else None,
        "penugasan": of_person(person, timezone.now()),
        "pekerjaan": work_of(person, actor),
    }


def offers_of(record: Akun, actor: Actor) -> list[dict[str, Any]]:
    """What this person may try, in the order of the catalogue: allowed, or with the reasons why not now."""
    return [
        {
            "name": offer.name,
            "label": offer.row.label,
            "danger": offer.row.danger,
            "allowed": offer.allowed,
            "reasons": [reason.message for reason in offer.reasons],
        }
        for offer in available(record, actor)
        if offer.row.form is not None and offer.row.who is not None and offer.row.who.may(record, actor)
    ]


def work_of(person: User, actor: Actor) -> dict[str, Any]:
    """{kasus, tugas: the first of them, jumlah_kasus, jumlah_tugas}: appointments, and tasks in the person's hands.

    Of a draft that somebody of an institution works on nothing is told (SJ-71).
    """
    cases, tasks = appointments(person), held_tasks(person).filter(tasks_seen_by(actor))
    return {
        "jumlah_kasus": cases.count(),
        "jumlah_tugas": tasks.count(),
        "kasus": [{"id": str(case.pk), "nomor": case.number, "judul": case.title} for case in cases[:NAMED]],
        "tugas": [
            {
                "id": task.pk,
                "tugas": task.label,
                "nomor": task.case.number,
                "judul": task.case.title,
                "kasus": str(task.case_id),
                "antrean": bool(task.pool),
            }
            for task in tasks[:NAMED]
        ],
    }


def history_of(record: Akun, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """What was done with it, newest first: its own entries of the book of all accounts."""
    rows = LedgerEntry.objects.filter(object_type="akun", object_id=record.pk)
    return changes(rows, cursor=cursor, limit=limit)
