"""The tables of CAT, without acts: rooms add these as proxies (`cases.cat.models`)."""

from .acara import Acara, Pendaftar
from .lokasi import Tempat, TitikLokasi
from .sesi import Peserta, Sesi
from .usul import PersiapanDisabilitas, UsulPembatalan, UsulPenundaan

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
