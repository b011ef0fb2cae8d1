"""Lists that are data and not code."""

from django.db import models
from uuid_utils.compat import uuid7


class SupervisingBody(models.Model):
    """Who supervised the merit system when; a history keeps the name that was valid at its time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nama = models.CharField(max_length=200)
    singkatan = models.CharField(max_length=20)
    valid_from = models.DateField(unique=True)
    valid_to = models.DateField(null=True, blank=True, help_text="Last day; empty: still.")
    legal_basis = models.CharField(max_length=300)

    class Meta:
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return self.singkatan


class Choice(models.Model):
    """One entry of a drop-down that kasn_admin maintains (SJ-47, SJ-64, SJ-65); ended, never deleted."""

    class Daftar(models.TextChoices):
        CARA_PENGISIAN = "cara_pengisian", "Cara Pengisian JPT"
        ALASAN_SELEKSI = "alasan_seleksi", "Alasan"
        PENGANGKATAN = "pengangkatan", "Pengangkatan"
        RENCANA_PENGISIAN = "rencana_pengisian", "Rencana Pengisian"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    daftar = models.CharField(max_length=20, choices=Daftar.choices)
    nama = models.CharField(max_length=150)
    urutan = models.PositiveSmallIntegerField(default=0)
    aktif = models.BooleanField(default=True)

    class Meta:
        ordering = ["daftar", "urutan", "nama"]
        constraints = [models.UniqueConstraint(fields=["daftar", "nama"], name="choice_once_per_list")]

    def __str__(self) -> str:
        return self.nama


class Kompetensi(models.Model):
    """An entry of the catalogue of managerial competencies (SJ-35); only the three known ones are shipped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    no = models.PositiveSmallIntegerField()
    nama = models.CharField(max_length=150)
    kode = models.CharField(max_length=20, unique=True)
    definisi = models.TextField()
    aktif = models.BooleanField(default=True)

    class Meta:
        verbose_name = "kompetensi"
        verbose_name_plural = "kompetensi"
        ordering = ["no"]
        constraints = [models.CheckConstraint(name="kompetensi_no", condition=models.Q(no__gte=1))]

    def __str__(self) -> str:
        return f"{self.no}. {self.nama} ({self.kode})"
