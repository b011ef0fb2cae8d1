"""Whether an absence may be recorded or ended so: guards of docs/spec/machines/ketidakhadiran.csv."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.core.models import Absence
from cases.organisations.zones import WIB, day_at, midnight
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_RNG
from workflows.guards import guard

LEGAL = "SJ-137"


def period_of(data: Any) -> tuple[dt.datetime, dt.datetime]:
    """(first moment, first moment after it) of whole days in Jakarta."""
    return midnight(data["mulai"], WIB), midnight(data["sampai"] + dt.timedelta(days=1), WIB)


def _other(move: Move, **who: Any) -> Absence | None:
    """One that is not over and shares a moment with the one asked for. The register's lock is held."""
    since, until = period_of(move.data)
    rows = Absence.objects.filter(ended_at=None, since__lt=until, until__gt=since, **who)
    return rows.select_related("person").order_by("since").first()


def _days(found: Absence) -> str:
    return f"{day_at(found.since, None):%d/%m/%Y} sampai {found.last_day:%d/%m/%Y}"


@guard(code=E_RNG, legal=LEGAL, field="sampai")
def belum_lewat(move: Move) -> str | None:
    """What was done in the past was done by whoever did it."""
    return (
        "Ketidakhadiran yang sudah lewat tidak dicatat."
        if move.data["sampai"] < day_at(move.now, None)
        else None
    )


@guard(code=E_DUP, legal=LEGAL, field="orang")
def tidak_tumpang_tindih(move: Move) -> str | None:
    found = _other(move, person=move.data["orang"])
    return f"{found.person} sudah tercatat tidak hadir {_days(found)}." if found else None


@guard(code=E_RNG, legal=LEGAL, field="pengganti")
def pengganti_hadir(move: Move) -> str | None:
    if move.data.get("pengganti") is None:
        return None
    found = _other(move, person=move.data["pengganti"])
    return f"{found.person} sendiri tidak hadir {_days(found)}." if found else None


@guard(code=E_RNG, legal=LEGAL, field="orang")
def bukan_pengganti_orang_lain(move: Move) -> str | None:
    """Whoever stands in for somebody then must be there; his own substitute would not inherit it."""
    found = _other(move, substitute=move.data["orang"])
    return (
        f"Orang ini menggantikan {found.person} {_days(found)}. Akhiri penggantian itu dahulu."
        if found
        else None
    )


@guard(code=E_GUARD, legal=LEGAL, field="ketidakhadiran")
def belum_berakhir(move: Move) -> str | None:
    return "Ketidakhadiran ini sudah berakhir." if move.data["ketidakhadiran"].until <= move.now else None
