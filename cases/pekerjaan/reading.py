"""Failed jobs in words: what, about which case, when, how often, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse

from cases.core.reading.paging import LIMIT, Page, bounded_count, paginate
from cases.core.reading.saying import act_label
from cases.core.reading.sight import cases_visible_to
from cases.organisations.mailing import dead_addresses
from cases.organisations.models import User
from workflows import failures
from workflows.actors import Actor
from workflows.jobs import registered
from workflows.models import Failure

OUTCOMES = {
    Failure.BERHASIL: "Berhasil pada percobaan berikutnya",
    Failure.DIULANG: "Diulang",
    Failure.DISISIHKAN: "Disisihkan",
}
QUEUES = {
    "acts": "Tindakan sistem",
    "notices": "Pemberitahuan",
    "mail": "E-mail",
    "files": "Berkas dan dokumen",
    failures.TIMERS: "Tenggat",
}


def failed_page(actor: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """What waits for a supervisor, newest first; rows as mappings."""
    found = paginate(failures.parked(), keys=("-parked_at", "-id"), cursor=cursor, limit=limit)
    return Page(rows_of(actor, found.rows), found.next, found.previous)


def answered_page(actor: Actor, *, cursor: str = "", limit: int = LIMIT) -> Page:
    """What became of those that failed once, newest first."""
    rows = Failure.objects.filter(ended_at__isnull=False).select_related("ended_by")
    found = paginate(rows, keys=("-ended_at", "-id"), cursor=cursor, limit=limit)
    return Page(rows_of(actor, found.rows), found.next, found.previous)


def rows_of(actor: Actor, found: Iterable[Failure]) -> list[dict[str, Any]]:
    """The cases are read once for all of them."""
    found = list(found)
    cases = cases_visible_to(actor).in_bulk({row.boundary for row in found if row.boundary})
    return [_row(row, cases.get(row.boundary)) for row in found]


def _row(row: Failure, case: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "jenis": row.name,
        "label": label_of(row),
        "antrean": QUEUES.get(row.queue, row.queue),
        "kasus": str(row.boundary) if case is not None else None,
        "nomor": case.number if case is not None else "",
        "judul": case.title if case is not None else "",
        "percobaan": row.attempts,
        "sebab": row.error,
        "teknis": row.technical,
        "pertama": row.first_at,
        "terakhir": row.last_at,
        "hasil": OUTCOMES.get(row.outcome, ""),
        "selesai": row.ended_at,
        "oleh": str(row.ended_by) if row.ended_by_id else "",
        "alasan": row.reason,
    }


def label_of(row: Failure) -> str:
    """What it is, for people; a job whose code is gone keeps its name."""
    if row.source == failures.TIMER:
        return f"Tenggat otomatis ({row.name.partition('__')[0]})"
    if row.source == failures.CLOCK:  # key: the machine and the act (workflows.firing)
        return f"Tenggat otomatis ({act_label(row.key.partition('.')[0], row.name)})"
    known = registered.get(row.name)
    return known.label if known is not None else f"Pekerjaan {row.name}"


def number_waiting() -> tuple[int, bool]:
    """(how many wait, whether there are more than that)."""
    return bounded_count(failures.parked())


def waiting(request: HttpRequest) -> Mapping[str, Any]:
    """The part of the landing page that says so."""
    number, more = number_waiting()
    return {"number": number, "more": more, "url": reverse("pekerjaan:gagal")}


def addresses_page(*, cursor: str = "", limit: int = LIMIT) -> Page:
    """Addresses that are sent nothing more, the latest first, with the accounts that have them."""
    found = paginate(dead_addresses(), keys=("-since", "-id"), cursor=cursor, limit=limit)
    lower = {row.address for row in found.rows}
    owners: dict[str, list[str]] = {}
    for user in User.objects.alias(low=Lower("email")).filter(low__in=lower).order_by("nama"):
        owners.setdefault(user.email.lower(), []).append(f"{user} ({user.username})")
    rows = [
        {
            "id": row.pk,
            "alamat": row.address,
            "sejak": row.since,
            "jawaban": row.said,
            "akun": owners.get(row.address, []),
        }
        for row in found.rows
    ]
    return Page(rows, found.next, found.previous)
