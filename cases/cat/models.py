"""The tables, and the versions of the machines on them."""

from .tables import (
    Acara,
    Pendaftar,
    PersiapanDisabilitas,
    Peserta,
    Sesi,
    Tempat,
    TitikLokasi,
    UsulPembatalan,
    UsulPenundaan,
)

__all__ = [
    "Acara",
    "Pendaftar",
    "PersiapanDisabilitas",
    "Peserta",
    "Sesi",
    "Tempat",
    "TitikLokasi",
    "UsulPembatalan",
    "UsulPenundaan",
]
