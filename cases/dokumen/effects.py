"""What else the acts of a signed document change, in the act's transaction."""

from __future__ import annotations

from typing import Any

from cases.core.doing.notices import notify
from workflows.context import Move
from workflows.jobs import defer

#: Names of the jobs (handlers: `jobs`).
MAKE, REDRAW, REPLACE = "dokumen", "dokumen.susun", "dokumen.ganti"


def ask_for(key: str, move: Move) -> None:
    """Put the making of a document of kind `key` into a job: an effect of the act that calls for it."""
    values = {name: value for name, value in move.data.items() if value not in (None, "", [])}
    defer(
        MAKE,
        key,
        move.entry.pk,
        boundary=move.root.case.pk,
        jenis=key,
        induk=move.root.case.pk,
        sumber=move.entry.pk,
        oleh=move.person.pk,
        nilai=values,
        pada=move.now,
    )


def draw_lines(move: Move) -> None:
    """The lines of a new document, as they are printed on it."""
    obj: Any = move.obj
    lines = obj.lines
    for number, line in enumerate(lines, start=1):
        obj.penandatangan.create(urutan=number, peran=line.peran, user=line.user)
    obj.forget()


def redraw(move: Move) -> None:
    """Render the new draft after the commit."""
    obj: Any = move.obj
    defer(REDRAW, move.entry.pk, boundary=obj.pk, dokumen=obj.pk, konsep=obj.konsep, oleh=move.person.pk)


def replace(move: Move) -> None:
    """Make the document that replaces this one after the commit."""
    defer(
        REPLACE,
        move.entry.pk,
        boundary=move.obj.pk,
        dokumen=move.obj.pk,
        sumber=move.entry.pk,
        oleh=move.person.pk,
    )


def void_signatures(move: Move) -> None:
    """Signatures of a refused draft count no more; its files stay as versions."""
    obj: Any = move.obj
    obj.penandatangan.update(signed_by=None, signed_at=None, sertifikat={})
    obj.forget()


def change_signer(move: Move) -> None:
    """The line of the former petugas becomes the new one's; without one, the lines of people who have left."""
    obj: Any = move.obj
    void_signatures(move)
    lines = obj.penandatangan.filter(user=move.notes["petugas_lama"])
    if not lines.exists():
        lines = obj.penandatangan.filter(user__is_active=False)
    lines.update(user=move.data["petugas"])
    obj.forget()


def tell_signers(move: Move) -> None:
    obj: Any = move.obj
    people = tuple(row.user for row in obj.signers if row.user is not None)
    audiences = ("institusi",) if any(row.user_id is None for row in obj.signers) else ()
    notify(move, "Dokumen menunggu tanda tangan Anda", *audiences, users=people)
