"""Who is and was petugas of a case is an appointment like any other.

The rows of `core_assignment` are copied; the table, which nothing refers to any more, goes with the next release.
"""

from django.db import migrations

COPY = """
ALTER TABLE organisations_caserole ADD CONSTRAINT case_role_case FOREIGN KEY ("case") REFERENCES core_case (id)
    DEFERRABLE INITIALLY DEFERRED;
INSERT INTO organisations_caserole
    (id, role, person_id, "case", since, until, by_id, letter, reason, ended_reason)
SELECT gen_random_uuid(), 'petugas', petugas_id, case_id, since, until, appointed_by_id, '', alasan, ''
FROM core_assignment;
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT conname FROM pg_constraint WHERE conrelid = 'core_assignment'::regclass AND contype = 'f' LOOP
        EXECUTE format('ALTER TABLE core_assignment DROP CONSTRAINT %I', found.conname);
    END LOOP;
END $$;
"""
BACK = """
ALTER TABLE organisations_caserole DROP CONSTRAINT case_role_case;
DELETE FROM organisations_caserole WHERE "case" IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0011_task_seen"), ("organisations", "0012_appointments")]

    operations = [
        migrations.RunSQL(COPY, BACK),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Assignment")]),
    ]
