"""What the acts of a signed document ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from cases.core.doing.choosing import reviewers_of
from cases.organisations.zones import WIB
from documents.signing import signer
from workflows.errors import E_RNG
from workflows.forms import (
    ActForm,
    BulatField,
    RichTextField,
    SecretField,
    SecretFileField,
    SecretPatternField,
    TanggalField,
    WaktuField,
)

from .printability import refuse_unprintable


class BuatForm(ActForm):
    """Of the job that renders a document. berkas: the upload of its PDF; petugas: who looks after it."""

    berkas = forms.UUIDField(label="Berkas")
    petugas: forms.ModelChoiceField[Any] = forms.ModelChoiceField(queryset=None, label="Petugas")

    def prepare(self) -> None:
        if self.subject is not None and self.subject.rule.keeper:  # a role's: nobody is appointed
            del self.fields["petugas"]
            return
        field: Any = self.fields["petugas"]
        field.queryset = reviewers_of(self.subject)


class LampirkanForm(ActForm):
    """Of the same job for a later draft. konsep: the draft it was rendered for."""

    berkas = forms.UUIDField(label="Berkas")
    konsep = BulatField(label="Konsep", min_value=1)

    def clean_konsep(self) -> int:
        number: int = self.cleaned_data["konsep"]
        if self.subject is not None and number != self.subject.konsep:
            raise forms.ValidationError("Konsep ini sudah digantikan konsep lain.", code=E_RNG)
        return number


class SusunForm(ActForm):
    """The text of the document before it is signed."""

    perihal = forms.CharField(label="Perihal", max_length=300)
    nomor_surat = forms.CharField(label="Nomor surat", max_length=100)
    tanggal = TanggalField(label="Tanggal")
    isi = RichTextField(label="Isi")

    def prepare(self) -> None:
        """Numbered by no office, or told by its tables and statements alone: then there is nothing to ask for."""
        if self.subject is not None:
            self.fields["nomor_surat"].required = self.subject.rule.numbered
            self.fields["isi"].required = bool(self.subject.isi.get("isi"))

    def clean(self) -> dict[str, Any]:
        refuse_unprintable(self, ("perihal", "nomor_surat", "isi"))
        return self.cleaned_data

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        kept = subject.isi if subject is not None else {}
        return {name: kept.get(name, "") for name in cls.base_fields}


class SeenField(forms.RegexField):
    """The SHA-256 of the file that was shown: sent along by the page, nothing a person edits.

    A page shown again shows the present file, so it carries that one's digest whatever was sent before.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[0-9a-fA-F]{64}$", **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class TandaTanganiForm(ActForm):
    """sidik: SHA-256 of the file the signer has seen; the rest is what the signing service asks for."""

    sidik = SeenField(
        label="Sidik berkas (SHA-256)",
        help_text="Sidik berkas yang Anda periksa. Bila berkas sudah berubah, tanda tangan ditolak.",
    )
    nik = SecretPatternField(r"^\d{16}$", label="NIK", required=False)
    sertifikat = SecretFileField(label="Berkas sertifikat (.p12)", required=False)
    passphrase = SecretField(label="Passphrase", required=False)

    def prepare(self) -> None:
        """Only what the configured service needs, and that for sure."""
        self.fields["sidik"].initial = self.initial_for(self.subject)["sidik"]
        asked = {field.name: field for field in signer().credentials}
        for name in ("nik", "sertifikat", "passphrase"):
            if name not in asked:
                del self.fields[name]
            else:
                self.fields[name].required = asked[name].required
                self.fields[name].label = asked[name].label

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"sidik": subject.berkas.sha256 if subject is not None and subject.berkas_id else ""}

    def clean_sidik(self) -> str:
        return str(self.cleaned_data["sidik"]).lower()

    def given(self) -> dict[str, str | bytes]:
        return {n: self.cleaned_data[n] for n in ("nik", "sertifikat", "passphrase") if n in self.fields}


class UnggahMstForm(ActForm):
    """The receipt of MST (CB-240)."""

    mst_id = forms.CharField(label="Nomor tanda terima MST", max_length=100)
    waktu = WaktuField(label="Waktu unggah", zone=WIB)

    def clean_waktu(self) -> Any:
        moment = self.cleaned_data["waktu"]
        if moment > timezone.now():
            raise forms.ValidationError("Waktu unggah tidak boleh di masa depan.", code=E_RNG)
        return moment
