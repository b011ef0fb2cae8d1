from .records import Monitoring, Permohonan, Rekomendasi, Sampel, Temuan  # isort: skip
from .kandidat import Kandidat
from .seleksi import Jpt, JptV1

from .pengawasan import Pengawasan  # isort: skip

__all__ = [
    "Jpt",
    "JptV1",
    "Kandidat",
    "Monitoring",
    "Pengawasan",
    "Permohonan",
    "Rekomendasi",
    "Sampel",
    "Temuan",
]
