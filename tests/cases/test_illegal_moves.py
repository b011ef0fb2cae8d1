"""Every illegal move of docs/spec/sijapti.md §15.5 that a gate answers: its code, and that nothing changes.

X36, X37 and X42 belong to konsultasi and to the Excel import; X44 is proven at the exports, X45 at the log.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from cases.core.declared.registry import case_type
from cases.core.doing.creation import create
from cases.organisations.models import Choice
from cases.pejabat.register import add as add_official
from cases.pejabat.register import create as enter
from tests.cases.jpt.steps import STAGES, Steps
from tests.support.world import refused
from workflows.gate import perform

#: Sets the scene and returns the call that must be refused.
Scene = Callable[..., Callable[[], Any]]
MOVES: list[Any] = []


def move(number: str, code: str, *variants: Any, **expect: str) -> Callable[[Scene], Scene]:
    """One row of the table; with variants one case for each, given to the scene."""

    def add(scene: Scene) -> Scene:
        for variant in variants or ((),):
            given = variant if isinstance(variant, tuple) else (variant,)
            name = " ".join([number, scene.__name__, *map(str, given)])
            MOVES.append(pytest.param(scene, given, code, expect, id=name, marks=pytest.mark.req(number)))
        return scene

    return add


@pytest.fixture
def steps(people: Any) -> Steps:
    return Steps(people)


# Review


@move(
    "X1", "E-GUARD", *[(w, a) for w in ("asisten1", "komisioner", "admin") for a in ("setujui", "perbaikan")]
)
def nomenklatur_without_petugas(steps, who, act):
    obj = steps.nomenklatur(upto="baru")
    return lambda: steps.do(obj, who, act, alasan="<p>x</p>")


@move("X1", "E-GUARD", "setujui", "perbaikan", "rekomendasi", "tolak")
def jpt_without_petugas(steps, act):
    obj = steps.submitted()
    return lambda: steps.do(obj, "asisten1", act, **review_data())


@move(
    "X2", "E-PERM", *[(w, a) for w in ("asisten2", "komisioner", "admin") for a in ("setujui", "perbaikan")]
)
def nomenklatur_by_another(steps, who, act):
    obj = steps.nomenklatur(upto="petugas")
    return lambda: steps.do(obj, who, act, alasan="<p>x</p>")


@move(
    "X2",
    "E-PERM",
    *[
        (w, a)
        for w in ("asisten2", "komisioner", "admin")
        for a in ("setujui", "perbaikan", "rekomendasi", "tolak")
    ],
)
def jpt_by_another(steps, who, act):
    obj = steps.reviewed()
    return lambda: steps.do(obj, who, act, **review_data())


def review_data():
    return {"catatan_persetujuan": "<p>x</p>", "pesan": "<p>x</p>", "isi": "<p>x</p>", "alasan": "<p>x</p>"}


@move("X3", "E-PERM")
def lulus_by_the_institution(steps):
    obj = steps.reported()
    data = steps.passing()
    return lambda: steps.do(obj, "jaksel", "lulus", **data)


@move("X4", "E-PERM", *[(w, s) for w in ("asisten1", "komisioner", "admin") for s in STAGES])
def kasn_enters_a_skor(steps, who, stage):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), stage)
    return lambda: steps.do(kandidat, who, "simpan_skor", skor="7")


@move("X6", "E-REF", "baru", "asing", "bukan-id", field="nomenklatur")
def plan_naming_an_unapproved_nomenklatur(steps, which):
    post = {
        "baru": lambda: steps.nomenklatur(upto="baru").pk,
        "asing": lambda: steps.nomenklatur("bogor").pk,
        "bukan-id": lambda: "x",
    }[which]()
    data = steps.plan(nomenklatur=[str(post)])
    return lambda: create(steps.people.jaksel, "jpt", "tambah_seleksi", data)


@move("X7", "E-STATE")
def jumlah_pelamar_before_approval(steps):
    obj = steps.reviewed()
    return lambda: steps.do(obj, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=5)


# Proses Seleksi


def applicant(**changes):
    return {"nama": "Ani", "nip": "19800101", "instansi": "Kota Uji", **changes}


@move("X8", "E-GUARD", guard="jumlah_bukan_nol")
def pelamar_while_jumlah_is_0(steps):
    obj = steps.counted(0)
    return lambda: steps.do(obj, "jaksel", "tambah_pelamar", **applicant())


@move("X9", "E-STATE")
def jumlah_after_the_first_skor(steps):
    seleksi = steps.counted()
    steps.do(steps.at_stage(steps.candidate(seleksi, "Ani"), STAGES[0]), "jaksel", "simpan_skor", skor="6")
    return lambda: steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=9, alasan="Salah hitung")


@move("X10", "E-RNG", field="jumlah_pelamar")
def jumlah_below_the_names(steps):
    seleksi = steps.counted(2)
    for nama in ("Ani", "Budi"):
        steps.candidate(seleksi, nama)
    return lambda: steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=1, alasan="Salah hitung")


@move("X11", "E-RNG", *[(s, v) for s in STAGES for v in ("0", "10,01")], field="skor")
def skor_out_of_range(steps, stage, value):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), stage)
    return lambda: steps.do(kandidat, "jaksel", "simpan_skor", skor=value)


def submitting(steps, start, **changes):
    """Simpan of a new plan, or of a saved draft."""
    post = steps.nomenklatur()
    data = steps.plan(post, **changes)
    if start == "creation":
        return lambda: create(steps.people.jaksel, "jpt", "tambah_seleksi", data)
    (draft,) = create(steps.people.jaksel, "jpt", "simpan_draf", {"nomenklatur": [str(post.pk)]})
    return lambda: steps.do(draft, "jaksel", "tambah_seleksi", **data)


@move("X12", "E-RNG", *[(s, b) for s in ("creation", "draf") for b in (9, 101)], field="bobot_wawancara")
def bobot_out_of_range(steps, start, bobot):
    return submitting(steps, start, bobot_wawancara=bobot)


@move("X13", "E-RNG", "creation", "draf")
def bobot_sum_99(steps, start):
    return submitting(steps, start, bobot_wawancara=29)


@move("X14", "E-REQ", "creation", "draf", field="bobot_wawancara")
def bobot_of_three_stages_only(steps, start):
    return submitting(steps, start, bobot_kompetensi_manajerial=70, bobot_wawancara="")


@move("X15", "E-GUARD", *itertools.pairwise(STAGES), guard="dinilai")
def advancing_unscored(steps, stage, onward):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), stage)
    return lambda: steps.do(kandidat, "jaksel", f"mengikuti_{onward}")


@move("X16", "E-GUARD", guard="deskripsi")
def terima_without_deskripsi(steps):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "rekam_jejak")
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="7")
    return lambda: steps.do(kandidat, "jaksel", "terima")


@move("X17", "E-GUARD", guard="kurang_dari_tiga_diterima")
def fourth_terima(steps):
    _, found = steps.scoring()
    first, *others = sorted(found.values(), key=lambda k: k.rank_key)
    for kandidat in (first, *others[:2]):
        steps.do(kandidat, "jaksel", "terima")
    return lambda: steps.do(others[2], "jaksel", "terima")


DECIDED = {
    "batalkan_keputusan": {"alasan": "Keliru"},
    "koreksi_skor": {"tahap": "wawancara", "skor": "8", "alasan": "Keliru"},
    "koreksi_identitas": {"nama": "Baru", "nip": "77", "instansi": "Kota", "alasan": "Keliru"},
}


@move("X18", "E-STATE", *[(w, a) for w in ("ditunda", "laporan", "lulus", "pelantikan") for a in DECIDED])
def candidate_is_locked(steps, where, act):
    if where == "ditunda":
        seleksi = steps.paused(steps.top_three()[0])
    else:
        seleksi = {"laporan": steps.reported, "lulus": steps.passed, "pelantikan": steps.inaugurated}[where]()
    kandidat = next(k for k in seleksi.facts.kandidat if k.state != "dilantik")
    return lambda: steps.do(kandidat, "jaksel", act, **DECIDED[act])


@move("X19", "E-STATE", "ditunda", "laporan", "lulus", "pelantikan", "selesai")
def pelamar_too_late(steps, where):
    seleksi = {
        "ditunda": steps.paused,
        "laporan": steps.reported,
        "lulus": steps.passed,
        "pelantikan": steps.inaugurated,
        "selesai": steps.finished,
    }[where]()
    assert seleksi.state == where
    return lambda: steps.do(seleksi, "jaksel", "tambah_pelamar", **applicant())


# Pelaporan


@move("X20", "E-STATE")
def report_with_an_undecided_candidate(steps):
    seleksi, _ = steps.scoring()
    return lambda: steps.do(seleksi, "jaksel", "pelaporan", **steps_report)


steps_report = {"keterangan": "<p>x</p>", "berita_acara": "<p>x</p>"}


@move("X21", "E-REQ", 1, 2, field="alasan_kurang_tiga")
def report_without_reason_for_fewer(steps, accepted):
    seleksi, _ = steps.top_three(accepted)
    data = steps.report()
    return lambda: steps.do(seleksi, "jaksel", "pelaporan", **data)


@move("X22", "E-REQ", "surat_pengantar", "laporan_lengkap", "lampiran_berita_acara")
def report_with_two_of_three(steps, missing):
    seleksi, _ = steps.top_three()
    data = steps.report(**{missing: []})
    return lambda: steps.do(seleksi, "jaksel", "pelaporan", **data)


@move("X23", "E-GUARD", guard="!buka_kembali")
def report_again_with_the_flag(steps):
    obj = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>", buka_kembali=True)
    data = steps.report()
    return lambda: steps.do(obj, "jaksel", "kirim_perbaikan_laporan", **data)


@move("X24", "E-GUARD", guard="buka_kembali")
def reopening_without_the_flag(steps):
    obj = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>")
    return lambda: steps.do(obj, "jaksel", "buka_kembali_penilaian")


# Requests

RUNNING = {
    "disetujui": lambda s: s.approved(),
    "proses_pelamar": lambda s: s.counted(),
    "proses_penilaian": lambda s: s.scoring()[0],
    "tiga_besar": lambda s: s.top_three()[0],
    "laporan": lambda s: s.reported(),
    "perbaikan_laporan": lambda s: s.do(s.reported(), "asisten1", "perbaiki", alasan="<p>x</p>"),
    "lulus": lambda s: s.passed(),
}
LETTER = {"tunda": "surat_penundaan", "batalkan": "surat_pembatalan"}


@move("X25", "E-GUARD", *[(w, p, a) for w in RUNNING for p in ("asisten1", "komisioner") for a in LETTER])
def decision_without_request(steps, where, who, act):
    seleksi = RUNNING[where](steps)
    assert seleksi.state == where
    data = {"alasan": "Begitu", LETTER[act]: [steps.file(who)]}
    return lambda: steps.do(seleksi, who, act, **data)


@move("X25", "E-GUARD", ("tunda", "batal"), ("batalkan", "tunda"))
def decision_on_a_request_of_another_kind(steps, act, asked):
    seleksi = steps.request(steps.counted(), asked)
    data = {"alasan": "Begitu", LETTER[act]: [steps.file("asisten1")]}
    return lambda: steps.do(seleksi, "asisten1", act, **data)


@move("X26", "E-GUARD", guard="permohonan_lanjut_atau_komisioner")
def going_on_without_request(steps):
    seleksi = steps.paused()
    return lambda: steps.do(seleksi, "asisten1", "lanjutkan", alasan="Begitu")


@move("X27", "E-STATE")
def second_request_of_a_nomenklatur(steps):
    obj = steps.do(steps.nomenklatur(), "jaksel", "mohon_nonaktif", alasan="Dihapus")
    return lambda: steps.do(obj, "jaksel", "mohon_nonaktif", alasan="Dihapus")


@move("X28", "E-STATE", *[(a, b) for a in ("tunda", "batal") for b in ("tunda", "batal")])
def second_request(steps, first, second):
    seleksi = steps.request(steps.counted(), first)
    data = {"alasan": "Lagi", "surat_permohonan": [steps.file("jaksel")]}
    return lambda: steps.do(seleksi, "jaksel", f"mohon_{second}", **data)


@move("X28", "E-STATE", "lanjut", "batal")
def second_request_while_paused(steps, second):
    seleksi = steps.request(steps.paused(), "lanjut")
    data = {"alasan": "Lagi", "surat_permohonan": [steps.file("jaksel")]}
    return lambda: steps.do(seleksi, "jaksel", f"mohon_{second}", **data)


@move(
    "X29", "E-STATE", *[(w, p) for w in ("ditolak", "selesai", "dibatalkan") for p in ("asisten1", "jaksel")]
)
def message_in_a_terminal_state(steps, where, who):
    seleksi = {
        "ditolak": lambda: steps.do(steps.reviewed(), "asisten1", "tolak", alasan="<p>x</p>"),
        "selesai": steps.finished,
        "dibatalkan": lambda: steps.do(steps.reviewed(), "jaksel", "tarik_rencana", alasan="Batal"),
    }[where]()
    assert seleksi.state == where
    return lambda: steps.do(seleksi, who, "kirim_pesan", pesan="<p>Halo</p>")


# Nomenklatur after approval


def edited(steps, obj):
    """An approved nomenklatur whose change is under review."""
    return steps.do(obj, "jaksel", "edit", **obj.snapshot() | {"tugas_pokok_fungsi": "Lain."})


@move("X30", "E-STATE", "baru", "perbaikan")
def tarik_of_an_approved_one(steps, where):
    obj = edited(steps, steps.nomenklatur())
    if where == "perbaikan":
        obj = steps.do(obj, "asisten1", "perbaikan", alasan="<p>x</p>")
    return lambda: steps.do(obj, "jaksel", "tarik", alasan="Keliru")


@move("X31", "E-GUARD", "baru", "perbaikan", guard="tanpa_pejabat_terkait")
def tarik_with_an_official(steps, where):
    obj = steps.nomenklatur(upto="petugas")
    if where == "perbaikan":
        obj = steps.do(obj, "asisten1", "perbaikan", alasan="<p>x</p>")
    waiting_official(steps, obj)
    return lambda: steps.do(obj, "jaksel", "tarik", alasan="Keliru")


def waiting_official(steps, obj):
    """An official kept with a nomenklatur that was never approved, as the Excel import does (SJ-58)."""
    data = {
        "nama": "Ani",
        "sk": "1",
        "mulai": dt.date(2026, 1, 1),
        "akhir": dt.date(2030, 1, 1),
        "pengangkatan": Choice.objects.filter(daftar="pengangkatan").first(),
        "rencana_pengisian": Choice.objects.filter(daftar="rencana_pengisian").first(),
    }
    return enter(obj, None, data, by=steps.people.jaksel, at=dt.datetime.now(dt.UTC))


@move("X32", "E-STATE", "baru", "perbaikan")
def undoing_a_change_of_one_never_approved(steps, where):
    obj = steps.nomenklatur(upto="petugas")
    if where == "perbaikan":
        obj = steps.do(obj, "asisten1", "perbaikan", alasan="<p>x</p>")
    return lambda: steps.do(obj, "jaksel", "batalkan_perubahan", alasan="Keliru")


@move("X33", "E-GUARD", guard="permohonan")
def deactivation_without_request(steps):
    obj = steps.nomenklatur()
    return lambda: steps.do(obj, "asisten1", "setujui_nonaktif")


@move("X34", "E-GUARD", guard="tanpa_seleksi_terbuka")
def deactivation_with_an_open_selection(steps):
    obj = steps.do(steps.nomenklatur(), "jaksel", "mohon_nonaktif", alasan="Dihapus")
    steps.submitted(obj)
    return lambda: steps.do(obj, "asisten1", "setujui_nonaktif")


# Pejabat


@move("X35", "E-REF", "baru", "asing", field="nomenklatur")
def official_of_an_unapproved_nomenklatur(steps, which):
    post = steps.nomenklatur(upto="baru") if which == "baru" else steps.nomenklatur("bogor")
    data = steps.official(nomenklatur=str(post.pk))
    return lambda: add_official(steps.people.jaksel, data)


@move("X41", "E-RNG", field="akhir")
def official_whose_end_is_before_the_start(steps):
    data = steps.official(nomenklatur=str(steps.nomenklatur().pk), akhir="31/10/2026")
    return lambda: add_official(steps.people.jaksel, data)


# Lulus and Pelantikan


@move("X38", "E-GUARD", "rekomendasi", "rekomendasi_pelaporan", guard="rekomendasi_terlampir")
def lulus_without(steps, missing):
    obj = steps.reported()
    data = {name: value for name, value in steps.passing().items() if name != missing}
    return lambda: steps.do(obj, "asisten1", "lulus", **data)


@move("X39", "E-STATE")
def inauguration_before_lulus(steps):
    obj = steps.reported()
    data = steps.inauguration(obj.facts.diterima[0])
    return lambda: steps.do(obj, "jaksel", "pelantikan", **data)


@move("X40", "E-STATE")
def second_lulus(steps):
    obj = steps.passed()
    data = steps.passing()
    return lambda: steps.do(obj, "asisten1", "lulus", **data)


@move("X40", "E-STALE")
def second_lulus_with_the_old_version(steps):
    seen = steps.reported()
    steps.do(seen, "asisten1", "lulus", **steps.passing())
    data = steps.passing()
    return lambda: perform(seen, "lulus", actor=steps.people.asisten1, data=data, version=seen.version)


# Strangers


@move("X43", "E-HIDE")
def acting_on_a_foreign_selection(steps):
    obj = steps.counted()
    return lambda: steps.do(obj, "bogor", "tambah_pelamar", **applicant())


@move("X43", "E-HIDE")
def acting_on_a_foreign_candidate(steps):
    kandidat = steps.candidate(steps.counted(), "Ani")
    return lambda: steps.do(kandidat, "bogor", "mengikuti_kompetensi_manajerial")


@pytest.mark.parametrize(("scene", "given", "code", "expect"), MOVES)
def test_refused(steps, scene, given, code, expect):
    call = scene(steps, *given)
    with refused(code, **expect):
        call()


def test_the_table_is_whole():
    known = {param.id.split()[0] for param in MOVES} | {"X5"}
    elsewhere = {"X36", "X37", "X42", "X44", "X45"}
    assert known | elsewhere == {f"X{n}" for n in range(1, 46)}
    assert case_type("jpt").machine.terminal == {"ditolak", "selesai", "dibatalkan"}
