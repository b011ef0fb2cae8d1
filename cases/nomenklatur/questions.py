"""What a nomenklatur asks of those that build on it, without knowing them.

A selection and an official refer to a nomenklatur, never the other way round: they register the answers.
Answers are read under the nomenklatur's lock; whoever changes one takes the nomenklatur FOR SHARE first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from workflows.showing import once

if TYPE_CHECKING:
    from .models import Nomenklatur

#: The rows that say yes.
Answer = Callable[["Nomenklatur"], QuerySet[Any, Any]]

QUESTIONS = ("rencana_ditinjau", "seleksi_terbuka", "pejabat_menjabat", "pejabat_terkait")
_answers: dict[str, list[Answer]] = {name: [] for name in QUESTIONS}


def answer(question: str, by: Answer) -> None:
    """Register an answer; a row from anyone means yes. Raises KeyError for a question nobody asks."""
    if by not in _answers[question]:
        _answers[question].append(by)


def ask(question: str, nomenklatur: Nomenklatur) -> bool:
    return any(bool(rows) for rows in answers(question, nomenklatur))


def answers(question: str, nomenklatur: Nomenklatur) -> list[QuerySet[Any, Any]]:
    """At most a row of each that could answer; a page reads them with others."""
    found = []
    for number, by in enumerate(_answers[question]):
        rows = by(nomenklatur).values_list("pk")[:1]
        found.append(once((question, number, nomenklatur.pk), rows.all))
    return found
