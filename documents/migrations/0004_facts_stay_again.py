"""As 0002, with the columns that came since: what the scanner and the object lock say may follow later.

An object lock is written once and only prolonged; what was quarantined stays so.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION documents_upload_facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['used_at', 'keep_until', 'scan_state'];
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

CREATE OR REPLACE FUNCTION documents_attachment_facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdraw_reason', 'scan_state',
                                  'lock_mode', 'locked_until'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an attachment is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free
        OR (OLD.withdrawn_at IS NOT NULL
            AND (NEW.withdrawn_at, NEW.withdrawn_by_id, NEW.withdraw_reason)
                IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdrawn_by_id, OLD.withdraw_reason))
        OR (OLD.locked_until IS NOT NULL
            AND (NEW.locked_until IS NULL OR NEW.locked_until < OLD.locked_until))
        OR (OLD.scan_state = 'quarantined' AND NEW.scan_state <> 'quarantined')
    THEN
        RAISE EXCEPTION 'the facts of an attachment do not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_scan_lock_large")]

    # Backwards the stricter functions of 0002 would refuse nothing that 0003's columns hold.
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
