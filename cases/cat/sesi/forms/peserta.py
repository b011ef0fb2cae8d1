"""What the acts of a participant ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from cases.cat.sesi.identitas import IDENTITAS, offered
from cases.core.doing.forms import AlasanForm
from documents.fields import DocumentsField
from workflows.errors import E_RNG
from workflows.forms import ActForm, BulatField, TanggalField, WaktuField

from .fields import teks, ya

#: CB-178, CB-179.
PELANGGARAN = (
    ("i1", "i1 Membawa buku atau catatan"),
    ("i2", "i2 Membawa kalkulator, gawai, kamera, jam tangan, atau alat tulis selain pensil kayu"),
    ("i3", "i3 Membawa senjata api, senjata tajam, atau sejenisnya"),
    ("j1", "j1 Bertanya atau berbicara dengan peserta lain"),
    ("j2", "j2 Menerima atau memberikan sesuatu tanpa izin"),
    ("j3", "j3 Keluar ruangan tanpa izin"),
    ("j4", "j4 Membawa makanan dan minuman ke dalam ruangan"),
    ("j5", "j5 Merokok di dalam ruangan"),
    ("j6", "j6 Menyebarluaskan soal melalui media apa pun"),
    ("j7", "j7 Melakukan kecurangan"),
)
_PILIH = ("", "-- Pilih --")


class KedatanganForm(ActForm):
    """PS-1c. Before or after PIN closing, a guard and the moment decide."""

    waktu_datang = WaktuField(label="Waktu datang")

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"waktu_datang": timezone.now().replace(second=0, microsecond=0)}


class DokumenForm(ActForm):
    """PS-2: what was shown at registration (CB-172 … CB-175, CB-177)."""

    dokumen = forms.ChoiceField(label="Dokumen identitas", choices=[_PILIH, *IDENTITAS.items()])
    berlaku_sampai = TanggalField(
        label="Berlaku sampai", required=False, help_text="Wajib untuk surat keterangan pengganti KTP."
    )
    cetakan = ya("Cetakan tangkapan layar identitas digital ditunjukkan")
    dipindai = ya("Kartu keluarga digital berhasil dipindai")
    kartu_peserta = ya("Kartu peserta dibawa")
    pakaian = ya("Pakaian sesuai")

    def prepare(self) -> None:
        if self.subject is not None:
            field: Any = self.fields["dokumen"]
            field.choices = [_PILIH, *((key, IDENTITAS[key]) for key in offered(self.subject))]


class CocokForm(ActForm):
    data_sesuai = ya("Data sesuai")
    wajah_sesuai = ya("Wajah sesuai")


class PengecualianForm(AlasanForm):
    """PS-4 (CB-96)."""

    percobaan_gagal = BulatField(label="Percobaan pengenalan wajah yang gagal", min_value=0, max_value=99)
    foto_pembanding = forms.ChoiceField(
        label="Foto pembanding",
        choices=[_PILIH, ("identitas", "Foto pada identitas"), ("kartu_peserta", "Foto pada kartu peserta")],
    )
    hasil_sesuai = ya("Wajah sesuai dengan foto pembanding")


class FisikForm(ActForm):
    """PS-6 (CB-140 … CB-142)."""

    bebas = forms.BooleanField(label="Tidak membawa barang atau alat yang dilarang")
    loker = forms.CharField(label="Nomor loker penitipan barang", max_length=20, required=False)


class MasukForm(CocokForm):
    """PS-7."""

    kursi = forms.RegexField(
        label="Nomor kursi",
        regex=r"^[A-Za-z0-9-]{1,10}$",
        max_length=10,
        help_text="Huruf, angka, dan tanda hubung; paling banyak 10.",
    )

    def clean_kursi(self) -> str:
        return str(self.cleaned_data["kursi"]).upper()


class GugurDokumenForm(ActForm):
    kekurangan = teks("Dokumen yang tidak dibawa atau tidak berlaku", max_length=500)


class GugurPakaianForm(ActForm):
    uraian = teks("Uraian pakaian", max_length=500)


class TeguranForm(ActForm):
    kode = forms.ChoiceField(label="Pelanggaran", choices=[_PILIH, *PELANGGARAN])
    uraian = teks("Uraian")


class BatalkanPesertaForm(AlasanForm):
    kode = forms.ChoiceField(label="Pelanggaran", choices=[_PILIH, *PELANGGARAN])
    berat = ya("Pelanggaran berat")


class DiskualifikasiForm(AlasanForm):
    """PS-18; after the event has ended with its addenda (CB-277)."""

    kode = forms.ChoiceField(label="Pelanggaran", choices=[_PILIH, *PELANGGARAN])
    addendum_hasil = DocumentsField(kind="addendum_hasil", required=False, label="Addendum hasil")
    addendum_laporan = DocumentsField(kind="addendum_laporan", required=False, label="Addendum laporan")


class KoreksiForm(AlasanForm):
    """PS-19."""

    waktu_datang = WaktuField(
        label="Waktu datang yang benar",
        required=False,
        help_text="Diisi bila waktu datang yang salah dicatat.",
    )

    def clean_waktu_datang(self) -> dt.datetime | None:
        moment: dt.datetime | None = self.cleaned_data["waktu_datang"]
        if moment is not None and moment > timezone.now():
            self.refuse("waktu_datang", E_RNG, "Waktu datang tidak boleh di masa depan.")
        return moment
