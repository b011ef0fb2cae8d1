"""The tables, and the versions of the machines on them."""

from .event.acts import AcaraV1
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
    "AcaraV1",
    "Pendaftar",
    "PersiapanDisabilitas",
    "Peserta",
    "Sesi",
    "Tempat",
    "TitikLokasi",
    "UsulPembatalan",
    "UsulPenundaan",
]
