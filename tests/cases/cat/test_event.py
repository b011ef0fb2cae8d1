"""An event from its letter to its schedule: who may, what is refused, what is asked of places and sesi."""

import pytest

from cases.cat.event.team import members
from workflows.errors import Refused


def refused(call, *args, **data):
    with pytest.raises(Refused) as caught:
        call(*args, **data)
    return caught.value


@pytest.mark.req("CB-10")
def test_a_letter_opens_an_event(steps):
    event = steps.letter()
    assert (event.state, event.jenis, event.case.title) == (
        "permohonan",
        "cpns",
        "Pengadaan calon PNS — SKD, Kota Administrasi Jakarta Selatan",
    )


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"ditujukan_kepada": "deputi"}, "ditujukan_kepada", "E-RNG"),
        ({"surat_permohonan": []}, "surat_permohonan", "E-REQ"),
        ({"jenis": "selain_asn"}, "jenis", "E-RNG"),
    ],
)
def test_a_letter_that_does_not_fit(steps, other, field, code):
    refusal = refused(steps.letter, **other)
    assert (refusal.code, next(iter(refusal.errors))) == (code, field)


def test_nobody_else_asks_for_an_event(steps):
    assert refused(steps.letter, who="jaksel").code == "E-PERM"


@pytest.mark.req("CB-11")
def test_disposition_comes_before_assignment(steps):
    event = steps.letter()
    assert refused(steps.do, event, "deputi", "tugaskan", tanggal="2026-11-30").code == "E-STATE"
    assert refused(steps.do, event, "deputi", "disposisi", tanggal="2026-11-30").code == "E-PERM"
    assert steps.assigned().state == "ditugaskan"


@pytest.mark.req("CB-12")
def test_coordination_without_a_result(steps):
    event = steps.assigned()
    refusal = refused(steps.do, event, "ppss", "catat_koordinasi", tanggal="2026-11-30", peserta_rapat="PPSS")
    assert [r.guard for r in refusal.reasons] == ["hasil_koordinasi_lengkap"]
    assert steps.coordinated().state == "koordinasi"


@pytest.mark.req("CB-13")
def test_people_must_be_validated_and_unique(steps):
    from .steps import person_row

    event = steps.do(steps.coordinated(), "ppss", "mulai_proses_data")
    assert "peserta_lengkap_tervalidasi" in str(
        refused(steps.do, event, "ppss", "data_peserta_selesai").reasons
    )
    rows = [person_row(1), person_row(2, divalidasi_instansi=False)]
    assert "2455-0002" in refused(steps.do, event, "ppss", "data_peserta_selesai", peserta=rows).message
    rows = [person_row(1), person_row(2, nik=person_row(1)["nik"])]
    refusal = refused(steps.do, event, "ppss", "data_peserta_selesai", peserta=rows)
    assert refusal.code == "E-DUP"
    event = steps.do(event, "ppss", "data_peserta_selesai", peserta=[person_row(1)])
    assert (event.state, event.pendaftar.count()) == ("penjadwalan", 1)


def test_more_people_than_places(steps):
    event = steps.with_people(count=21)
    refusal = refused(steps.do, event, "ppss", "tetapkan_jadwal", **steps.plan())
    assert [r.guard for r in refusal.reasons] == ["semua_peserta_ditempatkan"]
    assert refusal.reasons[0].message.startswith("1 peserta")


def test_a_fifth_sesi_on_a_day(steps):
    event, plan = steps.with_people(), steps.plan()
    plan["sesi"][1]["nomor"] = "5"
    refusal = refused(steps.do, event, "ppss", "tetapkan_jadwal", **plan)
    assert (refusal.code, list(refusal.errors)) == ("E-RNG", ["sesi"])


def test_coordinated_with_somebody_else(steps):
    event = steps.with_people()
    refusal = refused(
        steps.do, event, "ppss", "tetapkan_jadwal", **steps.plan() | {"koordinasi_dengan": "instansi_pusat"}
    )
    assert [r.guard for r in refusal.reasons] == ["koordinasi_pihak"]


@pytest.mark.req("CB-57")
def test_a_team_is_recorded_and_changed(steps):
    event = steps.assigned()
    row = {"peran": "tpc", "lokasi": "acara", "surat": "ST-1"}
    both = [{"akun": "tpc1", **row}, {"akun": "tpc2", **row}]
    event = steps.do(event, "ppss", "catat_tim", tim=both)
    assert [r.person.username for r in members(event)] == ["tpc1", "tpc2"]
    first = members(event)[0].pk
    event = steps.do(event, "ppss", "catat_tim", tim=both[:1])
    assert [(r.person.username, r.pk) for r in members(event)] == [("tpc1", first)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"akun": "tidak_ada", "peran": "tpc"}, "E-REF"),
        ({"akun": "jaksel", "peran": "tpc"}, "E-REF"),
        ({"akun": "bogor", "peran": "psi"}, "E-REF"),
    ],
)
def test_who_cannot_be_of_a_team(steps, row, code):
    tim = [{"lokasi": "acara", "surat": "ST-1", **row}]
    assert refused(steps.do, steps.assigned(), "ppss", "catat_tim", tim=tim).code == code
