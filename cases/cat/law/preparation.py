"""Rules of the preparation for participants with disabilities (docs/spec/machines/cat.md; K-18)."""

from __future__ import annotations

from .seen import FINISHED, OfPreparation

#: From here on a location prepares nothing any more.
_OVER = FINISHED | {"pelaksanaan_selesai"}


def lokasi_belum_berakhir(d: OfPreparation) -> bool:
    return d.place not in _OVER


def lokasi_berakhir(d: OfPreparation) -> bool:
    return d.place in _OVER


def tanpa_pemberitahuan_lain(d: OfPreparation) -> bool:
    return set(d.others) <= {"ditarik"}
