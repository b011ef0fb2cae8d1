"""From a rule of the law to a guard: the rule decides, the sentence says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from workflows.context import Move
from workflows.errors import E_GUARD, FIELD_CODES
from workflows.guards import Guard

Seen = TypeVar("Seen")


def lawful(
    seen: Callable[[Move], Seen],
    rule: Callable[[Seen], bool],
    sentence: str | Callable[[Any], str],
    *,
    legal: str,
    code: str = E_GUARD,
    waits: bool = False,
    needs_data: bool = False,
    field: str = "",
) -> Guard:
    """seen: the snapshot of a move; sentence: what is missing, or what says it of the snapshot; the rest as in
    `workflows.guards.Guard`. Named like the rule."""

    def check(move: Move) -> str | None:
        view = seen(move)
        if rule(view):
            return None
        return sentence if isinstance(sentence, str) else sentence(view)

    reads = needs_data or code in FIELD_CODES
    return Guard(rule.__name__, check, code, legal, field, reads, waits=waits)
