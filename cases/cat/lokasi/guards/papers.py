"""What is signed, sent and uploaded, read live in the documents (§13.10, §14; K-2)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from cases.dokumen.models import Dokumen
from cases.dokumen.signed import SIGNED, is_signed, signed_documents
from cases.dokumen.states import State
from workflows.context import Move
from workflows.guards import guard


def survey_key(lokasi: Any) -> str:
    """Which survey is signed: one that was filled in anew is signed anew."""
    return str(lokasi.survei.get("ke", 0))


@guard(legal="Lamp. 4; CB-81")
def survei_ditandatangani(move: Move) -> str | None:
    if is_signed(move.obj.pk, "daftar_periksa_survei", survey_key(move.obj)):
        return None
    return "Daftar periksa survei belum ditandatangani Tim Pelaksana dan Pansel."


def _left(lokasi: Any, jenis: str) -> list[str]:
    """The days on which the room was opened whose document of this kind is not signed by all."""
    signed = set(signed_documents(lokasi.pk, jenis).values_list("kunci", flat=True))
    return sorted(set(lokasi.harian) - signed)


def _daily(jenis: str, label: str, lokasi: Any) -> str | None:
    left = _left(lokasi, jenis)
    return f"{label} belum ditandatangani untuk {', '.join(left)}." if left else None


@guard(legal="Pasal 11 (3) v; CB-111")
def ba_penyelenggaraan_ditandatangani(move: Move) -> str | None:
    return _daily("ba_penyelenggaraan", "Berita acara penyelenggaraan", move.obj)


@guard(legal="Pasal 11 (12) i; CB-141")
def fisik_harian_ditandatangani(move: Move) -> str | None:
    return _daily("daftar_periksa_fisik_harian", "Daftar periksa fisik harian", move.obj)


@guard(legal="Lamp. 7; CB-224")
def harian_ditandatangani(move: Move) -> str | None:
    return _daily("daftar_periksa_harian", "Daftar periksa harian", move.obj)


@guard(legal="Pasal 11 (3) v, w; CB-111, CB-112, CB-231, CB-232")
def serah_terima_hasil_selesai(move: Move) -> str | None:
    """Signed by both and delivered, with a berita acara of every day that it counts."""
    rows = signed_documents(move.obj.pk, "ba_serah_terima_hasil")
    if not any(row.state in (State.TERKIRIM, State.TERUNGGAH) for row in rows):
        return "Berita acara serah terima hasil belum ditandatangani dan dikirim."
    return _daily("ba_penyelenggaraan", "Berita acara penyelenggaraan", move.obj)


@guard(legal="Pasal 11 (3) cc; CB-118")
def serah_terima_cctv_bila_wajib(move: Move) -> str | None:
    if not move.obj.butuh_cctv or is_signed(move.obj.pk, "ba_serah_terima_cctv"):
        return None
    return "Berita acara serah terima rekaman kamera pengawas belum ditandatangani."


@guard(legal="Pasal 11 (3) x, z; CB-113, CB-115, CB-240", needs_data=True, name="terunggah_mst")
def semua_terunggah(move: Move) -> str | None:
    """Of all that was signed here, and of every sealing at the end of a day."""
    lokasi = move.obj
    newer = Dokumen.objects.filter(menggantikan=OuterRef("pk"), state__in=SIGNED)
    rows = Dokumen.objects.filter(~Exists(newer), induk=lokasi.pk, state__in=SIGNED).exclude(
        state=State.TERUNGGAH
    )
    left = [f"{row.rule.label} {row.kunci}".strip() for row in rows.order_by("pk") if row.rule.mst]
    told = {row["hari"].isoformat() for row in move.data["tanda_terima"]}
    sealed = {
        day
        for day, kept in lokasi.harian.items()
        if kept.get("penyegelan") and not kept["penyegelan"].get("mst_id")
    }
    left += [f"penyegelan harian {day}" for day in sorted(sealed - told)]
    return f"Belum diunggah ke MST: {', '.join(left)}." if left else None
