"""What the acts on an institution ask (Gambar 5; SJ-17, SJ-20, SJ-21)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from cases.dokumen.printability import prints
from cases.organisations.access import Hak
from cases.organisations.auth.forms import PasswordField
from cases.organisations.auth.passwords import check_password_choice, rule
from cases.organisations.kinds import KINDS, Jenis
from cases.organisations.models import Institution, PenyelenggaraSekdin, User, Wilayah
from cases.organisations.zones import today_wib
from cases.pengelolaan.fields import InstitusiField
from workflows.errors import E_DUP, E_FMT, E_REQ, E_RNG
from workflows.forms import ActForm, TanggalField

_NEW = {"autocomplete": "new-password"}


class AkunForm(ActForm):
    """A login of an institution: as the figure has it, with the person whose it is (SJ-17, SJ-20)."""

    personal: ClassVar[dict[str, str]] = {"nama_petugas": "identitas", "email": "kontak"}

    nama_petugas = forms.CharField(
        label="Nama petugas",
        max_length=150,
        help_text="Orang yang memakai akun ini; namanya tertulis dalam riwayat.",
    )
    username = forms.CharField(label="Username", max_length=150)
    password = PasswordField(label="Password", attrs=_NEW)
    konfirmasi = PasswordField(label="Konfirmasi Password", attrs=_NEW)
    email = forms.EmailField(
        label="Email", max_length=254, help_text="Contoh: example@yahoo.com / example@example.com"
    )
    hak = forms.ChoiceField(
        label="Hak", choices=[("", "-- Pilih Hak --"), *((h.value, str(h.label)) for h in Hak)]
    )

    def prepare(self) -> None:
        self.fields["password"].help_text = f"{rule()} Pemiliknya menggantinya saat pertama masuk."

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        probe = User(username=name)
        try:
            probe.clean_fields(exclude=[f.name for f in User._meta.fields if f.name != "username"])
        except ValidationError as error:
            raise ValidationError(error.message_dict["username"], code=E_FMT) from error
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("Username sudah dipakai.", code=E_DUP)
        return name

    def clean_password(self) -> str:
        new: str = self.cleaned_data["password"]
        known = {name: str(self.data.get(name) or "") for name in ("username", "email")}
        check_password_choice(new, User(nama=str(self.data.get("nama_petugas") or ""), **known))
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new, again = data.get("password"), data.get("konfirmasi")
        if new is not None and again is not None and new != again:
            self.refuse("konfirmasi", E_RNG, "Konfirmasi tidak sama dengan password.")
        return data


class _DataForm(ActForm):
    """Kind and place of an institution: what must lie where."""

    jenis = forms.ChoiceField(
        label="Jenis", choices=[("", "-- Pilih Jenis --"), *((j.value, str(j.label)) for j in Jenis)]
    )
    provinsi = forms.ModelChoiceField(
        queryset=Wilayah.objects.filter(jenis=Wilayah.Jenis.PROVINSI).order_by("nama"),
        label="Provinsi",
        required=False,
        empty_label="-- Pilih Provinsi --",
        help_text="Wajib untuk pemerintah daerah, BUMD, dan BLUD.",
    )
    kabupaten = forms.ModelChoiceField(
        queryset=Wilayah.objects.exclude(jenis=Wilayah.Jenis.PROVINSI).order_by("nama"),
        label="Kabupaten",
        required=False,
        empty_label="-- Pilih Kabupaten/Kota --",
        help_text="Wajib untuk kabupaten dan kota.",
    )
    induk = forms.ModelChoiceField(
        queryset=Institution.objects.none(),
        label="Institusi penyelenggara",
        required=False,
        empty_label="-- Pilih Institusi --",
        help_text="Wajib untuk sekolah kedinasan.",
    )

    def prepare(self) -> None:
        owners = PenyelenggaraSekdin.objects.filter(sejak__lte=today_wib()).exclude(sampai__lt=today_wib())
        field: Any = self.fields["induk"]
        field.queryset = Institution.objects.filter(pk__in=owners.values("institution"), is_active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = KINDS.get(data.get("jenis", ""))
        if kind is None:
            return data
        province, place, owner = data.get("provinsi"), data.get("kabupaten"), data.get("induk")
        if kind.provinsi and province is None and "provinsi" not in self.errors:
            self.refuse("provinsi", E_REQ, "Field Wajib Diisi")
        if kind.kabupaten and place is None and "kabupaten" not in self.errors:
            self.refuse("kabupaten", E_REQ, "Field Wajib Diisi")
        if place is not None and province is not None and place.provinsi_id != province.pk:
            self.refuse("kabupaten", E_RNG, f"{place} tidak terletak di provinsi {province}.")
        if place is not None and province is None and not kind.provinsi:
            self.refuse("provinsi", E_REQ, "Field Wajib Diisi")
        if kind.induk and owner is None and "induk" not in self.errors:
            self.refuse("induk", E_REQ, "Field Wajib Diisi")
        if owner is not None and not kind.induk:
            self.refuse("induk", E_RNG, "Hanya untuk sekolah kedinasan; kosongkan.")
        return data


def _nama(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, validators=[prints])


class TambahForm(_DataForm, AkunForm):
    """TAMBAH INSTITUSI (Gambar 5): the institution with its first login."""

    thing: ClassVar[tuple[str, ...]] = ("nama",)
    field_order = (
        "nama",
        "jenis",
        "provinsi",
        "kabupaten",
        "induk",
        "sumber",
        "nama_petugas",
        "username",
        "password",
        "konfirmasi",
        "email",
    )

    nama = _nama("Nama")
    sumber = forms.CharField(
        label="Dasar hukum", max_length=300, required=False, help_text="Peraturan yang membentuknya."
    )

    def prepare(self) -> None:
        AkunForm.prepare(self)
        _DataForm.prepare(self)
        del self.fields["hak"]  # the first one looks after the cases
        self.fields["nama_petugas"].required = False
        self.fields["nama_petugas"].help_text = "Kosong: akun memakai nama institusi."

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = Institution.objects.filter(nama__iexact=data.get("nama", ""), jenis=data.get("jenis", ""))
        if data.get("nama") and same.exists():
            self.refuse("nama", E_DUP, "Nama institusi sudah dipakai untuk jenis ini.")
        return data


class UbahForm(_DataForm):
    """Data of an institution but for its name, which changes by a letter."""

    personal: ClassVar[dict[str, str]] = {"email": "kontak"}
    field_order = ("jenis", "provinsi", "kabupaten", "induk", "email", "sumber", "alasan")

    email = forms.EmailField(label="Email", max_length=254, required=False)
    sumber = forms.CharField(
        label="Dasar hukum",
        max_length=300,
        help_text="Peraturan yang membentuknya. Dengan menyimpan, Anda menyatakan sumbernya sudah diperiksa.",
    )
    alasan = forms.CharField(
        label="Alasan perubahan", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        found = subject.institution
        return {
            "jenis": found.jenis,
            "provinsi": found.provinsi_id,
            "kabupaten": found.wilayah_id,
            "induk": found.induk_id,
            "email": found.email,
            "sumber": found.sumber,
        }


class SuratForm(ActForm):
    """A letter or regulation that orders the change, and why."""

    nomor_surat = forms.CharField(
        label="Nomor surat atau peraturan", max_length=200, help_text="Yang memerintahkan perubahan ini."
    )
    tanggal_surat = TanggalField(label="Tanggal surat atau peraturan")
    alasan = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_tanggal_surat(self) -> Any:
        day = self.cleaned_data["tanggal_surat"]
        if day > today_wib():
            raise ValidationError("Tanggal surat tidak boleh sesudah hari ini.", code=E_RNG)
        return day


class GantiNamaForm(SuratForm):
    """The new name; the old one stays, with the moment until which it held."""

    field_order = ("nama", "nomor_surat", "tanggal_surat", "alasan")

    nama = _nama("Nama baru")

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"nama": subject.institution.nama}


class GabungForm(SuratForm):
    """Into which institution it goes, with everything that belongs to it."""

    field_order = ("ke", "nomor_surat", "tanggal_surat", "alasan")

    ke = InstitusiField(
        queryset=Institution.objects.none(), label="Digabung ke", empty_label="-- Pilih Institusi --"
    )

    def prepare(self) -> None:
        field: Any = self.fields["ke"]
        rows = Institution.objects.filter(is_active=True)
        if self.subject is not None:
            rows = rows.exclude(pk=self.subject.pk)
        field.queryset = rows.order_by("nama")


class TutupForm(SuratForm):
    """Whoever closes an institution with open cases says so on purpose (SJ-21)."""

    konfirmasi = forms.BooleanField(
        label="Tutup walaupun masih ada kasus terbuka; pengawas menyelesaikannya",
        required=False,
    )


class HakForm(ActForm):
    """What one person of the institution may do from now on."""

    field_order = ("petugas", "hak", "alasan")

    petugas = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Petugas", empty_label="-- Pilih Petugas --"
    )
    hak = forms.ChoiceField(
        label="Hak", choices=[("", "-- Pilih Hak --"), *((h.value, str(h.label)) for h in Hak)]
    )
    alasan = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        field: Any = self.fields["petugas"]
        if self.subject is not None:
            field.queryset = User.objects.filter(institution=self.subject.pk, is_active=True).order_by("nama")
