"""What the law asks of a sesi and of what stands above it (cases.cat.law.session), and the facts that choose rows."""

from __future__ import annotations

from dataclasses import replace

from cases.cat.law import session
from cases.cat.lawful import lawful
from cases.cat.sesi import jam
from cases.cat.sesi.facts import (
    alone,
    by_facilities,
    of_asks,
    of_cause,
    of_people,
    of_place,
    of_proposals,
    of_receiver,
    of_receivers,
    of_time,
    of_trouble,
    own,
)
from cases.cat.states import Sesi as State
from workflows.context import Move
from workflows.errors import E_STATE
from workflows.guards import Fact, Guard, guard


def _before(states: State) -> str:
    return "Status sebelum ditunda bukan " + states.label + "."


FACTS = (
    Fact("dimulai", lambda s: own(s).started, E_STATE, "Sesi ini belum dimulai.", "CB-269"),
    Fact("!dimulai", lambda s: not own(s).started, E_STATE, "Sesi ini sudah dimulai.", "CB-269"),
    Fact(
        "ingat_terjadwal",
        lambda s: s.sebelumnya == State.TERJADWAL,
        E_STATE,
        _before(State.TERJADWAL),
        "SS-10",
    ),
    Fact(
        "!ingat_terjadwal",
        lambda s: s.sebelumnya != State.TERJADWAL,
        E_STATE,
        "Sesi ini masih terjadwal ketika ditunda.",
        "SS-10",
    ),
    Fact(
        "jam_sendiri",
        lambda s: s.gangguan_mulai is not None and s.gangguan_sendiri,
        E_STATE,
        "Gangguan ini dicatat pada titik lokasinya.",
        "CB-268",
    ),
    Fact("sebab_sarana", by_facilities, E_STATE, "Sebab penundaannya gangguan, bukan sarana.", "CB-128"),
    Fact("!sebab_sarana", lambda s: not by_facilities(s), E_STATE, "Sebab penundaannya sarana.", "CB-128"),
    Fact("cakupan_sesi", alone, E_STATE, "Cakupan penundaannya bukan sesi ini saja.", "CB-131"),
    Fact("!cakupan_sesi", lambda s: not alone(s), E_STATE, "Cakupan penundaannya sesi ini saja.", "CB-131"),
    Fact(
        "!hasil_sebagian", lambda s: not s.hasil_sebagian, E_STATE, "Hasil sebagian sudah diunggah.", "CB-271"
    ),
)

lokasi_operasional = lawful(
    of_place, session.lokasi_operasional, "Titik lokasi belum atau tidak lagi operasional.", legal="CB-95"
)
lokasi_tanpa_gangguan = lawful(
    of_place,
    session.lokasi_tanpa_gangguan,
    "Gangguan titik lokasi masih terbuka; tunggu sampai dicatat selesai.",
    legal="CB-268",
)
lokasi_tidak_ditunda = lawful(
    of_place,
    session.lokasi_tidak_ditunda,
    "Titik lokasi masih ditunda; lanjutkan lokasi lebih dahulu.",
    legal="CB-123",
)
gangguan_lokasi_masih_terbuka = lawful(
    of_place,
    session.gangguan_lokasi_masih_terbuka,
    "Gangguan titik lokasi sudah selesai.",
    legal="CB-268",
    code=E_STATE,
)
acara_menerima = lawful(
    of_place, session.acara_menerima, "Acara sudah selesai dilaksanakan.", legal="CB-266", code=E_STATE
)
_RECEIVES = "Titik lokasi tujuan sudah selesai, atau sedang menunggu akibat perubahan lain."
lokasi_tujuan_menerima = lawful(of_receiver, session.lokasi_tujuan_menerima, _RECEIVES, legal="CB-132")
#: Of a location that the form names.
lokasi_terpilih_menerima = replace(lokasi_tujuan_menerima, needs_data=True)
hari_sesi = lawful(
    of_time,
    session.hari_sesi,
    "Akses PIN dibuka hanya pada hari sesi ini, menurut jam setempat.",
    legal="CB-95",
)
mulai_mendatang = lawful(
    of_time,
    session.mulai_mendatang,
    "Jam mulai sudah lewat; lanjutkan dengan jam mulai baru.",
    legal="CB-123",
)
mulai_mendatang_atau_dimulai = lawful(
    of_time,
    session.mulai_mendatang_atau_dimulai,
    "Jam mulai sudah lewat dan sesi belum dimulai; lanjutkan dengan jam mulai baru.",
    legal="CB-123",
)
selesai_sebelum_20 = lawful(
    of_time,
    session.selesai_sebelum_20,
    "Sesi tidak dapat selesai paling lambat pukul 20.00 waktu setempat; jadwalkan kembali.",
    legal="Peraturan BKN 5/2024 Pasal 11 (7); CB-123",
)
lewat_20 = lawful(
    of_time,
    session.lewat_20,
    "Sesi masih dapat selesai paling lambat pukul 20.00 waktu setempat; lanjutkan hari ini.",
    legal="Peraturan BKN 5/2024 Pasal 11 (8); CB-124",
)
tanpa_peserta_belum_mulai = lawful(
    of_people,
    session.tanpa_peserta_belum_mulai,
    lambda s: f"Masih ada {s.own.people.waiting} peserta yang belum diputus; selesaikan satu per satu.",
    legal="CB-272",
)
ada_hasil_peserta = lawful(
    of_people, session.ada_hasil_peserta, "Belum ada peserta yang selesai pada sesi ini.", legal="CB-271"
)
hasil_sebagian_bila_perlu = lawful(
    of_people,
    session.hasil_sebagian_bila_perlu,
    "Sudah ada peserta yang selesai; tanda tangani dan unggah hasil sebagian lebih dahulu.",
    legal="CB-271",
)
tanpa_hasil = lawful(
    of_people, session.tanpa_hasil, "Sesi ini sudah dimulai atau punya hasil.", legal="CB-265"
)
dalam_cakupan_beku = lawful(
    of_cause, session.dalam_cakupan_beku, "Sesi ini tidak termasuk cakupan.", legal="CB-131", code=E_STATE
)
tanpa_permintaan_menunggu = lawful(
    of_asks,
    session.tanpa_permintaan_menunggu,
    "Sesi ini sedang menunggu akibat penundaan, pembatalan, gangguan, atau perubahan jadwal; tunggu sebentar.",
    legal="CB-274",
)
tanpa_pembatalan_terbuka = lawful(
    of_proposals,
    session.tanpa_pembatalan_terbuka,
    "Pembatalan yang mencakup sesi ini masih diusulkan.",
    legal="CB-273",
)
tujuan_tersedia = lawful(
    of_receivers,
    session.tujuan_tersedia,
    "Sesi yang menerima pesertanya belum ada.",
    legal="CB-264",
    waits=True,
)
sekali_per_gangguan = lawful(
    of_trouble, session.sekali_per_gangguan, "Gangguan ini sudah dilaporkan.", legal="CB-250", code=E_STATE
)
pn_gangguan_tidak_berlaku = lawful(
    of_trouble,
    session.pn_gangguan_tidak_berlaku,
    "Penundaan karena gangguan ini sudah berlaku; sesi dilanjutkan setelah penundaan itu.",
    legal="CB-120",
)
kurang_3_jam_atau_ditolak = replace(
    lawful(
        of_trouble,
        session.kurang_3_jam_atau_ditolak,
        "Gangguan ini sudah 3 jam: penundaannya harus ditolak, ditarik, atau tidak mungkin lebih dahulu.",
        legal="CB-120",
    ),
    needs_data=True,
)


def _waits_there(move: Move) -> str | None:
    return _RECEIVES if of_receiver(move).place.waits else None


#: The waiting part of `lokasi_tujuan_menerima`, of acts that are asked for.
lokasi_tujuan_menunggu = Guard("lokasi_tujuan_menerima", _waits_there, legal_basis="CB-132", waits=True)


@guard(name="jam:mulai-5m", legal="Peraturan BKN 5/2024 Lamp. 1.1.c; CB-171, CB-254")
def lima_menit_sebelum_mulai(move: Move) -> str | None:
    """SS-3 comes at its instant, and never before it."""
    return None if move.now >= jam.pin_closes(move.obj) else "PIN belum waktunya ditutup."


@guard(name="jam:mulai_gangguan+3j", legal="Peraturan BKN 5/2024 Pasal 11 (4); CB-250")
def tiga_jam(move: Move) -> str | None:
    due = jam.three_hours(move.obj)
    return None if due is not None and move.now >= due else "Gangguan belum 3 jam."
