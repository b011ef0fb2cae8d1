"""An old name ends when it is replaced, not when the transaction that replaces it began: a ledger counts so too."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION organisations_keep_old_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisations_namalama (institution_id, nama, sampai, hingga)
    VALUES (OLD.id, OLD.nama, (now() AT TIME ZONE 'Asia/Jakarta')::date, {moment});
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0008_accounts")]

    operations = [
        migrations.RunSQL(FORWARD.format(moment="clock_timestamp()"), FORWARD.format(moment="now()"))
    ]
