from django.db import models
from uuid_utils.compat import uuid7


class CalendarVersion(models.Model):
    """The days off of one year as one decree set them; an amending decree is a new version of the year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tahun = models.PositiveSmallIntegerField()
    versi = models.PositiveSmallIntegerField(default=1)
    nomor_keputusan = models.CharField(max_length=200, help_text="Joint decree of three ministers.")
    sumber = models.CharField(max_length=300)
    counts_cuti_bersama = models.BooleanField(
        default=True, help_text="Whether cuti bersama counts as a day off in this calendar."
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["tahun", "versi"]
        constraints = [models.UniqueConstraint(fields=["tahun", "versi"], name="calendar_tahun_versi")]

    def __str__(self) -> str:
        return f"Kalender kerja {self.tahun} versi {self.versi}"


class Holiday(models.Model):
    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="holidays")
    tanggal = models.DateField()
    nama = models.CharField(max_length=150)
    cuti_bersama = models.BooleanField(default=False)

    class Meta:
        ordering = ["tanggal"]
        constraints = [
            models.UniqueConstraint(fields=["version", "tanggal"], name="holiday_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.tanggal} {self.nama}"
