"""Whose turn it is in a cancellation (cat-bkn §16.6, §17). The signing of the berita acara is the document's own."""

from __future__ import annotations

from typing import Any

from viewflow import this

from cases.cat.states import Pembatalan as State
from cases.cat.usul.subject import KKR, KPPSS
from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn


def _confirms(party: str) -> Any:
    return lambda p: p.state == State.KONSEP and not p.koordinasi_bkn and p.party() == party


class PembatalanFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    kanreg_konfirmasi = Turn("Konfirmasi koordinasi", "konfirmasi_bkn", when=_confirms(KKR), pool="kanreg")
    ppss_konfirmasi = Turn("Konfirmasi koordinasi", "konfirmasi_bkn", when=_confirms(KPPSS), pool="ppss")
    selesaikan = Turn(
        "Catat koordinasi selesai",
        "koordinasi_selesai",
        "tarik",
        when=lambda p: p.state == State.KONSEP and bool(p.koordinasi_bkn),
        pool="tpc",
    )
    putuskan = Turn(
        "Putuskan pembatalan",
        "setujui",
        "tolak",
        when=lambda p: p.state == State.DIKOORDINASIKAN and not p.disetujui,
        pool="deputi",
    )
    umumkan_peserta = Turn(
        "Umumkan pembatalan",
        "umumkan",
        when=lambda p: p.state == State.BERLAKU and not p.diumumkan,
        pool="psi",
    )

    bkn = Lane(this.kanreg_konfirmasi, this.ppss_konfirmasi)
    utama = Lane(this.selesaikan, this.putuskan, this.umumkan_peserta)
