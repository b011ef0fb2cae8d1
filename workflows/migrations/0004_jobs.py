"""Jobs: natural keys, failures, what the application's role may do to procrastinate's tables, and what still waited
in the outbox. The outbox's table itself goes with the next release."""

import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

# By the case a job is about: its page names the letters that are being written; and what is under way.
INDEX = """
CREATE INDEX alur_jobs_doing ON procrastinate_jobs (id) WHERE status = 'doing';
CREATE INDEX alur_jobs_boundary ON procrastinate_jobs ((args ->> 'boundary'))
    WHERE status IN ('todo', 'doing');
"""
UNINDEX = "DROP INDEX alur_jobs_boundary; DROP INDEX alur_jobs_doing;"
# Default privileges gave the role its rights on the tables. It calls these functions and no other; events are
# written by triggers and never changed; what is removed with a job, PostgreSQL removes as the owner.
RIGHTS = """
DO $$
DECLARE known record;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'alur_app') THEN
        FOR known IN SELECT oid::regprocedure AS name, proname FROM pg_proc
            WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = 'public'::regnamespace
        LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', known.name);
            IF known.proname IN (
                'procrastinate_defer_jobs_v1', 'procrastinate_defer_periodic_job_v2',
                'procrastinate_fetch_job_v2', 'procrastinate_finish_job_v1', 'procrastinate_retry_job_v2',
                'procrastinate_register_worker_v1', 'procrastinate_unregister_worker_v1',
                'procrastinate_update_heartbeat_v1', 'procrastinate_prune_stalled_workers_v1'
            ) THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO alur_app', known.name);
            END IF;
        END LOOP;
        REVOKE UPDATE, DELETE, TRUNCATE ON procrastinate_events FROM alur_app;
        REVOKE UPDATE, TRUNCATE ON workflows_done FROM alur_app;
    END IF;
END $$;
"""


# One statement: a row is either still in the outbox or a job. A worker of the release before that has one under way
# holds its row, so that it is not moved as well. (workflows.leaving has it too, for what still comes.)
QUEUES = {
    "notice": "notices", "email": "mail", "email_akun": "mail", "lupa_password": "mail", "lock": "files", "terbitan": "files", "dokumen": "files",
    "dokumen.susun": "files", "dokumen.ganti": "files", "sampel_monitoring": "acts",
}  # fmt: skip
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


def move_outbox(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(MOVE, {"queues": json.dumps(QUEUES)})


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0003_a_key_keeps_its_answer"),
        ("procrastinate", "0041_post_retry_failed_job"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Done",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=Now())),
            ],
            options={"indexes": [models.Index(fields=["at"], name="done_at")]},
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=10)),
                ("number", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("queue", models.CharField(max_length=20)),
                ("key", models.CharField(blank=True, max_length=200)),
                ("boundary", models.UUIDField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(max_length=500)),
                ("technical", models.CharField(blank=True, max_length=200)),
                ("first_at", models.DateTimeField(db_default=Now())),
                ("last_at", models.DateTimeField(db_default=Now())),
                ("parked_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("source", "number"),
                        name="failure_once",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None), ("parked_at__isnull", False)),
                        fields=["-parked_at", "-id"],
                        name="failure_parked",
                    ),
                    models.Index(fields=["source", "number"], name="failure_of"),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["key"], name="failure_key"),
                    models.Index(fields=["-ended_at", "-id"], name="failure_ended"),
                ],
            },
        ),
        migrations.RunSQL(INDEX + RIGHTS, UNINDEX),
        migrations.RunPython(move_outbox, migrations.RunPython.noop),
    ]
