"""Units of the supervising body, and the provinces that each serves (CB-01)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .institutions import Wilayah


class Unit(models.Model):
    """A unit that roles are held on: PPSS, a regional office, an UPT (Peraturan BKN 5/2024 Pasal 1 angka 8, 9).

    `kode` is its key for ever ("KANREG-07"): a unit that is renamed, moved or given other provinces keeps it. What
    is known of it has a source; `diragukan` marks what nobody could compare with one yet.
    """

    class Jenis(models.TextChoices):
        BADAN = "badan", "Badan"
        DEPUTI = "deputi", "Deputi"
        PUSAT = "pusat", "Pusat"
        KANREG = "kanreg", "Kantor Regional"
        UPT = "upt", "UPT"

    kode = models.CharField("kode", primary_key=True, max_length=20)
    nama = models.CharField("nama", max_length=200)
    jenis = models.CharField("jenis", max_length=10, choices=Jenis.choices)
    induk = models.ForeignKey(
        "self",
        verbose_name="unit induk",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bagian",
    )
    kedudukan = models.CharField("kedudukan", max_length=100, blank=True)
    sejak = models.DateField("sejak", null=True, blank=True, help_text="First day, where it is known.")
    sampai = models.DateField("sampai", null=True, blank=True, help_text="Last day; empty: still.")
    sumber = models.CharField("sumber", max_length=300)
    diragukan = models.BooleanField("belum diperiksa", default=False)

    class Meta:
        verbose_name = "unit"
        verbose_name_plural = "unit"
        ordering = ["kode"]
        constraints = [
            models.CheckConstraint(
                name="unit_induk",
                condition=~Q(jenis__in=["upt", "kanreg", "pusat", "deputi"]) | Q(induk__isnull=False),
                violation_error_message="Unit induk wajib diisi.",
                violation_error_code="E-REQ",
            ),
            models.CheckConstraint(
                name="unit_period",
                condition=Q(sampai__isnull=True) | Q(sejak__isnull=True) | Q(sampai__gte=models.F("sejak")),
            ),
            models.UniqueConstraint(fields=["nama"], name="unit_nama", condition=Q(sampai__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.nama


class UnitWilayah(models.Model):
    """A province that a unit serves from a day on. No province has two units of a kind at a time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="wilayah")
    provinsi = models.ForeignKey(Wilayah, on_delete=models.PROTECT, related_name="+")
    sejak = models.DateField(null=True, blank=True, help_text="First day, where it is known.")
    sampai = models.DateField(null=True, blank=True, help_text="Last day; empty: still.")
    sumber = models.CharField(max_length=300)
    diragukan = models.BooleanField(default=False)

    class Meta:
        verbose_name = "wilayah kerja unit"
        constraints = [
            models.UniqueConstraint(
                fields=["provinsi"], name="unit_wilayah_once", condition=Q(sampai__isnull=True)
            ),
            models.CheckConstraint(
                name="unit_wilayah_period",
                condition=Q(sampai__isnull=True) | Q(sejak__isnull=True) | Q(sampai__gte=models.F("sejak")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.provinsi_id}"


class UnitNamaLama(models.Model):
    """A name that a unit had before, and until when."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nama_lama")
    nama = models.CharField(max_length=200)
    sampai = models.DateField(help_text="Last day.")

    class Meta:
        verbose_name = "nama lama unit"
        ordering = ["-sampai", "-id"]

    def __str__(self) -> str:
        return self.nama
