"""An institution that is renamed is found by its old name too; the database itself keeps it, whoever renames."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION organisations_keep_old_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisations_namalama (institution_id, nama, sampai)
    VALUES (OLD.id, OLD.nama, (now() AT TIME ZONE 'Asia/Jakarta')::date);
    RETURN NULL;
END
$$;
CREATE TRIGGER institution_renamed AFTER UPDATE OF nama ON organisations_institution
    FOR EACH ROW WHEN (OLD.nama IS DISTINCT FROM NEW.nama) EXECUTE FUNCTION organisations_keep_old_name();
"""

BACKWARD = """
DROP TRIGGER institution_renamed ON organisations_institution;
DROP FUNCTION organisations_keep_old_name();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_dated_lists")]

    operations = [
        migrations.CreateModel(
            name="NamaLama",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("nama", models.CharField(max_length=200, verbose_name="nama lama")),
                ("sampai", models.DateField(help_text="Day on which it was replaced.")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nama_lama",
                        to="organisations.institution",
                    ),
                ),
            ],
            options={"verbose_name": "nama lama institusi", "ordering": ["-sampai", "-id"]},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
