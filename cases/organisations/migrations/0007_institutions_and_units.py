"""Institutions are merged and closed, can be bodies that are no government institution, and have generated codes;
the units of the supervising body with the provinces they serve. Old names are kept with their moment.

Nothing is rewritten but the moments of old names: the tables are those of institutions, some hundreds of rows.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

FORWARD = """
UPDATE organisations_namalama SET hingga = sampai::timestamp AT TIME ZONE 'Asia/Jakarta';
CREATE OR REPLACE FUNCTION organisations_keep_old_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisations_namalama (institution_id, nama, sampai, hingga)
    VALUES (OLD.id, OLD.nama, (now() AT TIME ZONE 'Asia/Jakarta')::date, now());
    RETURN NULL;
END
$$;
CREATE SEQUENCE organisations_kode START 1001;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION organisations_keep_old_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisations_namalama (institution_id, nama, sampai)
    VALUES (OLD.id, OLD.nama, (now() AT TIME ZONE 'Asia/Jakarta')::date);
    RETURN NULL;
END
$$;
DROP SEQUENCE organisations_kode;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("organisations", "0006_admin_without_body"),
    ]

    operations = [
        migrations.CreateModel(
            name="PenyelenggaraSekdin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sejak", models.DateField()),
                ("sampai", models.DateField(blank=True, help_text="Last day; empty: still.", null=True)),
                ("sumber", models.CharField(max_length=300)),
                ("diragukan", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "penyelenggara sekolah kedinasan",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "kode",
                    models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="kode"),
                ),
                ("nama", models.CharField(max_length=200, verbose_name="nama")),
                (
                    "jenis",
                    models.CharField(
                        choices=[
                            ("badan", "Badan"),
                            ("deputi", "Deputi"),
                            ("pusat", "Pusat"),
                            ("kanreg", "Kantor Regional"),
                            ("upt", "UPT"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("kedudukan", models.CharField(blank=True, max_length=100, verbose_name="kedudukan")),
                (
                    "sejak",
                    models.DateField(
                        blank=True, help_text="First day, where it is known.", null=True, verbose_name="sejak"
                    ),
                ),
                (
                    "sampai",
                    models.DateField(
                        blank=True, help_text="Last day; empty: still.", null=True, verbose_name="sampai"
                    ),
                ),
                ("sumber", models.CharField(max_length=300, verbose_name="sumber")),
                ("diragukan", models.BooleanField(default=False, verbose_name="belum diperiksa")),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "unit",
                "ordering": ["kode"],
            },
        ),
        migrations.CreateModel(
            name="UnitNamaLama",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nama", models.CharField(max_length=200)),
                ("sampai", models.DateField(help_text="Last day.")),
            ],
            options={
                "verbose_name": "nama lama unit",
                "ordering": ["-sampai", "-id"],
            },
        ),
        migrations.CreateModel(
            name="UnitWilayah",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sejak", models.DateField(blank=True, help_text="First day, where it is known.", null=True)),
                ("sampai", models.DateField(blank=True, help_text="Last day; empty: still.", null=True)),
                ("sumber", models.CharField(max_length=300)),
                ("diragukan", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "wilayah kerja unit",
            },
        ),
        migrations.AddField(
            model_name="institution",
            name="digabung_ke",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asal_gabungan",
                to="organisations.institution",
                verbose_name="digabung ke",
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="diragukan",
            field=models.BooleanField(
                default=False,
                help_text="Nobody has compared the row with its source yet.",
                verbose_name="belum diperiksa",
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="induk",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bagian",
                to="organisations.institution",
                verbose_name="institusi induk",
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="sampai",
            field=models.DateField(
                blank=True, help_text="Last day, where it is known.", null=True, verbose_name="sampai"
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="sejak",
            field=models.DateField(
                blank=True, help_text="First day, where it is known.", null=True, verbose_name="sejak"
            ),
        ),
        migrations.AddField(
            model_name="namalama",
            name="asal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.institution",
            ),
        ),
        migrations.AddField(
            model_name="namalama",
            name="hingga",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="The moment at which it was replaced."
            ),
        ),
        migrations.AlterField(
            model_name="institution",
            name="jenis",
            field=models.CharField(
                choices=[
                    ("Kementerian", "Kementerian"),
                    ("LPNK", "LPNK"),
                    ("LNS", "LNS"),
                    ("Provinsi", "Provinsi"),
                    ("Kabupaten", "Kabupaten"),
                    ("Kota", "Kota"),
                    ("Sekolah Kedinasan", "Sekolah Kedinasan"),
                    ("BUMN", "BUMN"),
                    ("BUMD", "BUMD"),
                    ("BLU", "BLU"),
                    ("BLUD", "BLUD"),
                    ("Lembaga Lainnya", "Lembaga Lainnya"),
                ],
                max_length=20,
                verbose_name="jenis",
            ),
        ),
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(("digabung_ke__isnull", True), ("is_active", False), _connector="OR"),
                name="institution_digabung",
            ),
        ),
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("jenis", "Sekolah Kedinasan"), _negated=True),
                    ("induk__isnull", False),
                    _connector="OR",
                ),
                name="institution_induk",
                violation_error_code="E-REQ",
                violation_error_message="Institusi penyelenggara wajib diisi untuk sekolah kedinasan.",
            ),
        ),
        migrations.AddField(
            model_name="penyelenggarasekdin",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.institution"
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="induk",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bagian",
                to="organisations.unit",
                verbose_name="unit induk",
            ),
        ),
        migrations.AddField(
            model_name="unitnamalama",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="nama_lama", to="organisations.unit"
            ),
        ),
        migrations.AddField(
            model_name="unitwilayah",
            name="provinsi",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.wilayah"
            ),
        ),
        migrations.AddField(
            model_name="unitwilayah",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="wilayah", to="organisations.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="penyelenggarasekdin",
            constraint=models.UniqueConstraint(
                fields=("institution", "sejak"), name="penyelenggara_sekdin_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="penyelenggarasekdin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sampai__isnull", True), ("sampai__gte", models.F("sejak")), _connector="OR"
                ),
                name="penyelenggara_sekdin_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("jenis__in", ["upt", "kanreg", "pusat", "deputi"]), _negated=True),
                    ("induk__isnull", False),
                    _connector="OR",
                ),
                name="unit_induk",
                violation_error_code="E-REQ",
                violation_error_message="Unit induk wajib diisi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sampai__isnull", True),
                    ("sejak__isnull", True),
                    ("sampai__gte", models.F("sejak")),
                    _connector="OR",
                ),
                name="unit_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sampai__isnull", True)), fields=("nama",), name="unit_nama"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitwilayah",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sampai__isnull", True)), fields=("provinsi",), name="unit_wilayah_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitwilayah",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sampai__isnull", True),
                    ("sejak__isnull", True),
                    ("sampai__gte", models.F("sejak")),
                    _connector="OR",
                ),
                name="unit_wilayah_period",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
