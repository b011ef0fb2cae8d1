"""Lists, parameters, findings, samples and the columns of the lists in a browser, on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cases.jpt.pengawasan import make_sample, record
from cases.pengelolaan.models import Daftar
from tests.cases.jpt.steps import Steps
from tests.support.in_browser import PHONE, WIDE, log_in, look
from tests.support.world import World
from workflows.gate import perform


@pytest.fixture
def addresses(committed_db: Any) -> dict[str, dict[str, str]]:
    """Person -> name -> address."""
    people = World().people
    steps = Steps(people)
    seleksi = steps.counted()
    rejected = steps.do(
        steps.reviewed(nomenklatur=steps.nomenklatur("jaksel", "Badan Kepegawaian Daerah")),
        "asisten1",
        "tolak",
        alasan="<p>Tidak sesuai.</p>",
    )
    waiting = steps.nomenklatur("jaksel", "Dinas Lingkungan Hidup")
    today = timezone.localdate().isoformat()
    common = {"berlaku_mulai": today, "dasar_hukum": "Surat Edaran Ketua KASN 1/2026", "alasan": "Uji."}
    target = {"kunci": "SASARAN_TELAAH_HARI_KERJA", "nilai": "5", **common}
    perform(Daftar.opened("parameter"), "tetapkan_nilai", actor=people.admin, data=target)
    record(
        people.asisten2,
        {
            "kode": "seleksi_bermasalah",
            "institusi": str(people.jaksel.institution_id),
            "tanggal": today,
            "uraian": "<p>Pansel tidak lengkap ketika wawancara.</p>",
            "seleksi": seleksi.case.number,
            "lampiran_temuan": [steps.file("asisten2", "bukti-wawancara.pdf")],
        },
    )
    size = {"jenis_ukuran": "persen", "ukuran": 100, "strata": ["jenis_institusi"]}
    made = make_sample(people.komisioner, {**size, "petugas": str(people.asisten2.pk)})
    return {
        "admin": {
            "daftar": "/pengelolaan/daftar/",
            "kompetensi": "/pengelolaan/kompetensi/",
            "parameter": "/pengelolaan/parameter/",
            "tambah": "/pengelolaan/kompetensi/t/tambah_kompetensi/",
            "nilai": "/pengelolaan/parameter/t/tetapkan_nilai/",
            "temuan": "/jpt/pengawasan/temuan/",
            "catat": "/jpt/temuan/",
            "sampel": "/jpt/pengawasan/sampel/",
            "satu-sampel": f"/jpt/pengawasan/sampel/{made.pk}/",
            "kasus": f"/kasus/{seleksi.pk}/",
            "nomenklatur": "/nomenklatur/",
            "seleksi": "/jpt/",
        },
        "komisioner": {"buat-sampel": "/jpt/sampel/"},
        "jaksel": {
            "seleksi-institusi": "/jpt/",
            "disetujui": f"/kasus/{waiting.pk}/",
            "ditolak": f"/kasus/{rejected.pk}/",
            "salin": f"/jpt/{rejected.pk}/salin/",
            "kompetensi-pilih": "/nomenklatur/baru/tambah_nomenklatur/?langkah=2",
            "periksa": f"/jpt/baru/tambah_seleksi/?langkah=periksa&nomenklatur={waiting.pk}",
        },
    }


@pytest.mark.browser
def test_pages_fit_a_phone_and_a_desk(addresses, live_server, page, faults):
    for who, pages in addresses.items():
        log_in(page, f"{live_server.url}/", who)
        for name, address in pages.items():
            for size in (PHONE, WIDE):
                page.set_viewport_size(size)  # before it is loaded: a script may look at the width
                answer = page.goto(f"{live_server.url}{address}")
                assert answer.status == 200, address
                look(page, name, size)
