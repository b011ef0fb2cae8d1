"""Rules of the event (docs/spec/machines/cat.md)."""

from __future__ import annotations

from .seen import EVENT_WAITS, FINISHED, OfEvent


def permintaan_terjawab(e: OfEvent) -> bool:
    return not e.asked & EVENT_WAITS


def permintaan_lengkapi_dijawab(e: OfEvent) -> bool:
    return e.requests == 0


def langkah_sebelum_dilengkapi(e: OfEvent) -> bool:
    return e.step_before


def langkah_masih_berlaku(e: OfEvent) -> bool:
    return "TL-18" not in e.asked


def ada_lokasi_belum_selesai(e: OfEvent) -> bool:
    """Of a schedule that is set for the first time, the locations come into being by it."""
    return not e.places or any(p.state not in FINISHED for p in e.places)


def semua_lokasi_selesai(e: OfEvent) -> bool:
    return bool(e.places) and all(p.state in FINISHED for p in e.places)


def semua_lokasi_siap(e: OfEvent) -> bool:
    states = {p.state for p in e.places}
    return "siap" in states and states <= {"siap", "dibatalkan", "dicabut"}


def ada_lokasi_dibuka(e: OfEvent) -> bool:
    return any(p.opened for p in e.places)


def tanpa_lokasi_pernah_dibuka(e: OfEvent) -> bool:
    return not ada_lokasi_dibuka(e)


def semua_lokasi_tertunda(e: OfEvent) -> bool:
    states = {p.state for p in e.places if p.state not in FINISHED}
    return states == {"ditunda"}


def ada_lokasi_tidak_tertunda(e: OfEvent) -> bool:
    return any(p.state not in FINISHED and p.state != "ditunda" for p in e.places)


def semua_lokasi_batal_atau_dicabut(e: OfEvent) -> bool:
    return bool(e.places) and all(p.state in {"dibatalkan", "dicabut"} for p in e.places)


def ada_lokasi_ditutup(e: OfEvent) -> bool:
    return any(p.state == "ditutup" for p in e.places)


def ada_lokasi_belum_siap(e: OfEvent) -> bool:
    return any(p.state not in FINISHED and p.state != "siap" for p in e.places)
