"""What must hold for acts on a participant. The desk locks its sesi alone (K-22): nothing above it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.cat.law.seen import IN_PROGRESS
from cases.cat.sesi import jam
from cases.cat.sesi.facts import own
from cases.cat.sesi.identitas import needs_card, offered
from cases.cat.states import Event
from cases.cat.states import Sesi as State
from cases.cat.tables import Acara, Peserta
from cases.cat.tables.sesi import AWAY
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_REF, E_RNG, E_STATE, Reason
from workflows.guards import Fact, Guard, guard

LEGAL = "Peraturan BKN 5/2024"
RUNS = frozenset({State.REGISTRASI, State.REGISTRASI_DITUTUP, State.PENGARAHAN, State.BERLANGSUNG})
WARNED = frozenset({"i1", "i2", "i3", "j1", "j2", "j3", "j4", "j5"})
DISQUALIFIED = frozenset({"j6", "j7"})

FACTS = (
    Fact(
        "datang", lambda p: p.datang_pada is not None, E_GUARD, "Kedatangan peserta belum dicatat.", "CB-134"
    ),
    Fact("!datang", lambda p: p.datang_pada is None, E_STATE, "Kedatangan peserta sudah dicatat.", "CB-139"),
    Fact("masuk_cat", lambda p: p.masuk_cat, E_STATE, "Peserta belum masuk CAT BKN.", "CB-106"),
    Fact("!masuk_cat", lambda p: not p.masuk_cat, E_STATE, "Peserta sudah masuk CAT BKN.", "CB-106"),
    Fact("tujuan", lambda p: p.tujuan is not None, E_STATE, "Tidak ada sesi tujuan.", "CB-264"),
    Fact("!tujuan", lambda p: p.tujuan is None, E_STATE, "Peserta dipindah ke sesi lain.", "CB-264"),
)
NO_PLACE = "Peserta ini masih punya tempat di sesi lain."
SATU_TEMPAT = Reason("satu_tempat_terbuka", NO_PLACE, "CB-14", E_DUP)
SEAT_TAKEN = "Nomor kursi itu sudah dipakai di sesi ini."
KURSI = Reason("kursi_unik", SEAT_TAKEN, "CB-103", E_DUP, "kursi")
CONSTRAINTS: Mapping[str, Reason] = {
    "peserta_satu_tempat": SATU_TEMPAT,
    "peserta_kursi": KURSI,
    "peserta_pin": Reason("pin_unik", "PIN itu baru saja dipakai; beri PIN sekali lagi.", "CB-137", E_GUARD),
}


@guard(code=E_DUP, legal="CB-14")
def satu_tempat_terbuka(move: Move) -> str | None:
    """Whoever places many has asked for all of them at once (`PesertaV1.bertempat`)."""
    person = move.obj
    placed = person.bertempat
    if placed is None:
        others = Peserta.objects.filter(pendaftar=person.pendaftar_id).exclude(state__in=AWAY)
        placed = others.exists()
    return NO_PLACE if placed else None


@guard(code=E_RNG, legal="CB-263")
def kapasitas_sesi(move: Move) -> str | None:
    """Of a schedule it is asked of the plan that was checked, not on the way there; who places many has counted."""
    person, sesi = move.obj, move.root
    fits = person.muat
    if fits is None:
        rows = Peserta.objects.filter(sesi=sesi.pk, state__in=sorted(IN_PROGRESS))
        fits = rows.count() < sesi.kapasitas
    return None if fits else f"Kapasitas sesi ini {sesi.kapasitas} peserta."


def _sesi_in(name: str, states: frozenset[str], sentence: str, code: str) -> Guard:
    def check(move: Move) -> str | None:
        return None if move.root.state in states else sentence

    return Guard(name, check, code, "§16.4")


sesi_berjalan = _sesi_in("sesi_berjalan", RUNS, "Sesi tidak sedang berjalan.", E_STATE)
sesi_registrasi = _sesi_in(
    "sesi_registrasi", frozenset({State.REGISTRASI}), "Registrasi sesi ini tidak sedang dibuka.", E_STATE
)
sesi_berlangsung = _sesi_in(
    "sesi_berlangsung", frozenset({State.BERLANGSUNG}), "Sesi tidak sedang berlangsung.", E_STATE
)


@guard(legal="CB-270")
def sesi_registrasi_atau_datang_tepat(move: Move) -> str | None:
    sesi, came = move.root, move.obj.datang_pada
    if sesi.state == State.REGISTRASI:
        return None
    if sesi.state not in (State.REGISTRASI_DITUTUP, State.PENGARAHAN):
        return "Registrasi sesi ini tidak sedang dibuka."
    if came is not None and came < jam.pin_closes(sesi):
        return None
    return "Peserta tidak tercatat datang sebelum PIN ditutup."


@guard(code=E_RNG, legal="CB-270", field="waktu_datang")
def waktu_datang_sah(move: Move) -> str | None:
    sesi, came = move.root, move.data["waktu_datang"]
    if came > move.now:
        return "Waktu datang tidak boleh di masa depan."
    if own(sesi).started and came < jam.pin_closes(sesi):
        return "Sesi sudah dimulai: kedatangan sebelum PIN ditutup tidak dapat dicatat lagi."
    return None


@guard(legal=f"{LEGAL} Lamp. 1.1.d–f; CB-172, CB-173, CB-174, CB-175", needs_data=True)
def dokumen_terpenuhi(move: Move) -> str | None:
    data, person = move.data, move.obj
    shown = data["dokumen"]
    missing = []
    if shown not in offered(person):
        missing.append("dokumen identitas yang berlaku bagi peserta ini")
    if shown == "suket_ktp" and (
        data["berlaku_sampai"] is None or data["berlaku_sampai"] < move.root.tanggal
    ):
        missing.append("surat keterangan yang masih berlaku pada hari ujian")
    if shown == "ikd_ktp" and not data["cetakan"]:
        missing.append("cetakan identitas digital")
    if shown == "kk_digital" and not data["dipindai"]:
        missing.append("kartu keluarga digital yang dapat dipindai")
    if needs_card(person) and not data["kartu_peserta"]:
        missing.append("kartu peserta")
    return f"Belum terpenuhi: {', '.join(missing)}." if missing else None


@guard(legal=f"{LEGAL} Lamp. 1.1.h; CB-177", demands=("pakaian",))
def pakaian_sesuai(move: Move) -> str | None:
    return None if move.data["pakaian"] else "Pakaian peserta tidak sesuai."


@guard(legal="CB-101, CB-135", demands=("data_sesuai", "wajah_sesuai"))
def data_dan_wajah_cocok(move: Move) -> str | None:
    data = move.data
    return (
        None
        if data["data_sesuai"] and data["wajah_sesuai"]
        else "Data dan wajah harus sesuai; bila tidak, tolak."
    )


@guard(legal="CB-96", needs_data=True)
def percobaan_gagal(move: Move) -> str | None:
    return None if move.data["percobaan_gagal"] >= 1 else "Belum ada percobaan pengenalan wajah yang gagal."


@guard(legal="CB-96", demands=("hasil_sesuai",))
def foto_cocok(move: Move) -> str | None:
    return None if move.data["hasil_sesuai"] else "Wajah tidak sesuai dengan foto pembanding; tolak peserta."


@guard(legal=f"{LEGAL} Lamp. 1.1.c; CB-137, CB-254")
def sebelum_pin_ditutup(move: Move) -> str | None:
    """At exactly five minutes before the start it is closed."""
    return (
        None if move.now < jam.pin_closes(move.root) else "PIN sudah ditutup lima menit sebelum sesi dimulai."
    )


def _closed(move: Move) -> str | None:
    return None if move.root.pin_ditutup_pada is not None else "PIN sesi ini belum ditutup."


pin_ditutup = Guard("pin_ditutup", _closed, E_GUARD, "CB-139")
#: Of PS-10 and PS-22: another act answers that situation.
pin_sudah_ditutup = Guard("pin_ditutup", _closed, E_STATE, "CB-139")


@guard(legal="CB-270")
def datang_tepat(move: Move) -> str | None:
    came = move.obj.datang_pada
    if came is not None and came < jam.pin_closes(move.root):
        return None
    return "Peserta datang setelah PIN ditutup."


@guard(legal="CB-181")
def datang_setelah_pin_ditutup(move: Move) -> str | None:
    """Who comes as it closes is late."""
    came = move.obj.datang_pada
    if move.root.pin_ditutup_pada is None:
        return "PIN sesi ini belum ditutup."
    if came is not None and came >= jam.pin_closes(move.root):
        return None
    return "Peserta datang sebelum PIN ditutup: putuskan PIN antrean."


@guard(code=E_STATE, legal="CB-270")
def sebelum_mulai_sesi(move: Move) -> str | None:
    sesi = move.root
    state = sesi.sebelumnya or sesi.state
    if own(sesi).started or state not in (State.TERJADWAL, *RUNS):
        return "Sesi sudah dimulai atau berakhir."
    return None


@guard(code=E_DUP, legal="CB-103", field="kursi")
def kursi_unik(move: Move) -> str | None:
    rows = Peserta.objects.filter(sesi=move.root.pk, kursi=move.data["kursi"]).exclude(pk=move.obj.pk)
    return SEAT_TAKEN if rows.exists() else None


@guard(code=E_REF, legal=f"{LEGAL} Lamp. 1.2.d; CB-184", field="kode")
def kode_teguran(move: Move) -> str | None:
    return (
        None
        if move.data["kode"] in WARNED
        else "Teguran hanya untuk pelanggaran huruf i dan j angka 1 sampai 5."
    )


@guard(legal=f"{LEGAL} Lamp. 1.2.d; CB-184", needs_data=True)
def teguran_atau_berat(move: Move) -> str | None:
    if move.obj.teguran or move.data["berat"]:
        return None
    return "Belum ada teguran; tanpa teguran hanya untuk pelanggaran berat."


@guard(code=E_REF, legal=f"{LEGAL} Lamp. 1.2.e; CB-185", field="kode")
def kode_diskualifikasi(move: Move) -> str | None:
    good = move.data["kode"] in DISQUALIFIED
    return None if good else "Diskualifikasi hanya untuk pelanggaran huruf j angka 6 dan 7."


@guard(legal="CB-277", needs_data=True)
def addendum_bila_acara_selesai(move: Move) -> str | None:
    data: Mapping[str, Any] = move.data
    over = Acara.objects.filter(pk=move.root.lokasi.acara_id, state=Event.SELESAI).exists()
    if not over or (data["addendum_hasil"] and data["addendum_laporan"]):
        return None
    return "Acara sudah selesai: lampirkan addendum hasil dan addendum laporan."
