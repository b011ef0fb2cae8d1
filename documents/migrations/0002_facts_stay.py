"""What is written of a file stays as it is: the database refuses, whoever asks (SJ-140).

An upload may be marked as used once, spared until a later time, and deleted as long as it is unused.
An attachment may be withdrawn once and change its scan state. Nothing is emptied by TRUNCATE.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_upload_facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.used_at IS NULL THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a used upload is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - ARRAY['used_at', 'keep_until'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['used_at', 'keep_until']
        OR (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)
    THEN
        RAISE EXCEPTION 'the facts of an upload do not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_attachment_facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdraw_reason', 'scan_state'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an attachment is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free
        OR (OLD.withdrawn_at IS NOT NULL
            AND (NEW.withdrawn_at, NEW.withdrawn_by_id, NEW.withdraw_reason)
                IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdrawn_by_id, OLD.withdraw_reason))
    THEN
        RAISE EXCEPTION 'the facts of an attachment do not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER documents_facts_stay BEFORE UPDATE OR DELETE ON documents_upload
    FOR EACH ROW EXECUTE FUNCTION documents_upload_facts_stay();
CREATE TRIGGER documents_facts_stay BEFORE UPDATE OR DELETE ON documents_attachment
    FOR EACH ROW EXECUTE FUNCTION documents_attachment_facts_stay();
CREATE TRIGGER documents_no_truncate BEFORE TRUNCATE ON documents_upload
    FOR EACH STATEMENT EXECUTE FUNCTION documents_no_truncate();
CREATE TRIGGER documents_no_truncate BEFORE TRUNCATE ON documents_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION documents_no_truncate();
"""

BACKWARD = """
DROP TRIGGER documents_no_truncate ON documents_attachment;
DROP TRIGGER documents_no_truncate ON documents_upload;
DROP TRIGGER documents_facts_stay ON documents_attachment;
DROP TRIGGER documents_facts_stay ON documents_upload;
DROP FUNCTION documents_no_truncate();
DROP FUNCTION documents_attachment_facts_stay();
DROP FUNCTION documents_upload_facts_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
