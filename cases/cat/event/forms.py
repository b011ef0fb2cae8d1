"""What the acts of an event ask, but for its schedule (`planning_forms`)."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.cat.states import Jenis
from cases.cat.tables import TitikLokasi
from cases.core.doing.forms import AlasanForm
from cases.organisations.zones import today_wib
from documents.fields import DocumentsField
from workflows.errors import E_RNG
from workflows.forms import ActForm, BulatField, TanggalField
from workflows.rows import RowsField

KEPALA_BKN, DEPUTI = "kepala_bkn", "deputi"
YA_TIDAK = (("ya", "Ya"), ("tidak", "Tidak"))
ADA_TIDAK = (("ada", "Ada"), ("tidak_ada", "Tidak ada"))
MEN = "men"


def text(label: str, *, rows: int = 4, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("max_length", 2000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class PastDay(TanggalField):
    """A day that is not ahead (in WIB: letters to the body are national)."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value > today_wib():
            raise forms.ValidationError("Tanggal tidak boleh sesudah hari ini.", code=E_RNG)


class PermohonanForm(ActForm):
    """EV-1, EV-3: the letter (CB-10, CB-19, CB-26, CB-34, CB-43)."""

    jenis = forms.ChoiceField(label="Jenis seleksi", choices=[("", "-- Pilih jenis --"), *Jenis.choices])
    materi = forms.CharField(
        label="Materi", max_length=100, help_text="Satu acara untuk satu materi, misalnya SKD."
    )
    nomor_surat = forms.CharField(label="Nomor surat", max_length=100)
    tanggal_surat = PastDay(label="Tanggal surat")
    perihal = forms.CharField(label="Perihal", max_length=300)
    ditujukan_kepada = forms.ChoiceField(
        label="Ditujukan kepada",
        choices=[("", "-- Pilih --"), (KEPALA_BKN, "Kepala BKN"), (DEPUTI, "Deputi")],
        help_text="Pengembangan karier: deputi. Jenis lain: Kepala BKN.",
    )
    estimasi_peserta = BulatField(label="Estimasi jumlah peserta", min_value=1, max_value=5_000_000)
    usulan_periode = forms.CharField(label="Usulan periode", max_length=200, required=False)
    surat_permohonan = DocumentsField(kind="surat_permohonan", label="Surat permohonan", minimum=1)
    data_peserta = DocumentsField(
        kind="data_peserta",
        label="Data peserta",
        required=False,
        help_text="Wajib untuk pengembangan karier dan selain ASN.",
    )

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        if subject is None or not subject.state:
            return {}
        names = ("jenis", "materi", "nomor_surat", "tanggal_surat", "perihal", "ditujukan_kepada")
        return {name: getattr(subject, name) for name in (*names, "estimasi_peserta", "usulan_periode")}


class DisposisiForm(ActForm):
    """EV-4a, EV-4b, EV-4c (CB-11)."""

    tanggal = PastDay(label="Tanggal disposisi")
    catatan = text("Catatan", required=False)
    disposisi = DocumentsField(kind="disposisi", label="Lembar disposisi", required=False)


class KoordinasiForm(ActForm):
    """EV-5 (CB-12): its result is the basis of all that follows; the guard asks for all three."""

    tanggal = PastDay(label="Tanggal rapat", required=False)
    peserta_rapat = text("Peserta rapat", required=False)
    hasil = text("Hasil koordinasi", required=False, rows=6)
    notulen = DocumentsField(kind="notulen", label="Notulen", required=False)


class PenyiapanSoalForm(ActForm):
    """EV-7."""

    perlu_pks = forms.ChoiceField(
        label="Perlu perjanjian kerja sama", choices=[("", "-- Pilih --"), *YA_TIDAK], required=False
    )
    kesepakatan_tertulis = DocumentsField(
        kind="kesepakatan_tertulis", label="Kesepakatan tertulis", required=False
    )


class PesertaRow(forms.Form):
    """Somebody registered (CB-13)."""

    nomor_peserta = forms.CharField(label="Nomor peserta", max_length=30)
    nama = forms.CharField(label="Nama", max_length=150)
    nik = forms.RegexField(
        r"^\d{16}$", label="NIK", error_messages={"invalid": "NIK terdiri atas 16 angka."}, max_length=16
    )
    tanggal_lahir = TanggalField(label="Tanggal lahir")
    jabatan_dilamar = forms.CharField(label="Jabatan dilamar", max_length=200, required=False)
    memenuhi_syarat = forms.BooleanField(label="Memenuhi syarat", required=False)
    divalidasi_instansi = forms.BooleanField(label="Divalidasi instansi", required=False)


class DataPesertaForm(ActForm):
    """EV-8: who takes part; those given take the place of those given before."""

    personal = {"peserta": "identitas"}

    peserta = RowsField(PesertaRow, label="Peserta", minimum=0, maximum=2000, required=False)

    def clean_peserta(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["peserta"]
        for name, label in (("nomor_peserta", "Nomor peserta"), ("nik", "NIK")):
            known: dict[str, int] = {}
            for number, row in enumerate(rows, start=1):
                first = known.setdefault(row[name], number)
                if first != number:
                    raise forms.ValidationError(
                        f"Baris {number}: {label} sama dengan baris {first}.", code="E-DUP"
                    )
        return rows


class SoalForm(DataPesertaForm):
    """EV-9: where the questions come from (CB-37, CB-38, CB-47, CB-48)."""

    sumber_soal = forms.ChoiceField(
        label="Sumber soal",
        choices=[
            ("", "-- Pilih --"),
            ("bahan", "Bahan materi kepada PPSS"),
            ("mst", "Diinput pemohon di MST"),
        ],
        required=False,
    )
    bahan_diterima = PastDay(label="Tanggal bahan diterima atau input selesai", required=False)
    dispensasi = forms.CharField(
        label="Nomor dispensasi deputi",
        max_length=100,
        required=False,
        help_text="Bila lewat batas H-15 (CB-54).",
    )
    tanda_terima_bahan = DocumentsField(kind="tanda_terima_bahan", label="Tanda terima bahan", required=False)
    bukti_input_mst = DocumentsField(kind="bukti_input_mst", label="Bukti input MST", required=False)


class PengumumanForm(ActForm):
    """EV-11 (CB-15): at least one channel."""

    kanal = forms.MultipleChoiceField(
        label="Kanal",
        choices=[
            ("laman_resmi", "Laman resmi"),
            ("media_sosial_resmi", "Media sosial resmi"),
            ("sarana_lainnya", "Sarana lainnya"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    uraian = forms.CharField(label="Alamat atau uraian", max_length=500)
    tanggal = PastDay(label="Tanggal pengumuman")
    pengumuman = DocumentsField(kind="pengumuman", label="Pengumuman", minimum=1)
    tata_tertib = DocumentsField(kind="tata_tertib", label="Tata tertib", minimum=1)


class BasisDataForm(ActForm):
    """EV-12 (CB-16): three components; only a fingerprint of each, never a question (CB-242)."""

    data_peserta = forms.BooleanField(label="Data peserta siap", required=False)
    sidik_data_peserta = forms.CharField(label="Sidik jari data peserta (SHA-256)", max_length=64)
    skema = forms.BooleanField(label="Skema soal ujian siap", required=False)
    sidik_skema = forms.CharField(label="Sidik jari skema (SHA-256)", max_length=64)
    soal = forms.BooleanField(label="Soal Terenkripsi siap", required=False)
    sidik_soal = forms.CharField(label="Sidik jari Soal Terenkripsi (SHA-256)", max_length=64)


class DisabilitasForm(ActForm):
    """EV-32 (CB-160)."""

    jawaban = forms.ChoiceField(label="Peserta disabilitas", choices=[("", "-- Pilih --"), *ADA_TIDAK])


class ValidasiForm(ActForm):
    """EV-22 (CB-156)."""

    tanggal = PastDay(label="Tanggal validasi")
    catatan = text("Catatan validasi")


class PlacesField(forms.MultipleChoiceField):
    """Titik lokasi of the event, by their keys."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label=label, widget=forms.CheckboxSelectMultiple, **kwargs)


class LokasiForm(AlasanForm):
    """EV-22b, EV-29: what is missing or wrong, and where."""

    lokasi = PlacesField("Titik lokasi", required=False)

    def prepare(self) -> None:
        if self.subject is not None and self.subject.pk is not None:
            rows = TitikLokasi.objects.filter(acara=self.subject.pk).select_related("tempat")
            field: Any = self.fields["lokasi"]
            field.choices = [(str(row.pk), row.tempat.nama) for row in rows.order_by("tempat__nama")]


class PenerimaRow(forms.Form):
    penerima = forms.ChoiceField(
        label="Penerima", choices=[("", "-- Pilih --"), (MEN, "Menteri PANRB"), (KEPALA_BKN, "Kepala BKN")]
    )
    tanggal = PastDay(label="Tanggal disampaikan")
    tanda_terima = forms.CharField(label="Nomor tanda terima", max_length=100)


class LaporanForm(ActForm):
    """EV-23 (CB-152, CB-153)."""

    penerima = RowsField(PenerimaRow, label="Disampaikan kepada", minimum=1, maximum=5)
    ringkasan = text("Ringkasan", rows=6)
    laporan_keseluruhan = DocumentsField(kind="laporan_keseluruhan", label="Laporan keseluruhan", minimum=1)


class PenarikanForm(AlasanForm):
    """EV-25a."""

    surat_penarikan = DocumentsField(kind="surat_penarikan", label="Surat penarikan", required=False)


class PenarikanBersuratForm(AlasanForm):
    """EV-25b: once the schedule is set, with a letter (CB-267)."""

    surat_penarikan = DocumentsField(kind="surat_penarikan", label="Surat penarikan", minimum=1)


class PenolakanForm(AlasanForm):
    """EV-26."""

    penolakan = DocumentsField(kind="penolakan", label="Surat penolakan", required=False)


class KaharForm(ActForm):
    """EV-31 (CB-165, CB-166)."""

    nomor = forms.CharField(label="Nomor penetapan", max_length=100)
    uraian = text("Keadaan kahar")
    mulai = TanggalField(label="Berlaku mulai")
    sampai = TanggalField(label="Berlaku sampai")
    penetapan_kepala_bkn = DocumentsField(
        kind="penetapan_kepala_bkn", label="Penetapan Kepala BKN", minimum=1
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("mulai") and data.get("sampai") and data["sampai"] < data["mulai"]:
            self.refuse("sampai", E_RNG, "Hari terakhir tidak boleh sebelum hari pertama.")
        return data
