"""Whose turn it is in a loan of a room."""

import datetime as dt

from viewflow import this

from cases.core.declared.turns import deciding_request
from cases.core.models import CaseProcess, CaseTask
from cases.organisations.pools import POOL_INSTITUSI, POOL_PENYELIA
from workflows.flow import CaseFlow, Lane, Turn
from workflows.timers import deadline

from .states import State


class PinjamRuangFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    putuskan = deadline(
        Turn(
            "Putuskan peminjaman",
            "setujui",
            "tolak",
            when=lambda p: p.state == State.DIAJUKAN,
            pool=POOL_PENYELIA,
        ),
        dt.timedelta(days=3),
        act="kedaluwarsa",
    )
    lapor = Turn(
        "Laporkan selesai",
        "selesaikan",
        when=lambda p: p.state == State.DISETUJUI,
        pool=POOL_INSTITUSI,
    )
    lanjut = Turn(
        "Lanjutkan atau batalkan",
        "lanjutkan",
        when=lambda p: p.state == State.DITUNDA,
        pool=POOL_PENYELIA,
    )
    utama = Lane(this.putuskan, this.lapor, this.lanjut)

    kunci = Turn(
        "Serahkan kunci",
        "serahkan_kunci",
        when=lambda p: p.state == State.DISETUJUI and p.kunci_pada is None,
        pool=POOL_PENYELIA,
    )
    penjaga = Lane(this.kunci)

    jawab = deciding_request(
        "Putuskan permohonan batal",
        "batalkan",
        "tolak_permohonan",
        states={State.DISETUJUI, State.DITUNDA},
        pool=POOL_PENYELIA,
    )
    permohonan = Lane(this.jawab)
