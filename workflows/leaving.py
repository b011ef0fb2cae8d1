"""What processes of the release before jobs still write: moved to jobs.

Goes with the table `workflows_outboxmessage`.
"""

from __future__ import annotations

import json

from django.db import connection

#: The queue of each topic there was; any other would have been nobody's.
QUEUES = {
    "notice": "notices",
    "email": "mail",
    "email_akun": "mail",
    "lupa_password": "mail",
    "lock": "files",
    "terbitan": "files",
    "dokumen": "files",
    "dokumen.susun": "files",
    "dokumen.ganti": "files",
    "sampel_monitoring": "acts",
}
#: One statement: a row is either still in the outbox or a job. A worker of the release before that has one under way
#: holds its row, so that it is not moved as well.
MOVE = """
WITH moved AS (
    UPDATE workflows_outboxmessage SET delivered_at = now(), last_error = 'moved to jobs'
    WHERE delivered_at IS NULL RETURNING id, topic, body, due_at
)
INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at)
SELECT coalesce((%(queues)s::jsonb) ->> topic, 'acts'), 'alur',
       jsonb_build_object('job', topic, 'key', 'outbox:' || id, 'data', body,
                          'boundary', coalesce(body ->> 'case', body ->> 'induk', '')), due_at
FROM moved ORDER BY due_at, id
"""


def move_left_over() -> int:
    """Move what is undelivered; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM workflows_outboxmessage WHERE delivered_at IS NULL)")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(MOVE, {"queues": json.dumps(QUEUES)})
        return int(cursor.rowcount)
