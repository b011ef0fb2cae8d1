"""Whether a case is ready: facts that select a row of the machine, and guards that must hold.

Both answer with a reason, not with False: a refusal names what is missing, what to do and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from .copying import among
from .errors import E_GUARD, FIELD_CODES, Reason
from .legal import PROPOSAL

if TYPE_CHECKING:
    from .context import Move


@dataclass(frozen=True)
class Fact:
    """A named boolean beside the state (docs/spec/machines/README.md, "Facts").

    name: `petugas`, or `!petugas` for its negation, which is declared on its own because its code differs;
    unmet: the code when the state has a row for the act but the fact does not hold (E-STATE or E-GUARD);
    holds: asked of an object of the model the fact is declared for.
    """

    name: str
    holds: Callable[[Any], bool]
    unmet: str
    message: str
    legal_basis: str = ""

    def reason(self, obj: Any) -> Reason | None:
        if self.holds(obj):
            return None
        return Reason(self.name, str(self.message), self.legal_basis, self.unmet)


@dataclass(frozen=True)
class Guard:
    """A condition of an act.

    check: gets the move and returns None, or the sentence that says what is missing;
    code: E-GUARD, E-STATE (checked together with the state) or a field code (checked with the form);
    field: the form field a field code points at; needs_data: it reads what was entered, so it cannot be
    answered before the form is sent; demands: fields it never holds without, which page and schema therefore
    mark as required though the form leaves the answer to the guard; waits: what is asked of another case waits until
    it holds (workflows.asks), while anything else unmet is the answer that it no longer applies.

    Of a set-wise act (workflows.setwise) it is asked of each object, with the move of that object. many: its twin for
    many saved objects at once, from a move of the press (whose `obj` is the first) and the objects: key -> the
    sentence, of those for which it does not hold; ordered: it depends on what is done before in the same press ("three
    at most") and counts `move.earlier` beside what the database says.
    """

    name: str
    check: Callable[[Move], str | None]
    code: str = E_GUARD
    legal_basis: str = ""
    field: str = ""
    needs_data: bool = False
    demands: tuple[str, ...] = ()
    waits: bool = False
    many: Callable[[Move, Sequence[Any]], Mapping[Any, str]] | None = None
    ordered: bool = False

    def reason(self, move: Move) -> Reason | None:
        return self.told(move, self.check(move))

    def told(self, move: Move, message: str | None) -> Reason | None:
        """The reason for a sentence that it, or its twin, has given."""
        if message is None:
            return None
        empty = tuple(name for name in self.demands if not move.data.get(name))
        return Reason(self.name, message, self.legal_basis, self.code, self.field, empty)


def guard(
    *,
    code: str = E_GUARD,
    legal: str = "",
    field: str = "",
    needs_data: bool = False,
    demands: tuple[str, ...] = (),
    name: str = "",
    waits: bool = False,
    many: Callable[[Move, Sequence[Any]], Mapping[Any, str]] | None = None,
    ordered: bool = False,
) -> Callable[[Callable[[Move], str | None]], Guard]:
    """Declare a guard named like its function. Field codes always read the data.

    Raises ValueError for one that depends on order and has a twin: it is asked of one object after the other.
    """
    if ordered and many is not None:
        raise ValueError("a guard that depends on order has no twin for many")

    def declare(check: Callable[[Move], str | None]) -> Guard:
        reads = needs_data or bool(demands) or code in FIELD_CODES
        return Guard(name or check.__name__, check, code, legal, field, reads, demands, waits, many, ordered)

    return declare


def where(name: str, condition: Q, sentence: str, *, code: str = E_GUARD, legal: str = "") -> Guard:
    """A guard on columns of the object alone, asked of one and of many by the same condition."""

    def failing(objs: Sequence[Any]) -> set[Any]:
        rows = type(objs[0])._default_manager.filter(pk__in=among([obj.pk for obj in objs]))
        return {obj.pk for obj in objs} - set(rows.filter(condition).values_list("pk", flat=True))

    return Guard(
        name,
        lambda move: sentence if failing([move.obj]) else None,
        code,
        legal,
        many=lambda move, objs: dict.fromkeys(failing(objs), sentence),
    )


def with_basis(reason: Reason, basis: str) -> Reason:
    """The reason with the act's legal basis where the guard names no article of its own."""
    return replace(reason, legal_basis=basis) if reason.legal_basis in ("", PROPOSAL) else reason
