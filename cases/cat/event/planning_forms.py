"""The schedule as EV-10 and EV-28 ask for it: places, sesi, and with whom it was coordinated (CB-14, CB-56, CB-89)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from cases.cat.states import TipeLokasi
from cases.organisations.models import Wilayah
from documents.fields import DocumentsField
from workflows.errors import E_FMT, E_REF, E_REQ, E_RNG
from workflows.forms import ActForm, BulatField, TanggalField
from workflows.rows import RowsField, identified

from .forms import PastDay, text

#: With whom a schedule is coordinated (§2.1).
PIHAK = (
    ("instansi_pusat", "Instansi pusat"),
    ("kanreg", "Kantor Regional BKN"),
    ("instansi_dan_kanreg", "Instansi dan Kantor Regional BKN"),
    ("lembaga_dan_kanreg", "Lembaga dan Kantor Regional BKN"),
)
OUR_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


class LokasiRow(forms.Form):
    """A titik lokasi. At home its clock follows from the kabupaten or kota, abroad it is said (IANA name)."""

    nama = forms.CharField(label="Nama tempat", max_length=200)
    alamat = forms.CharField(label="Alamat", max_length=400)
    tipe_lokasi = forms.ChoiceField(label="Tipe lokasi", choices=[("", "-- Pilih --"), *TipeLokasi.choices])
    kota = forms.CharField(
        label="Kabupaten atau kota",
        max_length=100,
        required=False,
        help_text="Seperti “Kota Bogor”; kosong di luar negeri.",
    )
    zona = forms.CharField(
        label="Zona waktu luar negeri", max_length=40, required=False, help_text="Seperti “Europe/Amsterdam”."
    )
    unit = forms.CharField(label="Kode unit BKN", max_length=20, required=False)
    kapasitas = BulatField(label="Komputer seleksi", min_value=1, max_value=20_000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kota"):
            self._at_home(data)
        elif not data.get("zona"):
            self._refuse("kota", E_REQ, "Isi kabupaten atau kota, atau zona waktu di luar negeri.")
        elif data["zona"] not in available_timezones():
            self._refuse("zona", E_REF, "Zona waktu tidak dikenal.")
        else:
            data |= {"wilayah": None, "luar_negeri": True}
        return data

    def _at_home(self, data: dict[str, Any]) -> None:
        found = Wilayah.objects.filter(nama__iexact=data["kota"], provinsi__isnull=False).first()
        if found is None:
            self._refuse("kota", E_REF, "Kabupaten atau kota ini tidak ada dalam daftar wilayah.")
        elif data.get("zona") and OUR_ZONES.get(data["zona"], data["zona"]) != found.zona:
            self._refuse("zona", E_RNG, f"Zona waktu {found.nama} adalah {found.get_zona_display()}.")
        else:
            data |= {"wilayah": found.pk, "zona": found.zona, "luar_negeri": False}

    def _refuse(self, field: str, code: str, message: str) -> None:
        self.add_error(field, forms.ValidationError(message, code=code))


class SesiRow(forms.Form):
    """A sesi on the clock of its place. lokasi: the name of the place."""

    lokasi = forms.CharField(label="Lokasi", max_length=200)
    tanggal = TanggalField(label="Tanggal")
    nomor = BulatField(label="Sesi ke", min_value=1, max_value=20)
    jam_mulai = forms.RegexField(
        r"^([01]?\d|2[0-3])[.:][0-5]\d$",
        label="Jam mulai",
        max_length=5,
        error_messages={"invalid": "Tulis jam seperti 08.00."},
    )
    durasi = BulatField(label="Durasi (menit)", min_value=10, max_value=600)
    kapasitas = BulatField(label="Kapasitas", min_value=1, max_value=20_000)

    def clean_jam_mulai(self) -> str:
        return str(self.cleaned_data["jam_mulai"]).replace(":", ".").zfill(5)


def moment(day: dt.date, clock: str, zone: str) -> dt.datetime:
    """A time on the clock of a place. Raises ValueError for one that this day does not have (summer time)."""
    hour, minute = map(int, clock.split("."))
    local = dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(zone))
    if local.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(clock)
    return local


class RencanaForm(ActForm):
    """Places and sesi, each sesi at a place that is named."""

    koordinasi_dengan = forms.ChoiceField(
        label="Dikoordinasikan dengan", choices=[("", "-- Pilih --"), *PIHAK]
    )
    koordinasi_tanggal = PastDay(label="Tanggal koordinasi")
    koordinasi_hasil = text("Hasil koordinasi")
    disepakati = forms.BooleanField(
        label="Jadwal disepakati bersama", required=False, help_text="Pengembangan karier dan selain ASN."
    )
    lokasi = RowsField(LokasiRow, label="Titik lokasi", minimum=1, maximum=300)
    sesi = RowsField(SesiRow, label="Sesi", minimum=1, maximum=2000)

    #: Names of places that stand already and need no row.
    standing: dict[str, str]

    def prepare(self) -> None:
        self.standing = {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "lokasi" not in data or "sesi" not in data:
            return data
        zones = {**self.standing, **{row["nama"].casefold(): row["zona"] for row in data["lokasi"]}}
        if len({row["nama"].casefold() for row in data["lokasi"]}) < len(data["lokasi"]):
            self.refuse("lokasi", "E-DUP", "Dua titik lokasi bernama sama.")
        seen: dict[Any, int] = {}
        for number, row in enumerate(data["sesi"], start=1):
            zone = zones.get(row["lokasi"].casefold())
            if zone is None:
                self.refuse("sesi", E_REF, f"Baris {number}: lokasi “{row['lokasi']}” tidak ada di atas.")
                continue
            place = (row["lokasi"].casefold(), row["tanggal"], row["nomor"])
            if seen.setdefault(place, number) != number:
                self.refuse("sesi", "E-DUP", f"Baris {number}: sesi ini sama dengan baris {seen[place]}.")
            try:
                row["mulai"] = moment(row["tanggal"], row["jam_mulai"], zone)
            except ValueError:
                self.refuse("sesi", E_FMT, f"Baris {number}: jam itu tidak ada pada hari itu.")
        return data


class JadwalForm(RencanaForm):
    """EV-10."""

    jadwal = DocumentsField(kind="jadwal", label="Jadwal", minimum=1)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        plan = subject.jadwal or {}
        return {name: identified(plan.get(name, [])) for name in ("lokasi", "sesi")} if plan else {}


class TambahForm(RencanaForm):
    """EV-28: what is added, at places of the event or at new ones, and what it serves (CB-266)."""

    lokasi = RowsField(LokasiRow, label="Titik lokasi baru", minimum=0, maximum=300, required=False)
    rujukan = text("Melayani penundaan, pembatalan atau pencabutan yang mana", rows=2, required=False)
    keputusan_tambah = DocumentsField(
        kind="keputusan_tambah", label="Keputusan tambah lokasi atau sesi", minimum=1
    )

    def prepare(self) -> None:
        super().prepare()
        if self.subject is not None and self.subject.pk is not None:
            rows = self.subject.lokasi.select_related("tempat")
            self.standing = {row.tempat.nama.casefold(): row.tempat.zona for row in rows}


class UbahJadwalForm(ActForm):
    """EV-24: coordination renewed."""

    koordinasi_dengan = forms.ChoiceField(
        label="Dikoordinasikan dengan", choices=[("", "-- Pilih --"), *PIHAK]
    )
    koordinasi_tanggal = PastDay(label="Tanggal koordinasi")
    koordinasi_hasil = text("Hasil koordinasi")
    disepakati = forms.BooleanField(label="Disepakati bersama", required=False)
    alasan = text("Alasan perubahan", max_length=1000)
