"""Monitoring Seleksi and its sample: SJ-107 … SJ-109, SL-15."""

import datetime as dt

import pytest

from cases.core.reading.files import files_of
from cases.core.reading.history import timeline
from cases.jpt.models import Sampel, Temuan
from cases.jpt.pengawasan import make_sample
from cases.jpt.sampling import JUMLAH, PERSEN, Ukuran, draw
from tests.support.jobs import deliver_all, put_back, rows
from tests.support.world import refused
from workflows.errors import Refused
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry


@pytest.mark.req("SJ-107", "SL-15")
def test_any_petugas_kasn_monitors(steps):
    seleksi = steps.counted()
    turn = steps.tasks(seleksi)
    seleksi = steps.do(seleksi, "asisten2", "tambah_monitoring", **steps.monitoring())
    assert (seleksi.state, steps.tasks(seleksi)) == ("proses_pelamar", turn)
    assert (seleksi.daftar_monitoring.get().temuan, Temuan.objects.count()) == ("sesuai", 0)
    found = steps.monitoring(temuan="ada_temuan", kode="seleksi_bermasalah")
    seleksi = steps.do(seleksi, "asisten2", "tambah_monitoring", **found)
    assert Temuan.objects.get().seleksi_id == seleksi.pk


@pytest.mark.req("SJ-107")
@pytest.mark.kills("predicate:jpt.petugas_kasn")
def test_bad_monitoring(steps):
    seleksi = steps.counted()
    tomorrow = (dt.date.today() + dt.timedelta(days=2)).isoformat()
    bad = {
        "tanggal": ({"tanggal": tomorrow}, "E-RNG"),
        "laporan_monitoring": ({"laporan_monitoring": []}, "E-REQ"),
        "kode": ({"temuan": "ada_temuan"}, "E-REQ"),
        "tahapan_dipantau": ({"tahapan_dipantau": []}, "E-REQ"),
        "cara_pengambilan_sampel": ({"cara_pengambilan_sampel": "undian"}, "E-REF"),
    }
    for field, (changes, code) in bad.items():
        data = steps.monitoring(**changes)
        with refused(code, field=field):
            steps.do(seleksi, "asisten2", "tambah_monitoring", **data)
    data = steps.monitoring()
    for who in ("jaksel", "auditor"):
        with refused("E-PERM"):
            steps.do(seleksi, who, "tambah_monitoring", **data)


@pytest.mark.req("SJ-107", "SL-15")
def test_monitoring_ends_with_the_process(steps):
    seleksi = steps.reported()
    data = steps.monitoring()
    with refused("E-STATE"):
        steps.do(seleksi, "asisten2", "tambah_monitoring", **data)


@pytest.mark.req("SJ-109")
def test_the_institution_sees_what_is_released(steps):
    seleksi = steps.do(steps.counted(), "asisten2", "tambah_monitoring", **steps.monitoring())
    jaksel, auditor = steps.people.jaksel, steps.people.auditor

    def seen(who):
        return sum(f.kind == "laporan_monitoring" for f in files_of(steps.fresh(seleksi), who))

    def told(who):
        return [e.values for e in timeline(who, seleksi.case).rows if e.act == "tambah_monitoring"]

    assert (seen(jaksel), seen(auditor)) == (0, 1)
    assert (len(told(jaksel)), len(told(auditor))) == (0, 1)
    steps.do(seleksi, "asisten2", "tambah_monitoring", **steps.monitoring(tampil_ke_institusi=True))
    assert (seen(jaksel), seen(auditor)) == (1, 2)
    assert (len(told(jaksel)), len(told(auditor))) == (1, 2)


POPULATION = {"Kota": [f"k{n}" for n in range(30)], "Provinsi": [f"p{n}" for n in range(10)]}


@pytest.mark.req("SJ-108")
def test_a_draw_can_be_repeated(steps):
    first = draw(POPULATION, Ukuran(PERSEN, 20), "2026")
    assert first == draw({k: list(reversed(v)) for k, v in POPULATION.items()}, Ukuran(PERSEN, 20), "2026")
    assert first != draw(POPULATION, Ukuran(PERSEN, 20), "2027")
    assert (len(first), sum(pk.startswith("k") for pk in first)) == (8, 6)


@pytest.mark.req("SJ-108")
@pytest.mark.parametrize(
    ("jenis", "nilai", "drawn"), [(PERSEN, 1, 1), (PERSEN, 100, 40), (JUMLAH, 7, 7), (JUMLAH, 99, 40)]
)
def test_size_of_a_draw(jenis, nilai, drawn):
    assert len(draw(POPULATION, Ukuran(jenis, nilai), "x")) == drawn
    assert draw({}, Ukuran(jenis, nilai), "x") == []


def sample(steps, **changes):
    return {
        "jenis_ukuran": "persen",
        "ukuran": 100,
        "strata": ["jenis_institusi"],
        "petugas": str(steps.people.asisten2.pk),
        **changes,
    }


@pytest.mark.req("SJ-108", "SJ-136")
def test_a_drawn_case_gets_a_monitoring_task(steps):
    seleksi = steps.counted()
    turn, before = steps.tasks(seleksi), (seleksi.version, seleksi.case.seq, seleksi.case.updated_at)
    made = make_sample(steps.people.komisioner, sample(steps, seed="2026"))
    assert (made.terpilih, made.seed, list(made.populasi)) == ([str(seleksi.pk)], "2026", ["Kota"])
    deliver_all()
    task = ("monitoring", "Monitoring", "asisten2")
    seleksi = steps.fresh(seleksi)
    assert steps.tasks(seleksi) == turn | {task}
    assert (seleksi.version, seleksi.case.seq, seleksi.case.updated_at) == before, (
        "its institution would notice"
    )
    entry = LedgerEntry.objects.get(pk=made.entri)
    assert (entry.object_type, entry.act, entry.actor) == (
        "pengawasan",
        "buat_sampel",
        steps.people.komisioner,
    )
    assert entry.payload.values["terpilih"]["v"] == made.terpilih
    assert verify_stream(seleksi.pk, head=bytes(seleksi.case.head), length=seleksi.case.seq) is None
    # somebody else's monitoring does what the sample asked for, too
    seleksi = steps.do(seleksi, "asisten2", "tambah_monitoring", **steps.monitoring())
    assert steps.tasks(seleksi) == turn


@pytest.mark.req("SJ-108")
def test_delivering_twice_asks_once(steps):
    seleksi = steps.counted()
    make_sample(steps.people.komisioner, sample(steps))
    taken = rows("sampel_monitoring")
    deliver_all()
    seleksi = steps.do(seleksi, "asisten2", "tambah_monitoring", **steps.monitoring())
    put_back(taken)
    deliver_all()
    assert not [t for t in steps.tasks(seleksi) if t[0] == "monitoring"]


@pytest.mark.req("SJ-108")
def test_the_task_goes_with_the_process(steps):
    seleksi, _found = steps.top_three()
    make_sample(steps.people.komisioner, sample(steps))
    deliver_all()
    assert ("monitoring", "Monitoring", "asisten2") in steps.tasks(seleksi)
    seleksi = steps.do(steps.fresh(seleksi), "jaksel", "pelaporan", **steps.report())
    assert steps.tasks(seleksi) == {("utama", "Telaah pelaporan", "asisten1")}


@pytest.mark.req("SJ-108")
def test_bad_samples(steps):
    for who in ("admin", "asisten1", "jaksel"):
        with pytest.raises(Refused) as caught:
            make_sample(steps.user(who), sample(steps))
        assert caught.value.code == "E-PERM"
    for changes, code, field in (
        ({"ukuran": 0}, "E-RNG", "ukuran"),
        ({"ukuran": 101}, "E-RNG", "ukuran"),
        ({"ukuran": ""}, "E-REQ", "ukuran"),
        ({"strata": ["warna"]}, "E-REF", "strata"),
        ({"petugas": str(steps.people.jaksel.pk)}, "E-REF", "petugas"),
    ):
        with pytest.raises(Refused) as caught:
            make_sample(steps.people.komisioner, sample(steps, **changes))
        assert (caught.value.code, list(caught.value.errors)) == (code, [field])
    assert not Sampel.objects.exists()
