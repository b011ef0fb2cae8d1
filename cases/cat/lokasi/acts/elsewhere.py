"""TL-13 … TL-17: what postponements, cancellations and schedules ask, and what undoes them."""

from __future__ import annotations

from typing import Any

from cases.cat.law.seen import FACILITIES
from cases.cat.lokasi import effects
from cases.cat.lokasi.forms import day as forms
from cases.cat.lokasi.guards import lawful
from cases.cat.permissions import ppss, tpc
from cases.cat.states import Lokasi
from workflows.context import Move
from workflows.machine import Remembered, act

from .day import OPEN
from .preparing import BEFORE_OPENING
from .rows import LEGAL, row

_PN: dict[str, Any] = {
    "target": Lokasi.DITUNDA,
    "kind": "ask",
    "causes": {"PN-5"},
    "guards": (lawful.dalam_cakupan_beku, lawful.ada_sesi_sebelum_selesai, lawful.permintaan_terjawab),
}
_PB: dict[str, Any] = {
    "kind": "ask",
    "causes": {"PB-5"},
    "guards": (lawful.dalam_cakupan_beku, lawful.permintaan_terjawab),
}
_BY_FACILITIES = "Penundaan (sarana tidak berfungsi)"
_BY_TROUBLE = "Penundaan (gangguan 3 jam)"
_BY_CHEATING = "Pembatalan (indikasi kecurangan)"
_PLACES = tuple(state for state in Lokasi if state in FACILITIES)
CANCELLED = (*_PLACES, *OPEN, Lokasi.DITUNDA)
ALIVE = (Lokasi.DITETAPKAN, Lokasi.KOORDINASI, *CANCELLED)
#: Where TL-15 leads from what is remembered, but where that depends on the day.
GOES_ON = {
    Lokasi.DITETAPKAN: Lokasi.DITETAPKAN,
    Lokasi.KOORDINASI: Lokasi.KOORDINASI,
    Lokasi.DISEGEL: Lokasi.DISEGEL,
}


class ElsewhereActs:
    sebelumnya: Any
    ditunda_pada: Any

    @act("TL-13a", _BY_FACILITIES, source=_PLACES, fact="sebab_sarana",
         legal=f"{LEGAL} Pasal 10 (4)–(6); CB-74, CB-75, CB-76, CB-128", **_PN)  # fmt: skip
    @act("TL-13b", _BY_FACILITIES, source=(Lokasi.DITETAPKAN, Lokasi.KOORDINASI),
         fact="sebab_sarana cakupan_acara", legal="CB-128, CB-131 (usulan)", **_PN)  # fmt: skip
    @act("TL-14a", _BY_TROUBLE, source=OPEN, fact="!sebab_sarana",
         legal=f"{LEGAL} Pasal 11 (4)–(6); CB-119, CB-121, CB-122, CB-128", **_PN)  # fmt: skip
    @act("TL-14b", _BY_TROUBLE, source=Lokasi.DISEGEL, fact="!sebab_sarana gangguan",
         legal="CB-119, CB-128, CB-268 (usulan)", **_PN)  # fmt: skip
    def tunda(self: Any, move: Move) -> None:
        self.sebelumnya, self.ditunda_pada = move.before, move.ask.at if move.ask else move.now
        effects.close_trouble(self, self.ditunda_pada, "pelaksanaan ditunda")

    @row(
        "TL-15",
        "Lanjutkan",
        source=Lokasi.DITUNDA,
        target=Remembered(
            "<lanjut_lokasi>",
            "lanjut",
            (Lokasi.DITETAPKAN, Lokasi.KOORDINASI, Lokasi.SURVEI, *OPEN, Lokasi.DISEGEL),
        ),
        who=tpc,
        guards=(
            lawful.kegiatan_tindak_lanjut_selesai,
            lawful.sebab_berakhir,
            lawful.tanpa_permintaan_menunggu,
        ),
        legal=f"{LEGAL} Pasal 11 (7); CB-123, CB-221",
    )
    def lanjutkan(self: Any, move: Move) -> None:
        if self.sebelumnya in OPEN:
            same = self.ditunda_pada is not None and self.hari(self.ditunda_pada) == self.hari(move.now)
            self.lanjut = self.sebelumnya if same else Lokasi.DISEGEL
        else:
            self.lanjut = GOES_ON.get(self.sebelumnya, Lokasi.SURVEI)
        self.sebelumnya, self.ditunda_pada = "", None

    @act("TL-16a", _BY_CHEATING, source=CANCELLED, target=Lokasi.DIBATALKAN, fact="!hasil",
         effects=(effects.end_preparations,),
         legal=f"{LEGAL} Pasal 10 (7)–(9), 11 (9)–(11); CB-77, CB-78, CB-79, CB-125, CB-126, CB-127, CB-129",
         **_PB)  # fmt: skip
    @act("TL-16b", _BY_CHEATING, source=CANCELLED, target=Lokasi.PELAKSANAAN_SELESAI, fact="hasil",
         effects=(effects.request_handover, effects.end_preparations), legal="CB-125, CB-129, CB-132 (usulan)",
         **_PB)  # fmt: skip
    def batalkan(self: Any, move: Move) -> None:
        effects.close_trouble(self, move.now, "pelaksanaan dibatalkan")

    @row(
        "TL-17a",
        "Cabut lokasi",
        source=ALIVE,
        target=Lokasi.DICABUT,
        who=ppss,
        form=forms.CabutForm,
        guards=(lawful.semua_sesi_berakhir, lawful.tanpa_hasil, lawful.tanpa_permintaan_menunggu),
        documents=("keputusan_cabut>=1",),
        effects=(effects.end_preparations,),
        legal="CB-265 (usulan)",
        danger=True,
    )
    def cabut_lokasi(self: Any, move: Move) -> None:
        effects.close_trouble(self, move.now, "lokasi dicabut")

    @act(
        "TL-17b",
        "Lokasi dicabut",
        source=BEFORE_OPENING,
        target=Lokasi.DICABUT,
        fact="!pernah_dibuka",
        kind="ask",
        causes={"EV-10", "EV-25a", "EV-25b"},
        guards=(lawful.permintaan_terjawab, lawful.semua_sesi_berakhir),
        effects=(effects.end_preparations,),
        legal="CB-265, CB-267 (usulan)",
    )
    def cabut_karena_acara(self: Any, move: Move) -> None:
        effects.close_trouble(self, move.now, "lokasi dicabut")
