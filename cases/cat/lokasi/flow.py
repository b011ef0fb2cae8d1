"""Whose turn it is at a titik lokasi (§17): Tim Pelaksana, Pansel beside it where both act, and a disturbance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from viewflow import this

from cases.cat.lokasi.facts import BATAS, first_start
from cases.cat.states import Lokasi as State
from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn

#: So long before the first sesi a place is ready (Pasal 10 (2); CB-63, CB-247).
SIAP = dt.timedelta(hours=24)
_OPEN = frozenset({State.DIBUKA, State.OPERASIONAL})


def ready_by(lokasi: Any, now: dt.datetime) -> dt.datetime | None:
    start = first_start(lokasi)
    return None if start is None else start - SIAP


def first_sesi(lokasi: Any, now: dt.datetime) -> dt.datetime | None:
    return first_start(lokasi)


def _at(*states: str) -> Callable[[Any], bool]:
    return lambda lokasi: lokasi.state in states


def _tpc(label: str, *acts: str, states: tuple[str, ...], due_at: Any = ready_by) -> Turn:
    return Turn(label, *acts, when=_at(*states), pool="tpc", due_at=due_at)


def _psi(label: str, *acts: str, when: Callable[[Any], bool], due_at: Any = ready_by) -> Turn:
    return Turn(label, *acts, when=when, pool="psi", due_at=due_at)


class LokasiFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    koordinasi = _tpc("Koordinasi lokasi", "koordinasi_lokasi", states=(State.DITETAPKAN,))
    survei = _tpc("Isi survei", "isi_survei", states=(State.KOORDINASI, State.PERBAIKAN))
    rekomendasi = _tpc(
        "Rekomendasi hasil survei",
        "rekomendasi_layak",
        "rekomendasi_tidak_layak",
        "isi_survei",
        states=(State.SURVEI,),
    )
    perbaiki = _tpc("Perbaiki lokasi", "perbaiki", states=(State.TIDAK_LAYAK,))
    uji = _tpc("Uji jaringan dan segel", "uji_jaringan_dan_segel", states=(State.LAYAK,))
    buka = _tpc("Buka segel", "buka_segel", states=(State.SIAP,), due_at=first_sesi)
    periksa = _tpc("Periksa prasarana harian", "prasarana_sesuai", states=(State.DIBUKA,), due_at=first_sesi)
    hari = _tpc(
        "Akhiri hari",
        "segel_kembali",
        "siapkan_dokumen_hari",
        "selesaikan_hari_terakhir",
        states=(State.OPERASIONAL,),
        due_at=None,
    )
    hari_berikut = _tpc(
        "Buka segel atau selesaikan",
        "buka_segel",
        "siapkan_dokumen_hari",
        "selesaikan_hari_terakhir",
        states=(State.DISEGEL,),
        due_at=first_sesi,
    )
    tutup = _tpc(
        "Tutup lokasi",
        "tutup_lokasi",
        "siapkan_dokumen_hari",
        states=(State.PELAKSANAAN_SELESAI,),
        due_at=None,
    )
    lanjut = _tpc(
        "Lanjutkan lokasi",
        "lanjutkan",
        "segel_kembali",
        "selesaikan_hari_terakhir",
        states=(State.DITUNDA,),
        due_at=None,
    )
    utama = Lane(
        this.koordinasi,
        this.survei,
        this.rekomendasi,
        this.perbaiki,
        this.uji,
        this.buka,
        this.periksa,
        this.hari,
        this.hari_berikut,
        this.tutup,
        this.lanjut,
    )

    setuju_koordinasi = _psi("Koordinasi lokasi", "koordinasi_lokasi", when=_at(State.DITETAPKAN))
    siapkan_sarana = _psi(
        "Isi survei",
        "isi_survei",
        when=lambda lokasi: lokasi.mandiri and lokasi.state in (State.KOORDINASI, State.PERBAIKAN),
    )
    perbaiki_sarana = _psi("Perbaiki lokasi", "perbaiki", when=_at(State.TIDAK_LAYAK))
    segel = _psi("Uji jaringan dan segel", "uji_jaringan_dan_segel", when=_at(State.LAYAK))
    buka_bersama = _psi("Buka segel", "buka_segel", when=_at(State.SIAP, State.DISEGEL), due_at=first_sesi)
    segel_kembali = _psi("Segel kembali", "segel_kembali", when=_at(State.OPERASIONAL), due_at=None)
    pansel = Lane(
        this.setuju_koordinasi,
        this.siapkan_sarana,
        this.perbaiki_sarana,
        this.segel,
        this.buka_bersama,
        this.segel_kembali,
    )

    gangguan = Turn(
        "Akhiri gangguan lokasi",
        "gangguan_selesai",
        when=lambda lokasi: lokasi.gangguan_mulai is not None and lokasi.state in (*_OPEN, State.DISEGEL),
        pool="tpc",
        due_at=lambda lokasi, now: lokasi.gangguan_mulai + BATAS,
    )
    darurat = Lane(this.gangguan)
