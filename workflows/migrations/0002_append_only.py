"""The ledger and the access log only grow; a payload may only be nulled. Held by the database itself."""

from django.db import migrations

FORBID = """
CREATE FUNCTION alur_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is not allowed: rows are kept as they were written', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION alur_payload_only_nulled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id <> OLD.entry_id OR NEW."values" IS NOT NULL THEN
        RAISE EXCEPTION 'a payload may be nulled, not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
TABLES = ("workflows_ledgerentry", "workflows_accesslog")
ROWS = "".join(
    f"CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION alur_append_only();\n"
    f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION alur_append_only();\n"
    for table in TABLES
)
PAYLOAD = """
CREATE TRIGGER payload_nulled BEFORE UPDATE ON workflows_ledgerpayload
    FOR EACH ROW EXECUTE FUNCTION alur_payload_only_nulled();
CREATE TRIGGER append_only_rows BEFORE DELETE ON workflows_ledgerpayload
    FOR EACH ROW EXECUTE FUNCTION alur_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON workflows_ledgerpayload
    FOR EACH STATEMENT EXECUTE FUNCTION alur_append_only();
"""
# The application's role has no right to try, either; the role exists wherever we run (docs/operations.md).
REVOKE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'alur_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON workflows_ledgerentry, workflows_accesslog FROM alur_app;
        REVOKE DELETE, TRUNCATE ON workflows_ledgerpayload FROM alur_app;
    END IF;
END $$;
"""
UNDO = """
DROP TRIGGER append_only_rows ON workflows_ledgerentry; DROP TRIGGER append_only_table ON workflows_ledgerentry;
DROP TRIGGER append_only_rows ON workflows_accesslog; DROP TRIGGER append_only_table ON workflows_accesslog;
DROP TRIGGER payload_nulled ON workflows_ledgerpayload;
DROP TRIGGER append_only_rows ON workflows_ledgerpayload;
DROP TRIGGER append_only_table ON workflows_ledgerpayload;
DROP FUNCTION alur_append_only(); DROP FUNCTION alur_payload_only_nulled();
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial")]
    operations = [migrations.RunSQL(FORBID + ROWS + PAYLOAD + REVOKE, UNDO)]
