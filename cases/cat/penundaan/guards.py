"""Facts and guards of a postponement (docs/spec/machines/penundaan.csv)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cases.cat.law import proposals as law
from cases.cat.lawful import lawful
from cases.cat.states import TipeLokasi
from cases.cat.tables import TitikLokasi
from cases.cat.usul.facts import frozen_asks, seen
from cases.cat.usul.guards import SHARED_FACTS
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_STATE
from workflows.guards import Fact, guard

from .forms import ENDED


def mandiri(obj: Any) -> bool:
    """A location of what it has frozen, or of a sesi that it has frozen, is a lokasi mandiri (CB-148)."""
    if "_mandiri" not in obj.__dict__:
        frozen = frozen_asks(obj).values("object_id")
        rows = TitikLokasi.objects.filter(Q(pk__in=frozen) | Q(sesi__in=frozen))
        obj.__dict__["_mandiri"] = rows.filter(tipe_lokasi=TipeLokasi.MANDIRI).exists()
    return bool(obj.__dict__["_mandiri"])


FACTS = (
    *SHARED_FACTS,
    Fact(
        "konfirmasi_psi",
        lambda o: bool(o.koordinasi_psi),
        E_GUARD,
        "Pansel belum mengonfirmasi koordinasi.",
        "CB-128 (2)",
    ),
    Fact(
        "!konfirmasi_psi",
        lambda o: not o.koordinasi_psi,
        E_STATE,
        "Pansel sudah mengonfirmasi koordinasi.",
        "CB-128 (2)",
    ),
    Fact("mandiri", mandiri, E_STATE, "Kompensasi hanya untuk lokasi mandiri.", "CB-56, CB-148"),
    Fact("!kompensasi", lambda o: not o.kompensasi, E_STATE, "Kompensasi sudah dicatat.", "CB-148"),
)

cakupan_dapat_ditunda = lawful(
    seen,
    law.cakupan_dapat_ditunda,
    "Cakupan ini tidak dapat ditunda sekarang: karena sarana ditunda lokasi yang sudah disurvei dan belum dibuka "
    "(atau disegel), karena gangguan yang gangguannya masih terbuka, dan masih ada sesi yang belum selesai.",
    legal="Peraturan BKN 5/2024 Pasal 10 (4), 11 (4); CB-131",
    needs_data=True,
)
sebab_penundaan_sah = lawful(
    seen,
    law.sebab_penundaan_sah,
    "Tidak ada gangguan terbuka yang dicatat pada cakupan ini sendiri.",
    legal="Peraturan BKN 5/2024 Pasal 10 (4), 11 (4); CB-128 (1)",
    needs_data=True,
)
tanpa_penundaan_terbuka = lawful(
    seen,
    law.tanpa_penundaan_terbuka,
    "Penundaan karena sebab yang sama sudah diusulkan untuk cakupan ini.",
    legal="CB-273",
    code=E_DUP,
    field="sebab",
)
tanpa_permintaan_menunggu = lawful(
    seen,
    law.tanpa_permintaan_menunggu,
    "Masih ada perubahan jadwal, penundaan, atau pembatalan yang sedang diterapkan pada cakupan ini; coba lagi "
    "sebentar lagi.",
    legal="CB-274",
    waits=True,
)
gangguan_pn_masih_terbuka = lawful(
    seen, law.gangguan_pn_masih_terbuka, "Gangguannya sudah selesai.", legal="CB-273"
)
tiga_jam_atau_penetapan = lawful(
    seen,
    law.tiga_jam_atau_penetapan,
    "Gangguan belum berlangsung 3 jam, dan tidak ada penetapan keadaan kahar.",
    legal="Peraturan BKN 5/2024 Pasal 11 (4); CB-119, CB-166",
)
ada_yang_dapat_ditunda = lawful(
    seen, law.ada_yang_dapat_ditunda, "Tidak ada lagi yang dapat ditunda.", legal="CB-131"
)
tanpa_pembatalan_matang = lawful(
    seen,
    law.tanpa_pembatalan_matang,
    "Pembatalan atas cakupan ini sudah disetujui dan ditandatangani; ia berlaku lebih dahulu.",
    legal="CB-274",
)
tidak_ada_yang_dapat_ditunda = lawful(
    seen,
    law.tidak_ada_yang_dapat_ditunda,
    "Masih ada yang dapat ditunda.",
    legal="CB-273",
    code=E_STATE,
)
tidak_ada_yang_tertunda = lawful(
    seen,
    law.tidak_ada_yang_tertunda,
    "Masih ada yang tertunda oleh penundaan ini.",
    legal="CB-273",
    code=E_STATE,
)
permintaan_terjawab = lawful(
    seen,
    law.permintaan_terjawab,
    "Belum semua yang ditunda menjawab.",
    legal="CB-131",
    waits=True,
)


@guard(code=E_STATE, legal="CB-273")
def pn_menyebut_gangguan_ini(move: Move) -> str | None:
    """It names the disturbance that ended, and none that it names is open any more (K-15)."""
    obj: Any = move.obj
    if str(move.raw.get("node") or "") in obj.gangguan and law.pn_menyebut_gangguan_ini(seen(move)):
        return None
    return "Penundaan ini tidak menyebut gangguan itu, atau gangguan lain yang disebutnya masih terbuka."


@guard(legal="CB-273", needs_data=True)
def sebab_berakhir(move: Move) -> str | None:
    """Its cause has ended, or never was: what the person who withdraws it says."""
    if move.data["keadaan_sebab"] in ENDED:
        return None
    return "Penundaan yang sebabnya masih ada tidak ditarik."
