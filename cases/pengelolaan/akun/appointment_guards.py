"""Whether a role may be given, ended, or somebody moved: guards of docs/spec/machines/akun.csv."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cases.organisations.holding import running
from cases.organisations.models import CaseRole
from cases.organisations.roles import ROLES, Power, Sisi, roles_with
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_RNG
from workflows.guards import guard

from .appointment_forms import period_of, where_of
from .appointments import place_of, told
from .guards import LAST_ADMIN, admin_without, person_of
from .work import cases_without_right, to_be_chosen

LEGAL = "SJ-13, SJ-20, SJ-137"


@guard(code=E_RNG, legal="SJ-06", field="peran")
def peran_sesuai_sisi(move: Move) -> str | None:
    """Nobody belongs to both halves."""
    kind = ROLES.get(move.data["peran"])
    if kind is not None and kind.side == person_of(move).sisi:
        return None
    return "Peran ini untuk orang dari sisi yang lain."


@guard(code=E_DUP, legal=LEGAL, field="peran")
def belum_dipegang(move: Move) -> str | None:
    """The same role on the same place at the same time. The lock of all accounts is held."""
    since, until = period_of(move.data, move.now)
    place: dict[str, Any] = {
        "area": None,
        "unit": None,
        "institution": None,
        "case": None,
        **where_of(move.data),
    }
    rows = CaseRole.objects.filter(
        Q(until=None) | Q(until__gt=since), person=person_of(move), role=move.data["peran"]
    )
    if until is not None:
        rows = rows.filter(since__lt=until)
    found = rows.filter(
        **{
            (f"{name}__isnull" if value is None else name): value is None or value
            for name, value in place.items()
        }
    )
    row = found.first()
    return f"Peran ini sudah dipegang {told(row)} ({place_of(row)})." if row is not None else None


@guard(code=E_GUARD, legal="SJ-16", needs_data=True, field="penugasan")
def masih_ada_admin_lain(move: Move) -> str | None:
    row = move.data["penugasan"]
    if row.role not in roles_with(Power.ADMINISTER):
        return None
    person = person_of(move)
    kept = running().filter(person=person, role__in=roles_with(Power.ADMINISTER), until=None, case=None)
    if kept.exclude(pk=row.pk).exists() or admin_without(person):
        return None
    return LAST_ADMIN


@guard(code=E_GUARD, legal="SJ-16, SJ-137", needs_data=True)
def kasus_beralih(move: Move) -> str | None:
    """Cases in the hands of somebody who may not look after them any more need another petugas."""
    person = person_of(move)
    if person.sisi == Sisi.INSTITUSI:
        return None
    cases = cases_without_right(person, besides=move.data["penugasan"])
    return to_be_chosen(cases, move.data.get("pengganti"), "sesudah ini tidak ada hak lagi atas")
