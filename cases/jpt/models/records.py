"""What is recorded about a selection one row after the other: never changed, never deleted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from cases.core.doing.interruption import Jenis
from cases.core.doing.requests import Keputusan
from cases.organisations.models import Institution


class Rekomendasi(models.Model):
    """A recommendation of KASN on the plan or on the report (SJ-81, SJ-116), numbered within its kind.

    attachments: ids of documents.
    """

    class Jenis(models.TextChoices):
        RENCANA = "rencana", "Rekomendasi rencana"
        PELAPORAN = "pelaporan", "Rekomendasi pelaporan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seleksi = models.ForeignKey("jpt.Jpt", on_delete=models.PROTECT, related_name="daftar_rekomendasi")
    jenis = models.CharField(max_length=10, choices=Jenis.choices)
    nomor = models.PositiveSmallIntegerField()
    isi = models.TextField()
    no_surat = models.CharField(max_length=100, blank=True)
    tanggal = models.DateField()
    attachments: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seleksi", "jenis", "nomor"], name="rekomendasi_number")
        ]


class Permohonan(models.Model):
    """A request to postpone, cancel or go on, and what became of it (SJ-125)."""

    Jenis, Keputusan = Jenis, Keputusan

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seleksi = models.ForeignKey("jpt.Jpt", on_delete=models.PROTECT, related_name="riwayat_permohonan")
    jenis = models.CharField(max_length=10, choices=Jenis.choices)
    alasan = models.TextField()
    tanggal = models.DateTimeField()
    diajukan_oleh = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attachments: Any = models.JSONField(default=list)
    keputusan = models.CharField(max_length=10, choices=Keputusan.choices, blank=True)
    alasan_keputusan = models.TextField(blank=True)
    diputus_pada = models.DateTimeField(null=True)
    diputus_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seleksi"], name="permohonan_one_open", condition=Q(keputusan=""))
        ]


class Monitoring(models.Model):
    """One monitoring of Proses Seleksi by KASN (SJ-107); internal unless released (SJ-109)."""

    class CaraSampel(models.TextChoices):
        ACAK = "acak", "Acak"
        DIPILIH = "dipilih", "Dipilih"

    class Hasil(models.TextChoices):
        SESUAI = "sesuai", "Sesuai"
        ADA_TEMUAN = "ada_temuan", "Ada temuan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seleksi = models.ForeignKey("jpt.Jpt", on_delete=models.PROTECT, related_name="daftar_monitoring")
    tanggal = models.DateField()
    cara_pengambilan_sampel = models.CharField(max_length=10, choices=CaraSampel.choices)
    tahapan_dipantau: Any = models.JSONField(default=list)
    uraian = models.TextField()
    temuan = models.CharField(max_length=10, choices=Hasil.choices)
    tampil_ke_institusi = models.BooleanField(default=False)
    attachments: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Temuan(models.Model):
    """A non-compliance of an institution in one of the three kinds KASN counts (SJ-141, Lamp. A Tabel 1)."""

    class Kode(models.TextChoices):
        PEMBERHENTIAN = "pemberhentian", "Pemberhentian JPT tidak sesuai aturan"
        TANPA_SELEKSI = "tanpa_seleksi", "Pengisian JPT tanpa seleksi"
        SELEKSI_BERMASALAH = "seleksi_bermasalah", "Seleksi terbuka tetapi bermasalah"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kode = models.CharField(max_length=20, choices=Kode.choices)
    institusi = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    tanggal = models.DateField()
    uraian = models.TextField()
    seleksi = models.ForeignKey("jpt.Jpt", null=True, on_delete=models.PROTECT, related_name="daftar_temuan")
    monitoring = models.ForeignKey(Monitoring, null=True, on_delete=models.PROTECT, related_name="+")
    attachments: Any = models.JSONField(default=list)
    entri = models.UUIDField(null=True, help_text="Ledger entry of the act that recorded it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["institusi", "tanggal"], name="temuan_count"),
            models.Index(fields=["-tanggal", "-id"], name="temuan_list"),
        ]


class Sampel(models.Model):
    """A drawn sample (SJ-108): with seed, size, strata and population the draw can be repeated.

    ukuran: {"jenis": "persen" | "jumlah", "nilai": n}; populasi: {stratum: [ids]}; terpilih: [ids];
    sidik_populasi: SHA-256 of the population's list (sampling.population_digest); algoritma: how it was drawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seed = models.CharField(max_length=64)
    ukuran: Any = models.JSONField()
    strata: Any = models.JSONField(default=list)
    populasi: Any = models.JSONField()
    terpilih: Any = models.JSONField()
    sidik_populasi = models.CharField(max_length=64, blank=True)
    algoritma = models.TextField(blank=True)
    entri = models.UUIDField(null=True, help_text="Ledger entry of the act that drew it.")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
