"""Rules of a sesi (docs/spec/machines/cat.md)."""

from __future__ import annotations

from .place import event_receives, receives
from .proposals import open_for, postponed_for
from .seen import OfSession


def lokasi_tujuan_menerima(s: OfSession) -> bool:
    return receives(s.place)


def acara_menerima(s: OfSession) -> bool:
    return event_receives(s.event)


def lokasi_operasional(s: OfSession) -> bool:
    return s.place.state == "operasional"


def lokasi_tanpa_gangguan(s: OfSession) -> bool:
    return not s.place.trouble


def lokasi_tidak_ditunda(s: OfSession) -> bool:
    return s.place.state != "ditunda"


def gangguan_lokasi_masih_terbuka(s: OfSession) -> bool:
    return bool(s.place.trouble)


def hari_sesi(s: OfSession) -> bool:
    return s.today


def mulai_mendatang(s: OfSession) -> bool:
    return s.start_ahead


def mulai_mendatang_atau_dimulai(s: OfSession) -> bool:
    return s.own.started or s.start_ahead


def selesai_sebelum_20(s: OfSession) -> bool:
    return s.ends_by_20


def lewat_20(s: OfSession) -> bool:
    return s.past_20


def tanpa_peserta_belum_mulai(s: OfSession) -> bool:
    return not s.own.people.waiting


def ada_hasil_peserta(s: OfSession) -> bool:
    return s.own.started and bool(s.own.people.done)


def hasil_sebagian_bila_perlu(s: OfSession) -> bool:
    return s.own.partial or not ada_hasil_peserta(s)


def tanpa_hasil(s: OfSession) -> bool:
    return not (s.own.partial or s.own.started)


def tujuan_tersedia(s: OfSession) -> bool:
    return not s.receiver_missing


def dalam_cakupan_beku(s: OfSession) -> bool:
    return s.frozen


def tanpa_permintaan_menunggu(s: OfSession) -> bool:
    return not s.waits


def tanpa_pembatalan_terbuka(s: OfSession) -> bool:
    return not any(pb.state in {"konsep", "dikoordinasikan"} for pb in s.cancellations)


def sekali_per_gangguan(s: OfSession) -> bool:
    return s.own.trouble < 3


def pn_gangguan_tidak_berlaku(s: OfSession) -> bool:
    return not postponed_for(s.own.key, s.proposals)


def kurang_3_jam_atau_ditolak(s: OfSession) -> bool:
    """The clock is the node's that bears the disturbance: of one that its location recorded, the location's."""
    trouble = s.own.trouble
    if trouble < 2:
        return True
    return trouble == 3 and not s.clock_asks and not open_for(s.own.key, s.proposals)
