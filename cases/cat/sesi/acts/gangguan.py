"""SS-6 … SS-11, SS-15, SS-16: disturbed, postponed, going on, held another day, cancelled, taken off."""

from __future__ import annotations

from typing import Any

from cases.cat.permissions import ppss, sistem, tpc
from cases.cat.sesi import effects, jam
from cases.cat.sesi.forms import sesi as forms
from cases.cat.sesi.guards import lawful, ticks
from cases.cat.sesi.rows import LEGAL, and_place, and_receivers, row
from cases.cat.states import Sesi
from workflows.context import Move
from workflows.machine import Remembered, act

from .jalannya import TOGETHER

ON_THE_DAY = (Sesi.REGISTRASI, Sesi.REGISTRASI_DITUTUP, Sesi.PENGARAHAN, Sesi.BERLANGSUNG)
RUNNING = (*ON_THE_DAY, Sesi.TERGANGGU)
BACK = Remembered("<sebelumnya>", "kembali_ke", ON_THE_DAY)
BACK_BEFORE_START = Remembered("<sebelumnya>", "kembali_ke", ON_THE_DAY[:-1])
GOES_ON = Remembered("<lanjut_sesi>", "kembali_ke", (Sesi.TERJADWAL, *ON_THE_DAY[1:]))
_DISTURBED: dict[str, Any] = {"source": ON_THE_DAY, "target": Sesi.TERGANGGU}
_OVER = (
    lawful.lokasi_operasional,
    lawful.lokasi_tanpa_gangguan,
    lawful.pn_gangguan_tidak_berlaku,
    lawful.kurang_3_jam_atau_ditolak,
    lawful.tanpa_permintaan_menunggu,
)
_PN: dict[str, Any] = {
    "target": Sesi.DITUNDA,
    "kind": "ask",
    "causes": {"PN-5"},
    "guards": (lawful.dalam_cakupan_beku,),
    "effects": (effects.request_partial,),
}
_ENDED = (ticks.sebab_berakhir, ticks.kegiatan_tindak_lanjut_selesai)
_ELSEWHERE = (lawful.lokasi_tujuan_menerima, lawful.lokasi_tidak_ditunda)
_HERE = (lawful.lokasi_operasional, lawful.lokasi_tanpa_gangguan)
_AGAIN = (lawful.lokasi_terpilih_menerima, ticks.batas_sesi, lawful.hasil_sebagian_bila_perlu)


class DisturbanceActs:
    gangguan_lapor: Any

    @row(
        "SS-6a",
        "Catat gangguan",
        who=tpc,
        form=forms.GangguanForm,
        guards=(lawful.lokasi_tanpa_gangguan, lawful.tanpa_permintaan_menunggu),
        legal=f"{LEGAL} Pasal 11 (4); CB-119",
        **_DISTURBED,
    )
    def catat_gangguan(self: Any, move: Move) -> None:
        self.disturb(move, sendiri=True)

    @row(
        "SS-6b",
        "Gangguan lokasi",
        kind="ask",
        causes={"TL-19"},
        form=forms.GangguanLokasiForm,
        guards=(lawful.gangguan_lokasi_masih_terbuka,),
        legal="CB-268 (usulan)",
        **_DISTURBED,
    )
    def gangguan_lokasi(self: Any, move: Move) -> None:
        self.disturb(move, sendiri=False)

    @row(
        "SS-7a",
        "Gangguan selesai",
        source=Sesi.TERGANGGU,
        target=BACK,
        who=tpc,
        form=forms.SelesaiForm,
        guards=_OVER,
        effects=(effects.take_back,),
        legal="CB-120 (usulan)",
    )
    def gangguan_selesai(self: Any, move: Move) -> None:
        self.trouble_over(move)

    @row(
        "SS-7b",
        "Gangguan selesai dengan mulai baru",
        source=Sesi.TERGANGGU,
        target=BACK_BEFORE_START,
        fact="!dimulai",
        form=forms.SelesaiMulaiBaruForm,
        guards=(ticks.mulai_baru_sah, *_OVER),
        effects=(effects.take_back,),
        legal="CB-269 (usulan)",
        **TOGETHER,
    )
    def gangguan_selesai_mulai_baru(self: Any, move: Move) -> None:
        self.start_anew(move)
        self.trouble_over(move)

    @act(
        "SS-8",
        "Gangguan mencapai 3 jam",
        source=Sesi.TERGANGGU,
        fact="jam_sendiri",
        who=sistem,
        kind="clock",
        at=jam.three_hours,
        guards=(lawful.tiga_jam, lawful.sekali_per_gangguan),
        effects=(effects.propose,),
        legal=f"{LEGAL} Pasal 11 (4); CB-119, CB-250",
    )
    def gangguan_3_jam(self: Any, move: Move) -> None:
        self.gangguan_lapor = move.now


class PostponementActs:
    sebelumnya: Any

    @act("SS-9a", "Penundaan berlaku", source=Sesi.TERJADWAL, fact="cakupan_sesi sebab_sarana",
         legal=f"{LEGAL} Pasal 10 (4)–(6); CB-74, CB-128", **_PN)  # fmt: skip
    @act("SS-9b", "Penundaan berlaku", source=Sesi.TERGANGGU, fact="cakupan_sesi !sebab_sarana jam_sendiri",
         legal=f"{LEGAL} Pasal 11 (4)–(6); CB-119, CB-128", **_PN)  # fmt: skip
    @act("SS-9c", "Penundaan berlaku", source=(Sesi.TERJADWAL, *RUNNING), fact="!cakupan_sesi",
         legal=f"{LEGAL} Pasal 10 (4)–(6), 11 (4)–(6); CB-74, CB-119, CB-131", **_PN)  # fmt: skip
    def tunda(self: Any, move: Move) -> None:
        self.postpone(move)

    @row("SS-10a", "Lanjutkan", source=Sesi.DITUNDA, target=Sesi.TERJADWAL, fact="ingat_terjadwal", who=tpc,
         guards=(*_ENDED, *_ELSEWHERE, lawful.mulai_mendatang, lawful.tanpa_permintaan_menunggu),
         legal=f"{LEGAL} Pasal 11 (7); CB-123, CB-221")  # fmt: skip
    @row("SS-10b", "Lanjutkan", source=Sesi.DITUNDA, target=GOES_ON, fact="!ingat_terjadwal", who=tpc,
         guards=(*_ENDED, *_HERE, lawful.selesai_sebelum_20, lawful.mulai_mendatang_atau_dimulai,
                 lawful.tanpa_permintaan_menunggu),
         legal=f"{LEGAL} Pasal 11 (7); CB-123, CB-221")  # fmt: skip
    def lanjutkan(self: Any, move: Move) -> None:
        self.go_on(move, Sesi.TERJADWAL if self.sebelumnya == Sesi.REGISTRASI else self.sebelumnya)

    @row("SS-10c", "Lanjutkan dengan mulai baru", source=Sesi.DITUNDA, target=Sesi.TERJADWAL, fact="ingat_terjadwal",
         form=forms.MulaiBaruForm,
         guards=(ticks.mulai_baru_sah, *_ENDED, *_ELSEWHERE, lawful.tanpa_permintaan_menunggu),
         legal="CB-269 (usulan)", **TOGETHER)  # fmt: skip
    @row("SS-10d", "Lanjutkan dengan mulai baru", source=Sesi.DITUNDA, target=BACK_BEFORE_START,
         fact="!ingat_terjadwal !dimulai", form=forms.MulaiBaruForm,
         guards=(ticks.mulai_baru_sah, *_ENDED, *_HERE, lawful.tanpa_permintaan_menunggu),
         legal="CB-269 (usulan)", **TOGETHER)  # fmt: skip
    def lanjutkan_mulai_baru(self: Any, move: Move) -> None:
        self.start_anew(move)
        self.go_on(move, self.sebelumnya)

    @row("SS-11a", "Jadwalkan kembali", source=Sesi.DITUNDA, target=Sesi.DIJADWAL_ULANG, fact="!sebab_sarana", who=ppss,
         form=forms.JadwalkanKembaliGangguanForm, locks=and_place,
         guards=(lawful.lewat_20, *_AGAIN, lawful.tanpa_permintaan_menunggu),
         documents=("surat_penjadwalan_ulang>=1",), effects=(effects.succeed,),
         legal=f"{LEGAL} Pasal 11 (8); CB-124")  # fmt: skip
    @row("SS-11b", "Jadwalkan kembali", source=Sesi.DITUNDA, target=Sesi.DIJADWAL_ULANG, fact="sebab_sarana", who=ppss,
         form=forms.JadwalkanKembaliSaranaForm, locks=and_place,
         guards=(ticks.koordinasi_pihak, *_AGAIN, lawful.tanpa_permintaan_menunggu),
         effects=(effects.succeed,), legal="CB-124 (usulan)")  # fmt: skip
    def jadwalkan_kembali(self: Any, move: Move) -> None:
        self.sebelumnya = ""

    @act(
        "SS-15",
        "Pembatalan berlaku",
        source=(Sesi.TERJADWAL, *RUNNING, Sesi.DITUNDA),
        target=Sesi.DIBATALKAN,
        kind="ask",
        causes={"PB-5"},
        guards=(lawful.dalam_cakupan_beku,),
        effects=(effects.void,),
        legal=f"{LEGAL} Pasal 10 (7)–(9), 11 (9)–(11); CB-77, CB-125, CB-129",
    )
    def batalkan(self: Any, move: Move) -> None:
        self.end(partial=False)

    @row(
        "SS-16a",
        "Cabut dari jadwal",
        source=(Sesi.TERJADWAL, Sesi.DITUNDA),
        target=Sesi.DICABUT,
        who=ppss,
        form=forms.CabutForm,
        locks=and_receivers,
        guards=(
            ticks.peserta_dipindah_atau_beralasan,
            lawful.hasil_sebagian_bila_perlu,
            lawful.tanpa_permintaan_menunggu,
        ),
        documents=("keputusan_cabut>=1",),
        effects=(effects.move_to_one,),
        danger=True,
        legal="CB-264 (usulan)",
    )
    def cabut(self: Any, move: Move) -> None:
        self.end(partial=self.hasil_sebagian)

    @row(
        "SS-16b",
        "Sesi dicabut",
        source=(Sesi.TERJADWAL, Sesi.DITUNDA),
        target=Sesi.DICABUT,
        kind="ask",
        causes={"EV-10", "EV-25a", "EV-25b"},
        form=forms.CabutKarenaAcaraForm,
        locks=and_receivers,
        guards=(lawful.tujuan_tersedia, lawful.tanpa_hasil),
        effects=(effects.move_named,),
        legal="CB-264, CB-267 (usulan)",
    )
    def cabut_karena_acara(self: Any, move: Move) -> None:
        self.end(partial=False)
