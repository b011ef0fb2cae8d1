from django.db import migrations, models

_WEIGHTS = ("kompetensi_manajerial", "penulisan_makalah", "wawancara", "rekam_jejak")


class Migration(migrations.Migration):
    """Weights with two decimals (SJ-68); whole ones stay as they are."""

    dependencies = [("jpt", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="jpt",
            name=f"bobot_{stage}",
            field=models.DecimalField(decimal_places=2, max_digits=5, null=True),
        )
        for stage in _WEIGHTS
    ]
