"""What a nomenklatur asks of those that build on it, without knowing them.

A selection and an official refer to a nomenklatur, never the other way round: they register the answers.
Answers are read under the nomenklatur's lock; whoever changes one takes the nomenklatur FOR SHARE first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Nomenklatur

Answer = Callable[["Nomenklatur"], bool]

QUESTIONS = ("rencana_ditinjau", "seleksi_terbuka", "pejabat_menjabat", "pejabat_terkait")
_answers: dict[str, list[Answer]] = {name: [] for name in QUESTIONS}


def answer(question: str, by: Answer) -> None:
    """Register an answer; True from anyone means yes. Raises KeyError for a question nobody asks."""
    if by not in _answers[question]:
        _answers[question].append(by)


def ask(question: str, nomenklatur: Nomenklatur) -> bool:
    return any(by(nomenklatur) for by in _answers[question])
