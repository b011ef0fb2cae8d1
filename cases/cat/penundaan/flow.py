"""Whose turn it is in a postponement (cat-bkn §16.5, §17).

The confirmations stand beside each other, and so do the deputi's decision and the signing of the berita acara, whose
turns are those of the document. What the Pansel owes stays its turn when the postponement has ended.
"""

from __future__ import annotations

from typing import Any

from viewflow import this

from cases.cat.states import Penundaan as State
from cases.cat.usul.subject import KKR, KPPSS
from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn

from .guards import mandiri

_IN_FORCE = frozenset({State.BERLAKU, State.BERAKHIR})


def _confirms(party: str) -> Any:
    return lambda p: p.state == State.KONSEP and not p.koordinasi_bkn and p.party() == party


def _owes_compensation(p: Any) -> bool:
    return p.state in _IN_FORCE and not p.kompensasi and mandiri(p)


def _owes_news(p: Any) -> bool:
    return p.state in _IN_FORCE and not p.diumumkan


class PenundaanFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    pansel_konfirmasi = Turn(
        "Konfirmasi koordinasi",
        "konfirmasi_pansel",
        when=lambda p: p.state == State.KONSEP and not p.koordinasi_psi,
        pool="psi",
    )
    kanreg_konfirmasi = Turn("Konfirmasi koordinasi", "konfirmasi_bkn", when=_confirms(KKR), pool="kanreg")
    ppss_konfirmasi = Turn("Konfirmasi koordinasi", "konfirmasi_bkn", when=_confirms(KPPSS), pool="ppss")
    selesaikan = Turn(
        "Catat koordinasi selesai",
        "koordinasi_selesai",
        "tarik",
        when=lambda p: p.state == State.KONSEP and bool(p.koordinasi_psi and p.koordinasi_bkn),
        pool="tpc",
    )
    putuskan = Turn(
        "Putuskan penundaan",
        "setujui",
        "tolak",
        when=lambda p: p.state == State.DIKOORDINASIKAN and not p.disetujui,
        pool="deputi",
    )
    tindak_lanjut = Turn(
        "Catat tindak lanjut",
        "catat_tindak_lanjut",
        when=lambda p: (
            p.state == State.BERLAKU
            and (p.sebab_berakhir is None or not all(row.get("selesai_pada") for row in p.tindak_lanjut))
        ),
        pool="tpc",
    )
    umumkan_peserta = Turn("Umumkan penundaan", "umumkan", when=_owes_news, pool="psi")
    kompensasi_peserta = Turn(
        "Catat kompensasi peserta", "catat_kompensasi", when=_owes_compensation, pool="psi"
    )

    pansel = Lane(this.pansel_konfirmasi)
    bkn = Lane(this.kanreg_konfirmasi, this.ppss_konfirmasi)
    utama = Lane(this.selesaikan, this.putuskan, this.tindak_lanjut)
    pengumuman = Lane(this.umumkan_peserta)
    kompensasi = Lane(this.kompensasi_peserta)

    @staticmethod
    def ended(subject: Any) -> bool:
        return CaseFlow.ended(subject) and not _owes_news(subject) and not _owes_compensation(subject)
