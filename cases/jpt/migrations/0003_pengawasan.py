"""KASN's book of supervision; findings name their files, samples their population's digest and how they were drawn."""

import hashlib

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import cases.jpt.acts.pengawasan


def fill(apps, schema_editor):
    attachment = apps.get_model("documents", "Attachment")
    for found in apps.get_model("jpt", "Temuan").objects.all():
        files = attachment.objects.filter(owner_type="temuan", owner_id=found.pk).order_by(
            "document", "version"
        )
        found.attachments = [str(pk) for pk in files.values_list("pk", flat=True)]
        if found.attachments:
            found.save(update_fields=["attachments"])
    for sample in apps.get_model("jpt", "Sampel").objects.all():
        rows = sorted((name, pk) for name, ids in sample.populasi.items() for pk in ids)
        text = "".join(f"{name},{pk}\n" for name, pk in rows)
        sample.sidik_populasi = hashlib.sha256(text.encode()).hexdigest()
        sample.save(update_fields=["sidik_populasi"])


class Migration(migrations.Migration):
    dependencies = [
        ("jpt", "0002_bobot_decimal"),
        ("organisations", "0004_dated_lists"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pengawasan",
            fields=[
                (
                    "state",
                    django_fsm.FSMField(default="", editable=False, max_length=50, protected=True),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "buku",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(class)s",
                        serialize=False,
                        to="organisations.buku",
                    ),
                ),
            ],
            options={
                "verbose_name": "buku pengawasan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["terbuka"])), name="pengawasan_state"
                    )
                ],
            },
            bases=(cases.jpt.acts.pengawasan.PengawasanActs, models.Model),
        ),
        migrations.AddField("temuan", "attachments", models.JSONField(default=list)),
        migrations.AddField(
            "temuan",
            "entri",
            models.UUIDField(null=True, help_text="Ledger entry of the act that recorded it."),
        ),
        migrations.AddIndex("temuan", models.Index(fields=["-tanggal", "-id"], name="temuan_list")),
        migrations.AddField("sampel", "sidik_populasi", models.CharField(max_length=64, blank=True)),
        migrations.AddField("sampel", "algoritma", models.TextField(blank=True)),
        migrations.AddField(
            "sampel",
            "entri",
            models.UUIDField(null=True, help_text="Ledger entry of the act that drew it."),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
