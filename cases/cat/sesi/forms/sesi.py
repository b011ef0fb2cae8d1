"""What the acts of a sesi ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from cases.cat.parameters import trouble_lasts
from cases.cat.sesi import jam
from cases.cat.tables import Pendaftar
from cases.core.doing.forms import AlasanForm
from documents.fields import DocumentsField
from workflows.errors import E_REQ, E_RNG
from workflows.forms import (
    REQUIRED,
    ActForm,
    BulatField,
    ModelMultipleChoiceField,
    TanggalField,
    WaktuField,
)
from workflows.rows import RowsField

from .fields import LokasiField, PindahField, SesiField, receiving_places, receiving_sessions, teks, ya

#: What disturbs an exam (Pasal 11 (4)).
GANGGUAN = (
    ("internet", "Jaringan internet"),
    ("listrik", "Listrik"),
    ("perangkat", "Perangkat"),
    ("aplikasi", "Aplikasi"),
    ("lainnya", "Lainnya"),
)


class WaktuSesiForm(ActForm):
    """When a sesi is: the day and the start on the clock of the place."""

    tanggal = TanggalField(label="Tanggal")
    nomor = BulatField(label="Nomor sesi", min_value=1, max_value=99)
    mulai = WaktuField(label="Mulai")
    durasi = BulatField(label="Lama (menit)", min_value=1, max_value=600)
    kapasitas = BulatField(label="Kapasitas", min_value=1, max_value=100_000)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, day = data.get("mulai"), data.get("tanggal")
        if start is not None and day is not None and jam.local_day(self._placed(data), start) != day:
            self.refuse("mulai", E_RNG, "Jam mulai harus pada tanggal sesi menurut jam setempat.")
        return data

    def _placed(self, data: dict[str, Any]) -> Any:
        """Whose clock it is."""
        return data.get("lokasi") or self.subject


class JadwalForm(WaktuSesiForm):
    """SS-1a, as a schedule asks. peserta: keys of those registered."""

    peserta = ModelMultipleChoiceField(queryset=None, label="Peserta", required=False)

    def prepare(self) -> None:
        field: Any = self.fields["peserta"]
        acara = self.subject.lokasi.acara_id if self.subject is not None else None
        field.queryset = Pendaftar.objects.filter(acara=acara)


class UbahJadwalForm(JadwalForm):
    """SS-1c: peserta are those to add, pindah those who go to another sesi."""

    pindah = PindahField(required=False, label="Pindah")


class CabutKarenaAcaraForm(ActForm):
    pindah = PindahField(required=False, label="Pindah")


class BukaForm(ActForm):
    aplikasi_siap = ya("Aplikasi registrasi siap")
    pelatihan = ya("Pelatihan singkat untuk Pansel sudah diberikan")


class MulaiBaruForm(AlasanForm):
    """A later start on the same day, and why."""

    mulai = WaktuField(label="Jam mulai baru")


class PengarahanForm(ActForm):
    peserta_duduk = ya("Peserta sudah diperiksa dan duduk di tempatnya")
    kertas = ya("Kertas buram tersedia untuk setiap peserta")
    kamera = ya("Kamera pengawas berfungsi")
    konferensi = ya("Konferensi video berfungsi")
    klien_dipakai = BulatField(label="Komputer klien yang dipakai", min_value=0, max_value=100_000)
    klien_terhubung = BulatField(label="Komputer klien yang terhubung", min_value=0, max_value=100_000)


class BelumMasukForm(forms.Form):
    nomor_peserta = forms.CharField(label="Nomor peserta", max_length=30)
    alasan = forms.CharField(label="Alasan belum masuk CAT BKN", max_length=300)


class MulaiForm(ActForm):
    """SS-5: whoever is in the room and is not named has logged in to CAT BKN."""

    kode_sesi = forms.CharField(label="Kode sesi", max_length=20)
    jumlah_masuk = BulatField(label="Peserta yang masuk CAT BKN", min_value=0, max_value=100_000)
    belum_masuk = RowsField(BelumMasukForm, label="Hadir, belum masuk CAT BKN", maximum=200, required=False)
    siaran = forms.URLField(
        label="Alamat siaran langsung nilai",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="Untuk calon PNS, PPPK, dan sekolah kedinasan.",
    )


class GangguanForm(ActForm):
    jenis = forms.ChoiceField(label="Jenis gangguan", choices=[("", "-- Pilih --"), *GANGGUAN])
    mulai = WaktuField(label="Mulai gangguan")
    uraian = teks("Uraian")

    def clean_mulai(self) -> dt.datetime:
        start: dt.datetime = self.cleaned_data["mulai"]
        if start > timezone.now():
            self.refuse("mulai", E_RNG, "Mulai gangguan tidak boleh di masa depan.")
        elif self.subject is not None and jam.local_day(self.subject, start) != self.subject.tanggal:
            self.refuse("mulai", E_RNG, "Mulai gangguan harus pada hari sesi ini menurut jam setempat.")
        return start


class GangguanLokasiForm(ActForm):
    """SS-6b, as TL-19 asks."""

    jenis = forms.CharField(label="Jenis gangguan", max_length=40)
    mulai = WaktuField(label="Mulai gangguan")
    uraian = teks("Uraian", max_length=2000)


class SelesaiForm(ActForm):
    """The end of a disturbance; after three hours with the reason why it was not postponed."""

    selesai = WaktuField(label="Selesai gangguan")
    alasan = teks("Alasan", required=False, help_text="Wajib bila gangguan mencapai batas penundaan.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        end, sesi = data.get("selesai"), self.subject
        if end is None or sesi is None or sesi.gangguan_mulai is None:
            return data
        if end > timezone.now():
            self.refuse("selesai", E_RNG, "Selesai gangguan tidak boleh di masa depan.")
        elif end <= sesi.gangguan_mulai:
            self.refuse("selesai", E_RNG, "Selesai gangguan harus setelah mulainya.")
        elif not data.get("alasan") and end - sesi.gangguan_mulai >= trouble_lasts(sesi.tanggal):
            self.refuse("alasan", E_REQ, REQUIRED)
        return data


class SelesaiMulaiBaruForm(SelesaiForm):
    """With a later start, which always has a reason (CB-269)."""

    mulai = WaktuField(label="Jam mulai baru")
    alasan = teks("Alasan")


class JadwalkanKembaliForm(WaktuSesiForm):
    """Where and when the sesi that replaces this one is held. lokasi: left open, the same."""

    lokasi = LokasiField(
        queryset=None, label="Titik lokasi", required=False, empty_label="Titik lokasi yang sama"
    )

    def prepare(self) -> None:
        field: Any = self.fields["lokasi"]
        field.queryset = receiving_places(self.subject)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"durasi": subject.durasi, "kapasitas": subject.kapasitas}


class JadwalkanKembaliGangguanForm(JadwalkanKembaliForm):
    """SS-11a: on the letter of Pansel to the deputi."""

    nomor_surat = forms.CharField(label="Nomor surat Pansel", max_length=100)
    tanggal_surat = TanggalField(label="Tanggal surat Pansel")
    surat_penjadwalan_ulang = DocumentsField(
        kind="surat_penjadwalan_ulang", minimum=1, label="Surat penjadwalan ulang"
    )


class JadwalkanKembaliSaranaForm(JadwalkanKembaliForm):
    """SS-11b: after coordination with the parties of the kind."""

    koordinasi_pada = TanggalField(label="Tanggal koordinasi")
    koordinasi_hasil = teks("Hasil koordinasi")
    disepakati = ya("Disepakati para pihak")


class TidakDipindahForm(forms.Form):
    nomor_peserta = forms.CharField(label="Nomor peserta", max_length=30)
    alasan = forms.CharField(label="Alasan tidak dipindah", max_length=300)


class CabutForm(AlasanForm):
    """SS-16a: everybody in progress goes to one other sesi, but those who are named with a reason."""

    tujuan = SesiField(
        queryset=None, label="Sesi tujuan peserta", required=False, empty_label="Tidak dipindah"
    )
    tidak_dipindah = RowsField(
        TidakDipindahForm, label="Peserta yang tidak dipindah", maximum=200, required=False
    )
    alasan_peserta = teks(
        "Alasan peserta tidak dipindah", required=False, help_text="Wajib bila tidak ada sesi tujuan."
    )
    keputusan_cabut = DocumentsField(kind="keputusan_cabut", minimum=1, label="Keputusan cabut")

    def prepare(self) -> None:
        field: Any = self.fields["tujuan"]
        field.queryset = receiving_sessions(self.subject)
