"""Stage 2, Proses Seleksi, as far as it is the selection's: SJ-84 … SJ-90, SJ-102 … SJ-110."""

import datetime as dt

import pytest

from cases.jpt.models import Kandidat
from cases.organisations.parameters import set_parameter
from tests.support.world import refused
from workflows.ledger import verify_stream
from workflows.machine import declared
from workflows.models import LedgerEntry, LedgerPayload
from workflows.offers import available

PELAMAR = {"nama": "Ani", "nip": "19800101", "instansi": "Kota Uji"}


def acts(seleksi):
    rows = LedgerEntry.objects.filter(stream=seleksi.pk).order_by("seq")
    return [(row.object_type, row.act, row.ref) for row in rows]


@pytest.mark.req("SJ-84", "SJ-86", "SL-10")
@pytest.mark.kills("predicate:jpt.institusi")
def test_jumlah_pelamar(steps):
    seleksi = steps.approved()
    for value, code in (
        ("", "E-REQ"),
        ("-1", "E-RNG"),
        ("2,5", "E-FMT"),
        ("banyak", "E-FMT"),
        ("100001", "E-RNG"),
    ):
        with refused(code, field="jumlah_pelamar"):
            steps.do(seleksi, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=value)
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "input_jumlah_pelamar", jumlah_pelamar=5)
    seleksi = steps.do(seleksi, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=0)
    assert (seleksi.state, seleksi.jumlah_pelamar) == ("proses_pelamar", 0)
    assert steps.tasks(seleksi) == {("utama", "Lengkapi proses seleksi", None)}


@pytest.mark.req("SJ-81")
@pytest.mark.kills("guard:jpt.rekomendasi_bila_wajib")
def test_recommendation_may_be_made_a_condition(steps):
    set_parameter("REKOMENDASI_WAJIB", True, valid_from=dt.date(2020, 1, 1), legal_basis="uji")
    seleksi = steps.approved()
    with refused("E-GUARD", guard="rekomendasi_bila_wajib"):
        steps.do(seleksi, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=5)
    (offer,) = [o for o in available(seleksi, steps.people.jaksel) if o.name == "input_jumlah_pelamar"]
    assert [r.guard for r in offer.reasons] == ["rekomendasi_bila_wajib"]
    seleksi = steps.do(seleksi, "asisten1", "rekomendasi", isi="<p>Umumkan.</p>")
    assert steps.do(seleksi, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=5).state == "proses_pelamar"


@pytest.mark.req("SJ-86", "SL-10b", "SL-10c")
@pytest.mark.kills("guard:jpt.jumlah_mencakup_nama")
@pytest.mark.parametrize("moved_on", [False, True])
def test_ubah_jumlah(steps, moved_on):
    seleksi = steps.counted(5)
    ani, budi = (steps.candidate(seleksi, nama) for nama in ("Ani", "Budi"))
    if moved_on:
        steps.do(ani, "jaksel", "mengikuti_kompetensi_manajerial")
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=4)
    with refused("E-RNG", field="jumlah_pelamar"):
        steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=1, alasan="Salah")
    changed = steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=2, alasan="Salah")
    assert changed.jumlah_pelamar == 2
    values = LedgerPayload.objects.get(entry__stream=seleksi.pk, entry__act="ubah_jumlah_pelamar").values
    assert (values["jumlah_pelamar_lama"]["v"], values["jumlah_pelamar"]["v"]) == (5, 2)
    assert budi.state == "lulus_administrasi"


@pytest.mark.req("SJ-86")
@pytest.mark.kills("fact:jpt.!skor")
def test_jumlah_is_fixed_by_the_first_skor(steps):
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), "kompetensi_manajerial")
    names = {o.name for o in available(steps.fresh(seleksi), steps.people.jaksel)}
    assert "ubah_jumlah_pelamar" in names
    steps.do(kandidat, "jaksel", "simpan_skor", skor="6")
    assert "ubah_jumlah_pelamar" not in {o.name for o in available(steps.fresh(seleksi), steps.people.jaksel)}
    with refused("E-STATE", guard="!skor"):
        steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=9, alasan="Salah")


@pytest.mark.req("SJ-87", "SL-11", "KD-1")
def test_tambah_pelamar(steps):
    seleksi = steps.counted()
    seleksi = steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR, berkas_pelamar=[steps.file("jaksel")])
    (kandidat,) = seleksi.facts.kandidat
    assert (kandidat.state, kandidat.nama, kandidat.nip, kandidat.instansi) == (
        "lulus_administrasi",
        "Ani",
        "19800101",
        "Kota Uji",
    )
    assert len(kandidat.berkas_pelamar) == 1
    assert acts(seleksi)[-2:] == [("jpt", "tambah_pelamar", "SL-11"), ("kandidat", "tambah_pelamar", "KD-1")]
    assert seleksi.state == "proses_pelamar"


@pytest.mark.req("SJ-87")
def test_personal_data_of_a_candidate_is_classed_and_stands_once(steps):
    """The entry of SL-11 holds it under its class, to be erased with it; the cascade's own has the name only."""
    seleksi = steps.do(steps.counted(), "jaksel", "tambah_pelamar", **PELAMAR)
    first, second = LedgerEntry.objects.filter(stream=seleksi.pk, act="tambah_pelamar").order_by("seq")
    assert {k: v["class"] for k, v in first.payload.values.items()} == dict.fromkeys(
        ("nama", "nip", "instansi"), "identitas"
    )
    assert {k: (v["v"], v["class"]) for k, v in second.payload.values.items()} == {
        "_objek": (f"{PELAMAR['nama']} (NIP {PELAMAR['nip']})", "identitas")
    }


BAD_PELAMAR = {
    "no nama": ({"nama": ""}, "E-REQ", "nama"),
    "no nip": ({"nip": ""}, "E-REQ", "nip"),
    "no instansi": ({"instansi": ""}, "E-REQ", "instansi"),
    "letters in nip": ({"nip": "19A"}, "E-FMT", "nip"),
    "nip too long": ({"nip": "1" * 19}, "E-RNG", "nip"),
    "no nip and no reason": ({"nip": "-"}, "E-REQ", "alasan_tanpa_nip"),
}


@pytest.mark.req("SJ-87")
@pytest.mark.parametrize("name", BAD_PELAMAR)
def test_bad_pelamar(steps, name):
    changes, code, field = BAD_PELAMAR[name]
    seleksi = steps.counted()
    with refused(code, field=field):
        steps.do(seleksi, "jaksel", "tambah_pelamar", **{**PELAMAR, **changes})


@pytest.mark.req("SJ-87")
@pytest.mark.kills("guard:jpt.nip_unik")
def test_nip_once_per_selection(steps):
    seleksi = steps.counted()
    steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR)
    with refused("E-DUP", field="nip") as caught:
        steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR | {"nama": "Lain"})
    assert "sudah dimasukkan" in caught.value.message
    without = {**PELAMAR, "nip": "-", "alasan_tanpa_nip": "Bukan ASN"}
    for nama in ("Tono", "Toni"):  # several may have none
        steps.do(seleksi, "jaksel", "tambah_pelamar", **{**without, "nama": nama})
    assert seleksi.kandidat.count() == 3


@pytest.mark.req("SJ-86", "SJ-87")
@pytest.mark.kills("guard:jpt.dalam_jumlah_pelamar", "guard:jpt.jumlah_bukan_nol")
def test_no_more_names_than_applicants(steps):
    seleksi = steps.counted(1)
    steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR)
    with refused("E-RNG", field="nama"):
        steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR | {"nip": "2"})
    steps.do(seleksi, "jaksel", "ubah_jumlah_pelamar", jumlah_pelamar=2, alasan="Terlambat tercatat")
    steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR | {"nip": "2"})
    assert seleksi.kandidat.count() == 2


@pytest.mark.req("SJ-86")
@pytest.mark.kills("guard:jpt.jumlah_bukan_nol")
def test_nobody_applied(steps):
    seleksi = steps.counted(0)
    with refused("E-GUARD", guard="jumlah_bukan_nol"):
        steps.do(seleksi, "jaksel", "tambah_pelamar", **PELAMAR)
    (offer,) = [o for o in available(seleksi, steps.people.jaksel) if o.name == "tambah_pelamar"]
    assert (offer.allowed, [r.guard for r in offer.reasons]) == (False, ["jumlah_bukan_nol"])


@pytest.mark.req("SJ-90", "SL-12", "KD-2")
def test_the_first_candidate_moves_the_selection(steps):
    seleksi = steps.counted()
    ani, budi = (steps.candidate(seleksi, nama) for nama in ("Ani", "Budi"))
    task = steps.tasks(seleksi)
    steps.do(ani, "jaksel", "mengikuti_kompetensi_manajerial")
    assert acts(seleksi)[-2:] == [
        ("kandidat", "mengikuti_kompetensi_manajerial", "KD-2"),
        ("jpt", "mulai_penilaian", "SL-12"),
    ]
    seleksi = steps.fresh(seleksi)
    assert (seleksi.state, seleksi.case.state, steps.tasks(seleksi)) == (
        "proses_penilaian",
        "proses_penilaian",
        task,
    )
    steps.do(budi, "jaksel", "mengikuti_kompetensi_manajerial")
    assert [a for a in acts(seleksi) if a[1] == "mulai_penilaian"] == [("jpt", "mulai_penilaian", "SL-12")]
    # a pelamar can still be added, and removing the rest does not turn it back
    assert steps.candidate(seleksi, "Tono").state == "lulus_administrasi"


@pytest.mark.req("KD-1", "KD-14")
@pytest.mark.parametrize(("name", "ref"), [("tambah_pelamar", "KD-1"), ("pelantikan", "KD-14")])
def test_nor_those_of_a_candidate(steps, name, ref):
    """Entering and inaugurating a candidate are done on the selection."""
    _, found = steps.top_three()
    best = steps.fresh(found["Kandidat 3"])
    assert [act.row.ref for act in declared(type(best)) if act.name == name] == [ref]
    with refused("E-STATE"):
        steps.do(best, "jaksel", name, nama="X", nip="1", instansi="Y")
    assert name not in {o.name for o in available(best, steps.people.jaksel)}


@pytest.mark.req("SL-12", "SL-13", "SL-14a", "SL-14b")
@pytest.mark.kills("predicate:jpt.sistem")
@pytest.mark.parametrize(
    "name", ["mulai_penilaian", "tetapkan_tiga_besar", "batalkan_keputusan", "koreksi_skor"]
)
def test_consequences_cannot_be_pressed(steps, name):
    seleksi = {
        "mulai_penilaian": steps.counted,
        "tetapkan_tiga_besar": lambda: steps.scoring()[0],
    }.get(name, lambda: steps.top_three()[0])()
    code = "E-PERM" if name == "tetapkan_tiga_besar" else "E-STATE"
    with refused(code):
        steps.do(seleksi, "jaksel", name, alasan="x", tahap="wawancara", skor="7")
    assert name not in {o.name for o in available(seleksi, steps.people.jaksel)}


@pytest.mark.req("SJ-106", "SJ-111", "SL-13")
@pytest.mark.kills("guard:jpt.satu_sampai_tiga_diterima")
def test_the_last_decision_makes_tiga_besar(steps):
    seleksi, found = steps.scoring()
    steps.do(found["Kandidat 3"], "jaksel", "terima")
    steps.do(found["Kandidat 1"], "jaksel", "terima")
    steps.do(found["Kandidat 4"], "jaksel", "terima")
    assert steps.fresh(seleksi).state == "proses_penilaian"
    assert "pelaporan" not in {o.name for o in available(steps.fresh(seleksi), steps.people.jaksel)}
    with refused("E-STATE"):
        steps.do(seleksi, "jaksel", "pelaporan", keterangan="x", berita_acara="x")
    steps.do(found["Kandidat 2"], "jaksel", "tolak")
    seleksi = steps.fresh(seleksi)
    offered = {
        who: [o.name for o in available(seleksi, steps.user(who)) if o.name == "pelaporan" and o.allowed]
        for who in ("jaksel", "asisten1", "komisioner")
    }
    assert offered == {"jaksel": ["pelaporan"], "asisten1": [], "komisioner": []}
    assert (seleksi.state, steps.tasks(seleksi)) == ("tiga_besar", {("utama", "Buat pelaporan", None)})
    entry = LedgerEntry.objects.filter(stream=seleksi.pk).order_by("-seq").first()
    assert (entry.act, entry.ref, entry.actor, entry.role) == ("tetapkan_tiga_besar", "SL-13", None, "sistem")
    assert verify_stream(seleksi.pk, head=bytes(seleksi.case.head), length=seleksi.case.seq) is None


@pytest.mark.req("SJ-106", "SJ-102")
@pytest.mark.kills("guard:jpt.satu_sampai_tiga_diterima")
def test_nobody_accepted_leads_nowhere(steps):
    seleksi = steps.counted()
    ani = steps.candidate(seleksi, "Ani")
    steps.do(
        steps.do(ani, "jaksel", "mengikuti_kompetensi_manajerial"), "jaksel", "tidak_lanjut", alasan="Mundur"
    )
    seleksi = steps.fresh(seleksi)
    assert seleksi.state == "proses_penilaian"
    with refused("E-STATE"):
        steps.do(seleksi, "jaksel", "pelaporan", keterangan="x", berita_acara="x")
    asked = steps.request(seleksi, "batal")
    ended = steps.do(
        asked, "asisten1", "batalkan", alasan="Tidak ada", surat_pembatalan=[steps.file("asisten1")]
    )
    assert ended.state == "dibatalkan"


@pytest.mark.req("SJ-89", "SL-13", "KD-16a")
@pytest.mark.kills("guard:jpt.semua_diputus")
def test_removing_the_last_undecided_makes_tiga_besar(steps):
    seleksi = steps.counted()
    best = steps.scored(steps.candidate(seleksi, "Ani"), ("8", "8", "8", "8"))
    late = steps.candidate(seleksi, "Budi")
    steps.do(best, "jaksel", "terima")
    assert steps.fresh(seleksi).state == "proses_penilaian"
    steps.do(late, "jaksel", "hapus", alasan="Salah masuk")
    assert (steps.fresh(seleksi).state, Kandidat.objects.filter(nama="Budi").exists()) == (
        "tiga_besar",
        False,
    )
    assert acts(seleksi)[-2:] == [("kandidat", "hapus", "KD-16a"), ("jpt", "tetapkan_tiga_besar", "SL-13")]


@pytest.mark.req("SJ-104", "SL-14a", "KD-13a")
def test_reversing_a_decision_reopens_the_scoring(steps):
    seleksi, found = steps.top_three()
    steps.do(found["Kandidat 2"], "jaksel", "batalkan_keputusan", alasan="Keliru")
    assert acts(seleksi)[-2:] == [
        ("kandidat", "batalkan_keputusan", "KD-13a"),
        ("jpt", "batalkan_keputusan", "SL-14a"),
    ]
    seleksi = steps.fresh(seleksi)
    assert (seleksi.state, steps.tasks(seleksi)) == (
        "proses_penilaian",
        {("utama", "Lengkapi proses seleksi", None)},
    )
    steps.do(steps.fresh(found["Kandidat 2"]), "jaksel", "tolak")
    assert steps.fresh(seleksi).state == "tiga_besar"


@pytest.mark.req("SJ-100", "SL-14b", "KD-15b")
def test_correcting_a_skor_reopens_the_scoring(steps):
    seleksi, found = steps.top_three()
    steps.do(found["Kandidat 1"], "jaksel", "koreksi_skor", tahap="wawancara", skor="6", alasan="Salah ketik")
    assert acts(seleksi)[-2:] == [("kandidat", "koreksi_skor", "KD-15b"), ("jpt", "koreksi_skor", "SL-14b")]
    assert steps.fresh(seleksi).state == "proses_penilaian"


@pytest.mark.req("SJ-105")
def test_kasn_watches(steps):
    seleksi, _ = steps.top_three()
    offered = {
        who: {o.name for o in available(seleksi, steps.user(who)) if o.allowed}
        for who in ("asisten1", "asisten2", "komisioner", "admin", "auditor")
    }
    assert offered == {
        "asisten1": {"tambah_monitoring", "kirim_pesan"},
        "asisten2": {"tambah_monitoring"},
        "komisioner": {"tambah_monitoring", "ganti_petugas"},
        "admin": {"tambah_monitoring", "ganti_petugas"},
        "auditor": set(),
    }


@pytest.mark.req("SJ-136")
def test_a_colleague_does_not_act_into_a_claimed_task(steps, django_user_model):
    from cases.core.doing.claims import claim
    from cases.core.models import CaseTask
    from cases.organisations.accounts import add_user
    from cases.organisations.roles import Role

    seleksi = steps.counted()
    kandidat = steps.candidate(seleksi, "Ani")
    colleague = add_user(
        username="jaksel2",
        password="rahasia-sekali-12",
        nama="Rekan",
        email="rekan@example.com",
        role=Role.PETUGAS_INSTITUSI,
        institution=steps.people.jaksel.institution,
    )
    claim(
        steps.people.jaksel, CaseTask.objects.get(case=seleksi.case, status="NEW", flow_task_type="HUMAN").pk
    )
    with refused("E-GUARD", guard="tugas_dipegang"):
        steps.do(kandidat, colleague, "mengikuti_kompetensi_manajerial")
    assert steps.do(kandidat, "jaksel", "mengikuti_kompetensi_manajerial").state == "kompetensi_manajerial"
    assert steps.tasks(seleksi) == {("utama", "Lengkapi proses seleksi", "jaksel")}
