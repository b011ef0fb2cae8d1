"""Facts and guards of docs/spec/machines/disabilitas.csv, read live under the lock of the titik lokasi (K-18)."""

from __future__ import annotations

from typing import Any

from cases.cat.law import preparation as law
from cases.cat.law.seen import OfPreparation
from cases.cat.lawful import lawful
from cases.cat.permissions import psi, ukt
from cases.cat.roles import KANREG, UPT
from cases.cat.tables import PersiapanDisabilitas, Peserta, TitikLokasi
from cases.cat.tables.sesi import AWAY
from cases.organisations.holding import running
from cases.organisations.models import UnitWilayah
from workflows.context import Move
from workflows.errors import E_DUP, E_PERM, E_REF, E_REQ, E_STATE, Reason
from workflows.guards import Fact, guard

from .forms import INSTANSI, UKT

FACTS = (
    Fact("mandiri", lambda d: d.lokasi.mandiri, E_STATE, "Bukan lokasi mandiri.", "CB-56"),
    Fact("!mandiri", lambda d: not d.lokasi.mandiri, E_STATE, "Ini lokasi mandiri.", "CB-56"),
)
ADA_LAIN = Reason(
    "tanpa_pemberitahuan_lain",
    "Peserta disabilitas lokasi ini sudah diberitahukan; perbaiki datanya.",
    "CB-161",
    E_DUP,
)


def _place(move: Move) -> OfPreparation:
    state = TitikLokasi.objects.filter(pk=move.obj.case.parent_id).values_list("state", flat=True).get()
    return OfPreparation(place=state)


def _others(move: Move) -> OfPreparation:
    rows = PersiapanDisabilitas.objects.filter(lokasi=move.obj.case.parent_id)
    return OfPreparation(place="", others=tuple(rows.values_list("state", flat=True)))


lokasi_belum_berakhir = lawful(
    _place,
    law.lokasi_belum_berakhir,
    "Pelaksanaan di lokasi ini sudah selesai.",
    legal="CB-161",
    code=E_STATE,
)
lokasi_berakhir = lawful(
    _place, law.lokasi_berakhir, "Pelaksanaan di lokasi ini belum selesai.", legal="CB-162", code=E_STATE
)
tanpa_pemberitahuan_lain = lawful(
    _others, law.tanpa_pemberitahuan_lain, ADA_LAIN.message, legal="CB-161", code=E_DUP
)


@guard(code=E_REF, legal="Pasal 13 (2); CB-161", field="peserta")
def nomor_peserta_dikenal(move: Move) -> str | None:
    """Each has his place in a sesi here."""
    numbers = {row["nomor_peserta"] for row in move.data["peserta"]}
    here = Peserta.objects.filter(sesi__lokasi=move.obj.case.parent_id, nomor_peserta__in=numbers)
    left = numbers - set(here.exclude(state__in=AWAY).values_list("nomor_peserta", flat=True))
    return f"Bukan peserta di lokasi ini: {', '.join(sorted(left)[:20])}." if left else None


@guard(code=E_REQ, legal="Pasal 13 (3); CB-162", field="penerima", demands=("penerima",))
def penerima_ditentukan(move: Move) -> str | None:
    return None if move.data["penerima"] else "Penerima harus ditentukan."


@guard(code=E_PERM, legal="CB-162")
def penerima_sendiri(move: Move) -> str | None:
    obj: Any = move.obj
    return None if receives(obj, move.principal) else "Persiapan ini disampaikan kepada pihak lain."


def receives(obj: Any, actor: Any) -> bool:
    """Whether somebody belongs to whom it was passed on: of a unit, who holds a role on it or on an area it serves."""
    if obj.penerima == INSTANSI:
        return psi.may(obj, actor)
    if obj.penerima == UKT:
        return ukt.may(obj, actor)
    held = running().filter(person=actor.pk, role__in=(KANREG.key, UPT.key))
    if held.filter(unit=obj.penerima).exists():
        return True
    served = UnitWilayah.objects.filter(unit=obj.penerima, sampai=None).values("provinsi")
    return bool(held.filter(area__in=served).exists() or held.filter(area__provinsi__in=served).exists())
