"""Whether an event is ready for an act: the guards of docs/spec/machines/event.csv."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from typing import Any

from django.db.models import Q

from cases.cat import permissions
from cases.cat.law import event as law
from cases.cat.law.place import receives
from cases.cat.law.seen import FINISHED
from cases.cat.lawful import lawful
from cases.cat.parameters import most_sessions
from cases.cat.permissions import ppss, tlp
from cases.cat.states import Event, Jenis
from cases.cat.tables import PersiapanDisabilitas, Sesi, TitikLokasi
from cases.organisations.holding import running
from cases.organisations.models import CalendarVersion
from cases.organisations.parameters import parameter
from cases.organisations.working_calendar import add_working_days
from cases.organisations.zones import WIB
from workflows.context import Move
from workflows.errors import E_PERM, E_REQ, E_RNG, E_STATE
from workflows.guards import guard

from .completeness import gaps
from .facts import receiving, seen
from .forms import DEPUTI, KEPALA_BKN, MEN
from .planning import Plan, plan_of

PASAL = "Peraturan BKN 5/2024"
_APPLICANTS = {
    Jenis.KARIER.value: permissions.instansi,
    Jenis.SELAIN_ASN.value: permissions.lembaga,
}


def _applicant(jenis: str) -> Any:
    return _APPLICANTS.get(jenis, permissions.psi)


# --- the letter


def _may_ask(move: Move, jenis: str) -> str | None:
    who = _applicant(jenis)
    if who.may(move.obj, move.principal):
        return None
    return f"Permohonan untuk {Jenis(jenis).label} diajukan oleh {who.sentence}."


@guard(code=E_RNG, legal="CB-03", field="jenis", name="pemohon_sesuai_jenis")
def pemohon_dipilih(move: Move) -> str | None:
    """EV-1, EV-3: the kind is chosen here."""
    return _may_ask(move, move.data["jenis"])


@guard(code=E_PERM, legal="CB-03")
def pemohon_sesuai_jenis(move: Move) -> str | None:
    return _may_ask(move, move.obj.jenis)


@guard(code=E_RNG, legal="CB-10", field="ditujukan_kepada")
def alamat_surat_sesuai_jenis(move: Move) -> str | None:
    right = DEPUTI if move.data["jenis"] == Jenis.KARIER else KEPALA_BKN
    if move.data["ditujukan_kepada"] == right:
        return None
    return f"Surat untuk jenis ini ditujukan kepada {'deputi' if right == DEPUTI else 'Kepala BKN'}."


@guard(code=E_REQ, legal="§2.1", field="data_peserta")
def data_peserta_bila_wajib(move: Move) -> str | None:
    wanted = move.data["jenis"] in {Jenis.KARIER, Jenis.SELAIN_ASN}
    return "Lampirkan data peserta bersama surat." if wanted and not move.data["data_peserta"] else None


# --- coordination, data, questions


@guard(legal="CB-12", demands=("tanggal", "peserta_rapat", "hasil"))
def hasil_koordinasi_lengkap(move: Move) -> str | None:
    full = all(move.data.get(name) for name in ("tanggal", "peserta_rapat", "hasil"))
    return None if full else "Isi tanggal, peserta rapat dan hasil koordinasi."


@guard(legal="CB-46", needs_data=True, demands=("perlu_pks",))
def kesepakatan_bila_perlu(move: Move) -> str | None:
    if not move.data.get("perlu_pks"):
        return "Jawab apakah perjanjian kerja sama diperlukan."
    if move.data["perlu_pks"] == "ya" and not move.data["kesepakatan_tertulis"]:
        return "Lampirkan kesepakatan tertulis."
    return None


@guard(legal="CB-13", needs_data=True)
def peserta_lengkap_tervalidasi(move: Move) -> str | None:
    rows = move.data.get("peserta") or []
    if not rows and not move.obj.pendaftar.exists():
        return "Belum ada peserta."
    wrong = [row for row in rows if not (row["memenuhi_syarat"] and row["divalidasi_instansi"])]
    if (
        not rows
        and move.obj.pendaftar.filter(Q(memenuhi_syarat=False) | Q(divalidasi_instansi=False)).exists()
    ):
        return "Masih ada peserta yang belum memenuhi syarat atau belum divalidasi instansi."
    if wrong:
        named = ", ".join(row["nomor_peserta"] for row in wrong[:5])
        return f"{len(wrong)} peserta belum memenuhi syarat atau belum divalidasi instansi: {named}."
    return None


@guard(code=E_REQ, legal="CB-54", field="sumber_soal", demands=("sumber_soal",))
def sumber_soal_dinyatakan(move: Move) -> str | None:
    return None if move.data.get("sumber_soal") else "Nyatakan sumber soal."


# --- the schedule


#: With whom, by the kind (§2.1; CB-14, CB-22, CB-29, CB-39, CB-49).
_PARTIES = {
    Jenis.SEKDIN.value: {"instansi_dan_kanreg"},
    Jenis.KARIER.value: {"instansi_dan_kanreg"},
    Jenis.SELAIN_ASN.value: {"lembaga_dan_kanreg"},
}


@guard(legal="CB-14", needs_data=True)
def koordinasi_pihak(move: Move) -> str | None:
    obj, given = move.obj, move.data.get("koordinasi_dengan")
    own = {"kanreg"} if obj.case.institution.provinsi_id else {"instansi_pusat"}
    right = _PARTIES.get(obj.jenis, own)
    if given not in right:
        return "Koordinasi belum dengan pihak yang ditentukan untuk jenis dan instansi ini."
    if not obj.jenis_asn and not move.data.get("disepakati"):
        return "Jadwal harus disepakati bersama."
    return None


def plan(move: Move, *, whole: bool) -> Plan:
    """The plan of this press, made once."""
    kept = move.obj.__dict__.get("_plan")
    if kept is None or kept[0] is not move:
        kept = move.obj.__dict__["_plan"] = (move, plan_of(move.obj, move.data, whole=whole))
    found: Plan = kept[1]
    return found


def _sessions_too_many(move: Move, *, whole: bool) -> str | None:
    most = most_sessions(move.now.astimezone(WIB).date())
    for number, row in enumerate(move.data["sesi"], start=1):
        if row["nomor"] > most:
            return f"Baris {number}: paling banyak {most} sesi sehari di satu tempat."
    wanted = plan(move, whole=whole)
    places = {one.key: one for one in wanted.places}
    for one in wanted.sessions:
        place = places[one.place]
        clients = place.row.get("kapasitas") or (place.standing.kapasitas if place.standing else 0)
        if one.row["kapasitas"] > clients:
            return f"Kapasitas sesi {one.row['nomor']} di {one.row['lokasi']} melebihi {clients} komputer seleksi."
    return _taken_by_others(move, wanted, most)


def _taken_by_others(move: Move, wanted: Plan, most: int) -> str | None:
    """Sesi of other events at the same places and days count too (CB-89)."""
    names = {str(one.row["lokasi"]).casefold() for one in wanted.sessions}
    days = {one.row["tanggal"] for one in wanted.sessions}
    rows = Sesi.objects.filter(tanggal__in=days).exclude(
        state__in=("dijadwal_ulang", "dibatalkan", "dicabut")
    )
    others = rows.exclude(lokasi__acara=move.obj.pk).values_list("tempat__nama", "tanggal", "nomor")
    used = {(nama.casefold(), day, number) for nama, day, number in others if nama.casefold() in names}
    per_day = Counter((name, day) for name, day, _ in used)
    per_day.update((str(one.row["lokasi"]).casefold(), one.row["tanggal"]) for one in wanted.sessions)
    for one in wanted.sessions:
        name, day = str(one.row["lokasi"]).casefold(), one.row["tanggal"]
        if (name, day, one.row["nomor"]) in used:
            return f"Sesi {one.row['nomor']} pada {day:%d/%m/%Y} di {one.row['lokasi']} sudah dipakai acara lain."
        if per_day[name, day] > most:
            return f"Lebih dari {most} sesi pada {day:%d/%m/%Y} di {one.row['lokasi']}, bersama acara lain."
    return None


batas_sesi = guard(code=E_RNG, legal="CB-89; CB-263", field="sesi", name="batas_sesi")(
    partial(_sessions_too_many, whole=True)
)
batas_sesi_tambahan = guard(code=E_RNG, legal="CB-89; CB-263", field="sesi", name="batas_sesi")(
    partial(_sessions_too_many, whole=False)
)


@guard(legal="CB-14", needs_data=True)
def semua_peserta_ditempatkan(move: Move) -> str | None:
    if not move.obj.pendaftar.exists():
        return "Belum ada peserta."
    left = len(plan(move, whole=True).unplaced)
    return f"{left} peserta belum mendapat sesi: tambah sesi atau kapasitas." if left else None


@guard(legal="EV-10", needs_data=True)
def ada_lokasi_belum_selesai(move: Move) -> str | None:
    """Of the plan itself: a place that stands must not be finished already (read of what stands: `law`)."""
    places = plan(move, whole=True).places
    if any(one.standing is None for one in places) or law.ada_lokasi_belum_selesai(seen(move)):
        return None
    return "Semua titik lokasi sudah selesai."


@guard(legal="CB-244; CB-245; CB-246", needs_data=True)
def bahan_tepat_waktu(move: Move) -> str | None:
    """karier, selain_asn: material 14 or 10, input in MST 15 working days before the first day, or a dispensation."""
    obj = move.obj
    if obj.jenis_asn or obj.soal.get("dispensasi"):
        return None
    name = "CAT_HARI_INPUT_MST"
    if obj.sumber_soal == "bahan":
        name = "CAT_HARI_BAHAN_KARIER" if obj.jenis == Jenis.KARIER else "CAT_HARI_BAHAN_SELAIN_ASN"
    days = parameter(name, move.now.astimezone(WIB).date())
    ready = obj.soal.get("bahan_diterima")
    if not ready:
        return "Tanggal bahan diterima atau input MST selesai belum dicatat."
    start = dt.datetime.combine(dt.date.fromisoformat(ready), dt.time(12), WIB)
    earliest = add_working_days(start, days).astimezone(WIB).date()
    first = min(row["tanggal"] for row in move.data["sesi"])
    if first >= earliest:
        return None
    return f"Bahan atau input MST harus selesai H-{days} hari kerja; ujian paling cepat {earliest:%d/%m/%Y}."


@guard(legal="CB-53", needs_data=True)
def kalender_ada(move: Move) -> str | None:
    years = {row["tanggal"].year for row in move.data["sesi"]}
    missing = years - set(CalendarVersion.objects.filter(tahun__in=years).values_list("tahun", flat=True))
    return f"Kalender hari kerja {', '.join(map(str, sorted(missing)))} belum ada." if missing else None


@guard(code=E_REQ, legal="CB-266", field="rujukan", demands=("rujukan",))
def rujukan_tambahan(move: Move) -> str | None:
    return None if move.data.get("rujukan") else "Sebut penundaan, pembatalan atau pencabutan yang dilayani."


@guard(legal="CB-132; CB-266", needs_data=True)
def lokasi_tujuan_menerima(move: Move) -> str | None:
    """EV-28: the place of an added sesi takes one more."""
    closed = {p.key for p in receiving(move.obj) if not receives(p)}
    wanted = plan(move, whole=False)
    shut = next(
        (one.row["lokasi"] for one in wanted.sessions if one.standing is None and one.place in closed), None
    )
    return f"{shut} tidak menerima sesi lagi." if shut else None


# --- announcement, data base, teams


@guard(legal="CB-52", needs_data=True)
def tata_tertib_terlampir(move: Move) -> str | None:
    return None if move.data.get("tata_tertib") else "Lampirkan tata tertib."


@guard(legal="CB-16", needs_data=True)
def tiga_komponen_siap(move: Move) -> str | None:
    names = {"data_peserta": "data peserta", "skema": "skema soal", "soal": "Soal Terenkripsi"}
    missing = [label for name, label in names.items() if not move.data.get(name)]
    return f"Belum siap: {', '.join(missing)}." if missing else None


@guard(legal="CB-06; CB-57")
def tim_tercatat(move: Move) -> str | None:
    """At every titik lokasi not finished at least one TPC and one Pansel (or attorney, who holds psi there)."""
    obj = move.obj
    live = TitikLokasi.objects.filter(acara=obj.pk).exclude(state__in=FINISHED).select_related("tempat")
    names = {row.pk: row.tempat.nama for row in live}
    rows = (
        running()
        .filter(role__in=("tpc", "psi"))
        .filter(Q(case__in=[obj.pk, *names]) | Q(institution=obj.case.institution_id))
    )
    held = set(rows.values_list("role", "case"))
    everywhere = {role for role, case in held if case in (None, obj.pk)}
    for key, nama in names.items():
        for role, label in (("tpc", "Tim Pelaksana CAT BKN"), ("psi", "Pansel")):
            if role not in everywhere and (role, key) not in held:
                return f"{label} untuk {nama} belum dicatat."
    return None if names else "Belum ada titik lokasi."


@guard(legal="CB-160")
def disabilitas_dijawab(move: Move) -> str | None:
    obj = move.obj
    if not obj.disabilitas:
        return "Belum dijawab apakah ada peserta disabilitas."
    if obj.disabilitas == "ada" and not _filed(obj):
        return "Pemberitahuan peserta disabilitas belum disampaikan."
    return None


def _filed(obj: Any) -> bool:
    return PersiapanDisabilitas.objects.filter(lokasi__acara=obj.pk).exists()


# --- reporting


@guard(code=E_REQ, legal="CB-275", field="lokasi", demands=("lokasi",))
def lokasi_dinamai(move: Move) -> str | None:
    return None if move.data.get("lokasi") else "Sebut titik lokasinya."


@guard(legal="CB-154; CB-158")
def tim_pelaporan_tercatat(move: Move) -> str | None:
    obj = move.obj
    if not obj.jenis_asn:
        return None if ppss.may(obj, move.principal) else "Pelaporan dilakukan oleh PPSS."
    if not running().filter(role="tlp", case=obj.pk).exists():
        return "Tim pelaporan belum dicatat."
    return None if tlp.may(obj, move.principal) else "Anda bukan anggota tim pelaporan acara ini."


@guard(legal="CB-152; CB-153", needs_data=True)
def penerima_lengkap(move: Move) -> str | None:
    wanted = {KEPALA_BKN} | ({MEN} if move.obj.jenis in {Jenis.CPNS, Jenis.PPPK} else set())
    missing = wanted - {row["penerima"] for row in move.data.get("penerima") or []}
    labels = {KEPALA_BKN: "Kepala BKN", MEN: "Menteri PANRB"}
    return (
        f"Laporan belum disampaikan kepada {', '.join(sorted(labels[one] for one in missing))}."
        if missing
        else None
    )


@guard(legal="CB-241; CB-155")
def dokumen_seleksi_lengkap(move: Move) -> str | None:
    missing = gaps(move.obj)
    if not missing:
        return None
    more = f" dan {len(missing) - 3} lagi" if len(missing) > 3 else ""
    return f"Dokumen Seleksi belum lengkap: {'; '.join(missing[:3])}{more}."


# --- of the law

permintaan_terjawab = lawful(
    seen,
    law.permintaan_terjawab,
    "Masih ada perubahan yang sedang dijalankan pada lokasi atau sesi.",
    legal="CB-274",
)
permintaan_lengkapi_dijawab = lawful(
    seen,
    law.permintaan_lengkapi_dijawab,
    lambda e: f"{e.requests} permintaan melengkapi dokumen belum dijawab.",
    legal="CB-275",
)
langkah_sebelum_dilengkapi = lawful(
    seen,
    law.langkah_sebelum_dilengkapi,
    "Langkah itu dilakukan sesudah dokumen dilengkapi.",
    legal="CB-275",
    code=E_STATE,
)
langkah_masih_berlaku = lawful(
    seen, law.langkah_masih_berlaku, "Dokumen baru dilengkapi; ulangi langkah sebelumnya.", legal="CB-275"
)
semua_lokasi_siap = lawful(seen, law.semua_lokasi_siap, "Belum semua titik lokasi siap.", legal="CB-62")
ada_lokasi_dibuka = lawful(seen, law.ada_lokasi_dibuka, "Belum ada titik lokasi yang dibuka.", legal="CB-90")
semua_lokasi_tertunda = lawful(
    seen, law.semua_lokasi_tertunda, "Tidak semua titik lokasi tertunda.", legal="CB-131"
)
ada_lokasi_tidak_tertunda = lawful(
    seen, law.ada_lokasi_tidak_tertunda, "Semua titik lokasi masih tertunda.", legal="CB-131"
)
semua_lokasi_batal_atau_dicabut = lawful(
    seen, law.semua_lokasi_batal_atau_dicabut, "Tidak semua titik lokasi batal atau dicabut.", legal="CB-131"
)
semua_lokasi_selesai = lawful(
    seen, law.semua_lokasi_selesai, "Belum semua titik lokasi selesai.", legal="CB-151"
)
ada_lokasi_ditutup = lawful(
    seen, law.ada_lokasi_ditutup, "Tidak ada titik lokasi yang ditutup.", legal="CB-151"
)
ada_lokasi_belum_siap = lawful(seen, law.ada_lokasi_belum_siap, "Semua titik lokasi siap.", legal="CB-62")
tanpa_lokasi_pernah_dibuka = lawful(
    seen,
    law.tanpa_lokasi_pernah_dibuka,
    "Ruang di salah satu titik lokasi sudah pernah dibuka.",
    legal="CB-267",
    code=E_STATE,
)


def continues_in(move: Move) -> str:
    """`<lanjut_acara>` of cat.md: where an event goes on of which one place waits no more."""
    if law.ada_lokasi_dibuka(seen(move)):
        return Event.PELAKSANAAN
    obj = move.obj
    ready = (tim_tercatat, disabilitas_dijawab, permintaan_terjawab)
    if not (obj.diumumkan and obj.basis_data) or any(one.check(move) for one in ready):
        return Event.JADWAL_DITETAPKAN
    return Event.SIAP if law.semua_lokasi_siap(seen(move)) else Event.PERSIAPAN_LOKASI
