"""What both berita acara print (Lamp. 5, Lamp. 6; CB-219, CB-222), and the act that has one made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cases.cat.states import Jenis
from cases.dokumen.effects import request_document
from workflows.context import Move

from .subject import KKR, PARTIES, places_in

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def makes(key: str) -> Callable[[Move], None]:
    """An effect: the berita acara of this kind, dated on the day it is where the exam is."""

    def effect(move: Move) -> None:
        day = move.now.astimezone(move.obj.zone()).date()
        request_document(move, key, {"tanggal": day.isoformat()})

    return effect


def content(obj: Any, values: Mapping[str, Any], *, cause: str, statements: Sequence[str]) -> dict[str, Any]:
    """The fields that both forms have. statements: what is declared, the coordination among it."""
    day = dt.date.fromisoformat(str(values["tanggal"]))
    rows = (
        ("Jenis seleksi", f"{Jenis(obj.acara.jenis).label} — {obj.acara.materi}"),
        ("Hari", _DAYS[day.weekday()]),
        ("Tanggal", f"{day:%d/%m/%Y}"),
        ("Tempat", _where(obj)),
        (cause, obj.uraian),
        ("Nomor kasus", obj.case.number),
    )
    return {
        "perihal": obj.over_title()[:300],
        "tanggal": day.isoformat(),
        "tempat": _town(obj),
        "rincian": [{"label": label, "value": value} for label, value in rows],
        "pernyataan": list(statements),
        "penutup": "Demikian berita acara ini dibuat dengan sebenarnya.",
    }


def coordinated_with(obj: Any) -> str:
    """The head who has confirmed, as the form says it: of the regional office by its name."""
    record = obj.koordinasi_bkn
    party = PARTIES[str(record.get("pihak") or KKR)]
    return f"{party} ({record['nama']}, {record['jabatan']})"


def _where(obj: Any) -> str:
    """Names of the places, of a sesi with its own title before."""
    node = obj.case.parent
    names = list(places_in(node).order_by("pk").values_list("tempat__nama", flat=True))
    said = "; ".join(names[:20]) + (f"; dan {len(names) - 20} lokasi lain" if len(names) > 20 else "")
    return f"{node.title}" if node.type == "sesi" else said


def _town(obj: Any) -> str:
    """Where it is signed: the kabupaten or kota of the first place."""
    name = places_in(obj.case.parent).order_by("pk").values_list("tempat__wilayah__nama", flat=True).first()
    return str(name or "Jakarta")
