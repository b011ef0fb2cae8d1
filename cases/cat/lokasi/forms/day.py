"""Forms of the days on which the room is used, and of its end (TL-8 … TL-22)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from cases.cat.lokasi.butir import AKHIR, PAGI
from documents.fields import DocumentsField
from workflows.errors import E_REF, E_REQ, E_RNG
from workflows.forms import REQUIRED, ActForm, BulatField, TanggalField, WaktuField
from workflows.ledger import database_now
from workflows.rows import RowsField

from .fields import items, pindaian, tanda_terima, teks, ya_tidak

_MOST = 100_000


def not_ahead(form: ActForm, name: str) -> None:
    """A moment that is told of has been."""
    moment = form.cleaned_data.get(name)
    if isinstance(moment, dt.datetime) and moment > database_now():
        form.refuse(name, E_RNG, "Waktu tidak boleh di masa depan.")


class BukaSegelForm(ActForm):
    """The seal is opened by both; participants may witness (CB-90)."""

    segel_utuh = ya_tidak("Segel utuh")
    nomor_segel = forms.CharField(label="Nomor segel", max_length=100)
    waktu = WaktuField(label="Waktu pembukaan")
    saksi = forms.CharField(label="Saksi peserta", max_length=300, required=False)
    kejadian = teks("Kejadian", required=False, help_text="Wajib bila segel tidak utuh.")
    dokumentasi_pembukaan_segel = DocumentsField(
        kind="dokumentasi_pembukaan_segel", minimum=1, replaces=False, label="Dokumentasi pembukaan segel"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        not_ahead(self, "waktu")
        if data.get("segel_utuh") == "tidak" and not data.get("kejadian"):
            self.refuse("kejadian", E_REQ, REQUIRED)
        return data


class KoreksiRow(forms.Form):
    butir = forms.ChoiceField(label="Butir", choices=[(one.kode, one.kode) for one in PAGI])
    waktu = WaktuField(label="Selesai diperbaiki pada")


class HarianForm(ActForm):
    """Lamp. 7, items 1–13, before the first sesi (CB-92, CB-93, CB-224)."""

    fieldsets = (
        ("Pemeriksaan kecurangan", ("pemeriksaan", "uraian")),
        ("Daftar periksa harian", (*(n for one in PAGI for n in (one.name, one.note)), "koreksi")),
        ("Unggah pembukaan segel ke MST", ("mst_id", "mst_waktu")),
        ("Berkas", ("daftar_periksa_harian",)),
    )
    pemeriksaan = forms.ChoiceField(
        label="Hasil pemeriksaan sarana",
        choices=[("", "-- Pilih --"), ("bersih", "Bersih"), ("ada_indikasi", "Ada indikasi kecurangan")],
    )
    uraian = teks("Uraian pemeriksaan", required=False)
    locals().update(items(PAGI))
    koreksi = RowsField(KoreksiRow, label="Waktu perbaikan butir X", maximum=13)
    locals().update(tanda_terima())
    daftar_periksa_harian = pindaian("daftar_periksa_harian", "Daftar periksa harian")


class KejadianRow(forms.Form):
    waktu = WaktuField(label="Waktu")
    uraian = forms.CharField(label="Uraian", max_length=1000)


class AkhirHariForm(ActForm):
    """Item 14 and what happened, for the papers of a day (CB-224, CB-228)."""

    locals().update(items((AKHIR,)))
    kejadian = RowsField(KejadianRow, label="Kejadian", maximum=50)


class SegelKembaliForm(AkhirHariForm):
    """The room is sealed again by both at the end of a day (CB-114, CB-115)."""

    nomor_segel = forms.CharField(label="Nomor segel", max_length=100)
    waktu = WaktuField(label="Waktu penyegelan")
    locals().update(tanda_terima())
    dokumentasi_penyegelan_harian = DocumentsField(
        kind="dokumentasi_penyegelan_harian", minimum=1, replaces=False, label="Dokumentasi penyegelan harian"
    )

    def clean(self) -> dict[str, Any]:
        not_ahead(self, "waktu")
        return super().clean() or {}


class SegelKembaliOperasionalForm(SegelKembaliForm):
    daftar_periksa_harian = pindaian("daftar_periksa_harian", "Daftar periksa harian")


class DokumenHariForm(AkhirHariForm):
    """For which of the days on which the room was opened papers are made (TL-22)."""

    hari = TanggalField(label="Hari")
    field_order = ("hari",)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        days = sorted(subject.harian) if subject is not None else []
        return {"hari": dt.date.fromisoformat(days[-1])} if days else {}

    def clean_hari(self) -> dt.date:
        day: dt.date = self.cleaned_data["hari"]
        if self.subject is not None and day.isoformat() not in self.subject.harian:
            raise forms.ValidationError("Ruang tidak dibuka pada hari itu.", code=E_REF)
        return day


class SelesaikanForm(ActForm):
    daftar_periksa_harian = pindaian("daftar_periksa_harian", "Daftar periksa harian")


class TandaTerimaRow(forms.Form):
    """Receipt of what was uploaded of one day (CB-115)."""

    hari = TanggalField(label="Hari")
    mst_id = forms.CharField(label="Nomor tanda terima MST", max_length=100)
    mst_waktu = WaktuField(label="Waktu unggah MST")


class TutupForm(ActForm):
    """The place is handed back (CB-112, CB-116, CB-117)."""

    klien_direset = BulatField(label="Klien direset", min_value=0, max_value=_MOST)
    waktu_reset = WaktuField(label="Waktu reset")
    tanda_terima = RowsField(TandaTerimaRow, label="Tanda terima MST penyegelan harian", maximum=60)
    ba_serah_terima_hasil = pindaian("ba_serah_terima_hasil", "Berita acara serah terima hasil")
    ba_serah_terima_cctv = pindaian(
        "ba_serah_terima_cctv", "Berita acara serah terima rekaman kamera pengawas"
    )

    def clean(self) -> dict[str, Any]:
        not_ahead(self, "waktu_reset")
        return super().clean() or {}


class CabutForm(ActForm):
    alasan = teks("Alasan")
    keputusan_cabut = DocumentsField(kind="keputusan_cabut", minimum=1, maximum=5, label="Keputusan cabut")


class GangguanForm(ActForm):
    """A disturbance of the whole place (CB-119, CB-268)."""

    jenis = forms.ChoiceField(
        label="Jenis gangguan",
        choices=[
            ("", "-- Pilih --"),
            ("internet", "Internet"),
            ("listrik", "Listrik"),
            ("sistem", "Sistem CAT BKN"),
            ("lainnya", "Lainnya"),
        ],
    )
    uraian = teks("Uraian")
    mulai = WaktuField(label="Mulai gangguan")

    def clean(self) -> dict[str, Any]:
        not_ahead(self, "mulai")
        return super().clean() or {}


class GangguanSelesaiForm(ActForm):
    """Its end (CB-120). alasan: asked for where it lasted three hours or more (K-13)."""

    selesai = WaktuField(label="Selesai gangguan")
    alasan = teks("Alasan", required=False, help_text="Wajib bila gangguan berlangsung 3 jam atau lebih.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        not_ahead(self, "selesai")
        start = getattr(self.subject, "gangguan_mulai", None)
        end = data.get("selesai")
        if start is None or end is None:
            return data
        if end <= start:
            self.refuse("selesai", E_RNG, "Selesai harus sesudah mulai gangguan.")
        elif end - start >= dt.timedelta(hours=3) and not data.get("alasan"):
            self.refuse("alasan", E_REQ, REQUIRED)
        return data
