"""Words that stand there already take over what their case says; the indexes are built while people work."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

#: Rows of one statement: each is done within half a second, and acts go on between them.
AT_ONCE = 5_000


def take_over(apps: Any, schema_editor: Any) -> None:
    """Can be begun again: what is done is passed over."""
    with schema_editor.connection.cursor() as cursor:
        last = "00000000-0000-0000-0000-000000000000"
        while True:
            cursor.execute(
                "WITH part AS (SELECT case_id FROM core_casewords WHERE case_id > %s ORDER BY case_id LIMIT %s),"
                " done AS (UPDATE core_casewords w SET type = c.type, institution_id = c.institution_id,"
                " private = c.private, internal = c.internal, opened_at = c.opened_at"
                " FROM part, core_case c WHERE w.case_id = part.case_id AND c.id = w.case_id AND w.opened_at IS NULL)"
                " SELECT case_id FROM part ORDER BY case_id DESC LIMIT 1",
                [last, AT_ONCE],
            )
            if (row := cursor.fetchone()) is None:
                return
            last = row[0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0015_words_know_their_case")]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        AddIndexConcurrently(
            "casewords",
            models.Index(
                condition=models.Q(("private", False)),
                fields=["type", "-opened_at", "-case"],
                name="case_words_all",
            ),
        ),
        AddIndexConcurrently(
            "casewords",
            models.Index(
                fields=["institution", "type", "-opened_at", "-case"], name="case_words_institution"
            ),
        ),
    ]
