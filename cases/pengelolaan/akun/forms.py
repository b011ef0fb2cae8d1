"""What the acts on an account ask (Gambar 4; SJ-13 … SJ-16)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from cases.core.doing.choosing import PetugasField
from cases.organisations.auth.forms import PasswordField
from cases.organisations.auth.passwords import check_password_choice, rule
from cases.organisations.badan import role_label
from cases.organisations.models import Choice, User
from cases.organisations.models.users import NIP_PATTERN, USERNAME_PATTERN
from cases.organisations.roles import ROLES, On, Role
from cases.organisations.selectors import active_petugas, choices_of
from documents.fields import DocumentsField
from workflows.errors import E_DUP, E_REQ, E_RNG
from workflows.forms import REQUIRED, ActForm

from .work import appointments

FOTO = "foto_petugas"
_NEW = {"autocomplete": "new-password"}
JABATAN = Choice.Daftar.JABATAN_PETUGAS


class AlasanForm(ActForm):
    """Why; it stands in the history of the account."""

    alasan = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class _Jabatan(ActForm):
    """ "+ Tambah Jabatan" in the same form: what was typed elsewhere stays (SJ-14)."""

    jabatan: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label="Jabatan", required=False, empty_label="-- Pilih Jabatan --"
    )
    jabatan_baru = forms.CharField(
        label="+ Tambah Jabatan",
        max_length=150,
        required=False,
        help_text="Isi hanya bila jabatannya belum ada dalam daftar di atas; jabatan ini ditambahkan ke daftar.",
    )

    def prepare(self) -> None:
        if "jabatan" in self.fields:
            jabatan: Any = self.fields["jabatan"]
            jabatan.queryset = choices_of(JABATAN)
            self.asked_now = ("jabatan",)

    def full_clean(self) -> None:
        """What a guard asks for last is told with what else is wrong, not in a second round."""
        super().full_clean()
        if not self.is_bound or not self.errors or "jabatan" not in self.fields:
            return
        given = self.cleaned_data.get("jabatan") or self.cleaned_data.get("jabatan_baru")
        if not given and not self.errors.keys() & {"jabatan", "jabatan_baru"}:
            self.refuse("jabatan", E_REQ, REQUIRED)

    def clean_jabatan_baru(self) -> str:
        """What is in the list already is chosen there."""
        typed: str = self.cleaned_data["jabatan_baru"]
        known = choices_of(JABATAN).filter(nama__iexact=typed).first() if typed else None
        if known is not None:
            self.data = {**dict(self.data.items()), "jabatan": str(known.pk), "jabatan_baru": ""}
            raise ValidationError(
                f"“{known.nama}” sudah ada dalam daftar dan sudah dipilih untuk Anda.", code=E_DUP
            )
        return typed


class _Orang(_Jabatan):
    personal: ClassVar[dict[str, str]] = {"nama": "identitas", "nip": "identitas", "email": "kontak"}

    nama = forms.CharField(label="Nama", max_length=150)
    nip = forms.RegexField(
        NIP_PATTERN,
        label="NIP",
        required=False,
        help_text="18 angka; boleh kosong.",
        error_messages={"invalid": "NIP terdiri atas 18 angka."},
    )
    email = forms.EmailField(
        label="Email", max_length=254, help_text="Contoh: example@yahoo.com / example@example.com"
    )
    foto = DocumentsField(kind=FOTO, maximum=1, label="Foto")


def role_choices() -> list[tuple[str, str]]:
    return [
        ("", "-- Pilih Role --"),
        *((role.value, role_label(role)) for role in Role if On.EVERYTHING in ROLES[role].on),
    ]


class _PasswordPertama(ActForm):
    """A password that is handed over, twice; it stands nowhere and is replaced at the first login (SJ-15)."""

    password = PasswordField(label="Password", attrs=_NEW)
    konfirmasi = PasswordField(label="Konfirmasi Password", attrs=_NEW)

    def prepare(self) -> None:
        super().prepare()
        self.fields["password"].help_text = f"{rule()} Pemiliknya menggantinya saat pertama masuk."

    def owner(self, data: dict[str, Any]) -> User:
        return User(username=data.get("username", ""), nama=data.get("nama", ""), email=data.get("email", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password, again = data.get("password"), data.get("konfirmasi")
        if password is not None:
            try:
                check_password_choice(password, self.owner(data))
            except ValidationError as error:
                self.add_error("password", error)
        if password is not None and again is not None and password != again:
            self.refuse("konfirmasi", E_RNG, "Konfirmasi tidak sama dengan password.")
        return data


class TambahPetugasForm(_PasswordPertama, _Orang):
    """TAMBAH PETUGAS (Gambar 4)."""

    field_order = (
        "nama",
        "role",
        "jabatan",
        "jabatan_baru",
        "nip",
        "username",
        "password",
        "konfirmasi",
        "email",
        "foto",
    )

    role = forms.ChoiceField(label="Role Pengguna", choices=role_choices)
    username = forms.RegexField(
        USERNAME_PATTERN,
        label="Username",
        max_length=150,
        help_text="3–150 huruf, angka, titik, garis bawah, atau tanda hubung; huruf besar dan kecil dianggap sama.",
        error_messages={"invalid": "Isi 3–150 huruf, angka, titik, garis bawah, atau tanda hubung."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class UbahForm(_Orang):
    """Ubah: the same without what has an act of its own."""

    field_order = ("nama", "jabatan", "jabatan_baru", "nip", "email", "foto")

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        person = subject.user
        known = choices_of(JABATAN).filter(nama__iexact=person.jabatan).first() if person.jabatan else None
        return {
            "nama": person.nama,
            "nip": person.nip,
            "email": person.email,
            "jabatan": known.pk if known is not None else None,
            "jabatan_baru": "" if known is not None else person.jabatan,
        }

    def prepare(self) -> None:
        if self.subject is not None and self.subject.user.role == Role.PETUGAS_INSTITUSI:
            del self.fields["jabatan"], self.fields["jabatan_baru"]
        super().prepare()


class PenggantiForm(AlasanForm):
    #: Whether who holds cases must have a replacement, whatever else is entered.
    must_replace = False

    pengganti = PetugasField(
        queryset=None,
        label="Pengganti",
        required=False,
        empty_label="-- Pilih Petugas --",
        help_text="Petugas yang meneruskan kasus di atas.",
    )

    def prepare(self) -> None:
        pengganti: Any = self.fields["pengganti"]
        pengganti.queryset = active_petugas()
        if self.subject is not None:
            pengganti.queryset = pengganti.queryset.exclude(pk=self.subject.pk)
            if self.subject.user.role == Role.PETUGAS_INSTITUSI:
                del self.fields["pengganti"]
            elif self.must_replace and appointments(self.subject.user).exists():
                self.asked_now = ("pengganti",)


class NonaktifForm(PenggantiForm):
    must_replace = True
    field_order = ("pengganti", "alasan")


class RoleForm(PenggantiForm):
    """Another role on the side of the supervising body; people of an institution stay its people."""

    field_order = ("role", "pengganti", "alasan")

    role = forms.ChoiceField(label="Role Pengguna", choices=role_choices)

    def prepare(self) -> None:
        super().prepare()
        if "pengganti" in self.fields:
            self.fields[
                "pengganti"
            ].help_text = "Hanya perlu bila role barunya Auditor dan masih ada kasus di atas."

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"role": subject.user.role}


class PasswordForm(_PasswordPertama, AlasanForm):
    """Atur ulang password: for who has none that works any more."""

    field_order = ("password", "konfirmasi", "alasan")

    def owner(self, data: dict[str, Any]) -> User:
        return self.subject.user if self.subject is not None else super().owner(data)
