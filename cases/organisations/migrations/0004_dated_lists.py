"""Entries of lists begin and end with a date instead of being switched off; registers have a book of their own.

What was there holds since Peraturan Ketua KASN 7/2016 entered into force; what was switched off ends yesterday.
From here on the database itself refuses to delete an entry or to change anything of it but its end.
"""

import datetime as dt

import uuid_utils.compat
from django.db import migrations, models
from django.db.models import F, Q

import workflows.models

IN_FORCE = dt.date(2016, 11, 2)
LEGAL = "Peraturan Ketua KASN Nomor 7 Tahun 2016, Lampiran"

FORWARD = """
CREATE FUNCTION organisations_dated_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.valid_to IS NULL
       AND to_jsonb(OLD) - 'valid_to' = to_jsonb(NEW) - 'valid_to' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% entries are ended, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER choice_dated BEFORE UPDATE OR DELETE ON organisations_choice
    FOR EACH ROW EXECUTE FUNCTION organisations_dated_entry();
CREATE TRIGGER kompetensi_dated BEFORE UPDATE OR DELETE ON organisations_kompetensi
    FOR EACH ROW EXECUTE FUNCTION organisations_dated_entry();
"""
BACKWARD = """
DROP TRIGGER choice_dated ON organisations_choice;
DROP TRIGGER kompetensi_dated ON organisations_kompetensi;
DROP FUNCTION organisations_dated_entry();
"""


def end_what_was_off(apps, schema_editor):
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    for name in ("Choice", "Kompetensi"):
        apps.get_model("organisations", name).objects.filter(aktif=False).update(valid_to=yesterday)


def dated(name):
    return [
        migrations.AddField(name, "valid_from", models.DateField("berlaku mulai", default=IN_FORCE), False),
        migrations.AddField(
            name,
            "valid_to",
            models.DateField("berlaku sampai", null=True, blank=True, help_text="Last day; empty: still."),
        ),
        migrations.AddField(
            name, "legal_basis", models.CharField("dasar hukum", max_length=300, default=LEGAL), False
        ),
    ]


def once(model, fields, name):
    return migrations.AddConstraint(
        model,
        models.UniqueConstraint(fields=fields, name=name, condition=Q(valid_to__isnull=True)),
    )


def period(model):
    return migrations.AddConstraint(
        model,
        models.CheckConstraint(
            name=f"{model}_period", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_user_nip")]

    operations = [
        migrations.CreateModel(
            name="Buku",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "head",
                    models.BinaryField(default=workflows.models.GENESIS, editable=False, max_length=32),
                ),
                ("seq", models.PositiveBigIntegerField(default=0, editable=False)),
                ("kode", models.CharField(max_length=40, unique=True)),
            ],
            options={"verbose_name": "buku"},
        ),
        migrations.RemoveConstraint("choice", "choice_once_per_list"),
        *dated("choice"),
        *dated("kompetensi"),
        migrations.RunPython(end_what_was_off, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField("choice", "aktif"),
        migrations.RemoveField("kompetensi", "aktif"),
        migrations.AlterField("kompetensi", "kode", models.CharField(max_length=20)),
        once("choice", ["daftar", "nama"], "choice_once_per_list"),
        once("kompetensi", ["kode"], "kompetensi_kode"),
        period("choice"),
        period("kompetensi"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
