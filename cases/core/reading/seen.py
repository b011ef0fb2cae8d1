"""Which rows of a box are new to the person who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cases.core.models import CaseTask
from workflows.actors import Actor


def unread_of(actor: Actor, tasks: Iterable[CaseTask], box: str) -> set[Any]:
    """Keys of the tasks of a page of a box that the person has not opened since they lie where they lie.

    Of what is finished only that which somebody else has finished in the person's name can be new.
    """
    return {
        task.pk
        for task in tasks
        if not task.opened and (box != "archive" or task.done_by_id not in (None, actor.pk))
    }
