"""What an actor can do now, and why not: one answer for the buttons and for the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import consents
from .actors import Actor
from .context import Move
from .errors import E_GUARD, E_PERM, E_STATE, Reason, Refused, hidden
from .ledger import page_now
from .machine import Act, any_row, not_now, row_for, rows_in
from .models import Subject
from .readiness import unmet_facts, unmet_guards
from .routing import Route
from .standing import could, right_of


@dataclass(frozen=True)
class Offer:
    """An act of this state that the actor's role could hold. reasons is empty when it is allowed."""

    name: str
    row: Act
    reasons: tuple[Reason, ...]
    #: the person whose right it is, where the actor stands in for somebody
    on_behalf_of: Actor = None

    @property
    def allowed(self) -> bool:
        return not self.reasons

    @property
    def refusal(self) -> Refused | None:
        """Why nobody need fill in its form, None when it is allowed."""
        return Refused(self.code, self.reasons[0].message, list(self.reasons)) if self.reasons else None

    @property
    def code(self) -> str:
        """The code the gate would answer with, "" when allowed; what depends on the form is not known yet."""
        codes = [r.code for r in self.reasons]
        return next((c for c in (E_STATE, E_PERM, E_GUARD) if c in codes), codes[0] if codes else "")


def available(
    obj: Subject, actor: Actor, *, route: Route | None = None, now: dt.datetime | None = None
) -> list[Offer]:
    """Every act the actor's role could hold in this state, allowed or with its reasons and legal basis.

    Acts of other roles are not mentioned, their reasons would disclose internal facts. An act whose E-STATE
    fact does not hold is not offered at all: another row answers that situation. now: the database's clock,
    read here when not given, once for a page.
    """
    found = []
    now = now or page_now()
    boundary, root, others = obj.get_boundary(), obj.root(), obj.stood_in_for(actor)
    for name, row in rows_in(type(obj), obj.state, obj):
        stands_for = () if row.personal else others
        if row.kind != "act" or row.on_part or not could(row, actor, stands_for):
            continue
        move = Move(
            obj=obj, name=name, row=row, actor=actor, now=now, root=root, boundary=boundary, before=obj.state
        )
        facts = unmet_facts(move)
        if any(r.code == E_STATE for r in facts) or unmet_guards(move, only=E_STATE):
            continue
        whose = right_of(obj, name, row, actor, route, stands_for)
        if whose is None:
            reasons = [Reason("hak", f"Hanya {_unmet(row)}.", row.legal_basis, E_PERM)]
        else:
            reasons = facts + unmet_guards(move, without_data=True)
            if route is not None and (held := route.check_holder(name, whose, root)):
                reasons.append(held)
            if (given := consents.given_by(row, name, obj, actor)) is not None:
                reasons.append(given)
        found.append(Offer(name, row, tuple(reasons), _another(whose, actor)))
    return found


def offer_of(
    obj: Subject,
    actor: Actor,
    name: str,
    *,
    route: Route | None = None,
    raw: Mapping[str, Any] | None = None,
) -> Offer:
    """One act, asked for by its name: what a page needs before it shows the form.

    raw: what names the part that an act of a part is pressed on. Raises Refused as the gate would before the form:
    E-STATE when the state has no such act, E-PERM when the actor may not. Unmet guards are reasons of the offer.
    """
    row = row_for(type(obj), name, obj.state, obj)
    if row is None or row.kind != "act" or row.who is None:
        raise Refused(E_STATE, not_now(type(obj), name, obj.state_label))
    if row.on_part and raw is None:
        raise Refused(E_STATE, f"{row.label} dilakukan pada bagian yang dimaksud, bukan dari halaman ini.")
    move = Move(
        obj=obj,
        name=name,
        row=row,
        actor=actor,
        now=page_now(),
        root=obj.root(),
        boundary=obj.get_boundary(),
        raw=raw or {},
        before=obj.state,
    )
    facts = unmet_facts(move)
    if reasons := [r for r in facts if r.code == E_STATE] + unmet_guards(move, only=E_STATE):
        raise Refused(E_STATE, reasons[0].message, reasons)
    whose = right_of(obj, name, row, actor, route)
    if whose is None:
        reason = Reason("hak", f"Hanya {_unmet(row)}.", row.legal_basis, E_PERM)
        raise Refused(
            E_PERM, f"Anda tidak berhak melakukan {row.label}. Tindakan ini milik {_unmet(row)}.", [reason]
        )
    reasons = facts + unmet_guards(move, without_data=True)
    if route is not None and (held := route.check_holder(name, whose, move.root)):
        reasons.append(held)
    if (given := consents.given_by(row, name, obj, actor)) is not None:
        reasons.append(given)
    return Offer(name, row, tuple(reasons), _another(whose, actor))


def _another(whose: Actor, actor: Actor) -> Actor:
    return whose if whose is not None and whose.pk != actor.pk else None


def not_offered(obj: Subject, name: str) -> Refused:
    """The answer to the page of an act that the object has not now: an act of another state is named (E-STATE); one
    that there is not, or that is not for this person or object, is hidden."""
    row = any_row(type(obj), name)
    if row is None or row.form is None or row_for(type(obj), name, obj.state) is not None:
        return hidden()
    return Refused(E_STATE, not_now(type(obj), name, obj.state_label))


def _unmet(row: Act) -> str:
    return row.who.unmet if row.who is not None else "—"
