"""A titik lokasi goes the straight way, each act by the people whose it is, every paper really signed."""

from __future__ import annotations

from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.cat.tables import TitikLokasi
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from tests.support.world import live_sound
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.models import Ask

from . import planted as tree
from .place import Scene, morning, survey

pytestmark = pytest.mark.req("CB-62")


def sign(scene: Scene, jenis: str, *who: str, kunci: str | None = None) -> None:
    scene.settle()
    rows = [row for row in scene.papers(jenis) if kunci is None or row.kunci == kunci]
    paper: Any = subject_of(Case.objects.get(pk=rows[-1].pk))
    for name in who:
        data = {"sidik": paper.berkas.sha256}
        paper = subject_of(perform(paper, "tanda_tangani", actor=scene.exam.person(name), data=data).obj.case)
    assert paper.state == "ditandatangani"
    keeper = scene.exam.person("tpc1" if "tpc1" in who else who[0])
    paper = perform(paper, "kirim", actor=keeper).obj
    data = {"mst_id": f"MST-{jenis}", "waktu": scene.local(minutes=0)}
    perform(
        subject_of(paper.case),
        "catat_unggah",
        actor=scene.exam.person("tpc1" if "tpc1" in who else who[0]),
        data=data,
    )


def test_from_the_schedule_to_the_closed_place(exam: Any) -> None:
    scene = Scene(exam)
    scene.both("koordinasi_lokasi", tanggal="01/11/2026", peserta="TPC, Pansel", hasil="Sepakat")
    assert scene.place.state == "koordinasi"
    scene.do("isi_survei", "tpc1", **survey(), denah_alur=scene.file())
    sign(scene, "daftar_periksa_survei", "tpc1", "jaksel")
    scene.do("rekomendasi_layak", "tpc1")
    scene.both(
        "uji_jaringan_dan_segel",
        tersambung="ya",
        latensi_ms="20",
        mbps="20",
        klien_akses=105,
        usb_tertutup="ya",
        nomor_segel="S-1",
        waktu_segel=scene.local(minutes=5),
        mst_id="MST-0",
        mst_waktu=scene.local(minutes=1),
        dokumentasi_uji_jaringan=scene.file(),
        dokumentasi_penyegelan=scene.file(),
    )
    assert scene.place.state == "siap"
    session = scene.sesi()
    scene.both(
        "buka_segel",
        segel_utuh="ya",
        nomor_segel="S-1",
        waktu=scene.local(minutes=1),
        dokumentasi_pembukaan_segel=scene.file(),
    )
    assert (scene.place.state, scene.place.pernah_dibuka) == ("dibuka", True)
    scene.do("prasarana_sesuai", "tpc1", **morning(scene))
    assert scene.place.state == "operasional"
    tree.put(session, "terunggah")
    (day,) = scene.place.harian
    scene.do("siapkan_dokumen_hari", "tpc1", hari=day, b_14="tidak_berlaku")
    sign(scene, "daftar_periksa_harian", "tpc1")
    sign(scene, "ba_penyelenggaraan", "jaksel", "tpc1")
    sign(scene, "daftar_periksa_fisik_harian", "jaksel")
    scene.do("selesaikan_hari_terakhir", "tpc1")
    assert scene.place.state == "pelaksanaan_selesai"
    sign(scene, "ba_serah_terima_hasil", "tpc1", "jaksel")
    scene.do("tutup_lokasi", "tpc1", klien_direset=105, waktu_reset=scene.local(minutes=1))
    assert scene.place.state == "ditutup"
    live_sound(scene.place)


def test_it_comes_into_being_by_what_the_schedule_asks(exam: Any) -> None:
    event = tree.acara(exam.institution, "penjadwalan")
    scene = Scene(exam)
    entry = scene.entry(event.pk)
    key = uuid7()
    row = Ask.objects.create(
        cause=entry, ref="EV-10", at=database_now(), asker=event.pk, object_type="lokasi", object_id=key, boundary=key,
        under=event.pk, act="tetapkan",
    )  # fmt: skip
    site = {
        "nama": "Aula",
        "alamat": "Jalan Pantai",
        "wilayah": None,
        "luar_negeri": True,
        "zona": "Asia/Jayapura",
    }
    data = {"tempat": site, "tipe_lokasi": "kanreg", "unit": "", "kapasitas": 50}
    model: Any = type(scene.place)
    new = perform(model.asked_for(key, event.pk), "tetapkan", actor=SYSTEM, data=data, ask=row).obj
    assert (new.pk, new.state, new.case.parent_id, new.acara_id) == (key, "ditetapkan", event.pk, event.pk)
    assert str(new.zone()) == "Asia/Jayapura"
    assert TitikLokasi.objects.get(pk=key).tempat.alamat == "Jalan Pantai"
