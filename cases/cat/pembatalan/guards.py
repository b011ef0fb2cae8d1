"""Facts and guards of a cancellation (docs/spec/machines/pembatalan.csv)."""

from __future__ import annotations

from cases.cat.law import proposals as law
from cases.cat.lawful import lawful
from cases.cat.usul.facts import seen
from cases.cat.usul.guards import SHARED_FACTS
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_STATE
from workflows.guards import Fact, guard

FACTS = (
    *SHARED_FACTS,
    Fact(
        "diumumkan",
        lambda o: o.diumumkan,
        E_GUARD,
        "Pansel belum mengumumkan pembatalan kepada peserta.",
        "CB-149",
    ),
)

cakupan_dapat_dibatalkan = lawful(
    seen,
    law.cakupan_dapat_dibatalkan,
    "Cakupan ini tidak dapat dibatalkan sekarang: yang dibatalkan lokasi yang sudah disurvei dan belum selesai, atau "
    "sesi yang belum selesai pada lokasi seperti itu.",
    legal="Peraturan BKN 5/2024 Pasal 10 (7), 11 (9); CB-131",
)
tanpa_pembatalan_terbuka = lawful(
    seen,
    law.tanpa_pembatalan_terbuka,
    "Pembatalan sudah diusulkan untuk cakupan ini atau yang membawahinya.",
    legal="CB-273",
    code=E_DUP,
)
tanpa_permintaan_menunggu = lawful(
    seen,
    law.tanpa_permintaan_menunggu,
    "Masih ada perubahan jadwal, penundaan, atau pembatalan yang sedang diterapkan pada cakupan ini.",
    legal="CB-274",
    waits=True,
)
ada_yang_dapat_dibatalkan = lawful(
    seen, law.ada_yang_dapat_dibatalkan, "Tidak ada lagi yang dapat dibatalkan.", legal="CB-131"
)
tidak_ada_yang_dapat_dibatalkan = lawful(
    seen,
    law.tidak_ada_yang_dapat_dibatalkan,
    "Masih ada yang dapat dibatalkan.",
    legal="CB-273",
    code=E_STATE,
)
cakupan_sudah_batal = lawful(
    seen,
    law.cakupan_sudah_batal,
    "Belum semua yang dibatalkan sudah batal.",
    legal="CB-273",
    code=E_STATE,
)
permintaan_terjawab = lawful(
    seen,
    law.permintaan_terjawab,
    "Belum semua yang dibatalkan menjawab.",
    legal="CB-131",
    waits=True,
)


@guard(legal="Peraturan BKN 5/2024 Pasal 10 (7), 11 (9); CB-77, CB-125", needs_data=True)
def indikasi_kecurangan(move: Move) -> str | None:
    if move.data["indikasi"] == "ya":
        return None
    return "Tanpa indikasi kecurangan seleksi tidak dibatalkan; sarana yang tidak berfungsi menjadi sebab penundaan."


@guard(legal="CB-273", needs_data=True)
def indikasi_tidak_terbukti(move: Move) -> str | None:
    if move.data["hasil_pemeriksaan"] == "tidak_terbukti":
        return None
    return "Pembatalan yang indikasinya tetap ada tidak ditarik."
