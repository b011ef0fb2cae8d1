"""A case of CAT in any state, without the way that leads there: for tests of single rows.

What is on the way (ledger entries, tasks that were done) is not there; the walks have it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from uuid_utils.compat import uuid7

from cases.cat import tables
from cases.core.declared.registry import case_types
from cases.core.doing.tree import note_ancestors
from cases.core.models import Case
from cases.core.reading.selectors import next_number, subject_of
from workflows.ledger import database_now
from workflows.machine import open_gate

TABLES: dict[str, Any] = {
    "event": tables.Acara,
    "lokasi": tables.TitikLokasi,
    "sesi": tables.Sesi,
    "penundaan": tables.UsulPenundaan,
    "pembatalan": tables.UsulPembatalan,
    "disabilitas": tables.PersiapanDisabilitas,
}


def planted(kind: str, state: str, *, institution: Any, parent: Any = None, **facts: Any) -> Any:
    """The new case, with its open turns. kind: key of the type; parent: the subject above it; facts: its fields.

    Of a type whose room is not installed there is the row alone, without turns."""
    now = database_now()
    known = next((one for one in case_types() if one.key == kind), None)
    case = Case(
        type=kind,
        institution=institution,
        parent=parent.case if parent is not None else None,
        machine_version=known.machine.latest if known else 1,
        state=state,
        number=next_number(kind, now) if known else f"{kind[:6]}-{uuid7().hex}",
        opened_at=now,
        updated_at=now,
    )
    model: Any = known.machine.model(known.machine.latest) if known else TABLES[kind]
    obj = model(case=case, **facts)
    obj.__dict__["state"] = state
    case.title = obj.title()
    case.area_id, case.unit_id = obj.place()
    with transaction.atomic(), open_gate():
        case.save(force_insert=True)
        if parent is not None:
            note_ancestors(case)
        obj.save(force_insert=True)
        flow_class = known.machine.flows.get(case.machine_version) if known else None
        if flow_class is not None:
            flow_class.instance.mulai.run(subject=obj, bind=obj._bind, at=now)
    return again(obj)


def again(obj: Any) -> Any:
    """The same as it stands now."""
    case = Case.objects.get(pk=obj.pk)
    if any(one.key == case.type for one in case_types()):
        return subject_of(case)
    return TABLES[case.type].objects.select_related("case").get(pk=obj.pk)


def put(obj: Any, state: str = "", **facts: Any) -> Any:
    """The same in another state, or with other facts."""
    obj = again(obj)
    for name, value in facts.items():
        setattr(obj, name, value)
    if state:
        obj.__dict__["state"] = state
        Case.objects.filter(pk=obj.pk).update(state=state)
    with open_gate():
        obj.save()
    return again(obj)


def planted_child(model: Any, state: str, **facts: Any) -> Any:
    """A child (peserta) in any state."""
    obj = model(**facts)
    obj.__dict__["state"] = state
    with open_gate():
        obj.save(force_insert=True)
    return model.fetch(obj.pk)


def put_child(obj: Any, state: str, **facts: Any) -> Any:
    """A child in another state."""
    for name, value in facts.items():
        setattr(obj, name, value)
    obj.__dict__["state"] = state
    with open_gate():
        obj.save()
    return type(obj).fetch(obj.pk)


# --- a tree ---------------------------------------------------------------------------------------------------------

DAY = dt.date(2026, 12, 1)
WIB = ZoneInfo("Asia/Jakarta")


def acara(institution: Any, state: str = "pelaksanaan", **facts: Any) -> Any:
    facts = {
        "jenis": "cpns",
        "materi": "SKD",
        "nomor_surat": "1",
        "tanggal_surat": DAY,
        "perihal": "Permohonan",
        "ditujukan_kepada": "kepala_bkn",
        "estimasi_peserta": 20,
        **facts,
    }
    return planted("event", state, institution=institution, **facts)


def lokasi(event: Any, state: str = "siap", **facts: Any) -> Any:
    place = facts.pop("tempat", None) or tables.Tempat.objects.create(
        nama=f"Aula {uuid7().hex[-6:]}", alamat="Jalan Merdeka 1", luar_negeri=True, zona="Asia/Jakarta"
    )
    facts = {"tipe_lokasi": "kanreg", "kapasitas": 100, **facts}
    return planted(
        "lokasi", state, institution=event.case.institution, parent=event, acara=plain(event), tempat=place, **facts
    )  # fmt: skip


def sesi(place: Any, state: str = "terjadwal", nomor: int = 1, **facts: Any) -> Any:
    day = DAY + dt.timedelta(days=(nomor - 1) // 4)
    start = dt.datetime.combine(day, dt.time(8 + 2 * ((nomor - 1) % 4)), WIB)
    facts = {"tanggal": day, "mulai": start, "durasi": 100, "kapasitas": 100, **facts}
    return planted(
        "sesi", state, institution=place.case.institution, parent=place, lokasi=plain(place), tempat=place.tempat,
        nomor=nomor, **facts,
    )  # fmt: skip


def plain(obj: Any) -> Any:
    """The same as a row of its table, which a foreign key of a table wants."""
    table = TABLES[obj.case.type]
    return obj if type(obj) is table else table.objects.get(pk=obj.pk)
