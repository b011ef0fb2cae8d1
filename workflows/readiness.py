"""Steps 2 to 4 of the gate: whether an act may be done now, by this person, with what was entered.

The same questions are asked by the gate under its lock and by whoever shows what could be done (`offers`).
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

from .actors import SYSTEM
from .admission import unknown_names
from .context import Move
from .errors import (
    E_FMT,
    E_GUARD,
    E_PERM,
    E_REQ,
    E_STATE,
    FIELD_CODES,
    FieldError,
    Reason,
    Refused,
)
from .forms import REQUIRED, ActForm
from .guards import with_basis
from .machine import Act
from .routing import Route
from .standing import right_of, stood_in_for
from .wording import texts_of


def check(move: Move, route: Route | None = None, ahead: ActForm | None = None) -> None:
    """Steps 2 to 4 on a move whose row is found; fills move.data. ahead: see `perform`. Raises Refused."""
    row = move.row
    if move.ask is not None and (reasons := unmet_waits(move)):
        raise Waits(reasons)
    if reasons := [r for r in unmet_facts(move) if r.code == E_STATE] + unmet_guards(move, only=E_STATE):
        raise Refused(E_STATE, reasons[0].message, reasons)
    if not has_right(move, route):
        raise no_right(row)
    reasons = [r for r in unmet_facts(move) if r.code != E_STATE]
    if route is not None and (held := route.check_holder(move.name, move.principal, move.root)):
        reasons.append(held)
    if reasons:
        raise refusal_of(reasons)
    fill(move, ahead)
    if reasons := unmet_guards(move):
        raise refusal_of(reasons)


def no_right(row: Act) -> Refused:
    unmet = row.who.unmet if row.who else "sistem"
    return Refused(
        E_PERM,
        f"Anda tidak berhak melakukan {row.label}. Tindakan ini milik {unmet}.",
        [Reason("hak", f"Hanya {unmet}.", row.legal_basis, E_PERM)],
    )


def has_right(move: Move, route: Route | None) -> bool:
    """Whether somebody's right carries the act; the person it belongs to stands in `on_behalf_of` then."""
    if move.row.kind == "ask":
        return move.ask is not None
    if move.actor is SYSTEM:
        return move.row.who is not None and move.row.who.may(move.obj, SYSTEM)
    asked = move.on_behalf_of
    if asked is not None:
        known = any(p.pk == asked.pk for p in stood_in_for(move.obj, move.row, move.actor))
        return known and move.row.who is not None and move.row.who.may(move.obj, asked)
    whose = right_of(move.obj, move.name, move.row, move.actor, route)
    if whose is None:
        return False
    move.capacity = str(whose.role)
    if whose.pk != move.actor.pk:
        move.on_behalf_of = whose
    return True


def fill(move: Move, ahead: ActForm | None = None) -> None:
    """Validate the form of the act. Raises Refused with the errors of all fields."""
    if move.row.form is None:
        refuse_unknown([] if hasattr(move.raw, "getlist") else [str(name) for name in move.raw])
        move.data = {}
        return
    form = move.row.form(move.raw, subject=move.obj, actor=move.person)
    refuse_unknown(unknown_names(form, move.raw))
    if move.consent is not None:
        form.take_files_of(move.consent.sender)
    if type(ahead) is type(form):
        form.take(ahead)
    move.data = form.entered()
    move.changed = tuple(form.changed_data)
    move.texts = texts_of(form)


def refuse_unknown(names: list[str]) -> None:
    """Raises Refused for what was sent and nobody asked for: left unread, it would seem to be kept."""
    if names:
        error = FieldError(E_FMT, "Isian ini tidak dikenal.")
        told = f"Isian tidak dikenal: {', '.join(names)[:200]}."
        raise Refused(E_FMT, told, errors={name: [error] for name in names[:20]})


def unmet_facts(move: Move) -> list[Reason]:
    known = move.obj.machine.fact_by_name
    reasons = (known[name].reason(move.obj) for name in move.row.facts)
    return [with_basis(r, move.row.legal_basis) for r in reasons if r is not None]


def unmet_guards(move: Move, *, only: str = "", without_data: bool = False) -> list[Reason]:
    """Reasons of the guards that do not hold. only: guards of this code; else all but those of the state."""
    chosen = [g for g in move.row.guards if (g.code == only if only else g.code != E_STATE)]
    reasons = (g.reason(move) for g in chosen if not (without_data and g.needs_data))
    return [with_basis(r, move.row.legal_basis) for r in reasons if r is not None]


class Waits(Refused):
    """What was asked for cannot be done yet. Asked before everything else: what would make it moot may be on its way
    itself (docs/decisions/021)."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(E_GUARD, reasons[0].message, reasons)


def unmet_waits(move: Move) -> list[Reason]:
    reasons = (g.reason(move) for g in move.row.guards if g.waits)
    return [with_basis(r, move.row.legal_basis) for r in reasons if r is not None]


def unmet(move: Move) -> list[Reason]:
    """Everything that does not hold, of whatever code: what acts without a person (conditions of SYSTEM,
    cascades) are held to."""
    return unmet_facts(move) + unmet_guards(move, only=E_STATE) + unmet_guards(move)


def refusal_of(reasons: list[Reason]) -> Refused:
    """The state first, then guards, because no entry in the form can mend them; else the first field."""
    codes = [r.code for r in reasons]
    code = next((c for c in (E_STATE, E_GUARD) if c in codes), codes[0])
    errors: dict[str, list[FieldError]] = {}
    for reason in reasons:
        if reason.code in FIELD_CODES:
            errors.setdefault(reason.field or "__all__", []).append(FieldError(reason.code, reason.message))
        for name in reason.empty:
            errors.setdefault(name, []).append(FieldError(E_REQ, REQUIRED))
    first = next(r for r in reasons if r.code == code)
    return Refused(code, first.message, reasons, errors)


def constraint_refusal(obj: Any, error: IntegrityError) -> Refused:
    """A unique constraint behind a guard was hit by somebody quicker: the guard's own refusal."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    reason = obj.constraint_reasons.get(name)
    if reason is None:
        raise error
    return refusal_of([reason])
