"""What an institution can be (SJ-17, CB-01), and what follows from it: the one table of kinds.

A kind belongs to one of the groups that the exams ask about (Peraturan BKN 5/2024 Pasal 1 angka 5, 6, 10, 11): a
selection for staff who are no ASN is asked for by one of `SELAIN` and never by a government institution (CB-03).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Golongan(TextChoices):
    PUSAT = "pusat", "Instansi pusat"
    DAERAH = "daerah", "Instansi daerah"
    SEKDIN = "sekdin", "Sekolah kedinasan"
    SELAIN = "selain", "Selain instansi pemerintah"


class Jenis(TextChoices):
    KEMENTERIAN = "Kementerian", "Kementerian"
    LPNK = "LPNK", "LPNK"
    LNS = "LNS", "LNS"
    PROVINSI = "Provinsi", "Provinsi"
    KABUPATEN = "Kabupaten", "Kabupaten"
    KOTA = "Kota", "Kota"
    SEKOLAH_KEDINASAN = "Sekolah Kedinasan", "Sekolah Kedinasan"
    BUMN = "BUMN", "BUMN"
    BUMD = "BUMD", "BUMD"
    BLU = "BLU", "BLU"
    BLUD = "BLUD", "BLUD"
    LEMBAGA_LAINNYA = "Lembaga Lainnya", "Lembaga Lainnya"


@dataclass(frozen=True)
class Kind:
    """golongan: its group; awalan: beginning of a generated code; provinsi, kabupaten: which place it must name;
    induk: whether it is part of another institution."""

    golongan: Golongan
    awalan: str
    provinsi: bool = False
    kabupaten: bool = False
    induk: bool = False


KINDS: dict[str, Kind] = {
    Jenis.KEMENTERIAN: Kind(Golongan.PUSAT, "KEM"),
    Jenis.LPNK: Kind(Golongan.PUSAT, "LPNK"),
    Jenis.LNS: Kind(Golongan.PUSAT, "LNS"),
    Jenis.PROVINSI: Kind(Golongan.DAERAH, "PROV", provinsi=True),
    Jenis.KABUPATEN: Kind(Golongan.DAERAH, "KAB", provinsi=True, kabupaten=True),
    Jenis.KOTA: Kind(Golongan.DAERAH, "KOTA", provinsi=True, kabupaten=True),
    Jenis.SEKOLAH_KEDINASAN: Kind(Golongan.SEKDIN, "SEKDIN", induk=True),
    Jenis.BUMN: Kind(Golongan.SELAIN, "BUMN"),
    Jenis.BUMD: Kind(Golongan.SELAIN, "BUMD", provinsi=True),
    Jenis.BLU: Kind(Golongan.SELAIN, "BLU"),
    Jenis.BLUD: Kind(Golongan.SELAIN, "BLUD", provinsi=True),
    Jenis.LEMBAGA_LAINNYA: Kind(Golongan.SELAIN, "LL"),
}


def in_group(golongan: str) -> list[str]:
    """The kinds of one group."""
    return [str(jenis) for jenis, kind in KINDS.items() if kind.golongan == golongan]
