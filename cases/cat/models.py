"""The tables, and the versions of the machines on them."""

from .disabilitas.acts import DisabilitasV1
from .event.acts import AcaraV1
from .lokasi.models import LokasiV1
from .pembatalan.acts import PembatalanV1
from .penundaan.acts import PenundaanV1
from .sesi.models import PesertaV1, SesiV1
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
    "DisabilitasV1",
    "LokasiV1",
    "PembatalanV1",
    "Pendaftar",
    "PenundaanV1",
    "PersiapanDisabilitas",
    "Peserta",
    "PesertaV1",
    "Sesi",
    "SesiV1",
    "Tempat",
    "TitikLokasi",
    "UsulPembatalan",
    "UsulPenundaan",
]
