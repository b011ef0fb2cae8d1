"""A case may have a place of its own, and its tasks know it; kept by the database as what else they know of it."""

import django.db.models.deletion
from django.db import migrations, models

PLACES = """
CREATE OR REPLACE FUNCTION core_task_as_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.type, c.private, c.internal, c.assignee_id, c.area_id, c.unit_id
        INTO NEW.case_type, NEW.private, NEW.internal, NEW.assignee_id, NEW.area_id, NEW.unit_id
        FROM core_case c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;
DROP TRIGGER task_stays_as_its_case ON core_casetask;
CREATE TRIGGER task_stays_as_its_case BEFORE UPDATE ON core_casetask FOR EACH ROW
    WHEN ((OLD.case_id, OLD.case_type, OLD.private, OLD.internal, OLD.assignee_id, OLD.area_id, OLD.unit_id)
          IS DISTINCT FROM
          (NEW.case_id, NEW.case_type, NEW.private, NEW.internal, NEW.assignee_id, NEW.area_id, NEW.unit_id))
    EXECUTE FUNCTION core_task_as_its_case();

CREATE OR REPLACE FUNCTION core_tasks_follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core_casetask SET private = NEW.private, internal = NEW.internal, assignee_id = NEW.assignee_id,
        area_id = NEW.area_id, unit_id = NEW.unit_id
        WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
DROP TRIGGER tasks_follow_case ON core_case;
CREATE TRIGGER tasks_follow_case AFTER UPDATE OF private, internal, assignee_id, area_id, unit_id ON core_case
    FOR EACH ROW
    WHEN ((OLD.private, OLD.internal, OLD.assignee_id, OLD.area_id, OLD.unit_id) IS DISTINCT FROM
          (NEW.private, NEW.internal, NEW.assignee_id, NEW.area_id, NEW.unit_id))
    EXECUTE FUNCTION core_tasks_follow_case();
"""
NO_PLACES = """
DROP TRIGGER tasks_follow_case ON core_case;
DROP TRIGGER task_stays_as_its_case ON core_casetask;
CREATE OR REPLACE FUNCTION core_task_as_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.type, c.private, c.internal, c.assignee_id
        INTO NEW.case_type, NEW.private, NEW.internal, NEW.assignee_id
        FROM core_case c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION core_tasks_follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core_casetask SET private = NEW.private, internal = NEW.internal, assignee_id = NEW.assignee_id
        WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER task_stays_as_its_case BEFORE UPDATE ON core_casetask FOR EACH ROW
    WHEN ((OLD.case_id, OLD.case_type, OLD.private, OLD.internal, OLD.assignee_id) IS DISTINCT FROM
          (NEW.case_id, NEW.case_type, NEW.private, NEW.internal, NEW.assignee_id))
    EXECUTE FUNCTION core_task_as_its_case();
CREATE TRIGGER tasks_follow_case AFTER UPDATE OF private, internal, assignee_id ON core_case FOR EACH ROW
    WHEN ((OLD.private, OLD.internal, OLD.assignee_id) IS DISTINCT FROM
          (NEW.private, NEW.internal, NEW.assignee_id)) EXECUTE FUNCTION core_tasks_follow_case();
"""


def place(to: str, **spec: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
        **spec,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0017_tree_of_cases"),
        ("organisations", "0013_roles_on_cases"),
    ]

    operations = [
        migrations.AddField("case", "area", place("organisations.wilayah")),
        migrations.AddField("case", "unit", place("organisations.unit")),
        migrations.AddField("casetask", "area", place("organisations.wilayah", db_constraint=False)),
        migrations.AddField("casetask", "unit", place("organisations.unit", db_constraint=False)),
        migrations.RunSQL(PLACES, NO_PLACES),
    ]
