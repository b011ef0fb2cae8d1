"""The berita acara of a postponement (Lamp. 5; CB-219, CB-220): signed by the team and the Pansel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.cat.states import Sebab
from cases.cat.usul.papers import content, coordinated_with
from cases.dokumen.jenis import JenisDokumen, Signer


def _content(obj: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    found = content(
        obj,
        values,
        cause=f"Sebab penundaan ({Sebab(obj.sebab).label})",
        statements=(
            "Penundaan ini telah dikoordinasikan dengan Panitia Seleksi Instansi "
            f"({obj.koordinasi_psi['nama']}, {obj.koordinasi_psi['jabatan']}) dan {coordinated_with(obj)}.",
            "Perubahan jadwal pelaksanaan seleksi akan diumumkan kepada peserta.",
        ),
    )
    activities = [[str(number), row["uraian"]] for number, row in enumerate(obj.tindak_lanjut, start=1)]
    table = {
        "judul": "Seleksi dilanjutkan setelah kegiatan berikut selesai",
        "kepala": ["No.", "Kegiatan"],
        "baris": activities,
        "lebar": [1, 9],
    }
    return {**found, "tabel": [table]}


BA_PENUNDAAN = JenisDokumen(
    key="ba_penundaan",
    label="Berita acara penundaan",
    signers=lambda obj, person: [
        Signer("Tim Pelaksana CAT BKN", role="tpc"),
        Signer("Panitia Seleksi Instansi", role="psi"),
    ],
    content=_content,
    joint=True,
    numbered=False,
    mst=True,
    keeper="tpc",
    signed=("penundaan", "ba_ditandatangani"),
)
