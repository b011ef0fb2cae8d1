"""The same act on several cases: each for itself, with a result for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.actors import Actor
from workflows.errors import Refused
from workflows.gate import Outcome, perform

from .selectors import get_subject_for

LIMIT = 200


def perform_each(
    actor: Actor, act: str, case_ids: Iterable[Any], data: Mapping[str, Any]
) -> list[tuple[Any, Outcome | Refused]]:
    """[(case id, outcome or refusal)], in order. One refusal does not undo the others (SJ-39, SJ-137).

    At most 200 cases at once; more are refused as a whole with E-RNG.
    """
    wanted = list(dict.fromkeys(case_ids))
    if len(wanted) > LIMIT:
        raise Refused("E-RNG", f"Paling banyak {LIMIT} kasus sekaligus.")
    return [(case_id, _one(actor, act, case_id, data)) for case_id in wanted]


def _one(actor: Actor, act: str, case_id: Any, data: Mapping[str, Any]) -> Outcome | Refused:
    try:
        return perform(get_subject_for(actor, case_id, act), act, actor=actor, data=data)
    except Refused as refused:
        return refused
