"""A task knows of its case what boxes ask, kept by the database; totals are noted and no longer counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A task takes over what its case says, when it is made and whenever somebody writes these columns: viewflow saves whole
# rows, with what they were when they were read. A task whose columns stay is not looked at.
TASKS = """
CREATE FUNCTION core_task_as_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.type, c.private, c.internal, c.assignee_id
        INTO NEW.case_type, NEW.private, NEW.internal, NEW.assignee_id
        FROM core_case c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;
CREATE TRIGGER task_as_its_case BEFORE INSERT ON core_casetask FOR EACH ROW EXECUTE FUNCTION core_task_as_its_case();
CREATE TRIGGER task_stays_as_its_case BEFORE UPDATE ON core_casetask FOR EACH ROW
    WHEN ((OLD.case_id, OLD.case_type, OLD.private, OLD.internal, OLD.assignee_id) IS DISTINCT FROM
          (NEW.case_id, NEW.case_type, NEW.private, NEW.internal, NEW.assignee_id))
    EXECUTE FUNCTION core_task_as_its_case();

CREATE FUNCTION core_tasks_follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core_casetask SET private = NEW.private, internal = NEW.internal, assignee_id = NEW.assignee_id
        WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER tasks_follow_case AFTER UPDATE OF private, internal, assignee_id ON core_case FOR EACH ROW
    WHEN ((OLD.private, OLD.internal, OLD.assignee_id) IS DISTINCT FROM
          (NEW.private, NEW.internal, NEW.assignee_id)) EXECUTE FUNCTION core_tasks_follow_case();
"""
NO_TASKS = """
DROP TRIGGER tasks_follow_case ON core_case;
DROP FUNCTION core_tasks_follow_case();
DROP TRIGGER task_stays_as_its_case ON core_casetask;
DROP TRIGGER task_as_its_case ON core_casetask;
DROP FUNCTION core_task_as_its_case();
"""
TOTALS = """
CREATE FUNCTION core_note_total() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO core_casetotal (institution_id, type, private, internal, number)
            VALUES (OLD.institution_id, OLD.type, OLD.private, OLD.internal, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO core_casetotal (institution_id, type, private, internal, number)
            VALUES (NEW.institution_id, NEW.type, NEW.private, NEW.internal, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER total_of_cases AFTER INSERT OR DELETE ON core_case FOR EACH ROW EXECUTE FUNCTION core_note_total();
CREATE TRIGGER total_of_changed_cases AFTER UPDATE OF institution_id, type, private, internal ON core_case
    FOR EACH ROW WHEN ((OLD.institution_id, OLD.type, OLD.private, OLD.internal) IS DISTINCT FROM
                       (NEW.institution_id, NEW.type, NEW.private, NEW.internal)) EXECUTE FUNCTION core_note_total();
INSERT INTO core_casetotal (institution_id, type, private, internal, number)
    SELECT institution_id, type, private, internal, count(*) FROM core_case GROUP BY 1, 2, 3, 4;
"""
NO_TOTALS = """
DROP TRIGGER total_of_changed_cases ON core_case;
DROP TRIGGER total_of_cases ON core_case;
DROP FUNCTION core_note_total();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_appointments"),
        ("organisations", "0012_appointments"),
    ]

    operations = [
        migrations.AddField(
            model_name="casetask",
            name="case_type",
            field=models.CharField(db_default="", default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="casetask",
            name="private",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="casetask",
            name="internal",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="casetask",
            name="assignee",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(TASKS, NO_TASKS),
        migrations.CreateModel(
            name="CaseTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=40)),
                ("private", models.BooleanField()),
                ("internal", models.BooleanField()),
                ("number", models.IntegerField()),
                (
                    "institution",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.institution",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["institution", "type"], name="case_total")]},
        ),
        migrations.RunSQL(TOTALS, NO_TOTALS),
    ]
