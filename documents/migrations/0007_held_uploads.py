"""An upload can be held for somebody's word (documents.holding); the trigger lets that be written and taken back."""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION documents_upload_facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['used_at', 'keep_until', 'scan_state', 'held_by'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.used_at IS NULL THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a used upload is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free
        OR (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)
        OR (OLD.scan_state = 'quarantined' AND NEW.scan_state <> 'quarantined')
    THEN
        RAISE EXCEPTION 'the facts of an upload do not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_quota_of_uploads")]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="upload",
            name="held_by",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("held_by__isnull", False)), fields=["held_by"], name="upload_held"
            ),
        ),
    ]
