"""How often an address has asked: one row per address and minute, swept after an hour (`limit`)."""

from django.db import models


class Hitungan(models.Model):
    """asal: keyed digest of the address, which itself is kept nowhere; menit: beginning of the minute."""

    asal = models.CharField(max_length=64)
    menit = models.DateTimeField()
    jumlah = models.PositiveIntegerField()

    class Meta:
        verbose_name = "hitungan verifikasi"
        constraints = [models.UniqueConstraint(fields=["menit", "asal"], name="hitungan_once")]
