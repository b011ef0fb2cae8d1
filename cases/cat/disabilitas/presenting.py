"""A preparation as others see it. What somebody needs is shown only to those who prepare (CB-161)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.cat.permissions import kanreg, ppss, psi, ukt, upt
from cases.cat.tables import Pendaftar
from workflows.showing import once

_PREPARE = ppss | kanreg | upt | ukt | psi
#: Acts whose entries say what somebody needs.
_TELLING = frozenset({"beritahukan", "perbaiki_data", "data"})


def prepares(obj: Any, actor: Any) -> bool:
    return bool(once(("menyiapkan", obj.pk, actor.pk), lambda: _PREPARE.may(obj, actor)))


def entry_visible(entry: Any, obj: Any, actor: Any) -> bool:
    return entry.act not in _TELLING or prepares(obj, actor)


def people(obj: Any) -> QuerySet[Any, Any]:
    numbers = [row["nomor_peserta"] for row in obj.peserta]
    rows = Pendaftar.objects.filter(acara=obj.lokasi.acara_id, nomor_peserta__in=numbers)
    names = ("nomor_peserta", "nama", "jabatan_dilamar")
    return once(("peserta disabilitas", obj.pk), lambda: rows.order_by("nomor_peserta").values(*names))


def present(obj: Any, actor: Any) -> dict[str, Any]:
    needs = {row["nomor_peserta"]: row["kebutuhan"] for row in obj.peserta} if prepares(obj, actor) else {}
    return {
        "lokasi": str(obj.lokasi_id),
        "jumlah": len(obj.peserta),
        "peserta": [{**row, "kebutuhan": needs.get(row["nomor_peserta"])} for row in people(obj)],
        "penerima": obj.penerima or None,
        "kebutuhan": {n: obj.kebutuhan.get(n) for n in ("fasilitas", "petugas")} if needs else None,
    }


def sections(obj: Any, actor: Any) -> dict[str, Any]:
    """Context of cat/disabilitas.html."""
    told = present(obj, actor)
    rows = [
        ("Titik lokasi", obj.lokasi.tempat.nama),
        ("Jumlah peserta", str(told["jumlah"])),
        ("Disampaikan kepada", obj.penerima),
        *((("Fasilitas", told["kebutuhan"]["fasilitas"]),) if told["kebutuhan"] else ()),
    ]
    return {
        "rows": [{"label": label, "value": value} for label, value in rows],
        "people": told["peserta"],
        "needs": prepares(obj, actor),
    }
