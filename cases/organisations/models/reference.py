"""Lists that are data and not code."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
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


def _in_force() -> Q:
    """Today is the database's, in Jakarta: these lists are national."""
    today = TruncDate(Now(), tzinfo=ZoneInfo("Asia/Jakarta"))
    return (Q(valid_to__isnull=True) | Q(valid_to__gte=today)) & Q(valid_from__lte=today)


class DatedQuerySet(models.QuerySet[Any]):
    def choosable(self, *held: Any) -> "DatedQuerySet":
        """What may be chosen today and, though it has ended, what a case holds already (`held`: keys)."""
        return self.filter(_in_force() | Q(pk__in=held))


class Dated(models.Model):
    """An entry of a list that kasn_admin maintains: begun and ended with a date, never changed, never deleted.

    Cases that chose it keep it. The database refuses any other change too (migration 0004); who ended it and
    why stands in the ledger of the list (`daftar`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    valid_from = models.DateField("berlaku mulai")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True, help_text="Last day; empty: still.")
    legal_basis = models.CharField("dasar hukum", max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def _period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from"))
    )


class Choice(Dated):
    """One entry of a drop-down (SJ-47, SJ-64, SJ-65)."""

    class Daftar(models.TextChoices):
        CARA_PENGISIAN = "cara_pengisian", "Cara Pengisian JPT"
        ALASAN_SELEKSI = "alasan_seleksi", "Alasan"
        PENGANGKATAN = "pengangkatan", "Pengangkatan"
        RENCANA_PENGISIAN = "rencana_pengisian", "Rencana Pengisian"
        JABATAN_PETUGAS = "jabatan_petugas", "Jabatan petugas"

    daftar = models.CharField(max_length=20, choices=Daftar.choices)
    nama = models.CharField(max_length=150)
    urutan = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["daftar", "urutan", "nama"]
        constraints = [
            models.UniqueConstraint(
                fields=["daftar", "nama"], name="choice_once_per_list", condition=Q(valid_to__isnull=True)
            ),
            _period("choice_period"),
        ]

    def __str__(self) -> str:
        return self.nama


class Kompetensi(Dated):
    """An entry of the catalogue of managerial competencies (SJ-35); only the three known ones are shipped."""

    no = models.PositiveSmallIntegerField()
    nama = models.CharField(max_length=150)
    kode = models.CharField(max_length=20)
    definisi = models.TextField()

    class Meta:
        verbose_name = "kompetensi"
        verbose_name_plural = "kompetensi"
        ordering = ["no"]
        constraints = [
            models.CheckConstraint(name="kompetensi_no", condition=Q(no__gte=1)),
            models.UniqueConstraint(
                fields=["kode"], name="kompetensi_kode", condition=Q(valid_to__isnull=True)
            ),
            _period("kompetensi_period"),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.nama} ({self.kode})"
