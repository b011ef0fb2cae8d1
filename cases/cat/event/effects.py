"""What else the acts of an event change, in the act's transaction."""

from __future__ import annotations

from typing import Any

from cases.cat.tables import Pendaftar
from workflows.context import Move
from workflows.ledger import plain
from workflows.rows import ID

from . import guards, planning


def enter_people(move: Move) -> None:
    """EV-8, EV-9: who was given takes the place of who was given before."""
    rows = move.data.get("peserta") or []
    if not rows:
        return
    acara: Any = move.obj
    acara.pendaftar.all().delete()
    names = (
        "nomor_peserta",
        "nama",
        "nik",
        "tanggal_lahir",
        "jabatan_dilamar",
        "memenuhi_syarat",
        "divalidasi_instansi",
    )
    Pendaftar.objects.bulk_create(
        (Pendaftar(acara=acara, **{name: row[name] for name in names}) for row in rows), batch_size=1000
    )


def schedule(move: Move) -> None:
    """EV-10: asks for what is new, changed or taken off."""
    planning.ask_for(move, guards.plan(move, whole=True))


def add(move: Move) -> None:
    """EV-28."""
    planning.ask_for(move, guards.plan(move, whole=False))


def keep_coordination(acara: Any, move: Move) -> None:
    names = ("koordinasi_dengan", "koordinasi_tanggal", "koordinasi_hasil", "disepakati")
    acara.pihak = plain({name: move.data.get(name) for name in names} | {"pada": move.now})


def request(acara: Any, move: Move) -> None:
    """EV-22b, EV-29: every titik lokasi named is asked, once; answered by a TL-18 that comes after it."""
    asked = {"alasan": move.reason, "pada": plain(move.now)}
    acara.diminta = {**acara.diminta, **dict.fromkeys(move.data["lokasi"], asked)}


def kept_plan(move: Move) -> dict[str, Any]:
    """EV-10: as the event keeps it."""
    return planning.kept_rows(guards.plan(move, whole=True))


def extended_plan(acara: Any, move: Move) -> dict[str, Any]:
    """EV-28: what was planned, with what is added or given other values."""
    added = planning.kept_rows(guards.plan(move, whole=False))
    return {
        name: list({row[ID]: row for row in [*acara.jadwal.get(name, []), *rows]}.values())
        for name, rows in added.items()
    }
