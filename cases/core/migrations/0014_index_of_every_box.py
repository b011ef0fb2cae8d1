"""Boxes are read by an index each; the indexes are built while people work, the old ones go last."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce

#: Tasks of one statement: each is done within half a second, and acts go on between them.
AT_ONCE = 20_000


def due() -> Coalesce:
    never = datetime.datetime(2100, 12, 31, tzinfo=datetime.UTC)
    return Coalesce("due_at", models.Value(never), output_field=models.DateTimeField())


def take_over(apps: Any, schema_editor: Any) -> None:
    """Tasks that stand there already take over what their case says; can be begun again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM core_casetask")
        last = cursor.fetchone()[0]
        for first in range(0, last + 1, AT_ONCE):
            cursor.execute(
                "UPDATE core_casetask t SET case_type = c.type, private = c.private, internal = c.internal,"
                " assignee_id = c.assignee_id FROM core_case c"
                " WHERE c.id = t.case_id AND t.case_type = '' AND t.id BETWEEN %s AND %s",
                [first, first + AT_ONCE - 1],
            )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0013_boxes_by_index"),
        ("organisations", "0012_appointments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("owner"),
                due(),
                models.F("created"),
                models.F("id"),
                condition=models.Q(("flow_task_type", "HUMAN"), ("status", "ASSIGNED")),
                include=("institution", "due_at", "private", "internal", "case_type", "lane"),
                name="box_mine",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("owner"),
                models.F("created"),
                models.F("id"),
                condition=models.Q(("flow_task_type", "HUMAN"), ("status", "ASSIGNED")),
                include=("institution", "private", "internal", "case_type", "lane"),
                name="box_mine_since",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("pool"),
                due(),
                models.F("created"),
                models.F("id"),
                condition=models.Q(("flow_task_type", "HUMAN"), ("status", "NEW")),
                include=("private",),
                name="box_free",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("institution"),
                models.F("pool"),
                due(),
                models.F("created"),
                models.F("id"),
                condition=models.Q(("flow_task_type", "HUMAN"), ("status", "NEW")),
                include=("private", "internal", "case_type", "lane"),
                name="box_free_there",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                due(),
                models.F("created"),
                models.F("id"),
                condition=models.Q(("flow_task_type", "HUMAN"), ("status", "ASSIGNED")),
                include=("private", "owner"),
                name="box_held",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("institution"),
                due(),
                models.F("created"),
                models.F("id"),
                condition=models.Q(("flow_task_type", "HUMAN"), ("status", "ASSIGNED")),
                include=("owner", "private", "internal", "case_type", "lane"),
                name="box_held_there",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("assignee"),
                due(),
                models.F("created"),
                models.F("id"),
                condition=models.Q(
                    ("flow_task_type", "HUMAN"),
                    ("status__in", ["NEW", "ASSIGNED"]),
                    models.Q(
                        ("owner", None),
                        models.Q(("owner", models.F("assignee")), _negated=True),
                        _connector="OR",
                    ),
                ),
                include=("private", "owner", "status", "pool"),
                name="box_elsewhere",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("owner"),
                models.OrderBy(models.F("finished"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("finished__isnull", False), ("flow_task_type", "HUMAN"), ("status", "DONE")
                ),
                name="box_archive",
            ),
        ),
        AddIndexConcurrently(
            model_name="casetask",
            index=models.Index(
                models.F("done_by"),
                models.OrderBy(models.F("finished"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("finished__isnull", False),
                    ("flow_task_type", "HUMAN"),
                    ("status", "DONE"),
                    ("done_by__isnull", False),
                ),
                name="box_done_for",
            ),
        ),
        RemoveIndexConcurrently(
            model_name="casetask",
            name="task_mine",
        ),
        RemoveIndexConcurrently(
            model_name="casetask",
            name="task_queue",
        ),
        RemoveIndexConcurrently(
            model_name="casetask",
            name="task_archive",
        ),
        RemoveIndexConcurrently(
            model_name="casetask",
            name="task_done_for",
        ),
    ]
