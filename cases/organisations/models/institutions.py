"""Territories and institutions, and guardian's grants on an institution."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from uuid_utils.compat import uuid7


class ZonaWaktu(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Wilayah(models.Model):
    """A province, kabupaten or kota with the code of the Ministry of Home Affairs ("31", "31.74")."""

    class Jenis(models.TextChoices):
        PROVINSI = "Provinsi", "Provinsi"
        KABUPATEN = "Kabupaten", "Kabupaten"
        KOTA = "Kota", "Kota"

    kode = models.CharField(primary_key=True, max_length=5)
    nama = models.CharField(max_length=100)
    jenis = models.CharField(max_length=9, choices=Jenis.choices)
    provinsi = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="bagian"
    )
    zona = models.CharField(max_length=14, choices=ZonaWaktu.choices)

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ["kode"]
        constraints = [
            models.CheckConstraint(
                name="wilayah_provinsi",
                condition=Q(jenis="Provinsi", provinsi__isnull=True)
                | (~Q(jenis="Provinsi") & Q(provinsi__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.nama


class Institution(models.Model):
    """A central or regional government institution (SJ-17).

    `group` holds its people; the grants `lihat_kasus` and `kelola_kasus` belong to the group, so that
    permissions stay at institution level however many users there are (SJ-20).
    """

    class Jenis(models.TextChoices):
        KEMENTERIAN = "Kementerian", "Kementerian"
        LPNK = "LPNK", "LPNK"
        LNS = "LNS", "LNS"
        PROVINSI = "Provinsi", "Provinsi"
        KABUPATEN = "Kabupaten", "Kabupaten"
        KOTA = "Kota", "Kota"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kode = models.CharField(max_length=20, unique=True)
    nama = models.CharField("nama", max_length=200)
    jenis = models.CharField("jenis", max_length=11, choices=Jenis.choices)
    provinsi = models.ForeignKey(
        Wilayah, verbose_name="provinsi", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wilayah = models.ForeignKey(
        Wilayah,
        verbose_name="kabupaten/kota",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    zona_waktu = models.CharField(
        "zona waktu", max_length=14, choices=ZonaWaktu.choices, default=ZonaWaktu.WIB
    )
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="institution", editable=False)
    email = models.EmailField("email", blank=True)
    is_active = models.BooleanField("aktif", default=True)
    sumber = models.CharField("sumber", max_length=300, blank=True, help_text="Source of the row.")

    class Meta:
        verbose_name = "institusi"
        verbose_name_plural = "institusi"
        ordering = ["nama"]
        permissions = [
            ("lihat_kasus", "Melihat kasus institusi"),
            ("kelola_kasus", "Mengelola kasus institusi"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nama", "jenis"],
                name="institution_nama_jenis",
                violation_error_message="Nama institusi sudah dipakai untuk jenis ini.",
                violation_error_code="E-DUP",
            ),
            models.CheckConstraint(
                name="institution_provinsi",
                condition=~Q(jenis__in=["Provinsi", "Kabupaten", "Kota"]) | Q(provinsi__isnull=False),
                violation_error_message="Provinsi wajib diisi untuk pemerintah daerah.",
                violation_error_code="E-REQ",
            ),
            models.CheckConstraint(
                name="institution_wilayah",
                condition=~Q(jenis__in=["Kabupaten", "Kota"]) | Q(wilayah__isnull=False),
                violation_error_message="Kabupaten/kota wajib diisi.",
                violation_error_code="E-REQ",
            ),
        ]

    def __str__(self) -> str:
        return self.nama


class NamaLama(models.Model):
    """A name an institution had before. A trigger writes it, whoever renames; searches look here too."""

    id = models.BigAutoField(primary_key=True)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="nama_lama")
    nama = models.CharField("nama lama", max_length=200)
    sampai = models.DateField(help_text="Day on which it was replaced.")

    class Meta:
        verbose_name = "nama lama institusi"
        ordering = ["-sampai", "-id"]

    def __str__(self) -> str:
        return self.nama


class InstitutionUserPermission(UserObjectPermissionBase):
    """A grant to one person; direct foreign key, as guardian's generic table measured seven times slower."""

    content_object = models.ForeignKey(Institution, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class InstitutionGroupPermission(GroupObjectPermissionBase):
    """A grant to a group, as a rule the institution's own."""

    content_object = models.ForeignKey(Institution, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
