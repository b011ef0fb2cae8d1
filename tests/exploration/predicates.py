"""What a word of a row asks of a world: (world, number, ask) -> bool.

Rules are the code's own (cases.cat.law), asked of `views`. Here stand the facts of the tables, and the clocks. FREE are
the guards that speak of documents, forms, persons and ticks alone: whoever owes them can always bring them, so the walk
lets them hold. A word that is none of these stops the walk.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from cases.cat.law import event, place, preparation, proposals, session
from cases.cat.law.seen import names

from . import views
from .world import Ask, Session, World

Check = Callable[[World, int, Ask | None], bool]

LAW: dict[str, ModuleType] = {
    "event": event,
    "lokasi": place,
    "sesi": session,
    "penundaan": proposals,
    "pembatalan": proposals,
    "disabilitas": preparation,
}
FREE = names(
    """formulir alasan pemohon_sesuai_jenis alamat_surat_sesuai_jenis data_peserta_bila_wajib hasil_koordinasi_lengkap
    kesepakatan_bila_perlu peserta_lengkap_tervalidasi sumber_soal_dinyatakan koordinasi_pihak batas_sesi
    semua_peserta_ditempatkan bahan_tepat_waktu kalender_ada tata_tertib_terlampir tiga_komponen_siap tim_tercatat
    tim_pelaporan_tercatat dokumen_seleksi_lengkap penerima_lengkap rujukan_tambahan lokasi_dinamai tempat_belum_ada
    survei_ditandatangani survei_lengkap survei_memenuhi_layak ada_rekomendasi_perbaikan jaringan_teruji terunggah_mst
    pemeriksaan_bersih hari_selesai butir_1_13_terjawab butir_14_terjawab ba_penyelenggaraan_ditandatangani
    fisik_harian_ditandatangani harian_ditandatangani klien_direset serah_terima_hasil_selesai
    serah_terima_cctv_bila_wajib kegiatan_tindak_lanjut_selesai sebab_berakhir aplikasi_siap pelatihan_dicatat
    semua_ber_pin_diputus prasarana_sesi_siap tanpa_peserta_antre semua_hadir_masuk_atau_dijelaskan
    hasil_ditandatangani_keduanya daftar_hadir_ditandatangani peserta_dipindah_atau_beralasan pihak_sesuai_lokasi
    ba_lengkap_ditandatangani indikasi_kecurangan indikasi_tidak_terbukti nomor_peserta_dikenal penerima_ditentukan
    penerima_sendiri"""
)
#: Facts and clocks: {(machine, word): check}.
FOUND: dict[tuple[str, str], Check] = {}


def fact(machines: str, word: str) -> Callable[[Check], Check]:
    def declare(check: Check) -> Check:
        for machine in machines.split():
            FOUND[machine, word] = check
        return check

    return declare


def check(machine: str, word: str) -> Check | None:
    """The function behind a word of a row; None when it always may hold."""
    if word.startswith("!"):
        found = check(machine, word[1:])
        return None if found is None else lambda w, i, a: not found(w, i, a)
    known = FOUND.get((machine, word))
    if known is not None:
        return known
    rule = getattr(LAW[machine], word, None)
    if rule is not None:
        return lambda w, i, a: rule(views.of(w, machine, i, a))
    if word in FREE:
        return None
    raise LookupError(f"{machine}: {word} is neither in the law, nor a fact, nor free")


def _set(machine: str, word: str, attribute: str) -> None:
    FOUND[machine, word] = lambda w, i, a: bool(getattr(w.node(machine, i), attribute))


# --- facts
for _word, _attribute in (
    ("diumumkan", "announced"),
    ("basis_data_siap", "database"),
    ("langkah1", "step1"),
    ("langkah2", "step2"),
    ("permintaan_lengkapi", "requested"),
    ("disabilitas_dijawab", "disability"),
):
    _set("event", _word, _attribute)
for _machine in ("penundaan", "pembatalan"):
    for _word, _attribute in (
        ("konfirmasi_psi", "pansel"),
        ("konfirmasi_bkn", "bkn"),
        ("ba", "mirror"),
        ("disetujui", "approved"),
        ("diumumkan", "announced"),
    ):
        _set(_machine, _word, _attribute)
_set("lokasi", "pernah_dibuka", "opened")
_set("lokasi", "gangguan", "trouble")
_set("sesi", "hasil_sebagian", "partial")
_set("sesi", "jam_sendiri", "trouble")
fact("event", "jenis_asn")(lambda w, i, a: True)
fact("event", "karier")(lambda w, i, a: False)
fact("lokasi penundaan disabilitas", "mandiri")(lambda w, i, a: False)
fact("penundaan", "kompensasi")(lambda w, i, a: False)


@fact("lokasi sesi", "sebab_sarana")
def by_facilities(w: World, i: int, a: Ask | None) -> bool:
    if a is not None and a.cause == "PN-5":
        return w.postponements[a.by].cause == "sarana"  # type: ignore[union-attr]
    return w.sessions[i].cause == "sarana"  # type: ignore[union-attr]


def _scope(w: World, a: Ask | None) -> str:
    pn = w.postponements[a.by] if a is not None else None
    return pn.scope[0] if pn is not None else ""


fact("lokasi", "cakupan_acara")(lambda w, i, a: _scope(w, a) == "event")
fact("sesi", "cakupan_sesi")(lambda w, i, a: _scope(w, a) == "sesi")
fact("lokasi", "ingat_dibuka")(lambda w, i, a: w.places[i].memory in {"dibuka", "operasional"})  # type: ignore[union-attr]
fact("lokasi", "hasil")(lambda w, i, a: place.ada_hasil(views.of(w, "lokasi", i, a)))
fact("sesi", "ingat_terjadwal")(lambda w, i, a: w.sessions[i].memory == "terjadwal")  # type: ignore[union-attr]
fact("sesi", "dimulai")(lambda w, i, a: views.session(w, i).started)


# --- the event asks for the location that is named (EV-28)
@fact("event", "lokasi_tujuan_menerima")
def receiving(w: World, i: int, a: Ask | None) -> bool:
    """a.data: the number of the location, or None of a new one."""
    return a is None or a.data is None or place.receives(views.place(w, a.data))  # type: ignore[arg-type]


# --- clocks
def _session(w: World, i: int) -> Session:
    s = w.sessions[i]
    assert s is not None
    return s


for _machine in ("lokasi", "sesi"):
    fact(_machine, "jam:mulai_gangguan+3j")(
        lambda w, i, a, m=_machine: w.node(m, i).trouble == 2  # type: ignore[misc,attr-defined]
    )
fact("sesi", "jam:mulai-5m")(lambda w, i, a: views.today(w) >= _session(w, i).day)
fact("sesi", "mulai_baru_sah")(lambda w, i, a: w.time == 2 * _session(w, i).day - 1)
fact("sesi", "waktu_habis_atau_semua_selesai")(lambda w, i, a: True)
