"""Appointing and replacing the petugas of a case: right, history and notice in one transaction (SJ-39, SJ-137)."""

from __future__ import annotations

from guardian.shortcuts import assign_perm, remove_perm

from workflows.context import Move

from .models import Assignment
from .notices import notify
from .permissions import TELAAH_KASUS


def appoint(move: Move) -> None:
    """Effect of Pilih petugas and Ganti petugas: the old petugas loses the right, the new one gains it."""
    case, new = move.root.case, move.data["petugas"]
    open_rows = Assignment.objects.filter(case=case, until__isnull=True)
    for row in open_rows.select_related("petugas"):
        remove_perm(TELAAH_KASUS, row.petugas, case)
    open_rows.update(until=move.now)
    assign_perm(TELAAH_KASUS, new, case)
    Assignment.objects.create(
        case=case, petugas=new, appointed_by=move.principal, since=move.now, alasan=move.reason
    )


def tell_former(move: Move) -> None:
    """The petugas who is replaced learns it (SJ-137); runs before the appointment changes the history."""
    former = move.root.case.assignments.filter(until__isnull=True).select_related("petugas").first()
    if former is not None:
        notify(move, "Anda tidak lagi menangani kasus ini", users=(former.petugas,))
