"""What else the acts of a signed document change, in the act's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases.core.doing.assignment import appoint
from cases.core.doing.notices import notify
from workflows import machines
from workflows.asks import ask
from workflows.context import Move
from workflows.jobs import defer

from .holders import holders_for

Effect = Callable[[Move], None]

#: Names of the jobs (handlers: `jobs`).
MAKE, REDRAW, REPLACE = "dokumen", "dokumen.susun", "dokumen.ganti"


def request_document(
    move: Move, key: str, isi: Mapping[str, Any] | None = None, kunci: str = "", *, on: Any = None
) -> None:
    """Have a document of kind `key` made by a job: in an effect of the act that calls for it, of a person or of SYSTEM.

    isi: values for the kind's `content`; kunci: which of several of this kind, e.g. the day ("2026-12-01"); on: the
    case it documents, the one acted on unless another is named. Asked twice by one entry, one is made.
    """
    case = move.root.case if on is None else on
    defer(
        MAKE,
        key,
        move.entry.pk,
        *((case.pk, kunci) if kunci or on is not None else ()),
        boundary=case.pk,
        jenis=key,
        induk=case.pk,
        kunci=kunci,
        sumber=move.entry.pk,
        oleh=move.person.pk,
        nilai=isi or {},
        pada=move.now,
    )


def ask_for(key: str, move: Move) -> None:
    """The same with what was entered in the act."""
    request_document(
        move, key, {name: value for name, value in move.data.items() if value not in (None, "", [])}
    )


def draw_lines(move: Move) -> None:
    """The lines of a new document, as they are printed on it."""
    obj: Any = move.obj
    lines = obj.lines
    for number, line in enumerate(lines, start=1):
        obj.penandatangan.create(urutan=number, peran=line.peran, user=line.user, role=line.role)
    obj.forget()


def appoint_petugas(move: Move) -> None:
    """Of a kind that a role keeps nobody is appointed."""
    if move.data.get("petugas") is not None:
        appoint(move)


def tell_keeper(text: str) -> Effect:
    """An effect that tells whoever looks after the document, but never the person who acts."""

    def effect(move: Move) -> None:
        role = move.obj.rule.keeper
        if not role:
            notify(move, text, "petugas")
            return
        person = move.obj.pemohon
        notify(move, text, users=(person,) if person is not None else tuple(holders_for(move.obj, role)))

    return effect


def ask_documented(move: Move) -> None:
    """The documented case, or what else the kind names, learns that all have signed: its own act, by a job."""
    for machine, key, act in move.obj.rule.asks_of(move.obj):
        ask(move, machines.named(machine), key, act)


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
    """Signatures of a refused draft count no more; its files stay as versions. No file names anybody for a role now."""
    obj: Any = move.obj
    obj.penandatangan.update(signed_by=None, signed_at=None, sertifikat={})
    obj.penandatangan.exclude(role="").update(user=None)
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
    people = {row.user.pk: row.user for row in obj.signers if row.user is not None}
    for role in {row.role for row in obj.signers if row.waits_for == "peran"}:
        people |= {person.pk: person for person in holders_for(obj, role)}
    audiences = ("institusi",) if any(row.waits_for == "institusi" for row in obj.signers) else ()
    notify(move, "Dokumen menunggu tanda tangan Anda", *audiences, users=tuple(people.values()))
