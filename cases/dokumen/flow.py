"""Whose turn it is with a signed document: one lane for its maker, one for each line (§13.10, SJ-136)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from viewflow import this

from cases.core.declared.turns import petugas_of
from cases.core.models import CaseProcess, CaseTask
from cases.organisations.pools import POOL_INSTITUSI
from workflows.flow import CaseFlow, Lane, Turn

from .states import State


def _waits(number: int, *, person: bool) -> Callable[[Any], bool]:
    """Whether line `number` waits for its person, or for the institution."""

    def due(dokumen: Any) -> bool:
        row = dokumen.line(number) if dokumen.state == State.MENUNGGU_TTD else None
        return row is not None and row.signed_by_id is None and (row.user_id is not None) == person

    return due


def _in_person(number: int) -> Turn:
    return Turn(
        "Tanda tangani dokumen",
        "tanda_tangani",
        "tolak_tanda_tangan",
        when=_waits(number, person=True),
        owner=lambda dokumen: dokumen.line(number).user if dokumen.line(number) else None,
    )


def _of_institution(number: int) -> Turn:
    return Turn(
        "Tanda tangani dokumen",
        "tanda_tangani",
        "tolak_tanda_tangan",
        when=_waits(number, person=False),
        pool=POOL_INSTITUSI,
    )


class DokumenFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    susun = Turn(
        "Susun ulang konsep",
        "susun_ulang",
        "batalkan",
        when=lambda d: d.state == State.KONSEP and not d.siap and not d.disusun,
        owner=petugas_of,
    )
    periksa = Turn(
        "Periksa konsep dan ajukan",
        "ajukan",
        "susun_ulang",
        "batalkan",
        when=lambda d: d.state == State.KONSEP and d.siap,
        owner=petugas_of,
    )
    kirimkan = Turn(
        "Kirim dokumen", "kirim", when=lambda d: d.state == State.DITANDATANGANI, owner=petugas_of
    )
    unggah = Turn(
        "Catat unggah MST",
        "catat_unggah",
        when=lambda d: d.state == State.TERKIRIM and d.rule.mst,
        owner=petugas_of,
    )
    utama = Lane(this.susun, this.periksa, this.kirimkan, this.unggah)

    orang_1, institusi_1 = _in_person(1), _of_institution(1)
    orang_2, institusi_2 = _in_person(2), _of_institution(2)
    orang_3, institusi_3 = _in_person(3), _of_institution(3)
    penandatangan_1 = Lane(this.orang_1, this.institusi_1)
    penandatangan_2 = Lane(this.orang_2, this.institusi_2)
    penandatangan_3 = Lane(this.orang_3, this.institusi_3)
