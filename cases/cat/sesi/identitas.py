"""Which document shows who somebody is: by kind of selection, age on the day, and abroad (CB-172 … CB-175)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.cat.states import Jenis

IDENTITAS = {
    "ktp_el": "KTP elektronik asli",
    "suket_ktp": "Surat keterangan pengganti KTP",
    "kk_asli": "Kartu keluarga asli",
    "kk_legalisir": "Salinan kartu keluarga legalisasi basah",
    "ikd_ktp": "Identitas kependudukan digital",
    "kk_digital": "Kartu keluarga digital",
    "kia": "Kartu identitas anak asli",
    "paspor": "Paspor",
    "kartu_ln": "Kartu masyarakat Indonesia di luar negeri",
    "ktp": "KTP",
    "kartu_pegawai": "Kartu pengenal pegawai",
}
_USUAL = ("ktp_el", "suket_ktp", "kk_asli", "kk_legalisir", "ikd_ktp", "kk_digital")
ADULT = 17


def age(born: dt.date, day: dt.date) -> int:
    """Years completed on a day; who was born on 29 February completes one on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def offered(peserta: Any) -> tuple[str, ...]:
    """What he may show."""
    sesi = peserta.root()
    acara = sesi.lokasi.acara
    if sesi.lokasi.tempat.luar_negeri:
        return ("paspor", "kartu_ln")
    if acara.jenis == Jenis.KARIER:
        return ("ktp", "kartu_pegawai")
    born = peserta.pendaftar.tanggal_lahir
    young = born is not None and age(born, sesi.tanggal) < ADULT
    return (*_USUAL, "kia") if acara.jenis == Jenis.SEKDIN and young else _USUAL


def needs_card(peserta: Any) -> bool:
    """The kartu peserta is not named for karier, but abroad for everybody."""
    sesi = peserta.root()
    return bool(sesi.lokasi.tempat.luar_negeri or sesi.lokasi.acara.jenis != Jenis.KARIER)
