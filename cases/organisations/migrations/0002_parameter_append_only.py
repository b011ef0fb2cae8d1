"""The database itself refuses to rewrite the history of parameters."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION organisations_parameter_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'organisations_parameter is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER parameter_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON organisations_parameter
    FOR EACH STATEMENT EXECUTE FUNCTION organisations_parameter_append_only();
"""

BACKWARD = """
DROP TRIGGER parameter_append_only ON organisations_parameter;
DROP FUNCTION organisations_parameter_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
