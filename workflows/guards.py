"""Whether a case is ready: facts that select a row of the machine, and guards that must hold.

Both answer with a reason, not with False: a refusal names what is missing, what to do and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

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
    """

    name: str
    check: Callable[[Move], str | None]
    code: str = E_GUARD
    legal_basis: str = ""
    field: str = ""
    needs_data: bool = False
    demands: tuple[str, ...] = ()
    waits: bool = False

    def reason(self, move: Move) -> Reason | None:
        message = self.check(move)
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
) -> Callable[[Callable[[Move], str | None]], Guard]:
    """Declare a guard named like its function. Field codes always read the data."""

    def declare(check: Callable[[Move], str | None]) -> Guard:
        reads = needs_data or bool(demands) or code in FIELD_CODES
        return Guard(name or check.__name__, check, code, legal, field, reads, demands, waits)

    return declare


def with_basis(reason: Reason, basis: str) -> Reason:
    """The reason with the act's legal basis where the guard names no article of its own."""
    return replace(reason, legal_basis=basis) if reason.legal_basis in ("", PROPOSAL) else reason
