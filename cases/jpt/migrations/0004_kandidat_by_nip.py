from django.db import migrations, models


class Migration(migrations.Migration):
    """One NIP is looked for in all selections."""

    dependencies = [("jpt", "0003_pengawasan")]
    operations = [
        migrations.AddIndex(
            model_name="kandidat",
            index=models.Index(fields=["nip"], name="kandidat_by_nip"),
        ),
    ]
