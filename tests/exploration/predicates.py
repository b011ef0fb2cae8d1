"""Facts and guards of docs/spec/machines/cat.md as pure functions of a snapshot: (world, index, ask) -> bool.

FREE are those that speak of documents, forms, persons and ticks alone: whoever owes them can always bring them, so
the walk lets them hold. Every other name of the tables must stand here (`missing`).
"""

from __future__ import annotations

from collections.abc import Callable

from .world import BEFORE_DONE, CLOSED, ENDED, FINISHED, OPEN, OVER, RUNNING, Ask, World, names

Check = Callable[[World, int, Ask | None], bool]

FREE = names(
    """formulir alasan pemohon_sesuai_jenis alamat_surat_sesuai_jenis data_peserta_bila_wajib hasil_koordinasi_lengkap
    kesepakatan_bila_perlu peserta_lengkap_tervalidasi sumber_soal_dinyatakan koordinasi_pihak batas_sesi
    semua_peserta_ditempatkan bahan_tepat_waktu kalender_ada tata_tertib_terlampir tiga_komponen_siap tim_tercatat
    tim_pelaporan_tercatat dokumen_seleksi_lengkap penerima_lengkap rujukan_tambahan lokasi_dinamai tempat_belum_ada
    survei_ditandatangani survei_lengkap survei_memenuhi_layak ada_rekomendasi_perbaikan jaringan_teruji terunggah_mst
    pemeriksaan_bersih butir_1_13_terjawab butir_14_terjawab ba_penyelenggaraan_ditandatangani
    fisik_harian_ditandatangani harian_ditandatangani klien_direset serah_terima_hasil_selesai
    serah_terima_cctv_bila_wajib kegiatan_tindak_lanjut_selesai sebab_berakhir aplikasi_siap pelatihan_dicatat
    semua_ber_pin_diputus prasarana_sesi_siap tanpa_peserta_antre semua_hadir_masuk_atau_dijelaskan
    hasil_ditandatangani_keduanya daftar_hadir_ditandatangani peserta_dipindah_atau_beralasan pihak_sesuai_lokasi
    ba_lengkap_ditandatangani indikasi_kecurangan indikasi_tidak_terbukti nomor_peserta_dikenal penerima_ditentukan
    penerima_sendiri"""
)
FOUND: dict[tuple[str, str], Check] = {}


def law(machines: str, name: str = "") -> Callable[[Check], Check]:
    def declare(check: Check) -> Check:
        for machine in machines.split():
            FOUND[machine, name or check.__name__] = check
        return check

    return declare


def check(machine: str, word: str) -> Check | None:
    """The function behind a word of a row; None when it always may hold."""
    negated = word.startswith("!")
    found = FOUND.get((machine, word)) or FOUND.get((machine, word.lstrip("!")))
    if found is None:
        if word in FREE:
            return None
        raise LookupError(f"{machine}: {word} is neither declared nor free")
    if negated and (machine, word) not in FOUND:
        return lambda w, i, a: not found(w, i, a)
    return found


def _set(machine: str, word: str, attribute: str) -> None:
    FOUND[machine, word] = lambda w, i, a: bool(getattr(w.node(machine, i), attribute))


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
law("event", "jenis_asn")(lambda w, i, a: True)
law("event", "karier")(lambda w, i, a: False)
law("lokasi penundaan disabilitas", "mandiri")(lambda w, i, a: False)
law("penundaan", "kompensasi")(lambda w, i, a: False)
law("lokasi sesi", "sebab_sarana")(
    lambda w, i, a: (w.postponement.cause if a and a.cause == "PN-5" else w.sessions[i].cause) == "sarana"
)
law("lokasi", "cakupan_acara")(lambda w, i, a: w.postponement.scope == "acara")
law("sesi", "cakupan_sesi")(lambda w, i, a: isinstance(w.postponement.scope, int))
law("lokasi", "ingat_dibuka")(lambda w, i, a: w.place.memory in {"dibuka", "operasional"})
law("lokasi", "hasil")(lambda w, i, a: w.with_result())
law("sesi", "ingat_terjadwal")(lambda w, i, a: w.sessions[i].memory == "terjadwal")


def started(w: World, i: int) -> bool:
    s = w.sessions[i]
    return (s.memory or s.state) in {"berlangsung", "selesai", "hasil_ditandatangani", "terunggah"}


law("sesi", "dimulai")(lambda w, i, a: started(w, i))


# --- event
@law("event")
def permintaan_terjawab(w: World, i: int, a: Ask | None) -> bool:
    return not any(ask.cause in {"EV-10", "EV-28", "TL-18", "PN-5", "PB-5"} for ask in w.asks)


@law("event")
def permintaan_lengkapi_dijawab(w: World, i: int, a: Ask | None) -> bool:
    return not w.event.requested


@law("event")
def langkah_sebelum_dilengkapi(w: World, i: int, a: Ask | None) -> bool:
    return bool(a and a.data)


@law("event")
def langkah_masih_berlaku(w: World, i: int, a: Ask | None) -> bool:
    return not any(ask.cause == "TL-18" for ask in w.asks)


@law("event")
def semua_lokasi_selesai(w: World, i: int, a: Ask | None) -> bool:
    return w.place is not None and w.place.state in FINISHED


law("event", "ada_lokasi_belum_selesai")(lambda w, i, a: w.place is None or w.place.state not in FINISHED)
law("event", "semua_lokasi_siap")(lambda w, i, a: w.place is not None and w.place.state == "siap")
law("event", "ada_lokasi_dibuka")(lambda w, i, a: w.place is not None and w.place.opened)
law("event", "tanpa_lokasi_pernah_dibuka")(lambda w, i, a: w.place is None or not w.place.opened)
law("event", "semua_lokasi_tertunda")(lambda w, i, a: w.place is not None and w.place.state == "ditunda")
law("event", "ada_lokasi_tidak_tertunda")(
    lambda w, i, a: w.place is not None and w.place.state not in FINISHED | {"ditunda"}
)
law("event", "semua_lokasi_batal_atau_dicabut")(
    lambda w, i, a: w.place is not None and w.place.state in {"dibatalkan", "dicabut"}
)
law("event", "ada_lokasi_ditutup")(lambda w, i, a: w.place is not None and w.place.state == "ditutup")
law("event", "ada_lokasi_belum_siap")(
    lambda w, i, a: w.place is not None and w.place.state not in FINISHED | {"siap"}
)


def receives(w: World) -> bool:
    return (
        w.place is not None
        and w.place.state not in FINISHED | {"pelaksanaan_selesai"}
        and not w.waits("lokasi")
    )


law("event sesi", "lokasi_tujuan_menerima")(lambda w, i, a: receives(w))

# --- lokasi
law("lokasi sesi", "acara_menerima")(
    lambda w, i, a: w.event.state not in OVER | {"pelaksanaan_selesai", "pelaporan"}
)
_SCHEDULED = {"jadwal_ditetapkan", "persiapan_lokasi", "siap", "pelaksanaan", "ditunda"}
law("lokasi", "acara_terjadwal")(lambda w, i, a: w.event.state in _SCHEDULED)
law("lokasi", "acara_membuka")(lambda w, i, a: w.event.state in {"persiapan_lokasi", "siap", "pelaksanaan"})
law("lokasi", "acara_melapor")(lambda w, i, a: w.event.state in {"pelaksanaan_selesai", "pelaporan"})
law("lokasi", "diminta_pelapor")(lambda w, i, a: w.event.requested)
law("lokasi", "disabilitas_siap")(lambda w, i, a: w.disability in {"", "siap", "ditarik"})
law("lokasi", "tanpa_sesi_berjalan")(lambda w, i, a: not any(s.state in RUNNING for _, s in w.live()))
law("lokasi", "ada_sesi_belum_berakhir")(lambda w, i, a: any(s.state not in ENDED for _, s in w.live()))
law("lokasi", "semua_sesi_berakhir")(lambda w, i, a: all(s.state in ENDED for _, s in w.live()))
law("lokasi", "ada_hasil")(lambda w, i, a: w.with_result())
law("lokasi", "tanpa_hasil")(lambda w, i, a: not w.with_result())
law("lokasi", "ada_sesi_sebelum_selesai")(lambda w, i, a: any(s.state in BEFORE_DONE for _, s in w.live()))


def today(w: World) -> int:
    return (w.time + 1) // 2


@law("lokasi")
def hari_ujian(w: World, i: int, a: Ask | None) -> bool:
    return any(s.day == today(w) and s.state not in ENDED for _, s in w.live())


def frozen(w: World, machine: str, i: int, a: Ask | None) -> bool:
    by = w.cancellation if a and a.cause == "PB-5" else w.postponement
    return by is not None and (machine, i) in by.frozen


law("lokasi", "dalam_cakupan_beku")(lambda w, i, a: frozen(w, "lokasi", i, a))
law("sesi", "dalam_cakupan_beku")(lambda w, i, a: frozen(w, "sesi", i, a))
law("lokasi", "permintaan_terjawab")(
    lambda w, i, a: not any(ask.machine == "sesi" and ask.cause == a.cause for ask in w.asks)
)
law("lokasi", "tanpa_permintaan_menunggu")(lambda w, i, a: not w.waits("lokasi"))
law("sesi", "tanpa_permintaan_menunggu")(lambda w, i, a: not w.waits("sesi", i))


def own_postponement(w: World, machine: str, i: int) -> str:
    """State of the postponement that names the disturbance of this node."""
    pn = w.postponement
    names = (
        pn
        and pn.cause == "gangguan"
        and (pn.scope == i if machine == "sesi" else not isinstance(pn.scope, int))
    )
    return pn.state if names and pn else ""


def closes(w: World, machine: str, i: int) -> bool:
    trouble = w.node(machine, i).trouble  # type: ignore[attr-defined]
    if trouble < 2:
        return True
    on_its_way = any(ask.cause in {"SS-8", "TL-21"} for ask in w.asks)
    return trouble == 3 and not on_its_way and own_postponement(w, machine, i) not in OPEN


for _machine in ("lokasi", "sesi"):
    law(_machine, "kurang_3_jam_atau_ditolak")(lambda w, i, a, m=_machine: closes(w, m, i))  # type: ignore[misc]
    law(_machine, "pn_gangguan_tidak_berlaku")(
        lambda w, i, a, m=_machine: (
            own_postponement(w, m, i) != "berlaku"  # type: ignore[misc]
            or (m, i) not in w.postponement.frozen
        )
    )
    law(_machine, "sekali_per_gangguan")(lambda w, i, a, m=_machine: w.node(m, i).trouble < 3)  # type: ignore[misc]
    law(_machine, "jam:mulai_gangguan+3j")(lambda w, i, a, m=_machine: w.node(m, i).trouble == 2)  # type: ignore[misc]

# --- sesi
law("sesi", "jam:mulai-5m")(lambda w, i, a: today(w) >= w.sessions[i].day)
law("sesi", "lokasi_operasional")(lambda w, i, a: w.place.state == "operasional")
law("sesi", "lokasi_tanpa_gangguan")(lambda w, i, a: not w.place.trouble)
law("sesi", "lokasi_tidak_ditunda")(lambda w, i, a: w.place.state != "ditunda")
law("sesi", "gangguan_lokasi_masih_terbuka")(lambda w, i, a: bool(w.place.trouble))
law("sesi", "hari_sesi")(lambda w, i, a: today(w) == w.sessions[i].day)
law("sesi", "mulai_mendatang")(lambda w, i, a: w.time < 2 * w.sessions[i].day)
law("sesi", "mulai_baru_sah")(lambda w, i, a: w.time == 2 * w.sessions[i].day - 1)
law("sesi", "selesai_sebelum_20")(lambda w, i, a: w.time == 2 * w.sessions[i].day - 1)
law("sesi", "mulai_mendatang_atau_dimulai")(lambda w, i, a: started(w, i) or w.time < 2 * w.sessions[i].day)
law("sesi", "lewat_20")(lambda w, i, a: w.time >= 2 * w.sessions[i].day)
law("sesi", "waktu_habis_atau_semua_selesai")(lambda w, i, a: True)
law("sesi", "tanpa_peserta_belum_mulai")(lambda w, i, a: not w.sessions[i].people.waiting)
law("sesi", "ada_hasil_peserta")(lambda w, i, a: started(w, i) and bool(w.sessions[i].people.done))
law("sesi", "hasil_sebagian_bila_perlu")(
    lambda w, i, a: w.sessions[i].partial or not (started(w, i) and w.sessions[i].people.done)
)
law("sesi", "tanpa_hasil")(lambda w, i, a: not (w.sessions[i].partial or started(w, i)))


@law("sesi")
def tujuan_tersedia(w: World, i: int, a: Ask | None) -> bool:
    """a.data: the number of the session that receives the people, or None."""
    to = a.data if a else None
    return to is None or (w.sessions[to] is not None and w.sessions[to].state in {"terjadwal", "ditunda"})


def over_session(w: World, i: int) -> bool:
    pb = w.cancellation
    return pb is not None and pb.state in OPEN and pb.scope in {"acara", "lokasi", i}


law("sesi", "tanpa_pembatalan_terbuka")(lambda w, i, a: not over_session(w, i))
law("pembatalan", "tanpa_pembatalan_terbuka")(lambda w, i, a: True)  # one slot: never a second one

# --- penundaan, pembatalan: i is not used, there is one of each
FACILITIES = names("survei layak tidak_layak perbaikan siap disegel")
PB_PLACE = names("survei layak tidak_layak perbaikan siap dibuka operasional disegel ditunda")


def can_postpone(w: World, scope: object, cause: str) -> bool:
    place = w.place
    if place is None or not any(s.state in BEFORE_DONE for _, s in w.live()):
        return False
    if isinstance(scope, int):
        s = w.sessions[scope]
        if s is None:
            return False
        if cause == "sarana":
            return s.state == "terjadwal" and place.state in FACILITIES | {"dibuka", "operasional"}
        return s.state == "terganggu" and s.trouble > 0
    if cause == "sarana":
        return place.state in FACILITIES
    return place.state in {"dibuka", "operasional", "disegel"} and place.trouble > 0


def can_cancel(w: World, scope: object) -> bool:
    if w.place is None or w.place.state not in PB_PLACE:
        return False
    return not isinstance(scope, int) or (
        w.sessions[scope] is not None and w.sessions[scope].state in BEFORE_DONE
    )


def _pn(w: World) -> tuple[object, str]:
    return w.postponement.scope, w.postponement.cause  # type: ignore[union-attr]


law("penundaan", "cakupan_dapat_ditunda")(lambda w, i, a: can_postpone(w, *_pn(w)))
law("penundaan", "sebab_penundaan_sah")(lambda w, i, a: True)  # part of can_postpone
law("penundaan", "tanpa_penundaan_terbuka")(lambda w, i, a: True)  # one slot: never a second one
law("penundaan", "ada_yang_dapat_ditunda")(lambda w, i, a: can_postpone(w, *_pn(w)))
law("penundaan", "tidak_ada_yang_dapat_ditunda")(lambda w, i, a: not can_postpone(w, *_pn(w)))
law("pembatalan", "cakupan_dapat_dibatalkan")(lambda w, i, a: can_cancel(w, w.cancellation.scope))
law("pembatalan", "ada_yang_dapat_dibatalkan")(lambda w, i, a: can_cancel(w, w.cancellation.scope))
law("pembatalan", "tidak_ada_yang_dapat_dibatalkan")(lambda w, i, a: not can_cancel(w, w.cancellation.scope))


def trouble_of(w: World) -> int:
    scope, cause = _pn(w)
    if cause == "sarana":
        return 3
    return w.sessions[scope].trouble if isinstance(scope, int) else w.place.trouble  # type: ignore[union-attr]


law("penundaan", "gangguan_pn_masih_terbuka")(lambda w, i, a: trouble_of(w) > 0)
law("penundaan", "pn_menyebut_gangguan_ini")(lambda w, i, a: _pn(w)[1] == "gangguan" and trouble_of(w) == 0)
law("penundaan", "tiga_jam_atau_penetapan")(lambda w, i, a: trouble_of(w) >= 2)


def scope_waits(w: World, scope: object) -> bool:
    if isinstance(scope, int):
        return w.waits("sesi", scope)
    return w.waits("lokasi") or any(w.waits("sesi", n) for n in range(len(w.sessions)))


law("penundaan", "tanpa_permintaan_menunggu")(
    # a: SS-8 and TL-21 say for what scope one is to be
    lambda w, i, a: not scope_waits(w, a.data if a and a.act == "usulkan_otomatis" else w.postponement.scope)
)


def beside(w: World, scope: object) -> bool:
    """A postponement lives that does not shut out one for a disturbance of this scope (K-14)."""
    pn = w.postponement
    if pn is None or pn.state in CLOSED or free(w) or not can_postpone(w, scope, "gangguan"):
        return False
    return pn.state == "berlaku" or pn.cause != "gangguan" or pn.scope not in {scope, "lokasi"}


def free(w: World) -> bool:
    """No postponement stands in the way of a new one: there is none, or it is about to be withdrawn (K-24)."""
    pn = w.postponement
    if pn is None:
        return True
    over = pn.cause == "gangguan" and trouble_of(w) == 0
    return pn.state in OPEN and (over or not can_postpone(w, pn.scope, pn.cause))


law("pembatalan", "tanpa_permintaan_menunggu")(lambda w, i, a: not scope_waits(w, w.cancellation.scope))


@law("penundaan")
def tanpa_pembatalan_matang(w: World, i: int, a: Ask | None) -> bool:
    pb, pn = w.cancellation, w.postponement
    if pb is None or pb.state != "dikoordinasikan" or not (pb.document and pb.approved):
        return True
    apart = isinstance(pb.scope, int) and isinstance(pn.scope, int) and pb.scope != pn.scope
    return apart


law("penundaan", "permintaan_terjawab")(lambda w, i, a: not any(ask.cause == "PN-5" for ask in w.asks))
law("pembatalan", "permintaan_terjawab")(lambda w, i, a: not any(ask.cause == "PB-5" for ask in w.asks))


@law("penundaan")
def tidak_ada_yang_tertunda(w: World, i: int, a: Ask | None) -> bool:
    return not any(w.state(machine, n) == "ditunda" for machine, n in w.postponement.frozen)


@law("pembatalan")
def cakupan_sudah_batal(w: World, i: int, a: Ask | None) -> bool:
    return all(
        w.state(machine, n)
        in ({"dibatalkan"} if machine == "sesi" else {"dibatalkan", "pelaksanaan_selesai", "ditutup"})
        for machine, n in w.cancellation.frozen
    )


# --- disabilitas
law("disabilitas", "lokasi_belum_berakhir")(
    lambda w, i, a: w.place is not None and w.place.state not in FINISHED | {"pelaksanaan_selesai"}
)
law("disabilitas", "lokasi_berakhir")(
    lambda w, i, a: w.place is not None and w.place.state in FINISHED | {"pelaksanaan_selesai"}
)
law("disabilitas", "tanpa_pemberitahuan_lain")(lambda w, i, a: w.disability in {"", "ditarik"})
