"""Facts and guards of a signed document."""

from __future__ import annotations

from typing import Any

from documents.rendering import layout_digest
from workflows.context import Move
from workflows.errors import E_GUARD, E_STALE, E_STATE
from workflows.guards import Fact, guard

from .permissions import lines_of
from .states import State

FACTS = (
    Fact("siap", lambda d: d.siap, E_GUARD, "Konsep sedang disusun atau perlu disusun ulang.", "CB-239"),
    Fact("!siap", lambda d: not d.siap, E_STATE, "Konsep ini sudah disusun.", "CB-239"),
    Fact("!disusun", lambda d: not d.disusun, E_GUARD, "Konsep sedang disusun; tunggu sebentar.", "CB-239"),
    Fact(
        "lengkap",
        lambda d: all(row.signed_by_id for row in d.signers),
        E_GUARD,
        "Belum semua penandatangan menandatangani.",
        "§13.10",
    ),
    Fact(
        "petugas",
        lambda d: not d.rule.keeper,
        E_STATE,
        "Dokumen jenis ini diurus pemegang perannya; ganti pemegang peran itu pada kasusnya.",
        "SJ-137",
    ),
    Fact("mst", lambda d: d.rule.mst, E_STATE, "Dokumen jenis ini tidak diunggah ke MST.", "CB-240"),
)


@guard(legal="§16.8")
def nomor_surat_ada(move: Move) -> str | None:
    """A letter is known by the number its office gave it; nothing without one is signed."""
    obj: Any = move.obj
    if obj.nomor_surat or not obj.rule.numbered:
        return None
    if obj.state == State.KONSEP:
        return "Nomor surat belum diisi. Isi melalui Susun ulang konsep, lalu ajukan."
    return "Nomor surat belum diisi. Tekan Tolak, lalu petugas mengisinya melalui Susun ulang konsep."


@guard(code=E_STALE, legal="§16.8")
def tata_letak_sama(move: Move) -> str | None:
    """The first signature goes on what the draft's data give in its layout: in another one, on what nobody has seen."""
    obj: Any = move.obj
    begun = any(row.signed_by_id for row in obj.signers)
    if begun or not obj.tata_letak or obj.tata_letak == layout_digest(obj.rule.layout):
        return None
    if obj.state == State.KONSEP:
        return "Tata letak surat diperbarui sejak konsep ini disusun. Tekan Susun ulang konsep, lalu ajukan."
    return (
        "Tata letak surat diperbarui sejak konsep ini disusun, sehingga yang ditandatangani tidak sama dengan yang "
        "Anda baca. Tekan Tolak, lalu petugas menyusunnya lagi melalui Susun ulang konsep."
    )


@guard(legal="§13.10")
def baris_terbuka(move: Move) -> str | None:
    """The person still has a line to sign."""
    obj: Any = move.obj
    own = lines_of(obj, move.actor)
    if any(row.signed_by_id is None for row in own):
        return None
    if not own:
        named = [
            f"{row.user} sebagai {row.peran}" for row in obj.signers if row.role and row.user_id is not None
        ]
        if not named:
            return "Tidak ada baris tanda tangan untuk Anda."
        return f"Berkas ini menyebut {', '.join(named)}. Bila bukan ia yang menandatangani, tekan Tolak."
    return f"Baris tanda tangan Anda sudah ditandatangani oleh {own[-1].signed_by}."


@guard(legal="CB-61; §13.10")
def orang_berbeda(move: Move) -> str | None:
    """Nobody signs two lines where the kind demands different persons."""
    obj: Any = move.obj
    signed = [row for row in obj.signers if row.signed_by_id == move.actor.pk]
    if not obj.rule.different_persons or not signed:
        return None
    return f"Anda sudah menandatangani sebagai {signed[0].peran}; baris lain harus ditandatangani orang lain."


@guard(legal="§16.8")
def belum_diganti(move: Move) -> str | None:
    """One replacement names it; that one is replaced next."""
    obj: Any = move.obj
    newer = obj.pengganti
    if newer is not None:
        return f"Dokumen ini sudah diganti oleh {newer.case.number}."
    if obj.pengganti_diminta > obj.para_pengganti.count():
        return "Penggantinya sedang dibuat; tunggu sebentar."
    return None
