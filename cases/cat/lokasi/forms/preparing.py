"""Forms from the schedule to the sealed room (TL-1 … TL-7)."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.cat.lokasi.butir import BUTIR_SURVEI, JUMLAH, SURVEI, TIDAK
from cases.cat.states import TipeLokasi
from documents.fields import DocumentsField
from workflows.errors import E_REF
from workflows.forms import ActForm, AngkaField, BulatField, TanggalField, WaktuField
from workflows.rows import RowsField, identified

from .fields import TempatField, clean_unit, items, pindaian, shown, tanda_terima, teks, ya_tidak

_MOST = 100_000


class LokasiForm(ActForm):
    """What a schedule says of a place that stands already (TL-1b)."""

    tipe_lokasi = forms.ChoiceField(label="Tipe lokasi", choices=TipeLokasi.choices)
    unit = forms.CharField(label="Unit BKN", max_length=20, required=False)
    kapasitas = BulatField(label="Kapasitas", min_value=1, max_value=_MOST)

    def clean_unit(self) -> str:
        return clean_unit(self.cleaned_data["unit"])


class TetapkanForm(LokasiForm):
    tempat = TempatField(label="Tempat")


class UbahLokasiForm(LokasiForm):
    alamat = forms.CharField(label="Alamat", max_length=400)


class KoordinasiForm(ActForm):
    """Coordination on site of TPC and Pansel, the same record for both (CB-64, CB-80)."""

    tanggal = TanggalField(label="Tanggal koordinasi")
    peserta = teks("Peserta koordinasi", max_length=2000)
    hasil = teks("Hasil koordinasi", max_length=5000, rows=5)


class InternetRow(forms.Form):
    jenis = forms.ChoiceField(label="Koneksi", choices=[("utama", "Utama"), ("cadangan", "Cadangan")])
    penyedia = forms.CharField(label="Penyedia", max_length=100)
    mbps = AngkaField(label="Mbps", min_value=0, max_value=_MOST, decimal_places=2)
    latensi_ms = AngkaField(label="Latensi (ms)", min_value=0, max_value=_MOST, decimal_places=2)


class RekomendasiRow(forms.Form):
    """KETIDAKSESUAIAN → REKOMENDASI PERBAIKAN (CB-216)."""

    butir = forms.ChoiceField(label="Butir", choices=[(one.kode, one.kode) for one in BUTIR_SURVEI])
    ketidaksesuaian = forms.CharField(label="Ketidaksesuaian", max_length=1000)
    rekomendasi = forms.CharField(label="Rekomendasi perbaikan", max_length=1000, required=False)
    target = TanggalField(label="Target selesai", required=False)


class SurveiForm(ActForm):
    """Lamp. 4. It may be kept unfinished; what is still open is asked for before it is signed (CB-66, CB-213)."""

    fieldsets = (
        *((title, tuple(n for one in part for n in (one.name, one.note))) for title, part in SURVEI),
        ("SARANA / JUMLAH", tuple(name for name, _ in JUMLAH)),
        (
            "Internet, listrik, aksesibilitas",
            ("internet", "ups_kva", "ruang_disabilitas", "catatan_disabilitas"),
        ),
        ("Ketidaksesuaian dan rekomendasi", ("rekomendasi",)),
        ("Berkas", ("denah_alur", "daftar_periksa_survei")),
    )
    locals().update(items(BUTIR_SURVEI))
    locals().update(
        {n: BulatField(label=label, min_value=0, max_value=_MOST, required=False) for n, label in JUMLAH}
    )

    internet = RowsField(InternetRow, label="Koneksi internet", maximum=10)
    ups_kva = AngkaField(
        label="Daya UPS/CDT (KVA)", min_value=0, max_value=_MOST, decimal_places=2, required=False,
        help_text="Diisi bila butir D.5 tidak berlaku karena ada UPS yang memadai.",
    )  # fmt: skip
    ruang_disabilitas = ya_tidak("Ruang ujian mudah dijangkau peserta disabilitas", required=False)
    catatan_disabilitas = forms.CharField(label="Catatan ruang disabilitas", max_length=1000, required=False)
    rekomendasi = RowsField(RekomendasiRow, label="Rekomendasi perbaikan", maximum=50)
    denah_alur = DocumentsField(kind="denah_alur", maximum=5, replaces=False, label="Denah dan alur peserta")
    daftar_periksa_survei = pindaian("daftar_periksa_survei", "Daftar periksa survei")

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        kept = getattr(subject, "survei", None) or {}
        names = ("internet", "rekomendasi", "ups_kva", "ruang_disabilitas", "catatan_disabilitas")
        found = {name: kept[name] for name in names if kept.get(name)}
        for name in ("internet", "rekomendasi"):
            found[name] = identified(found.get(name, ()))
        return {**shown(kept.get("butir", {}), BUTIR_SURVEI), **kept.get("jumlah", {}), **found}


class RekomendasiLayakForm(ActForm):
    catatan = teks("Catatan", required=False)
    denah_alur = DocumentsField(
        kind="denah_alur", minimum=1, maximum=5, replaces=False, label="Denah dan alur peserta"
    )
    daftar_periksa_survei = pindaian("daftar_periksa_survei", "Daftar periksa survei")

    def prepare(self) -> None:
        field: Any = self.fields["denah_alur"]
        if self.subject is not None and self.subject.pk:
            field.keep(self.subject.documents.current("denah_alur"))


class RekomendasiTidakLayakForm(ActForm):
    catatan = teks("Catatan", required=False)
    daftar_periksa_survei = pindaian("daftar_periksa_survei", "Daftar periksa survei")


class PerbaikanRow(forms.Form):
    butir = forms.ChoiceField(label="Butir", choices=[(one.kode, one.kode) for one in BUTIR_SURVEI])
    uraian = forms.CharField(label="Yang diperbaiki", max_length=1000)
    target = TanggalField(label="Target selesai")


class PerbaikiForm(ActForm):
    """Who mends what until when (CB-87), of the items that were not met."""

    perbaikan = RowsField(PerbaikanRow, label="Perbaikan", minimum=1, maximum=50)

    def clean_perbaikan(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["perbaikan"]
        kept = (self.subject.survei if self.subject is not None else {}).get("butir", {})
        for number, row in enumerate(rows, start=1):
            if kept.get(row["butir"], {}).get("jawaban") != TIDAK:
                raise forms.ValidationError(
                    f"Baris {number}: butir {row['butir']} tidak dinyatakan X pada survei.", code=E_REF
                )
        return rows


class UjiForm(ActForm):
    """Network trial and sealing, confirmed by both (CB-73, CB-84)."""

    fieldsets = (
        (
            "Uji jaringan",
            ("tersambung", "latensi_ms", "mbps", "klien_akses", "usb_tertutup", "dokumentasi_uji_jaringan"),
        ),
        ("Penyegelan", ("nomor_segel", "waktu_segel", "dokumentasi_penyegelan")),
        ("Unggah ke MST", ("mst_id", "mst_waktu")),
    )
    tersambung = ya_tidak("Tersambung ke server BKN Pusat")
    latensi_ms = AngkaField(label="Latensi (ms)", min_value=0, max_value=_MOST, decimal_places=2)
    mbps = AngkaField(label="Kecepatan (Mbps)", min_value=0, max_value=_MOST, decimal_places=2)
    klien_akses = BulatField(label="Klien yang dapat mengakses CAT BKN", min_value=0, max_value=_MOST)
    usb_tertutup = ya_tidak("Porta USB klien tertutup")
    nomor_segel = forms.CharField(label="Nomor segel", max_length=100)
    waktu_segel = WaktuField(label="Waktu penyegelan")
    locals().update(tanda_terima())
    dokumentasi_uji_jaringan = DocumentsField(
        kind="dokumentasi_uji_jaringan", minimum=1, replaces=False, label="Dokumentasi uji jaringan"
    )
    dokumentasi_penyegelan = DocumentsField(
        kind="dokumentasi_penyegelan", minimum=1, replaces=False, label="Dokumentasi penyegelan"
    )
