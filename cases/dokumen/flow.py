"""Whose turn it is with a signed document: one lane for its maker, one for each line (§13.10, SJ-136)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from viewflow import this

from cases.core.declared.registry import pool_named
from cases.core.models import CaseProcess, CaseTask
from cases.organisations.pools import POOL_INSTITUSI
from workflows.flow import CaseFlow, Lane, Turn

from .holders import in_charge, only_holder
from .states import State


def _waits(number: int, for_: str) -> Callable[[Any], bool]:
    """Whether line `number` waits for its person, for whoever holds its role, or for the institution."""

    def due(dokumen: Any) -> bool:
        row = dokumen.line(number) if dokumen.state == State.MENUNGGU_TTD else None
        return row is not None and row.signed_by_id is None and row.waits_for == for_

    return due


def _signing(number: int, for_: str, **whose: Any) -> Turn:
    return Turn(
        "Tanda tangani dokumen",
        "tanda_tangani",
        "tolak_tanda_tangan",
        when=_waits(number, for_),
        **whose,
    )


def _in_person(number: int) -> Turn:
    return _signing(
        number,
        "orang",
        owner=lambda dokumen: dokumen.line(number).user if dokumen.line(number) else None,
    )


def _of_role(number: int) -> Turn:
    """The pool of the role, where there is one; else its only holder."""

    def role(dokumen: Any) -> str:
        row = dokumen.line(number)
        return row.role if row is not None else ""

    return _signing(number, "peran", owner=lambda d: alone(d, role(d)), pool=lambda d: pool_of(role(d)))


def _of_institution(number: int) -> Turn:
    return _signing(number, "institusi", pool=POOL_INSTITUSI)


def alone(dokumen: Any, role: str) -> Any:
    return only_holder(dokumen, role) if role and not pool_of(role) else None


def pool_of(role: str) -> str:
    """Key of the pool of a role, "" where no type has one."""
    return role if pool_named(role) is not None else ""


def _keeper(dokumen: Any) -> Any:
    return in_charge(dokumen) or alone(dokumen, dokumen.rule.keeper)


def _keeper_pool(dokumen: Any) -> str:
    return pool_of(dokumen.rule.keeper) if in_charge(dokumen) is None else ""


KEPT: dict[str, Any] = {"owner": _keeper, "pool": _keeper_pool}


class DokumenFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    susun = Turn(
        "Susun ulang konsep",
        "susun_ulang",
        "batalkan",
        when=lambda d: d.state == State.KONSEP and not d.siap and not d.disusun,
        **KEPT,
    )
    periksa = Turn(
        "Periksa konsep dan ajukan",
        "ajukan",
        "susun_ulang",
        "batalkan",
        when=lambda d: d.state == State.KONSEP and d.siap,
        **KEPT,
    )
    kirimkan = Turn("Kirim dokumen", "kirim", when=lambda d: d.state == State.DITANDATANGANI, **KEPT)
    unggah = Turn(
        "Catat unggah MST",
        "catat_unggah",
        when=lambda d: d.state == State.TERKIRIM and d.rule.mst,
        **KEPT,
    )
    utama = Lane(this.susun, this.periksa, this.kirimkan, this.unggah)

    orang_1, peran_1, institusi_1 = _in_person(1), _of_role(1), _of_institution(1)
    orang_2, peran_2, institusi_2 = _in_person(2), _of_role(2), _of_institution(2)
    orang_3, peran_3, institusi_3 = _in_person(3), _of_role(3), _of_institution(3)
    penandatangan_1 = Lane(this.orang_1, this.peran_1, this.institusi_1)
    penandatangan_2 = Lane(this.orang_2, this.peran_2, this.institusi_2)
    penandatangan_3 = Lane(this.orang_3, this.peran_3, this.institusi_3)
