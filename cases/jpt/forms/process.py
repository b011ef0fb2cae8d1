"""Forms of Proses Seleksi (SJ-86 … SJ-107)."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from cases.dokumen.printability import prints
from cases.jpt.elsewhere import nip_notes
from cases.jpt.models.records import Monitoring, Temuan
from cases.jpt.states import SCORED, TANPA_NIP
from cases.organisations.zones import today_at
from documents.fields import DocumentsField
from workflows.errors import E_FMT, E_REQ, E_RNG
from workflows.forms import REQUIRED, ActForm, AngkaField, BulatField, RichTextField, TanggalField

#: A spreadsheet shows a long number so; the digits are gone in what was copied.
SHORTENED = (
    "NIP ini disingkat oleh Excel. Ubah format kolomnya menjadi Teks, isi lagi NIP lengkap, lalu tempelkan."
)
TAHAPAN = (
    ("administrasi", "Administrasi"),
    ("kompetensi_manajerial", "Kompetensi manajerial"),
    ("penulisan_makalah", "Penulisan makalah"),
    ("wawancara", "Wawancara"),
    ("rekam_jejak", "Rekam jejak"),
)


def reason_field(*, label: str = "Alasan", max_length: int = 500, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=max_length, widget=widget, **kwargs)


class JumlahPelamarForm(ActForm):
    """How many applied, as it really was (SJ-86); 0 is recorded."""

    jumlah_pelamar = BulatField(label="Jumlah pelamar", min_value=0, max_value=100_000)


class UbahJumlahForm(JumlahPelamarForm):
    alasan = reason_field()

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"jumlah_pelamar": subject.jumlah_pelamar} if subject is not None else {}


class IdentitasForm(ActForm):
    """Who the candidate is (SJ-87). NIP: 1–18 digits, or "-" with the reason why there is none."""

    personal: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            "nama",
            "nip",
            "instansi",
            "alasan_tanpa_nip",
            "nama_lama",
            "nip_lama",
            "alasan_tanpa_nip_lama",
            "instansi_lama",
        ),
        "identitas",
    )

    nama = forms.CharField(label="Nama", max_length=150, validators=[prints])
    nip = forms.CharField(label="NIP", max_length=30, help_text="Angka 1–18 digit; tanpa NIP isi “-”.")
    alasan_tanpa_nip = forms.CharField(label="Alasan tanpa NIP", max_length=255, required=False)
    instansi = forms.CharField(label="Instansi", max_length=200, validators=[prints])

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        names = ("nama", "nip", "alasan_tanpa_nip", "instansi")
        # the act of the selection (Tambah pelamar) starts empty, those of a kandidat with what is known
        return {name: getattr(subject, name) for name in names} if hasattr(subject, "nip") else {}

    def clean_nip(self) -> str:
        nip = re.sub(r"\s", "", self.cleaned_data["nip"])
        if re.fullmatch(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]{1,2}", nip):
            raise forms.ValidationError(SHORTENED, code=E_FMT)
        if nip != TANPA_NIP and not re.fullmatch(r"[0-9]+", nip):
            raise forms.ValidationError("NIP hanya berisi angka, atau “-” bila tidak ada.", code=E_FMT)
        if len(nip) > 18:
            raise forms.ValidationError("NIP paling panjang 18 digit.", code=E_RNG)
        return nip

    def notes(self) -> list[str]:
        seleksi = getattr(self.subject, "seleksi", self.subject)
        return nip_notes(seleksi, self.actor, self.cleaned_data.get("nip", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("nip") == TANPA_NIP and not data.get("alasan_tanpa_nip"):
            self.refuse("alasan_tanpa_nip", E_REQ, REQUIRED)
        return data


class PelamarForm(IdentitasForm):
    berkas_pelamar = DocumentsField(kind="berkas_pelamar", label="Berkas pelamar")


class KoreksiIdentitasForm(IdentitasForm):
    alasan = reason_field()


class SkorForm(ActForm):
    """A score of 1–10 with at most two decimals (SJ-95)."""

    personal: ClassVar[dict[str, str]] = dict.fromkeys(("skor", "skor_lama", "nilai"), "penilaian")

    skor = AngkaField(
        label="Skor",
        min_value=1,
        max_value=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"placeholder": "Skor (1-10)", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(("min_value", "max_value"), "Skor harus 1-10."),
    )


class KoreksiSkorForm(SkorForm):
    """The score of a stage reached before, with the reason (SJ-100)."""

    tahap = forms.ChoiceField(label="Tahap", choices=[(t.value, t.label) for t in SCORED])
    alasan = reason_field()
    field_order = ("tahap", "skor", "alasan")


class DeskripsiForm(ActForm):
    """Findings on the track record (SJ-94)."""

    personal: ClassVar[dict[str, str]] = dict.fromkeys(("deskripsi", "deskripsi_lama"), "penilaian")

    deskripsi = RichTextField(label="Deskripsi", validators=[prints])
    lampiran_rekam_jejak = DocumentsField(kind="lampiran_rekam_jejak", label="Lampiran")


class UbahDeskripsiForm(DeskripsiForm):
    alasan = reason_field()

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"deskripsi": subject.deskripsi} if subject is not None else {}


class KeputusanForm(ActForm):
    """Terima or Tolak; the reason is asked for when the choice is out of rank (SJ-101)."""

    personal: ClassVar[dict[str, str]] = dict.fromkeys(("alasan", "total_nilai", "peringkat"), "penilaian")

    alasan = forms.CharField(
        label="Alasan",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wajib bila keputusan tidak mengikuti urutan nilai.",
        validators=[prints],
    )


class AlasanSingkatForm(ActForm):
    """A reason of 1–500 characters (SJ-99)."""

    personal: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("alasan", "total_nilai", "peringkat"), "penilaian"),
        "nama_lama": "identitas",
        "nip_lama": "identitas",
    }

    alasan = reason_field(validators=[prints])


class MonitoringForm(ActForm):
    """Tambah Monitoring Seleksi (SJ-107)."""

    tanggal = TanggalField(label="Tanggal")
    cara_pengambilan_sampel = forms.ChoiceField(
        label="Cara pengambilan sampel", choices=Monitoring.CaraSampel.choices, widget=forms.RadioSelect
    )
    tahapan_dipantau = forms.MultipleChoiceField(
        label="Tahapan dipantau", choices=TAHAPAN, widget=forms.CheckboxSelectMultiple
    )
    uraian = RichTextField(label="Uraian")
    temuan = forms.ChoiceField(label="Temuan", choices=Monitoring.Hasil.choices, widget=forms.RadioSelect)
    kode = forms.ChoiceField(
        label="Jenis ketidakpatuhan",
        choices=[("", "-- Pilih Jenis --"), *Temuan.Kode.choices],
        required=False,
    )
    tampil_ke_institusi = forms.BooleanField(label="Tampil ke institusi", required=False)
    laporan_monitoring = DocumentsField(kind="laporan_monitoring", label="Laporan lengkap", minimum=1)

    def clean_tanggal(self) -> Any:
        day = self.cleaned_data["tanggal"]
        if day > today_at(self.subject.case.institution if self.subject is not None else None):
            raise forms.ValidationError("Tanggal tidak boleh di masa depan.", code=E_RNG)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = data.get("temuan") == Monitoring.Hasil.ADA_TEMUAN
        if found and not data.get("kode") and "kode" not in self.errors:
            self.refuse("kode", E_REQ, REQUIRED)
        return data
