"""An act of two people: the first says yes, the second does it (docs/decisions/023).

Both are checked like anybody who presses: right, facts, form, guards. They are two persons, of the act's two sides.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from . import ledger, locks, repeats
from .actors import Actor
from .context import Move
from .errors import E_GUARD, E_PERM, E_STATE, Reason, Refused
from .ledger import plain
from .machine import Act
from .models import Consent, LedgerEntry, Subject

#: Before the name of the act, in the entry that keeps a consent, and in the one that keeps its withdrawal.
GIVEN, WITHDRAWN = "setuju:", "tarik_setuju:"
#: Under this name the entry of the act keeps who said yes to it first.
NOTE = "bersama"


def open_for(obj: Subject, act: str = "") -> QuerySet[Consent]:
    """Consents that hold now, of the object as it is."""
    rows = Consent.objects.filter(object_id=obj.pk, ended_at=None, until__gt=Now()).select_related("person")
    return rows.filter(act=act) if act else rows


def given_by(row: Act, name: str, obj: Subject, actor: Actor) -> Reason | None:
    """Why there is nothing to press for whoever has said yes to the act already: the other is waited for. Where the
    other has said yes to something else, there is."""
    if not row.joint or not _of(open_for(obj, name), obj, actor):
        return None
    return _waits(row) if to_join(row, name, obj, actor) is None else None


def to_join(row: Act, name: str, obj: Subject, actor: Actor) -> Consent | None:
    """What somebody of the other side has said yes to, and this person may do now."""
    if not row.joint:
        return None
    sides = sides_of(row, obj, actor)
    given = (one for one in open_for(obj, name) if one.version == obj.version)
    return next((one for one in given if set(sides) - {one.side} and one.person_id != actor.pk), None)


def _of(rows: QuerySet[Consent], obj: Subject, actor: Actor) -> bool:
    return any(one.person_id == actor.pk and one.version == obj.version for one in rows)


def _waits(row: Act) -> Reason:
    text = f"Anda sudah menyetujui {row.label}; tinggal menunggu persetujuan pihak lain."
    return Reason("dua_orang", text, row.legal_basis, E_GUARD)


def sides_of(row: Act, obj: Subject, actor: Actor) -> list[str]:
    """The sides of a joint act in which the person may say yes."""
    leaves = row.who.leaves() if row.who is not None else ()
    return [leaf.name for leaf in leaves if leaf.name in row.joint and leaf.may(obj, actor)]


def first_of(move: Move) -> Consent | None:
    """The consent of the other side, by another person, to the very same; None where this is the first.

    Raises Refused(E-PERM) for whoever has said yes already, and for whoever belongs to neither side.
    """
    sides = sides_of(move.row, move.obj, move.principal)
    if not sides:
        raise _not_theirs(move)
    same = _digest(move)
    given = [one for one in open_for(move.obj, move.name) if one.digest == same]
    for one in given:
        others = [side for side in sides if side != one.side]
        if others and one.person_id not in (move.principal.pk, move.person.pk):
            move.capacity = others[0]
            move.notes[NOTE] = one.person
            return one
    if any(one.person_id in (move.principal.pk, move.person.pk) for one in given):
        reason = _waits(move.row)
        raise Refused(reason.code, reason.message, [reason])
    move.capacity = sides[0]
    return None


def give(move: Move) -> Consent:
    """Write down the first yes, with an entry of its own. What the same side had said before is over."""
    before = Consent.objects.filter(object_id=move.obj.pk, act=move.name, side=move.capacity, ended_at=None)
    before.update(ended_at=Now(), data={})  # out of time, too
    entry = _entry(move, GIVEN)
    return Consent.objects.create(
        object_type=move.obj.machine.key,
        object_id=move.obj.pk,
        boundary=move.boundary.pk,
        act=move.name,
        side=move.capacity,
        person=move.person,
        data=plain(dict(move.data)),
        digest=_digest(move),
        version=move.obj.version,
        at=move.now,
        until=move.now + move.row.joint_within,
        entry=entry,
    )


def use(move: Move) -> None:
    """The act was done with it; every consent to it is over."""
    rows = Consent.objects.filter(object_id=move.obj.pk, act=move.name, ended_at=None)
    if move.consent is not None:
        rows.filter(pk=move.consent.pk).update(used=move.entry)
    rows.update(ended_at=Now(), data={})


def end_expired() -> int:
    """What nobody has joined in time keeps nothing of what was entered; returns how many."""
    return Consent.objects.filter(ended_at=None, until__lte=Now()).update(ended_at=Now(), data={})


def withdraw(obj: Subject, act: str, person: Actor) -> Consent:
    """Take back one's own consent. Raises Refused(E-STATE) where there is none to take back (any more)."""
    with locks.said_busy(), transaction.atomic():
        boundary = locks.own(obj.root().machine, obj.get_boundary().pk)
        found = open_for(obj, act).filter(person=person.pk).first()
        if found is None:
            raise Refused(E_STATE, "Persetujuan ini sudah dipakai, ditarik, atau berakhir.")
        ledger.append(
            boundary,
            object_type=found.object_type,
            object_id=found.object_id,
            act=f"{WITHDRAWN}{act}"[:60],
            source=obj.state,
            target=obj.state,
            actor=person,
            capacity=found.side,
            at=ledger.database_now(),
        )
        boundary.save()
        Consent.objects.filter(pk=found.pk).update(ended_at=Now(), data={})
    return found


def _entry(move: Move, word: str) -> LedgerEntry:
    personal = move.row.form.personal if move.row.form else {}
    values = {
        n: ledger.kept(v, personal.get(n, "")) for n, v in move.data.items() if v not in (None, "", [], ())
    }
    return ledger.append(
        move.boundary,
        object_type=move.obj.machine.key,
        object_id=move.obj.pk,
        act=f"{word}{move.name}"[:60],
        ref=move.row.ref,
        source=move.obj.state,
        target=move.obj.state,
        actor=move.actor,
        on_behalf_of=move.on_behalf_of,
        capacity=move.capacity,
        at=move.now,
        values=values,
    )


def _digest(move: Move) -> str:
    """Of what is said yes to: the same act on the object as it is, with the same values."""
    return repeats.fingerprint(move.name, move.obj.version, plain(dict(move.data)))


def _not_theirs(move: Move) -> Refused:
    who: Any = move.row.who
    text = f"{move.row.label} dilakukan bersama oleh {who.unmet.replace(' atau ', ' dan ')}."
    return Refused(E_PERM, text, [Reason("dua_orang", text, move.row.legal_basis, E_PERM)])
