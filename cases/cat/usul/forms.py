"""Forms that postponements and cancellations share; field names are the catalogue's identifiers (CB-128, CB-149)."""

from __future__ import annotations

from typing import Any

from django import forms

from documents.fields import DocumentsField
from workflows.errors import E_RNG
from workflows.forms import ActForm, WaktuField
from workflows.ledger import database_now

from .subject import PARTIES

NOT_YET = "Waktu tidak boleh di masa depan."


def past(form: ActForm, *names: str) -> None:
    """What is said to have happened has happened."""
    given = {name: form.cleaned_data[name] for name in names if form.cleaned_data.get(name) is not None}
    if not given:
        return
    now = database_now()
    for name in (name for name, at in given.items() if at > now):
        form.refuse(name, E_RNG, NOT_YET)


class KoordinasiForm(ActForm):
    """One coordination: with whom, when, how, what came of it (CB-128)."""

    nama = forms.CharField(label="Nama pejabat", max_length=150)
    jabatan = forms.CharField(label="Jabatan", max_length=200)
    waktu = WaktuField(label="Waktu koordinasi")
    sarana = forms.CharField(label="Sarana", max_length=200, help_text="Misalnya rapat, telepon, surat.")
    hasil = forms.CharField(
        label="Hasil koordinasi", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        past(self, "waktu")
        return data


class KonfirmasiBknForm(KoordinasiForm):
    """Of Kepala Kantor Regional or Kepala PPSS; which of them, the place says (CB-130)."""

    field_order = ("pihak", "alasan_pihak", "nama", "jabatan", "waktu", "sarana", "hasil")

    pihak = forms.ChoiceField(label="Atas nama", choices=list(PARTIES.items()), widget=forms.RadioSelect)
    alasan_pihak = forms.CharField(
        label="Alasan pihak lain",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Diisi bila yang mengonfirmasi bukan pihak yang ditentukan untuk lokasi ini.",
    )

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"pihak": subject.party()} if subject is not None else {}


class PersetujuanForm(ActForm):
    catatan = forms.CharField(
        label="Catatan", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    bukti_persetujuan = DocumentsField(kind="bukti_persetujuan", label="Bukti persetujuan", required=False)


class PengumumanForm(ActForm):
    """What participants were told (CB-85, CB-149)."""

    saluran = forms.CharField(
        label="Saluran", max_length=200, help_text="Misalnya laman, surel, papan pengumuman."
    )
    waktu = WaktuField(label="Waktu diumumkan")
    isi = forms.CharField(label="Isi pengumuman", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    pengumuman = DocumentsField(kind="pengumuman", label="Pengumuman", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        past(self, "waktu")
        return data
