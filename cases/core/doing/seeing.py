"""A person opens a case: its notices are read, and its tasks no longer new to him, in whichever box they stand."""

from __future__ import annotations

from django.db import connection

from cases.core.models import Case
from cases.organisations.permissions import only_reads
from workflows.actors import SYSTEM, Actor
from workflows.routing import Route

_READ = """
UPDATE core_notification SET read_at = now() WHERE user_id = %(person)s AND case_id = %(case)s AND read_at IS NULL
"""
_MARK = """
INSERT INTO core_taskseen (task_id, person_id, at)
SELECT id, %(person)s, now() FROM core_casetask
WHERE case_id = %(case)s AND flow_task_type = 'HUMAN'
    AND (id = ANY(%(open)s) OR (owner_id = %(person)s AND done_by_id IS NOT NULL))
ON CONFLICT DO NOTHING
"""


def mark_seen(actor: Actor, case: Case, route: Route | None) -> None:
    """One statement: the notices of the case (SJ-129), the open tasks that the person sees, and what somebody else
    finished in his name.

    route: as `sight.route_seen_by` gives it. Whoever has no boxes leaves no marks on tasks.
    """
    if actor is SYSTEM:
        return
    shown = [task.pk for task in route.turns.values()] if route is not None else []
    with connection.cursor() as cursor:
        asked = {"person": actor.pk, "case": case.pk, "open": shown}
        cursor.execute(_READ if only_reads(actor) else f"WITH told AS ({_READ}) {_MARK}", asked)
