"""Rules of a titik lokasi (docs/spec/machines/cat.md)."""

from __future__ import annotations

from .proposals import open_for, postponed_for
from .seen import BEFORE_DONE, ENDED, FINISHED, OVER, RUNNING, SCHEDULED, OfPlace, Place


def receives(place: Place) -> bool:
    """Sessions may be added (CB-132): not finished, before `pelaksanaan_selesai`, and nothing is on its way to it."""
    return place.state not in FINISHED | {"pelaksanaan_selesai"} and not place.waits


def event_receives(event: str) -> bool:
    return event not in OVER | {"pelaksanaan_selesai", "pelaporan"}


def acara_menerima(p: OfPlace) -> bool:
    return event_receives(p.event)


def acara_terjadwal(p: OfPlace) -> bool:
    return p.event in SCHEDULED


def acara_membuka(p: OfPlace) -> bool:
    return p.event in {"persiapan_lokasi", "siap", "pelaksanaan"}


def acara_melapor(p: OfPlace) -> bool:
    return p.event in {"pelaksanaan_selesai", "pelaporan"}


def diminta_pelapor(p: OfPlace) -> bool:
    return p.requested


def disabilitas_siap(p: OfPlace) -> bool:
    return set(p.preparations) <= {"siap", "ditarik"}


def hari_ujian(p: OfPlace) -> bool:
    return p.exam_day


def tanpa_sesi_berjalan(p: OfPlace) -> bool:
    return not any(s.state in RUNNING for s in p.own.sessions)


def ada_sesi_belum_berakhir(p: OfPlace) -> bool:
    return any(s.state not in ENDED for s in p.own.sessions)


def semua_sesi_berakhir(p: OfPlace) -> bool:
    return all(s.state in ENDED for s in p.own.sessions)


def ada_hasil(p: OfPlace) -> bool:
    return any(s.with_result for s in p.own.sessions)


def tanpa_hasil(p: OfPlace) -> bool:
    return not ada_hasil(p)


def ada_sesi_sebelum_selesai(p: OfPlace) -> bool:
    return any(s.state in BEFORE_DONE for s in p.own.sessions)


def dalam_cakupan_beku(p: OfPlace) -> bool:
    return p.frozen


def permintaan_terjawab(p: OfPlace) -> bool:
    """The asks of the same cause to its sessions are answered."""
    return p.cause not in p.asked_sessions


def tanpa_permintaan_menunggu(p: OfPlace) -> bool:
    return not p.own.waits


def sekali_per_gangguan(p: OfPlace) -> bool:
    return p.own.trouble < 3


def pn_gangguan_tidak_berlaku(p: OfPlace) -> bool:
    return not postponed_for(p.own.key, p.proposals)


def kurang_3_jam_atau_ditolak(p: OfPlace) -> bool:
    if p.own.trouble < 2:
        return True
    return p.own.trouble == 3 and not p.clock_asks and not open_for(p.own.key, p.proposals)
