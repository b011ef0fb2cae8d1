"""Whether a selection or a candidate is ready: facts and guards of docs/spec/machines/{jpt,kandidat}.csv."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.core.doing.interruption import Jenis
from cases.core.doing.petugas import petugas_facts
from cases.core.doing.requests import request_facts
from cases.core.models import Correction, Message
from cases.organisations.badan import in_words
from cases.organisations.parameters import parameter
from cases.organisations.roles import Role, Sisi
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_REF, E_REQ, E_RNG, E_STATE
from workflows.guards import Fact, guard

from .models.records import Rekomendasi
from .reading import REKOMENDASI_WAJIB, covering_letter, findings_known, recommendations
from .states import SCORED, TANPA_NIP, State, Tahap

FACTS = (
    *petugas_facts("SJ-74", basis="Lamp. D; SJ-74"),
    *request_facts("SJ-125"),
    Fact(
        "buka_kembali",
        lambda s: s.buka_kembali,
        E_GUARD,
        in_words("{badan} tidak menandai buka kembali penilaian."),
        "SJ-117",
    ),
    Fact(
        "!buka_kembali",
        lambda s: not s.buka_kembali,
        E_GUARD,
        in_words("{badan} meminta penilaian dibuka kembali; tekan Buka kembali penilaian."),
        "SJ-117",
    ),
    Fact("!skor", lambda s: not s.facts.ada_skor, E_STATE, "Sudah ada kandidat yang dinilai.", "SJ-86"),
)


def _any_skor(kandidat: Any) -> bool:
    return any(kandidat.skor_of(tahap) is not None for tahap in SCORED)


def _dinilai(kandidat: Any) -> bool:
    return kandidat.state in SCORED and kandidat.skor_of(kandidat.state) is not None


KANDIDAT_FACTS = (
    Fact("skor", _any_skor, E_STATE, "Kandidat ini belum mempunyai skor.", "SJ-100"),
    Fact(
        "!skor",
        lambda k: not _any_skor(k),
        E_STATE,
        "Kandidat sudah dinilai; gunakan Koreksi identitas.",
        "SJ-89",
    ),
    Fact("dinilai", _dinilai, E_GUARD, "Skor tahap ini belum disimpan.", "SJ-98"),
    Fact(
        "!dinilai", lambda k: not _dinilai(k), E_STATE, "Skor sudah disimpan; gunakan Koreksi skor.", "SJ-100"
    ),
    Fact("deskripsi", lambda k: bool(k.deskripsi), E_GUARD, "Deskripsi rekam jejak belum diisi.", "SJ-101"),
    Fact(
        "!deskripsi",
        lambda k: not k.deskripsi,
        E_STATE,
        "Deskripsi sudah ada; gunakan Ubah Deskripsi.",
        "SJ-94",
    ),
)


# The plan


@guard(code=E_REF, legal="SJ-59", field="nomenklatur")
def tanpa_seleksi_terbuka(move: Move) -> str | None:
    obj: Any = move.obj
    (chosen,) = move.data["nomenklatur"]
    busy = type(obj).open_nomenklatur().filter(nomenklatur=chosen).exclude(pk=obj.pk).exists()
    return "Masih ada seleksi yang berjalan untuk jabatan ini." if busy else None


@guard(code=E_RNG, legal="SJ-78", field="pesan")
def berubah_atau_tanggapan(move: Move) -> str | None:
    obj: Any = move.obj
    if move.data["pesan"] or move.data.get("tanggapan_poin") or obj.plan_differs(move.data) or _replied(obj):
        return None
    return "Tidak ada yang berubah. Perbaiki isian atau tulis pesan."


def _replied(obj: Any) -> bool:
    """The institution has written in the thread since the correction was asked for."""
    asked = Correction.objects.filter(case=obj.case, part="rencana").order_by("-requested_at").first()
    messages = Message.objects.filter(case=obj.case, side=Sisi.INSTITUSI)
    return asked is not None and messages.filter(sent_at__gt=asked.requested_at).exists()


#: Messages of one person in the dialogue of one case in 24 hours; an orderly exchange has a few.
PESAN_SEHARI = 100


@guard(code=E_RNG, legal="SJ-77", field="pesan")
def batas_pesan(move: Move) -> str | None:
    sent = Message.objects.filter(case=move.root.case, author=move.person)
    if sent.filter(sent_at__gt=move.now - dt.timedelta(days=1)).count() < PESAN_SEHARI:
        return None
    return f"Paling banyak {PESAN_SEHARI} pesan dalam 24 jam; gabungkan pesan Anda atau kirim besok."


@guard(legal="SJ-63, SJ-79")
def surat_pengantar_ada(move: Move) -> str | None:
    obj: Any = move.obj
    return None if covering_letter(obj) else "Scan surat pengantar belum diunggah institusi."


@guard(legal="SJ-79")
def versi_disetujui_ada(move: Move) -> str | None:
    obj: Any = move.obj
    return None if obj.nomenklatur_version_id else "Nomenklatur belum mempunyai versi yang disetujui."


# Proses Seleksi


@guard(legal="SJ-81")
def rekomendasi_bila_wajib(move: Move) -> str | None:
    obj: Any = move.obj
    if not parameter(REKOMENDASI_WAJIB):
        return None
    given = any(row.jenis == Rekomendasi.Jenis.RENCANA for row in recommendations(obj))
    return None if given else str(in_words("Rekomendasi {badan} atas rencana belum ada."))


@guard(code=E_RNG, legal="SJ-86", field="jumlah_pelamar")
def jumlah_mencakup_nama(move: Move) -> str | None:
    obj: Any = move.obj
    names = obj.facts.jumlah_nama
    return f"Sudah dimasukkan {names} nama pelamar." if move.data["jumlah_pelamar"] < names else None


@guard(legal="SJ-86")
def jumlah_bukan_nol(move: Move) -> str | None:
    obj: Any = move.obj
    return None if obj.jumlah_pelamar else "Jumlah pelamar masih 0; ubah jumlah pelamar terlebih dahulu."


@guard(code=E_RNG, legal="SJ-87", field="nama")
def dalam_jumlah_pelamar(move: Move) -> str | None:
    obj: Any = move.obj
    if obj.facts.jumlah_nama < (obj.jumlah_pelamar or 0):
        return None
    return f"Nama yang dimasukkan tidak boleh melebihi jumlah pelamar ({obj.jumlah_pelamar or 0})."


@guard(code=E_DUP, legal="SJ-87", field="nip")
def nip_unik(move: Move) -> str | None:
    root: Any = move.root
    nip = move.data["nip"]
    taken = nip != TANPA_NIP and any(k.nip == nip and k.pk != move.obj.pk for k in root.facts.kandidat)
    return "NIP ini sudah dimasukkan pada seleksi ini." if taken else None


@guard(legal="SJ-106")
def semua_diputus(move: Move) -> str | None:
    root: Any = move.root
    open_ = len(root.facts.undecided)
    return f"{open_} kandidat belum diputus." if open_ else None


@guard(legal="SJ-102, SJ-106")
def satu_sampai_tiga_diterima(move: Move) -> str | None:
    root: Any = move.root
    number = len(root.facts.diterima)
    return None if 1 <= number <= 3 else f"Diterima {number}; harus satu sampai tiga kandidat."


# Candidates


@guard(code=E_STATE, legal="SJ-105, SJ-125")
def seleksi_proses(move: Move) -> str | None:
    inside = move.root.state in (State.PROSES_PELAMAR, State.PROSES_PENILAIAN)
    return None if inside else f"Seleksi berstatus {move.root.state_label}; kandidat tidak dapat diubah."


@guard(code=E_STATE, legal="SJ-104")
def seleksi_sebelum_laporan(move: Move) -> str | None:
    inside = move.root.state in (State.PROSES_PELAMAR, State.PROSES_PENILAIAN, State.TIGA_BESAR)
    return None if inside else f"Seleksi berstatus {move.root.state_label}; keputusan tidak dapat dibatalkan."


@guard(code=E_STATE, legal="SJ-100")
def seleksi_penilaian(move: Move) -> str | None:
    inside = move.root.state in (State.PROSES_PENILAIAN, State.TIGA_BESAR)
    return None if inside else f"Seleksi berstatus {move.root.state_label}; data penilaian terkunci."


@guard(code=E_STATE, legal="SJ-100")
def skor_tahap_ada(move: Move) -> str | None:
    """The code is that of the state, so it is asked before the form is read: from what was sent."""
    obj: Any = move.obj
    tahap = str(move.raw.get("tahap") or "")
    if tahap not in SCORED or obj.skor_of(tahap) is not None:
        return None
    return f"Belum ada skor tersimpan pada tahap {Tahap(tahap).label}."


@guard(legal="SJ-102")
def kurang_dari_tiga_diterima(move: Move) -> str | None:
    root: Any = move.root
    return "Sudah tiga kandidat diterima." if len(root.facts.diterima) >= 3 else None


@guard(code=E_REQ, legal="SJ-101", field="alasan")
def alasan_luar_peringkat(move: Move) -> str | None:
    """Out of rank: a rejected candidate has a higher total than an accepted one.

    The decision that brings this about needs the reason: Tolak of a candidate whose total is higher than that
    of one already accepted, and Terima of a candidate while one with a higher total is already rejected.
    Equal totals are never out of rank. A candidate who is not decided yet counts when the turn comes, one
    closed by Tidak lanjut gave a reason then.
    """
    obj: Any = move.obj
    root: Any = move.root
    if move.reason:
        return None
    total, facts = obj.total_nilai, root.facts
    if move.name == "tolak":
        out_of_rank = any(total > other for other in facts.others(obj, facts.diterima))
    else:
        out_of_rank = any(total < other for other in facts.others(obj, facts.ditolak))
    return "Keputusan tidak mengikuti urutan nilai; isi alasan." if out_of_rank else None


# Pelaporan and Pelantikan


@guard(code=E_REQ, legal="SJ-102, SJ-112", field="alasan_kurang_tiga")
def alasan_kurang_tiga(move: Move) -> str | None:
    root: Any = move.root
    if len(root.facts.diterima) >= 3 or move.data["alasan_kurang_tiga"]:
        return None
    return "Isi alasan karena yang diterima kurang dari tiga."


@guard(legal="SJ-116", demands=("rekomendasi", "rekomendasi_pelaporan"))
def rekomendasi_terlampir(move: Move) -> str | None:
    if move.data["rekomendasi"] and move.data["rekomendasi_pelaporan"]:
        return None
    return "Rekomendasi dengan berkasnya harus dilampirkan."


@guard(code=E_REF, legal="SJ-120", field="kandidat")
def kandidat_tiga_besar(move: Move) -> str | None:
    chosen = move.data["kandidat"]
    return None if chosen.state == Tahap.DITERIMA else "Kandidat yang dilantik harus salah satu dari 3 besar."


# Requests and decisions


def _ex_officio(move: Move) -> bool:
    return move.role == Role.KASN_KOMISIONER


def _asked_or_found(move: Move, jenis: str) -> str | None:
    obj: Any = move.obj
    if obj.permohonan_jenis == jenis or (_ex_officio(move) and findings_known(obj)):
        return None
    if _ex_officio(move):
        return f"Tidak ada permohonan {jenis} dan tidak ada temuan yang tercatat pada seleksi ini."
    return f"Tidak ada permohonan {jenis} yang terbuka."


@guard(legal="SJ-125, SJ-141")
def permohonan_tunda_atau_temuan(move: Move) -> str | None:
    return _asked_or_found(move, Jenis.TUNDA)


@guard(legal="SJ-125, SJ-141")
def permohonan_batal_atau_temuan(move: Move) -> str | None:
    return _asked_or_found(move, Jenis.BATAL)


@guard(legal="SJ-125")
def permohonan_lanjut_atau_komisioner(move: Move) -> str | None:
    obj: Any = move.obj
    if obj.permohonan_jenis == Jenis.LANJUT or _ex_officio(move):
        return None
    return "Tidak ada permohonan lanjut yang terbuka."
