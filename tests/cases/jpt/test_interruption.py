"""Requests, postponement, cancellation: SJ-125, SL-24 … SL-26, SL-28a … SL-29b."""

import datetime as dt

import pytest

from cases.jpt.models import Temuan
from cases.jpt.pengawasan import record
from tests.support.world import refused
from workflows.errors import Refused
from workflows.models import LedgerEntry
from workflows.offers import available

WHERE = {
    "disetujui": lambda s: s.approved(),
    "proses_pelamar": lambda s: s.counted(),
    "proses_penilaian": lambda s: s.scoring()[0],
    "tiga_besar": lambda s: s.top_three()[0],
    "laporan": lambda s: s.reported(),
    "perbaikan_laporan": lambda s: s.do(s.reported(), "asisten1", "perbaiki", alasan="<p>x</p>"),
    "lulus": lambda s: s.passed(),
}


@pytest.mark.req("SJ-125", "SJ-136", "SL-24", "SL-25", "SL-28a", "SL-28c")
@pytest.mark.parametrize("state", WHERE)
def test_pausing_and_going_on(steps, state):
    """The state left is remembered and its turn opens again, with the same owner."""
    seleksi = WHERE[state](steps)
    turn = steps.tasks(seleksi)
    seleksi = steps.request(seleksi, "tunda")
    assert (seleksi.state, steps.tasks(seleksi)) == (
        state,
        turn | {("permohonan", "Putuskan permohonan", "asisten1")},
    )
    seleksi = steps.do(
        seleksi, "asisten1", "tunda", alasan="Beralasan", surat_penundaan=[steps.file("asisten1")]
    )
    assert (seleksi.state, seleksi.sebelumnya) == ("ditunda", state)
    assert steps.tasks(seleksi) == {("utama", "Mohon lanjut atau batal", None)}
    seleksi = steps.request(seleksi, "lanjut")
    assert ("permohonan", "Putuskan permohonan", "asisten1") in steps.tasks(seleksi)
    seleksi = steps.do(seleksi, "asisten1", "lanjutkan", alasan="Selesai")
    assert (seleksi.state, steps.tasks(seleksi)) == (state, turn)
    assert [r.keputusan for r in seleksi.riwayat_permohonan.order_by("tanggal")] == [
        "dikabulkan",
        "dikabulkan",
    ]


@pytest.mark.req("SJ-125", "SL-28a", "SL-28b")
def test_a_request_needs_reason_and_letter(steps):
    seleksi = steps.counted()
    letter = steps.file("jaksel")
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "jaksel", "mohon_tunda", surat_permohonan=[letter])
    with refused("E-REQ", field="surat_permohonan"):
        steps.do(seleksi, "jaksel", "mohon_tunda", alasan="x")
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "mohon_tunda", alasan="x", surat_permohonan=[letter])
    with refused("E-STATE"):
        steps.do(seleksi, "jaksel", "mohon_lanjut", alasan="x", surat_permohonan=[letter])
    paused = steps.paused(seleksi)
    with refused("E-STATE"):
        steps.do(paused, "jaksel", "mohon_tunda", alasan="x", surat_permohonan=[letter])


@pytest.mark.req("SJ-125", "SL-29a", "SL-29b")
@pytest.mark.kills("fact:jpt.permohonan", "fact:jpt.!permohonan")
@pytest.mark.parametrize(
    ("who", "act", "said", "keputusan"),
    [
        ("asisten1", "tolak_permohonan", {"alasan": "Belum perlu"}, "ditolak"),
        ("komisioner", "tolak_permohonan", {"alasan": "Belum perlu"}, "ditolak"),
        ("jaksel", "tarik_permohonan", {}, "ditarik"),
    ],
)
def test_a_request_is_refused_or_withdrawn(steps, who, act, said, keputusan):
    seleksi = steps.counted()
    with refused("E-GUARD", guard="permohonan"):
        steps.do(seleksi, who, act, **said)
    turn = steps.tasks(seleksi)
    seleksi = steps.request(seleksi, "tunda")
    letter = steps.file("jaksel")
    with refused("E-STATE", guard="!permohonan"):
        steps.do(seleksi, "jaksel", "mohon_batal", alasan="x", surat_permohonan=[letter])
    seleksi = steps.do(seleksi, who, act, **said)
    assert (seleksi.state, steps.tasks(seleksi)) == ("proses_pelamar", turn)
    assert seleksi.riwayat_permohonan.get().keputusan == keputusan
    assert steps.request(seleksi, "batal").permohonan_jenis == "batal"


@pytest.mark.req("SL-29a")
def test_refusing_needs_a_reason_and_the_right_person(steps):
    seleksi = steps.request(steps.counted(), "tunda")
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "asisten1", "tolak_permohonan")
    for who in ("asisten2", "admin", "jaksel"):
        with refused("E-PERM"):
            steps.do(seleksi, who, "tolak_permohonan", alasan="x")


@pytest.mark.req("SJ-125", "SL-24")
@pytest.mark.kills("guard:jpt.permohonan_tunda_atau_temuan")
def test_tunda_needs_a_request_of_that_kind(steps):
    seleksi = steps.request(steps.counted(), "batal")
    data = {"alasan": "x", "surat_penundaan": [steps.file("asisten1")]}
    with refused("E-GUARD", guard="permohonan_tunda_atau_temuan"):
        steps.do(seleksi, "asisten1", "tunda", **data)
    (offer,) = [o for o in available(seleksi, steps.people.asisten1) if o.name == "tunda"]
    assert [r.guard for r in offer.reasons] == ["permohonan_tunda_atau_temuan"]


@pytest.mark.req("SJ-125", "SL-26")
@pytest.mark.kills("guard:jpt.permohonan_batal_atau_temuan")
@pytest.mark.parametrize("paused", [False, True])
def test_batalkan(steps, paused):
    seleksi = steps.paused() if paused else steps.counted()
    data = {"alasan": "Formasi dihapus", "surat_pembatalan": [steps.file("asisten1")]}
    with refused("E-GUARD", guard="permohonan_batal_atau_temuan"):
        steps.do(seleksi, "asisten1", "batalkan", **data)
    seleksi = steps.request(seleksi, "batal")
    with refused("E-REQ", field="surat_pembatalan"):
        steps.do(seleksi, "asisten1", "batalkan", alasan="x")
    seleksi = steps.do(seleksi, "asisten1", "batalkan", **data)
    assert (seleksi.state, steps.tasks(seleksi), seleksi.permohonan_pada) == ("dibatalkan", set(), None)
    assert seleksi.riwayat_permohonan.order_by("-tanggal").first().keputusan == "dikabulkan"


def finding(steps, seleksi=None, institution=None, **changes):
    institution = institution or steps.people.jaksel.institution
    return {
        "kode": "seleksi_bermasalah",
        "institusi": str(institution.pk),
        "tanggal": "01/11/2026",
        "uraian": "<p>Panitia tidak lengkap.</p>",
        "seleksi": str(seleksi.pk) if seleksi else "",
        **changes,
    }


@pytest.mark.req("SJ-125", "SJ-141", "SL-24", "SL-26")
@pytest.mark.parametrize(("act", "letter"), [("tunda", "surat_penundaan"), ("batalkan", "surat_pembatalan")])
def test_ex_officio_on_a_finding(steps, act, letter):
    """A Komisioner may act on a recorded temuan; the appointed petugas may not."""
    seleksi = steps.counted()
    record(steps.people.asisten2, finding(steps, institution=seleksi.case.institution))  # of no selection
    data = {"alasan": "Temuan", letter: [steps.file("komisioner")]}
    with refused("E-GUARD"):
        steps.do(seleksi, "komisioner", act, **data)
    record(steps.people.asisten2, finding(steps, seleksi))
    mine = {"alasan": "Temuan", letter: [steps.file("asisten1")]}
    with refused("E-GUARD"):
        steps.do(seleksi, "asisten1", act, **mine)
    seleksi = steps.do(seleksi, "komisioner", act, **data)
    assert seleksi.state == {"tunda": "ditunda", "batalkan": "dibatalkan"}[act]


@pytest.mark.req("SJ-125", "SL-25")
@pytest.mark.kills("guard:jpt.permohonan_lanjut_atau_komisioner")
def test_going_on_ex_officio(steps):
    seleksi = steps.paused()
    with refused("E-GUARD", guard="permohonan_lanjut_atau_komisioner"):
        steps.do(seleksi, "asisten1", "lanjutkan", alasan="x")
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "komisioner", "lanjutkan")
    assert steps.do(seleksi, "komisioner", "lanjutkan", alasan="Jabatan").state == "proses_pelamar"


@pytest.mark.req("SJ-125", "SJ-136")
def test_a_decision_ex_officio_overtakes_a_request(steps):
    """The petugas's task is closed with the request, whatever kind it was."""
    seleksi = steps.request(steps.counted(), "batal")
    record(steps.people.asisten2, finding(steps, seleksi))
    seleksi = steps.do(
        seleksi, "komisioner", "tunda", alasan="Temuan", surat_penundaan=[steps.file("komisioner")]
    )
    assert (seleksi.state, seleksi.permohonan_pada) == ("ditunda", None)
    assert steps.tasks(seleksi) == {("utama", "Mohon lanjut atau batal", None)}
    assert seleksi.riwayat_permohonan.get().keputusan == "gugur"


@pytest.mark.req("SJ-136", "SL-27")
def test_the_request_moves_to_the_new_petugas(steps):
    seleksi = steps.request(steps.counted(), "tunda")
    seleksi = steps.do(
        seleksi, "admin", "ganti_petugas", petugas=str(steps.people.asisten2.pk), alasan="Cuti"
    )
    assert ("permohonan", "Putuskan permohonan", "asisten2") in steps.tasks(seleksi)


@pytest.mark.req("SJ-141")
def test_catat_temuan(steps):
    seleksi = steps.counted()
    with pytest.raises(Refused) as caught:
        record(steps.people.jaksel, finding(steps, seleksi))
    assert caught.value.code == "E-PERM"
    tomorrow = (dt.date.today() + dt.timedelta(days=2)).isoformat()
    bogor = steps.people.bogor.institution
    bad = [
        (finding(steps, seleksi, kode=""), "E-REQ", "kode"),
        (finding(steps, seleksi, kode="lain"), "E-REF", "kode"),
        (finding(steps, seleksi, institusi=""), "E-REQ", "institusi"),
        (finding(steps, seleksi, institution=bogor), "E-REF", "seleksi"),
        (finding(steps, seleksi, tanggal=tomorrow), "E-RNG", "tanggal"),
        (finding(steps, seleksi, uraian="<p></p>"), "E-REQ", "uraian"),
    ]
    for raw, code, field in bad:
        with pytest.raises(Refused) as caught:
            record(steps.people.asisten2, raw)
        assert (caught.value.code, list(caught.value.errors)) == (code, [field])
    record(steps.people.asisten2, finding(steps, seleksi))
    assert Temuan.objects.get().seleksi_id == seleksi.pk
    assert not LedgerEntry.objects.filter(stream=seleksi.pk, act="catat_temuan").exists()
    last = LedgerEntry.objects.get(pk=Temuan.objects.get().entri)
    assert (last.object_type, last.act, last.actor) == ("pengawasan", "catat_temuan", steps.people.asisten2)
