"""An act of two people: the first says yes, the second does it (docs/decisions/023).

Both are checked like anybody who presses: right, facts, form, guards. They are two persons, of the act's two sides. The
second either enters the same, or names the first one's consent and enters nothing: files are the first one's then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from . import ledger, locks, repeats
from .actors import Actor
from .context import Move
from .errors import E_GUARD, E_PERM, E_STATE, Reason, Refused
from .ledger import OBJECT, kept, plain
from .machine import Act, rows_of
from .models import Consent, LedgerEntry, Subject
from .showing import once

#: Before the name of the act, in the entry that keeps a consent, and in the one that keeps its withdrawal.
GIVEN, WITHDRAWN = "setuju:", "tarik_setuju:"
#: Under this name the entry of the act keeps who said yes to it first.
NOTE = "bersama"
_OVER = "Persetujuan ini sudah dipakai, ditarik, atau berakhir."


@cache
def takes_two(model: type[Subject]) -> bool:
    """Whether any act of the machine takes two people."""
    return any(row.joint for _, row in rows_of(model))


def given_in(boundary: Any) -> QuerySet[Consent]:
    """Consents that hold now, of a boundary (key) and all its objects, with person and entry; on a page read once."""

    def rows() -> QuerySet[Consent]:
        open_ = Consent.objects.filter(boundary=boundary, ended_at=None, until__gt=Now())
        return open_.select_related("person", "entry__payload").order_by("at", "id")

    return once(("consents", boundary), rows)


def open_for(obj: Subject, act: str) -> list[Consent]:
    """Consents to an act of this object that hold now, for the object as it is."""
    rows = given_in(obj.get_boundary().pk)
    return [one for one in rows if (one.object_id, one.act, one.version) == (obj.pk, act, obj.version)]


def given_by(row: Act, name: str, obj: Subject, actor: Actor) -> Reason | None:
    """Why there is nothing to press for whoever has said yes to the act already: the other is waited for. Where the
    other has said yes to something else, there is."""
    if not row.joint or not any(actor.pk in _whose(one) for one in open_for(obj, name)):
        return None
    return _waits(row) if to_join(row, name, obj, actor) is None else None


def to_join(row: Act, name: str, obj: Subject, actor: Actor) -> Consent | None:
    """What somebody of the other side has said yes to, and this person may do now."""
    if not row.joint or not (given := open_for(obj, name)):
        return None
    sides = sides_of(row, obj, actor)
    return next((one for one in given if set(sides) - {one.side} and actor.pk not in _whose(one)), None)


def _whose(one: Consent) -> frozenset[Any]:
    """Keys of who said yes and of the person in whose name: neither of them is the other side."""
    return frozenset({one.person_id, one.entry.on_behalf_of_id} - {None})


def _waits(row: Act) -> Reason:
    text = f"Anda sudah menyetujui {row.label}; tinggal menunggu persetujuan pihak lain."
    return Reason("dua_orang", text, row.legal_basis, E_GUARD)


def sides_of(row: Act, obj: Subject, actor: Actor) -> list[str]:
    """The sides of a joint act in which the person may say yes."""
    leaves = row.who.leaves() if row.who is not None else ()
    return [leaf.name for leaf in leaves if leaf.name in row.joint and leaf.may(obj, actor)]


def side_said(row: Act, side: str) -> str:
    """A side of a joint act in words."""
    leaves = row.who.leaves() if row.who is not None else ()
    return next((str(leaf.unmet) for leaf in leaves if leaf.name == side), side)


def named(key: Any, obj: Subject, act: str) -> Consent:
    """The consent that the second one names instead of entering the same again. Raises Refused(E-STATE) where it holds
    no more, or is to something else."""
    found = given_in(obj.get_boundary().pk).filter(pk=key, object_id=obj.pk, act=act).first()
    if found is None:
        raise Refused(E_STATE, _OVER)
    return found


def first_of(move: Move) -> Consent | None:
    """The consent of the other side, by another person, to the very same; None where this is the first.

    move.consent: the one that was named, if any. Raises Refused(E-PERM) for whoever has said yes already, and for
    whoever belongs to neither side; E-STATE where what was named is not what would be done now.
    """
    sides = sides_of(move.row, move.obj, move.principal)
    if not sides:
        raise _not_theirs(move)
    same = _digest(move)
    given = [one for one in open_for(move.obj, move.name) if one.digest == same]
    if move.consent is not None:
        given = [one for one in given if one.pk == move.consent.pk]
        if not given:
            raise Refused(E_STATE, "Yang disetujui pihak lain tidak berlaku lagi untuk keadaan sekarang.")
    same_people = {move.principal.pk, move.person.pk}
    for one in given:
        others = [side for side in sides if side != one.side]
        if others and _whose(one).isdisjoint(same_people):
            move.capacity = others[0]
            move.notes[NOTE] = one.person
            return one
    if any(_whose(one) & same_people for one in given):
        reason = _waits(move.row)
        raise Refused(reason.code, reason.message, [reason])
    if move.consent is not None:
        raise _not_theirs(move)
    move.capacity = sides[0]
    return None


def give(move: Move) -> Consent:
    """Write down the first yes, with an entry of its own. What the same side had said before is over."""
    before = Consent.objects.filter(object_id=move.obj.pk, act=move.name, side=move.capacity, ended_at=None)
    _end(before, [move.obj])  # out of time, too
    key = uuid7()
    move.obj.hold_files(move, key)
    return Consent.objects.create(
        pk=key,
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
        entry=_entry(move, GIVEN),
    )


def use(move: Move) -> None:
    """The act was done with it."""
    if move.consent is not None:
        Consent.objects.filter(pk=move.consent.pk).update(used=move.entry)


def end_outdated(boundary: Any, done: Iterable[Move]) -> None:
    """Consents to objects of a boundary (key) that have moved on are over; what was used among them, too. No statement
    for machines whose acts take one person each, one of what is open for all others, however many have moved."""
    moved = [move for move in done if _takes_two(move.obj)]
    if not moved:
        return
    keys = {move.entry.object_id for move in moved} | {obj.pk for move in moved for obj in move.objects}
    rows = Consent.objects.filter(boundary=boundary, ended_at=None).values_list("pk", "object_id")
    if ended := [pk for pk, object_id in rows if object_id in keys]:
        _end(Consent.objects.filter(pk__in=ended), [moved[0].obj])


def _takes_two(obj: Subject) -> bool:
    return takes_two(type(obj))


def end_expired() -> int:
    """What nobody has joined in time keeps nothing of what was entered; returns how many. Files: see `let_go`."""
    return Consent.objects.filter(ended_at=None, until__lte=Now()).update(ended_at=Now(), data={})


def withdraw(obj: Subject, key: Any, person: Actor) -> LedgerEntry:
    """Take back one's own consent. Raises Refused: E-STATE where it holds no more, E-PERM for that of somebody else."""
    with locks.said_busy(), transaction.atomic():
        boundary = locks.own(obj.root().machine, obj.get_boundary().pk)
        found = Consent.objects.filter(pk=key, object_id=obj.pk, ended_at=None, until__gt=Now()).first()
        if found is None:
            raise Refused(E_STATE, _OVER)
        if found.person_id != person.pk:
            raise Refused(E_PERM, "Persetujuan hanya ditarik oleh orang yang memberikannya.")
        entry = ledger.append(
            boundary,
            object_type=found.object_type,
            object_id=found.object_id,
            act=f"{WITHDRAWN}{found.act}"[:60],
            source=obj.state,
            target=obj.state,
            actor=person,
            capacity=found.side,
            at=ledger.database_now(),
            values=_name(obj),
        )
        boundary.save()
        _end(Consent.objects.filter(pk=found.pk), [obj])
    return entry


def _end(rows: QuerySet[Consent], objs: Sequence[Subject]) -> None:
    """Over: nothing of what was entered is kept, and files that no act has bound are their sender's again."""
    ended = list(rows.values_list("pk", flat=True))
    if ended:
        Consent.objects.filter(pk__in=ended).update(ended_at=Now(), data={})
        objs[0].let_go(ended)


def _name(obj: Subject) -> dict[str, Any]:
    called = obj.called()
    return {OBJECT: kept(called, obj.called_class)} if called else {}


def _entry(move: Move, word: str) -> LedgerEntry:
    personal = move.row.form.personal if move.row.form else {}
    values = {n: kept(v, personal.get(n, "")) for n, v in move.data.items() if v not in (None, "", [], ())}
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
        values=values | _name(move.obj),
    )


def _digest(move: Move) -> str:
    """Of what is said yes to: the same act on the object as it is, with the same values."""
    return repeats.fingerprint(move.name, move.obj.version, plain(dict(move.data)))


def _not_theirs(move: Move) -> Refused:
    who: Any = move.row.who
    text = f"{move.row.label} dilakukan bersama oleh {who.unmet.replace(' atau ', ' dan ')}."
    return Refused(E_PERM, text, [Reason("dua_orang", text, move.row.legal_basis, E_PERM)])
