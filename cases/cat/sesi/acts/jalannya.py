"""SS-1 … SS-5, SS-12 … SS-14, SS-17: a sesi from its place in the schedule to its uploaded result."""

from __future__ import annotations

from typing import Any

from cases.cat.permissions import psi, sistem, tpc
from cases.cat.sesi import effects, jam
from cases.cat.sesi.forms import sesi as forms
from cases.cat.sesi.guards import lawful, ticks
from cases.cat.sesi.rows import LEGAL, and_receivers, row
from cases.cat.states import Sesi
from workflows.context import Move
from workflows.machine import NOTHING, act

TOGETHER: dict[str, Any] = {"who": tpc | psi, "joint": ("tpc", "psi")}


class ScheduleActs:
    mulai: Any

    @row(
        "SS-1a",
        "Jadwalkan sesi",
        source=NOTHING,
        target=Sesi.TERJADWAL,
        kind="ask",
        causes={"EV-10", "EV-28"},
        form=forms.JadwalForm,
        guards=(
            lawful.lokasi_tujuan_menunggu,
            lawful.acara_menerima,
            lawful.lokasi_tujuan_menerima,
            ticks.batas_sesi,
        ),
        effects=(effects.place,),
        legal=f"{LEGAL} Pasal 11 (2); CB-14, CB-89",
    )
    def jadwalkan(self: Any, move: Move) -> None:
        self.set_time(move.data)

    @act(
        "SS-1b",
        "Sesi pengganti",
        source=NOTHING,
        target=Sesi.TERJADWAL,
        causes={"SS-11a", "SS-11b"},
        guards=(lawful.lokasi_tujuan_menerima, ticks.batas_sesi),
        legal=f"{LEGAL} Pasal 11 (8); CB-124",
    )
    def jadwalkan_pengganti(self: Any, move: Move) -> None:
        self.set_time(move.data)

    @row(
        "SS-1c",
        "Ubah jadwal sesi",
        source=(Sesi.TERJADWAL, Sesi.DITUNDA),
        fact="!dimulai",
        kind="ask",
        causes={"EV-10", "EV-28"},
        form=forms.UbahJadwalForm,
        guards=(
            lawful.lokasi_tujuan_menunggu,
            lawful.tujuan_tersedia,
            lawful.acara_menerima,
            lawful.lokasi_tujuan_menerima,
            ticks.batas_sesi,
        ),
        locks=and_receivers,
        effects=(effects.move_named, effects.place),
        legal="CB-14, CB-266 (usulan)",
    )
    def ubah_jadwal(self: Any, move: Move) -> None:
        move.notes["mulai_lama"] = self.mulai
        self.set_time(move.data)

    @row(
        "SS-2b",
        "Geser mulai",
        source=(Sesi.TERJADWAL, Sesi.REGISTRASI),
        form=forms.MulaiBaruForm,
        guards=(ticks.mulai_baru_sah, lawful.tanpa_permintaan_menunggu),
        legal="CB-269 (usulan)",
        **TOGETHER,
    )
    def geser_mulai(self: Any, move: Move) -> None:
        self.start_anew(move)


class DayActs:
    pin_ditutup_pada: Any
    dimulai_pada: Any
    lanjut_pada: Any
    sisa: Any
    selesai_pada: Any
    hasil_sebagian: Any

    @row(
        "SS-2",
        "Buka akses PIN",
        source=Sesi.TERJADWAL,
        target=Sesi.REGISTRASI,
        who=tpc,
        form=forms.BukaForm,
        guards=(
            lawful.hari_sesi,
            lawful.lokasi_operasional,
            lawful.lokasi_tanpa_gangguan,
            lawful.tanpa_pembatalan_terbuka,
            lawful.tanpa_permintaan_menunggu,
            ticks.aplikasi_siap,
            ticks.pelatihan_dicatat,
        ),
        legal=f"{LEGAL} Pasal 11 (3) e–f; CB-94, CB-95",
    )
    def buka_akses_pin(self: Any, move: Move) -> None:
        self.keep("buka", move, "aplikasi_siap", "pelatihan")

    @row(
        "SS-3",
        "Tutup PIN",
        source=Sesi.REGISTRASI,
        target=Sesi.REGISTRASI_DITUTUP,
        who=sistem,
        kind="clock",
        at=jam.pin_closes,
        guards=(
            lawful.lima_menit_sebelum_mulai,
            lawful.lokasi_tanpa_gangguan,
            lawful.tanpa_permintaan_menunggu,
        ),
        effects=(effects.keep_counts,),
        legal=f"{LEGAL} Lamp. 1.1.c; CB-171, CB-254",
    )
    def tutup_pin(self: Any, move: Move) -> None:
        self.pin_ditutup_pada = jam.pin_closes(self)

    @row(
        "SS-4",
        "Mulai pengarahan",
        source=Sesi.REGISTRASI_DITUTUP,
        target=Sesi.PENGARAHAN,
        who=tpc,
        form=forms.PengarahanForm,
        guards=(
            lawful.lokasi_operasional,
            lawful.lokasi_tanpa_gangguan,
            lawful.tanpa_permintaan_menunggu,
            ticks.semua_ber_pin_diputus,
            ticks.prasarana_sesi_siap,
        ),
        legal=f"{LEGAL} Pasal 11 (3) h–j, o; CB-97, CB-98, CB-99, CB-104",
    )
    def mulai_pengarahan(self: Any, move: Move) -> None:
        self.keep("pengarahan", move, *forms.PengarahanForm.base_fields)

    @row(
        "SS-5",
        "Umumkan kode sesi dan mulai",
        source=Sesi.PENGARAHAN,
        target=Sesi.BERLANGSUNG,
        who=tpc,
        form=forms.MulaiForm,
        guards=(
            lawful.lokasi_operasional,
            lawful.lokasi_tanpa_gangguan,
            lawful.tanpa_pembatalan_terbuka,
            lawful.tanpa_permintaan_menunggu,
            ticks.tanpa_peserta_antre,
            ticks.semua_hadir_masuk_atau_dijelaskan,
        ),
        effects=(effects.begin_all,),
        legal=f"{LEGAL} Pasal 11 (3) p–q; CB-105, CB-106",
    )
    def mulai_sesi(self: Any, move: Move) -> None:
        self.dimulai_pada, self.lanjut_pada, self.sisa = move.now, None, None
        self.keep("mulai", move, "kode_sesi", "siaran", "belum_masuk")

    @row(
        "SS-12",
        "Akhiri sesi",
        source=Sesi.BERLANGSUNG,
        target=Sesi.SELESAI,
        who=tpc,
        guards=(
            lawful.tanpa_peserta_belum_mulai,
            lawful.lokasi_tanpa_gangguan,
            lawful.tanpa_permintaan_menunggu,
            ticks.waktu_habis_atau_semua_selesai,
        ),
        effects=(effects.finish_all, effects.request_result),
        danger=True,
        legal=f"{LEGAL} Lamp. 1.1.k; CB-180",
    )
    def akhiri_sesi(self: Any, move: Move) -> None:
        self.selesai_pada = move.now

    @act(
        "SS-13",
        "Tanda tangani hasil",
        source=Sesi.SELESAI,
        target=Sesi.HASIL_DITANDATANGANI,
        kind="ask",
        causes={"DK-6"},
        guards=(ticks.hasil_ditandatangani_keduanya, ticks.daftar_hadir_ditandatangani),
        legal=f"{LEGAL} Pasal 11 (3) k, u, Pasal 11 (12) l; CB-100, CB-110, CB-144",
    )
    def tanda_tangani_hasil(self: Any, move: Move) -> None:
        """Both have signed (DK-6)."""

    @act(
        "SS-14",
        "Unggah ke MST",
        source=Sesi.HASIL_DITANDATANGANI,
        target=Sesi.TERUNGGAH,
        who=tpc,
        guards=(ticks.terunggah_mst,),
        legal=f"{LEGAL} Pasal 11 (3) x; CB-113",
    )
    def unggah_ke_mst(self: Any, move: Move) -> None:
        """The receipts stand with the documents (CB-240)."""

    @row(
        "SS-17",
        "Tanda tangani dan unggah hasil sebagian",
        source=Sesi.DITUNDA,
        fact="!hasil_sebagian",
        who=tpc,
        guards=(
            lawful.ada_hasil_peserta,
            lawful.tanpa_permintaan_menunggu,
            ticks.hasil_ditandatangani_keduanya,
            ticks.daftar_hadir_ditandatangani,
            ticks.terunggah_mst,
        ),
        legal="CB-271 (usulan)",
    )
    def tanda_tangani_hasil_sebagian(self: Any, move: Move) -> None:
        self.hasil_sebagian = True
