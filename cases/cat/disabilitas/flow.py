"""Whose turn it is: PPSS registers and passes on, the recipient prepares (§17)."""

from __future__ import annotations

from viewflow import this

from cases.cat.states import Disabilitas as State
from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn


def _prepares(role: str) -> Turn:
    return Turn(
        "Siapkan fasilitas",
        "konfirmasi_siap",
        when=lambda d: d.state == State.DISAMPAIKAN and d.kebutuhan.get("lewat") == role,
        pool=role,
    )


class DisabilitasFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    data = Turn("Data kebutuhan", "data", when=lambda d: d.state == State.DIBERITAHUKAN, pool="ppss")
    sampaikan = Turn(
        "Sampaikan kepada penyelenggara", "sampaikan", when=lambda d: d.state == State.DIDATA, pool="ppss"
    )
    kanreg = _prepares("kanreg")
    upt = _prepares("upt")
    ukt = _prepares("ukt")
    psi = _prepares("psi")
    utama = Lane(this.data, this.sampaikan, this.kanreg, this.upt, this.ukt, this.psi)
