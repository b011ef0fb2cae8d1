from .records import Monitoring, Permohonan, Rekomendasi, Sampel, Temuan  # isort: skip
from .kandidat import Kandidat
from .seleksi import Jpt, JptV1

__all__ = ["Jpt", "JptV1", "Kandidat", "Monitoring", "Permohonan", "Rekomendasi", "Sampel", "Temuan"]
