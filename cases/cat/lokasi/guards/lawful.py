"""What the law asks of the tree (cases.cat.law.place), and the facts that choose rows."""

from __future__ import annotations

from cases.cat.law import place
from cases.cat.law.seen import RUNNING
from cases.cat.lawful import lawful
from cases.cat.lokasi.facts import (
    BATAS,
    asked_for,
    asked_of_whole,
    facts,
    has_result,
    of_asks,
    of_cause,
    of_event,
    of_preparations,
    of_sessions,
    of_trouble,
)
from cases.cat.states import Sebab
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_STATE, Reason
from workflows.guards import Fact, Guard, guard

FACTS = (
    Fact("pernah_dibuka", lambda t: t.pernah_dibuka, E_GUARD, "Ruang belum pernah dibuka.", "§16"),
    Fact("!pernah_dibuka", lambda t: not t.pernah_dibuka, E_STATE, "Ruang sudah pernah dibuka.", "§16"),
    Fact("mandiri", lambda t: t.mandiri, E_STATE, "Bukan lokasi mandiri.", "CB-56"),
    Fact("!mandiri", lambda t: not t.mandiri, E_STATE, "Ini lokasi mandiri.", "CB-56"),
    Fact(
        "gangguan",
        lambda t: t.gangguan_mulai is not None,
        E_STATE,
        "Tidak ada gangguan yang terbuka.",
        "CB-268",
    ),
    Fact(
        "!gangguan", lambda t: t.gangguan_mulai is None, E_DUP, "Masih ada gangguan yang terbuka.", "CB-268"
    ),
    Fact(
        "ingat_dibuka",
        lambda t: t.sebelumnya in {"dibuka", "operasional"},
        E_STATE,
        "Ruang tidak sedang terbuka ketika lokasi ditunda.",
        "TL-10b",
    ),
    Fact("hasil", has_result, E_STATE, "Belum ada sesi yang berhasil.", "§16"),
    Fact("!hasil", lambda t: not has_result(t), E_STATE, "Sudah ada sesi yang berhasil.", "§16"),
    Fact("sebab_sarana", lambda t: asked_for(t, Sebab.SARANA), E_STATE, "Sebabnya bukan sarana.", "CB-128"),
    Fact(
        "!sebab_sarana", lambda t: asked_for(t, Sebab.GANGGUAN), E_STATE, "Sebabnya bukan gangguan.", "CB-128"
    ),
    Fact("cakupan_acara", asked_of_whole, E_STATE, "Cakupan penundaan bukan seluruh acara.", "CB-131"),
)

acara_menerima = lawful(
    of_event, place.acara_menerima, "Acara sudah selesai dilaksanakan.", legal="CB-56", code=E_STATE
)
acara_terjadwal = lawful(of_event, place.acara_terjadwal, "Jadwal acara belum ditetapkan.", legal="CB-64")
acara_membuka = lawful(
    of_event,
    place.acara_membuka,
    "Ruang dibuka hanya ketika acara dalam persiapan lokasi, siap, atau pelaksanaan.",
    legal="CB-90",
)
acara_melapor = lawful(
    of_event,
    place.acara_melapor,
    "Dokumen dilengkapi hanya setelah pelaksanaan acara selesai dan sebelum laporannya disampaikan.",
    legal="CB-275",
    code=E_STATE,
)
diminta_pelapor = lawful(
    of_event, place.diminta_pelapor, "Tidak ada permintaan melengkapi dokumen lokasi ini.", legal="CB-275"
)
disabilitas_siap = lawful(
    of_preparations,
    place.disabilitas_siap,
    "Persiapan untuk peserta disabilitas belum dikonfirmasi siap.",
    legal="CB-162",
)
hari_ujian = lawful(
    of_sessions, place.hari_ujian, "Tidak ada sesi yang masih akan berlangsung hari ini.", legal="CB-90"
)
tanpa_sesi_berjalan = lawful(
    of_sessions, place.tanpa_sesi_berjalan, "Masih ada sesi yang berjalan.", legal="CB-114"
)
ada_sesi_belum_berakhir = lawful(
    of_sessions,
    place.ada_sesi_belum_berakhir,
    "Semua sesi sudah berakhir; selesaikan hari terakhir.",
    legal="CB-114",
)
semua_sesi_berakhir = lawful(
    of_sessions,
    place.semua_sesi_berakhir,
    "Semua sesi harus terunggah, dijadwal ulang, dibatalkan, atau dicabut.",
    legal="CB-232",
)
ada_hasil = lawful(
    of_sessions, place.ada_hasil, "Tidak ada sesi yang berhasil; lokasi ini dicabut.", legal="§16"
)
tanpa_hasil = lawful(
    of_sessions,
    place.tanpa_hasil,
    "Sudah ada sesi yang berhasil; selesaikan hari terakhir, jangan cabut lokasi.",
    legal="CB-265",
)
ada_sesi_sebelum_selesai = lawful(
    of_sessions,
    place.ada_sesi_sebelum_selesai,
    "Tidak ada sesi yang belum selesai.",
    legal="CB-128",
    code=E_STATE,
)
dalam_cakupan_beku = lawful(
    of_cause, place.dalam_cakupan_beku, "Lokasi ini tidak termasuk cakupan.", legal="CB-131", code=E_STATE
)
permintaan_terjawab = lawful(
    of_cause, place.permintaan_terjawab, "Sesi di lokasi ini belum menjawab.", legal="CB-274", waits=True
)
tanpa_permintaan_menunggu = lawful(
    of_asks,
    place.tanpa_permintaan_menunggu,
    "Lokasi ini sedang menunggu akibat penundaan, pembatalan, atau perubahan jadwal; tunggu sebentar.",
    legal="CB-274",
)
sekali_per_gangguan = lawful(
    of_trouble, place.sekali_per_gangguan, "Gangguan ini sudah dilaporkan.", legal="CB-250", code=E_STATE
)
pn_gangguan_tidak_berlaku = lawful(
    of_trouble,
    place.pn_gangguan_tidak_berlaku,
    "Penundaan karena gangguan ini sudah berlaku; lokasi dilanjutkan setelah penundaan itu.",
    legal="CB-120",
)
kurang_3_jam_atau_ditolak = lawful(
    of_trouble,
    place.kurang_3_jam_atau_ditolak,
    "Gangguan ini sudah 3 jam: penundaannya harus ditolak, ditarik, atau tidak mungkin lebih dahulu.",
    legal="CB-120",
)


def _three_hours(move: Move) -> str | None:
    start = move.obj.gangguan_mulai
    return None if start is not None and move.now - start >= BATAS else "Gangguan belum 3 jam."


#: TL-21 comes at its instant, and never before it.
tiga_jam = Guard("jam:mulai_gangguan+3j", _three_hours, E_STATE, "CB-250")


@guard(legal="CB-224, CB-227", needs_data=True)
def hari_selesai(move: Move) -> str | None:
    """Of the day whose papers are made no sesi is still to come, or running."""
    lokasi, day = move.obj, move.data["hari"]
    past = day.isoformat() < lokasi.hari(move.now)
    left = RUNNING if past else RUNNING | {"terjadwal"}
    rows = [row for row in facts(lokasi).sessions if row["tanggal"] == day and row["state"] in left]
    return f"Sesi {rows[0]['nomor']} hari itu belum selesai." if rows else None


TEMPAT_ADA = Reason(
    "tempat_belum_ada", "Tempat ini sudah menjadi titik lokasi acara ini.", "CB-56", E_DUP, "tempat"
)


@guard(code=E_DUP, legal="CB-56", field="tempat")
def tempat_belum_ada(move: Move) -> str | None:
    place_ = move.data["tempat"]
    rows = type(move.obj)._default_manager.filter(acara=move.obj.case.parent_id, tempat__nama=place_["nama"])
    return TEMPAT_ADA.message if rows.filter(tempat__wilayah=place_["wilayah"]).exists() else None


@guard(legal="CB-123, CB-221")
def kegiatan_tindak_lanjut_selesai(move: Move) -> str | None:
    """The activities of the berita acara, of every postponement in force that holds this place."""
    open_ = [
        row
        for usul in facts(move.obj).postponed_by
        for row in usul.tindak_lanjut
        if not row.get("selesai_pada")
    ]
    if not open_:
        return None
    return f"Kegiatan tindak lanjut belum selesai: {'; '.join(row.get('uraian', '') for row in open_)[:300]}."


@guard(legal="CB-123")
def sebab_berakhir(move: Move) -> str | None:
    if all(usul.sebab_berakhir is not None for usul in facts(move.obj).postponed_by):
        return None
    return "Sebab penundaan belum dicatat berakhir."
