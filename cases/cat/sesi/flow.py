"""Whose turn it is in a sesi (cat-bkn §17). The desk has no turns: many of Pansel work at it at once (PS rows)."""

from __future__ import annotations

from viewflow import this

from cases.cat.states import Sesi as State
from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn

_TPC = "tpc"


class SesiFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    buka = Turn("Buka akses PIN", "buka_akses_pin", when=lambda s: s.state == State.TERJADWAL, pool=_TPC)
    arahkan = Turn(
        "Mulai pengarahan", "mulai_pengarahan", when=lambda s: s.state == State.REGISTRASI_DITUTUP, pool=_TPC
    )
    mulai_ujian = Turn("Mulai sesi", "mulai_sesi", when=lambda s: s.state == State.PENGARAHAN, pool=_TPC)
    akhiri = Turn("Akhiri sesi", "akhiri_sesi", when=lambda s: s.state == State.BERLANGSUNG, pool=_TPC)
    pulih = Turn(
        "Catat gangguan selesai",
        "gangguan_selesai",
        "gangguan_selesai_mulai_baru",
        when=lambda s: s.state == State.TERGANGGU,
        pool=_TPC,
    )
    lanjut = Turn(
        "Lanjutkan sesi",
        "lanjutkan",
        "lanjutkan_mulai_baru",
        "tanda_tangani_hasil_sebagian",
        when=lambda s: s.state == State.DITUNDA,
        pool=_TPC,
    )
    unggah = Turn(
        "Unggah hasil ke MST",
        "unggah_ke_mst",
        when=lambda s: s.state == State.HASIL_DITANDATANGANI,
        pool=_TPC,
    )
    jadwal = Turn(
        "Putuskan jadwal sesi yang ditunda",
        "jadwalkan_kembali",
        "cabut",
        when=lambda s: s.state == State.DITUNDA,
        pool="ppss",
    )
    ruang = Lane(this.buka, this.arahkan, this.mulai_ujian, this.akhiri, this.pulih, this.lanjut, this.unggah)
    penjadwalan = Lane(this.jadwal)
