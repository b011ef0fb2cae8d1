"""Candidates: SJ-89 … SJ-104, KD-1 … KD-17."""

import itertools
from decimal import Decimal

import pytest

from cases.jpt.models import Kandidat
from tests.support.world import refused
from workflows.models import LedgerPayload
from workflows.offers import available

from .steps import SKOR, STAGES


def undecided(steps, nama="Ani", skor=("6", "6", "6", "6")):
    return steps.scored(steps.candidate(steps.counted(), nama), skor)


def values_of(kandidat, act):
    return (
        LedgerPayload.objects.filter(entry__object_id=kandidat.pk, entry__act=act)
        .order_by("entry__seq")
        .last()
        .values
    )


@pytest.mark.req("SJ-95", "KD-3", "KD-5", "KD-7", "KD-9a")
@pytest.mark.kills("fact:kandidat.!dinilai")
@pytest.mark.parametrize("stage", STAGES)
def test_skor_is_saved_in_every_stage(steps, stage):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), stage)
    for value, code in (
        ("", "E-REQ"),
        ("0", "E-RNG"),
        ("10.01", "E-RNG"),
        ("-3", "E-RNG"),
        ("tujuh", "E-FMT"),
        ("7,123", "E-FMT"),
    ):
        with refused(code, field="skor"):
            steps.do(kandidat, "jaksel", "simpan_skor", skor=value)
    with refused("E-FMT", field="nilai"):  # the product is never taken from a client
        steps.do(kandidat, "jaksel", "simpan_skor", skor="7,25", nilai="999")
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="7,25")
    assert (kandidat.state, kandidat.skor_of(stage)) == (stage, Decimal("7.25"))
    assert kandidat.nilai_of(stage) == kandidat.seleksi.bobot[stage] * Decimal("7.25")
    assert values_of(kandidat, "simpan_skor")["nilai"]["class"] == "penilaian"
    with refused("E-STATE", guard="!dinilai"):
        steps.do(kandidat, "jaksel", "simpan_skor", skor="8")


@pytest.mark.req("SJ-95")
@pytest.mark.parametrize("value", ["1", "10", "1,00", "10.00", 5, 7.5])
def test_skor_at_the_edges(steps, value):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "kompetensi_manajerial")
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor=value)
    assert kandidat.skor_kompetensi_manajerial == Decimal(str(value).replace(",", "."))


@pytest.mark.req("SJ-96", "SJ-97", "SJ-103")
def test_the_figures_of_the_regulation(steps):
    _, found = steps.scoring()
    assert {nama: k.total_nilai for nama, k in found.items()} == {
        "Kandidat 4": 650,
        "Kandidat 3": 723,
        "Kandidat 2": 492,
        "Kandidat 1": 661,
    }
    assert {nama: list(k.nilai.values()) for nama, k in found.items()} == {
        "Kandidat 4": [240, 180, 180, 50],
        "Kandidat 3": [320, 140, 210, 53],
        "Kandidat 2": [160, 40, 225, 67],
        "Kandidat 1": [360, 80, 162, 59],
    }
    ranked = sorted(found.values(), key=lambda k: k.rank_key)
    assert [k.nama for k in ranked] == ["Kandidat 3", "Kandidat 1", "Kandidat 4", "Kandidat 2"]


@pytest.mark.req("SJ-103")
def test_rank_among_equals(steps):
    """Equal totals: the higher rekam jejak first, then the name."""
    seleksi = steps.counted()
    skor = {"Budi": ("6", "6", "6", "6"), "Ani": ("6", "6", "6", "6"), "Cici": ("6", "5", "6", "8")}
    found = [steps.scored(steps.candidate(seleksi, nama), s) for nama, s in skor.items()]
    assert {k.total_nilai for k in found} == {600}
    assert [k.nama for k in sorted(found, key=lambda k: k.rank_key)] == ["Cici", "Ani", "Budi"]


@pytest.mark.req("SJ-97")
def test_total_waits_for_the_fourth_skor(steps):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "rekam_jejak")
    assert kandidat.total_nilai is None
    assert steps.do(kandidat, "jaksel", "simpan_skor", skor="6").total_nilai == 600


@pytest.mark.req("SJ-98", "KD-4", "KD-6", "KD-8")
@pytest.mark.kills("fact:kandidat.dinilai")
def test_stages_are_gone_through_one_by_one(steps):
    kandidat = steps.do(steps.candidate(steps.counted(), "Ani"), "jaksel", "mengikuti_kompetensi_manajerial")
    for stage, onward in itertools.pairwise(STAGES):
        with refused("E-GUARD", guard="dinilai"):
            steps.do(kandidat, "jaksel", f"mengikuti_{onward}")
        kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="6")
        for skipped in set(STAGES[1:]) - {onward}:
            with refused("E-STATE"):
                steps.do(kandidat, "jaksel", f"mengikuti_{skipped}")
        kandidat = steps.do(kandidat, "jaksel", f"mengikuti_{onward}")
        assert (kandidat.state, kandidat.skor_of(stage)) == (onward, 6)


@pytest.mark.req("SJ-94", "SJ-101", "KD-9b", "KD-9c", "KD-10")
@pytest.mark.kills("fact:kandidat.deskripsi", "fact:kandidat.!deskripsi")
def test_deskripsi(steps):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "rekam_jejak")
    with refused("E-REQ", field="deskripsi"):
        steps.do(kandidat, "jaksel", "input_deskripsi", deskripsi="<p>&nbsp;</p>")
    with refused("E-GUARD", guard="deskripsi"):
        steps.do(kandidat, "jaksel", "ubah_deskripsi", deskripsi="<p>x</p>", alasan="y")
    # before the skor as well as after it
    kandidat = steps.do(
        kandidat,
        "jaksel",
        "input_deskripsi",
        deskripsi="<p>Baik</p>",
        lampiran_rekam_jejak=[steps.file("jaksel")],
    )
    with refused("E-GUARD", guard="dinilai"):
        steps.do(kandidat, "jaksel", "terima")
    with refused("E-STATE", guard="!deskripsi"):
        steps.do(kandidat, "jaksel", "input_deskripsi", deskripsi="<p>Lain</p>")
    with refused("E-REQ", field="alasan"):
        steps.do(kandidat, "jaksel", "ubah_deskripsi", deskripsi="<p>Lain</p>")
    kandidat = steps.do(kandidat, "jaksel", "ubah_deskripsi", deskripsi="<p>Lain</p>", alasan="Lengkap")
    assert kandidat.deskripsi == "<p>Lain</p>"
    assert values_of(kandidat, "ubah_deskripsi")["deskripsi_lama"]["v"] == "<p>Baik</p>"
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="6")
    assert steps.do(kandidat, "jaksel", "terima").state == "diterima"


@pytest.mark.req("SJ-102", "KD-10")
@pytest.mark.kills("guard:kandidat.kurang_dari_tiga_diterima")
def test_three_at_most(steps):
    seleksi = steps.counted()
    found = [steps.scored(steps.candidate(seleksi, f"K{n}"), ("6", "6", "6", "6")) for n in range(4)]
    accepted = [steps.do(k, "jaksel", "terima") for k in found[:3]]
    with refused("E-GUARD", guard="kurang_dari_tiga_diterima"):
        steps.do(found[3], "jaksel", "terima")
    (offer,) = [o for o in available(steps.fresh(found[3]), steps.people.jaksel) if o.name == "terima"]
    assert [r.guard for r in offer.reasons] == ["kurang_dari_tiga_diterima"]
    steps.do(accepted[0], "jaksel", "batalkan_keputusan", alasan="Mundur")
    assert steps.do(found[3], "jaksel", "terima").state == "diterima"


@pytest.mark.req("SJ-101", "KD-11")
@pytest.mark.kills("guard:kandidat.alasan_luar_peringkat")
def test_rejecting_a_better_one_needs_a_reason(steps):
    _, found = steps.scoring()
    steps.do(found["Kandidat 4"], "jaksel", "terima")  # 650
    with refused("E-REQ", field="alasan"):
        steps.do(found["Kandidat 3"], "jaksel", "tolak")  # 723
    assert steps.do(found["Kandidat 2"], "jaksel", "tolak").state == "ditolak"  # 492: in rank
    rejected = steps.do(found["Kandidat 3"], "jaksel", "tolak", alasan="Rekam jejak")
    assert (rejected.state, rejected.alasan_keputusan) == ("ditolak", "Rekam jejak")


@pytest.mark.req("SJ-101", "KD-10")
def test_accepting_a_worse_one_needs_a_reason(steps):
    _, found = steps.scoring()
    steps.do(found["Kandidat 3"], "jaksel", "tolak")  # 723, nobody accepted yet: no reason
    with refused("E-REQ", field="alasan"):
        steps.do(found["Kandidat 4"], "jaksel", "terima")  # 650
    assert steps.do(found["Kandidat 4"], "jaksel", "terima", alasan="Lebih cocok").state == "diterima"


@pytest.mark.req("SJ-101")
def test_equal_totals_are_never_out_of_rank(steps):
    seleksi = steps.counted()
    ani, budi = (steps.scored(steps.candidate(seleksi, n), ("6", "6", "6", "6")) for n in ("Ani", "Budi"))
    steps.do(ani, "jaksel", "tolak")
    assert steps.do(budi, "jaksel", "terima").state == "diterima"


@pytest.mark.req("SJ-99", "KD-12")
@pytest.mark.parametrize("stage", ["lulus_administrasi", *STAGES])
def test_tidak_lanjut_and_back(steps, stage):
    seleksi = steps.counted()
    kandidat = steps.candidate(seleksi, "Ani")
    steps.at_stage(steps.candidate(seleksi, "Budi"), "kompetensi_manajerial")
    if stage != "lulus_administrasi":
        kandidat = steps.at_stage(kandidat, stage)
    with refused("E-REQ", field="alasan"):
        steps.do(kandidat, "jaksel", "tidak_lanjut")
    kandidat = steps.do(kandidat, "jaksel", "tidak_lanjut", alasan="Mengundurkan diri")
    assert (kandidat.state, kandidat.tahap_ditinggalkan) == ("tidak_lanjut", stage)
    with refused("E-REQ", field="alasan"):
        steps.do(kandidat, "jaksel", "batalkan_keputusan")
    assert steps.do(kandidat, "jaksel", "batalkan_keputusan", alasan="Keliru").state == stage


@pytest.mark.req("SJ-104", "KD-13a", "KD-13b")
@pytest.mark.kills("guard:kandidat.seleksi_sebelum_laporan")
def test_decisions_are_reversible_until_the_report(steps):
    seleksi, found = steps.top_three()
    for nama in ("Kandidat 3", "Kandidat 2"):
        assert steps.do(found[nama], "jaksel", "batalkan_keputusan", alasan="Keliru").state == "rekam_jejak"
    for nama in ("Kandidat 3", "Kandidat 2"):
        found[nama] = steps.do(found[nama], "jaksel", "terima" if nama == "Kandidat 3" else "tolak")
    steps.do(steps.fresh(seleksi), "jaksel", "pelaporan", **steps.report())
    with refused("E-STATE", guard="seleksi_sebelum_laporan"):
        steps.do(found["Kandidat 3"], "jaksel", "batalkan_keputusan", alasan="Keliru")


@pytest.mark.req("SJ-100", "KD-15a")
@pytest.mark.kills("guard:kandidat.skor_tahap_ada")
def test_correcting_a_skor_in_a_stage(steps):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "wawancara")
    correction = {"tahap": "kompetensi_manajerial", "skor": "8", "alasan": "Salah ketik"}
    with refused("E-REQ", field="alasan"):
        steps.do(kandidat, "jaksel", "koreksi_skor", **{**correction, "alasan": ""})
    with refused("E-RNG", field="skor"):
        steps.do(kandidat, "jaksel", "koreksi_skor", **{**correction, "skor": "11"})
    for unreached in ("wawancara", "rekam_jejak"):
        with refused("E-STATE", guard="skor_tahap_ada"):
            steps.do(kandidat, "jaksel", "koreksi_skor", **{**correction, "tahap": unreached})
    with refused("E-REF", field="tahap"):
        steps.do(kandidat, "jaksel", "koreksi_skor", **{**correction, "tahap": "tes_tulis"})
    kandidat = steps.do(kandidat, "jaksel", "koreksi_skor", **correction)
    assert (kandidat.state, kandidat.skor_kompetensi_manajerial) == ("wawancara", 8)
    values = values_of(kandidat, "koreksi_skor")
    assert (values["skor_lama"]["v"], values["skor"]["v"], values["nilai"]["v"]) == ("6", "8", "320")


@pytest.mark.req("SJ-100", "KD-15a")
@pytest.mark.kills("fact:kandidat.skor")
def test_nothing_to_correct(steps):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "kompetensi_manajerial")
    with refused("E-STATE", guard="skor"):
        steps.do(kandidat, "jaksel", "koreksi_skor", tahap="wawancara", skor="8", alasan="x")
    with refused("E-STATE", guard="skor"):
        steps.do(kandidat, "jaksel", "koreksi_identitas", nama="A", nip="1", instansi="B", alasan="x")


@pytest.mark.req("SJ-100", "KD-15b", "KD-15c")
def test_a_decision_on_the_old_skor_lapses(steps):
    seleksi = steps.counted()
    left = steps.at_stage(steps.candidate(seleksi, "Budi"), "wawancara")
    accepted = steps.do(
        steps.scored(steps.candidate(seleksi, "Ani"), ("6", "6", "6", "6")), "jaksel", "terima"
    )
    left = steps.do(left, "jaksel", "tidak_lanjut", alasan="Mundur")
    correction = {"tahap": "penulisan_makalah", "skor": "9", "alasan": "Salah ketik"}
    accepted = steps.do(steps.fresh(accepted), "jaksel", "koreksi_skor", **correction)
    assert (accepted.state, accepted.total_nilai) == ("rekam_jejak", 660)
    assert steps.do(steps.fresh(left), "jaksel", "koreksi_skor", **correction).state == "wawancara"


@pytest.mark.req("SJ-89", "KD-16a")
def test_hapus_before_the_first_stage_only(steps):
    seleksi = steps.counted()
    kandidat = steps.candidate(seleksi, "Ani")
    with refused("E-REQ", field="alasan"):
        steps.do(kandidat, "jaksel", "hapus")
    steps.do(kandidat, "jaksel", "hapus", alasan="Salah masuk")
    assert not Kandidat.objects.filter(pk=kandidat.pk).exists()
    assert values_of(kandidat, "hapus")["nama_lama"] | {"salt": ""} == {
        "v": "Ani",
        "salt": "",
        "class": "identitas",
    }
    moved = steps.do(steps.candidate(seleksi, "Budi"), "jaksel", "mengikuti_kompetensi_manajerial")
    with refused("E-STATE"):
        steps.do(moved, "jaksel", "hapus", alasan="Salah masuk")


@pytest.mark.req("SJ-89", "KD-16b", "KD-17")
@pytest.mark.kills("fact:kandidat.!skor", "guard:kandidat.nip_unik")
def test_identity(steps):
    seleksi = steps.counted()
    kandidat, other = (steps.candidate(seleksi, nama) for nama in ("Ani", "Budi"))
    identity = {"nama": "Ani Baru", "nip": "777", "instansi": "Kota Lain"}
    with refused("E-DUP", field="nip") as caught:
        steps.do(kandidat, "jaksel", "ubah", **{**identity, "nip": other.nip})
    assert "sudah dimasukkan" in caught.value.message
    kandidat = steps.do(kandidat, "jaksel", "ubah", **identity)
    assert (kandidat.nama, kandidat.nip) == ("Ani Baru", "777")
    kandidat = steps.do(kandidat, "jaksel", "mengikuti_kompetensi_manajerial")
    kandidat = steps.do(kandidat, "jaksel", "ubah", **{**identity, "nama": "Ani Lagi"})
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="6")
    with refused("E-STATE", guard="!skor"):
        steps.do(kandidat, "jaksel", "ubah", **identity)
    with refused("E-REQ", field="alasan"):
        steps.do(kandidat, "jaksel", "koreksi_identitas", **identity)
    kandidat = steps.do(kandidat, "jaksel", "koreksi_identitas", **identity, alasan="Salah tulis")
    assert kandidat.state == "kompetensi_manajerial"
    values = values_of(kandidat, "koreksi_identitas")
    assert (values["nama_lama"]["v"], values["nama"]["v"], "nip_lama" in values) == (
        "Ani Lagi",
        "Ani Baru",
        False,
    )


@pytest.mark.req("SJ-89", "KD-17")
def test_correcting_the_identity_leaves_the_decision(steps):
    seleksi, found = steps.top_three()
    fixed = {"nama": "Nama Benar", "nip": "999", "instansi": "Kota", "alasan": "Salah tulis"}
    for nama, state in (("Kandidat 3", "diterima"), ("Kandidat 2", "ditolak")):
        data = fixed | {"nip": f"99{found[nama].nip}"}
        assert steps.do(found[nama], "jaksel", "koreksi_identitas", **data).state == state
    assert steps.fresh(seleksi).state == "tiga_besar"


LOCKED = {
    "mengikuti_kompetensi_manajerial": ("lulus_administrasi", {}),
    "hapus": ("lulus_administrasi", {"alasan": "x"}),
    "ubah": ("lulus_administrasi", {"nama": "A", "nip": "1", "instansi": "B"}),
    "simpan_skor": ("kompetensi_manajerial", {"skor": "6"}),
    "tidak_lanjut": ("kompetensi_manajerial", {"alasan": "x"}),
    "input_deskripsi": ("rekam_jejak", {"deskripsi": "<p>x</p>"}),
}


@pytest.mark.req("SJ-125")
@pytest.mark.kills("guard:kandidat.seleksi_proses", "guard:kandidat.seleksi_penilaian")
@pytest.mark.parametrize("act", LOCKED)
def test_nothing_moves_while_paused(steps, act):
    stage, data = LOCKED[act]
    seleksi = steps.counted()
    kandidat = steps.candidate(seleksi, "Ani")
    if stage != "lulus_administrasi":
        kandidat = steps.at_stage(kandidat, stage)
    paused = steps.paused(steps.fresh(seleksi))
    with refused("E-STATE", guard="seleksi_proses"):
        steps.do(kandidat, "jaksel", act, **data)
    assert not list(available(steps.fresh(kandidat), steps.people.jaksel))
    resumed = steps.request(paused, "lanjut")
    steps.do(resumed, "asisten1", "lanjutkan", alasan="Selesai")
    steps.do(kandidat, "jaksel", act, **data)


@pytest.mark.req("SJ-100", "SJ-89")
@pytest.mark.kills("guard:kandidat.seleksi_penilaian")
def test_scores_and_identities_are_locked_after_the_report(steps):
    seleksi = steps.reported()
    kandidat = seleksi.facts.diterima[0]
    for act, data in (
        ("koreksi_skor", {"tahap": "wawancara", "skor": "6", "alasan": "x"}),
        ("koreksi_identitas", {"nama": "A", "nip": "1", "instansi": "B", "alasan": "x"}),
    ):
        with refused("E-STATE", guard="seleksi_penilaian"):
            steps.do(kandidat, "jaksel", act, **data)


@pytest.mark.req("SJ-105")
@pytest.mark.kills("predicate:kandidat.institusi")
@pytest.mark.parametrize("who", ["asisten1", "komisioner", "admin", "auditor"])
def test_only_the_institution_moves_candidates(steps, who):
    kandidat = steps.candidate(steps.counted(), "Ani")
    with refused("E-PERM"):
        steps.do(kandidat, who, "mengikuti_kompetensi_manajerial")
    assert not list(available(kandidat, steps.user(who)))


@pytest.mark.req("SJ-138")
def test_two_grids_do_not_collide(steps):
    """Each candidate has a version of its own: saving one row does not make another row stale."""
    from workflows.gate import perform

    seleksi = steps.counted()
    ani, budi = (
        steps.at_stage(steps.candidate(seleksi, nama), "kompetensi_manajerial") for nama in ("Ani", "Budi")
    )
    perform(ani, "simpan_skor", actor=steps.people.jaksel, data={"skor": "6"}, version=ani.version)
    perform(budi, "simpan_skor", actor=steps.people.jaksel, data={"skor": "7"}, version=budi.version)
    with refused("E-STALE"):
        perform(ani, "simpan_skor", actor=steps.people.jaksel, data={"skor": "8"}, version=ani.version)


def test_guards_read_all_candidates_with_one_query(steps, django_assert_num_queries):
    seleksi, found = steps.scoring()
    assert len(found) == len(SKOR)
    fresh = steps.fresh(seleksi)
    assert fresh.case  # whoever asks has it, and it says which version they follow
    with django_assert_num_queries(1):
        assert len(fresh.facts.undecided) == 4
        assert not fresh.facts.diterima
        assert [k.total_nilai for k in fresh.facts.kandidat]
