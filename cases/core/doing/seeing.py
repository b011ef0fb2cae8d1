"""A person opens a case: from now on its tasks are no longer new to him, in whichever box they stand."""

from __future__ import annotations

from django.db import connection

from cases.core.models import Case
from cases.organisations.permissions import only_reads
from workflows.actors import SYSTEM, Actor
from workflows.routing import Route

_MARK = """
INSERT INTO core_taskseen (task_id, person_id, at)
SELECT id, %(person)s, now() FROM core_casetask
WHERE case_id = %(case)s AND flow_task_type = 'HUMAN'
    AND (id = ANY(%(open)s) OR (owner_id = %(person)s AND done_by_id IS NOT NULL))
ON CONFLICT DO NOTHING
"""


def mark_seen(actor: Actor, case: Case, route: Route | None) -> None:
    """One statement: the open tasks that the person sees, and what somebody else finished in his name.

    route: as `sight.route_seen_by` gives it. Whoever has no boxes leaves no marks.
    """
    if actor is SYSTEM or only_reads(actor):
        return
    shown = [task.pk for task in route.turns.values()] if route is not None else []
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"person": actor.pk, "case": case.pk, "open": shown})
