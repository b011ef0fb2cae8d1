"""One event that really ends: cpns, one place, one day, two sesi, twenty participants."""

import pytest

from cases.core.doing.creation import create
from cases.core.models import Case, CaseAncestor
from workflows.errors import Refused
from workflows.ledger import verify_stream
from workflows.models import Ask

from .usul import MEETING
from .walk import PSI, Walk


@pytest.mark.req("CB-07", "CB-55", "CB-151", "CB-157")
def test_from_the_letter_to_the_report(exam):
    walk = Walk(exam)
    walk.prepare()
    assert walk.states() == ("persiapan_lokasi", "ditetapkan", ["terjadwal", "terjadwal"])
    assert walk.counted() == {"terdaftar": 20}
    walk.seal()
    assert walk.states()[:2] == ("siap", "siap")
    walk.open()
    assert walk.states()[:2] == ("pelaksanaan", "operasional")
    walk.hold(1, absent=1)
    walk.hold(2)
    assert walk.states()[2] == ["terunggah", "terunggah"]
    walk.close()
    assert walk.states()[:2] == ("pelaksanaan_selesai", "ditutup")
    asked = {"alasan": "Foto segel kurang.", "lokasi": [str(walk.place.pk)]}
    walk.act(walk.event, "pelapor", "minta_lengkapi", **asked)
    with pytest.raises(Refused, match="belum dijawab"):
        walk.report()
    walk.act(walk.place, "tpc1", "lengkapi_dokumen", alasan="Foto ditambahkan.")
    assert walk.states()[1] == "pelaksanaan_selesai"
    walk.hand_back()
    walk.report()
    assert walk.states() == ("selesai", "ditutup", ["terunggah", "terunggah"])
    assert walk.counted() == {"selesai": 19, "tidak_hadir": 1}
    assert not Ask.objects.filter(answered_at=None).exists()
    for key in [
        walk.event.pk,
        *CaseAncestor.objects.filter(ancestor=walk.event.pk).values_list("case", flat=True),
    ]:
        assert verify_stream(key) is None, Case.objects.get(pk=key)


def proposed(walk, kind, scope, **data):
    (made,) = create(walk.exam.person("tpc1"), kind, "usulkan", data, parent=walk.fresh(scope).case)
    return made


def in_force(walk, usul, *signers, **more):
    """Coordination, berita acara and approval, each by whoever it is."""
    if usul.machine.key == "penundaan":
        walk.act(usul, PSI, "konfirmasi_pansel", **MEETING)
    party = walk.fresh(usul).party()
    walk.act(usul, {"kkr": "kanreg", "kppss": "ppss"}[party], "konfirmasi_bkn", pihak=party, **MEETING)
    walk.act(usul, "tpc1", "koordinasi_selesai", **more)
    walk.act(usul, "deputi", "setujui")
    assert walk.fresh(usul).state == "dikoordinasikan", "the berita acara is not signed yet"
    walk.sign(usul, f"ba_{usul.machine.key}", *signers, upload=False)
    return walk.fresh(usul)


@pytest.mark.req("CB-123", "CB-128", "CB-131", "CB-221")
def test_facilities_fail_and_the_exam_goes_on(exam):
    walk = Walk(exam, people=2)
    walk.prepare()
    walk.seal()
    usul = proposed(walk, "penundaan", walk.place, sebab="sarana", uraian="Genset rusak.")
    usul = in_force(walk, usul, "tpc1", PSI, kegiatan=[{"uraian": "Memperbaiki genset"}])
    assert usul.state == "berlaku"
    assert walk.states() == ("ditunda", "ditunda", ["ditunda", "ditunda"])
    (done,) = (row["id"] for row in usul.tindak_lanjut)
    walk.act(
        usul, "tpc1", "catat_tindak_lanjut", kegiatan=[done], selesai_pada=walk.local(), oleh="Budi",
        sebab_berakhir=walk.local(),
    )  # fmt: skip
    walk.act(walk.place, "tpc1", "lanjutkan")
    assert walk.states()[:2] == ("persiapan_lokasi", "survei"), "it is surveyed again"
    assert walk.fresh(usul).state == "berlaku", "two sesi wait still"
    walk.act(walk.sesi(2), "tpc1", "lanjutkan")
    walk.both(
        walk.sesi(1), "lanjutkan_mulai_baru", mulai=walk.local(hours=-3), alasan="Genset baru dipasang."
    )
    assert walk.states()[2] == ["terjadwal", "terjadwal"]
    assert walk.fresh(usul).state == "berakhir"
    assert not Ask.objects.filter(answered_at=None).exists()


@pytest.mark.req("CB-129", "CB-132")
def test_an_event_of_which_nothing_is_left(exam):
    walk = Walk(exam, people=2)
    walk.prepare()
    walk.seal()
    usul = proposed(walk, "pembatalan", walk.place, indikasi="ya", uraian="Kamera tersembunyi.")
    usul = in_force(walk, usul, "tpc1")
    assert (usul.state, walk.states()) == (
        "berlaku",
        ("dibatalkan", "dibatalkan", ["dibatalkan", "dibatalkan"]),
    )
    assert walk.counted() == {"sesi_batal": 2}
    walk.act(usul, PSI, "umumkan", saluran="Laman", waktu=walk.local(), isi="Seleksi dibatalkan.")
    assert walk.fresh(usul).state == "berakhir"


@pytest.mark.req("CB-264", "CB-267")
def test_a_schedule_is_made_anew_and_the_letter_withdrawn(exam):
    walk = Walk(exam, people=4)
    walk.prepare()
    coordinated = {
        "koordinasi_dengan": "kanreg",
        "koordinasi_tanggal": walk.day(),
        "koordinasi_hasil": "Satu sesi saja.",
    }
    walk.act(walk.event, "ppss", "ubah_jadwal", alasan="Ruang dipakai.", **coordinated)
    first, before = walk.sesi(1), walk.sesi(2).pk
    at = first.mulai.astimezone(first.zone())
    row = {
        "lokasi": "Wisma Ujian", "tanggal": at.date().isoformat(), "nomor": "2", "jam_mulai": f"{at.hour + 3:02d}.00",
        "durasi": "100", "kapasitas": "10",
    }  # fmt: skip
    place = {"nama": "Wisma Ujian", "alamat": "Jalan Jauh 1", "tipe_lokasi": "mandiri", "zona": walk.zone}
    plan = walk.plan(places=[{**place, "kapasitas": "100"}], sesi=[row])
    walk.act(walk.event, "ppss", "tetapkan_jadwal", **plan)
    assert walk.states() == ("jadwal_ditetapkan", "ditetapkan", ["dicabut", "terjadwal"])
    assert walk.sesi(2).pk == before, "a sesi that stands is changed, never doubled"
    assert walk.counted()["terdaftar"] == 4
    letter = walk.file("ppss", "surat_penarikan")
    walk.act(walk.event, "ppss", "tarik_permohonan", alasan="Formasi ditunda.", surat_penarikan=letter)
    assert walk.states() == ("ditarik", "dicabut", ["dicabut", "dicabut"])
    assert not Ask.objects.filter(answered_at=None).exists()


@pytest.mark.req("CB-266")
def test_a_sesi_is_added_for_those_who_have_none(exam):
    walk = Walk(exam, people=2)
    walk.prepare()
    walk.seal()
    usul = proposed(walk, "pembatalan", walk.sesi(1), indikasi="ya", uraian="Soal beredar.")
    in_force(walk, usul, "tpc1")
    assert walk.states()[2] == ["dibatalkan", "terjadwal"]
    first = walk.sesi(1)
    at = first.mulai.astimezone(first.zone())
    row = {
        "lokasi": "Wisma Ujian", "tanggal": at.date().isoformat(), "nomor": "3", "jam_mulai": f"{at.hour + 4:02d}.00",
        "durasi": "100", "kapasitas": "10",
    }  # fmt: skip
    walk.act(
        walk.event, "ppss", "tambah_lokasi_sesi", koordinasi_dengan="kanreg", koordinasi_tanggal=walk.day(),
        koordinasi_hasil="Setuju.", sesi=[row], rujukan="Pembatalan sesi 1.",
        keputusan_tambah=walk.file("ppss", "keputusan_tambah"),
    )  # fmt: skip
    assert walk.states()[2] == ["dibatalkan", "terjadwal", "terjadwal"]
    assert walk.counted() == {"sesi_batal": 2, "terdaftar": 2}
    event = walk.fresh(walk.event)
    assert [one["nomor"] for one in event.jadwal["sesi"]] == [1, 2, 3]
    from cases.cat.event.presenting import sections

    assert {one["hari"] for one in sections(event, None)["sesi"]} == {f"{at:%d/%m/%Y}"}
