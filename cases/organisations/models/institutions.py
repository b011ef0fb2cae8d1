"""Territories and institutions, and guardian's grants on an institution."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from uuid_utils.compat import uuid7

from cases.organisations.kinds import KINDS, Jenis, Kind


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
    """A government institution, or one of the bodies that hold exams beside them (SJ-17, CB-01).

    It ends by being closed or by becoming part of another one (`digabung_ke`), never by being deleted: what happened
    before keeps its name. What changes it are the acts of `pengelolaan.institusi`.

    `group` holds its people; the grants `lihat_kasus` and `kelola_kasus` belong to the group, so that
    permissions stay at institution level however many users there are (SJ-20).
    """

    Jenis = Jenis

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kode = models.CharField(max_length=20, unique=True)
    nama = models.CharField("nama", max_length=200)
    jenis = models.CharField("jenis", max_length=20, choices=Jenis.choices)
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
    induk = models.ForeignKey(
        "self",
        verbose_name="institusi induk",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bagian",
    )
    digabung_ke = models.ForeignKey(
        "self",
        verbose_name="digabung ke",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="asal_gabungan",
    )
    sejak = models.DateField("sejak", null=True, blank=True, help_text="First day, where it is known.")
    sampai = models.DateField("sampai", null=True, blank=True, help_text="Last day, where it is known.")
    sumber = models.CharField("sumber", max_length=300, blank=True, help_text="Source of the row.")
    diragukan = models.BooleanField(
        "belum diperiksa", default=False, help_text="Nobody has compared the row with its source yet."
    )

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
            models.CheckConstraint(
                name="institution_digabung", condition=Q(digabung_ke__isnull=True) | Q(is_active=False)
            ),
            models.CheckConstraint(
                name="institution_induk",
                condition=~Q(jenis="Sekolah Kedinasan") | Q(induk__isnull=False),
                violation_error_message="Institusi penyelenggara wajib diisi untuk sekolah kedinasan.",
                violation_error_code="E-REQ",
            ),
        ]

    def __str__(self) -> str:
        return self.nama

    @property
    def kind(self) -> Kind:
        return KINDS[self.jenis]


class NamaLama(models.Model):
    """A name an institution had before, or the name of one that became part of it (`asal`).

    A trigger writes the former, whoever renames; a merger the latter. Searches look here too; which name held when
    is asked of `names.name_at`.
    """

    id = models.BigAutoField(primary_key=True)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="nama_lama")
    nama = models.CharField("nama lama", max_length=200)
    sampai = models.DateField(help_text="Day on which it was replaced.")
    hingga = models.DateTimeField(default=timezone.now, help_text="The moment at which it was replaced.")
    asal = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "nama lama institusi"
        ordering = ["-sampai", "-id"]

    def __str__(self) -> str:
        return self.nama


class PenyelenggaraSekdin(models.Model):
    """Who may run sekolah kedinasan, since when (CB-02); a Sekolah Kedinasan is part of one of these."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    sejak = models.DateField()
    sampai = models.DateField(null=True, blank=True, help_text="Last day; empty: still.")
    sumber = models.CharField(max_length=300)
    diragukan = models.BooleanField(default=False)

    class Meta:
        verbose_name = "penyelenggara sekolah kedinasan"
        constraints = [
            models.UniqueConstraint(fields=["institution", "sejak"], name="penyelenggara_sekdin_once"),
            models.CheckConstraint(
                name="penyelenggara_sekdin_period",
                condition=Q(sampai__isnull=True) | Q(sampai__gte=models.F("sejak")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)


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
