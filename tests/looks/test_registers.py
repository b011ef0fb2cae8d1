"""What only an Admin sees, and what only a chosen order or year shows: fit for everybody like every other page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.jpt.pengawasan import record
from cases.organisations.models import DeadAddress
from cases.pengelolaan.states import LABELS
from tests.access.realm import Realm
from tests.looks.screen import WIDTHS, Screen
from tests.looks.sheets import Sheet
from tests.support.undone import undone
from workflows.models import Failure

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ACTS = {
    "kompetensi": ("tambah_kompetensi", "akhiri_kompetensi"),
    "parameter": ("tetapkan_nilai",),
    "badan": ("tetapkan_badan",),
    "kalender": ("tetapkan_kalender",),
    "unit": ("tambah_unit", "ganti_nama_unit", "atur_wilayah_unit", "akhiri_unit"),
}


@pytest.fixture(scope="module")
def pages(built: Realm, django_db_blocker: Any) -> list[Sheet]:
    with django_db_blocker.unblock(), undone():
        people, steps = built.steps.people, built.steps
        record(
            people.asisten1,
            {
                "kode": "tanpa_seleksi",
                "institusi": str(people.jaksel.institution_id),
                "tanggal": "2026-01-05",
                "uraian": "<p>x</p>",
            },
        )
        seleksi = steps.counted(nomenklatur=steps.nomenklatur("jaksel", "Badan Uji Tampilan"))
        for name in ("Ani", "Budi"):
            steps.scored(steps.candidate(seleksi, name), ("7", "7", "7", "7"))
        failed = [
            Failure.objects.create(
                source="job",
                number=number,
                name=name,
                queue=queue,
                boundary=seleksi.pk,
                attempts=15,
                error="Layanan di luar sistem tidak menjawab.",
                technical="SMTPServerDisconnected smtplib.py:398",
                **{"parked_at": seleksi.case.opened_at} | ended,
            ).pk
            for number, (name, queue, ended) in enumerate(
                [
                    ("email", "mail", {}),
                    ("lock", "files", {}),
                    (
                        "notice",
                        "notices",
                        {
                            "ended_at": seleksi.case.opened_at,
                            "outcome": "disisihkan",
                            "ended_by": people.admin,
                            "reason": "Kasus uji.",
                        },
                    ),
                ]
            )
        ]
        dead = DeadAddress.objects.create(address=people.jaksel.email.lower(), said="550 5.1.1 tidak ada").pk
        jobs = [
            "/pekerjaan/",
            "/pekerjaan/selesai/",
            f"/pekerjaan/{failed[0]}/ulangi/",
            f"/pekerjaan/{failed[1]}/sisihkan/",
            "/pekerjaan/alamat/",
            f"/pekerjaan/alamat/{dead}/",
            "/notifikasi/e-mail/",
            "/notifikasi/",
        ]
        lists = [f"/pengelolaan/{kode}/" for kode in LABELS]
        institusi = f"/pengelolaan/institusi/{people.jaksel.institution_id}/"
        pages = [
            "/pengelolaan/institusi/",
            "/pengelolaan/institusi/?q=Kementerian&jenis=Kementerian",
            "/pengelolaan/institusi/baru/",
            institusi,
            *(
                f"{institusi}t/{act}/"
                for act in ("ubah", "ganti_nama", "beri_akun", "ubah_hak", "gabung", "tutup")
            ),
        ]
        forms = [
            f"/pengelolaan/{kode}/t/{act}/" for kode in LABELS for act in ACTS.get(kode, ("tambah_pilihan",))
        ]
        asked = {
            "admin": [
                *lists,
                *forms,
                *pages,
                *jobs,
                "/pengelolaan/kalender/t/tetapkan_kalender/?tahun=2026",
                "/?temuan=2026",
            ],
            "jaksel": [f"/kasus/{seleksi.pk}/proses/?urut-rekam_jejak=-total&urut-wawancara=nama"],
            "auditor": [f"/kasus/{seleksi.pk}/riwayat/", institusi, "/pengelolaan/unit/"],
        }
        found = [sheet for who, paths in asked.items() for sheet in _seen(getattr(people, who), paths)]
    return found


def _seen(person: Any, paths: list[str]) -> list[Sheet]:
    client = Client()
    client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
    found = []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        found.append(Sheet(path, 200, answer.content, dict(answer.headers)))
    return found


def test_they_are_fit_for_everybody(pages: list[Sheet], screen: Screen) -> None:
    faults = []
    for number, sheet in enumerate(pages):
        for width in WIDTHS:
            faults += [f"{sheet.path} at {width}: {told}" for told in screen.look(sheet, width)]
            if folder := os.environ.get("ALUR_SHOTS"):
                screen.page.screenshot(path=Path(folder) / f"daftar-{number:02}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)


def test_a_table_is_sorted_where_its_heads_are_not_shown(pages: list[Sheet], screen: Screen) -> None:
    """On a phone the columns are chosen above the table, on a desk at their heads."""
    [process] = [sheet for sheet in pages if "/proses/" in sheet.path]
    for width, above in ((360, True), (1280, False)):
        screen.show(process, width)
        total = screen.page.locator("#tahap-rekam_jejak .alur-sorts").get_by_role("link", name="Total Nilai")
        assert (total.count() > 0 and total.is_visible()) is above
        box = screen.page.locator("#tahap-rekam_jejak thead").bounding_box()
        assert (box["width"] > 100) is not above
    screen.show(process, 360)
    screen.page.locator("#tahap-rekam_jejak .alur-sorts a").last.focus()
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Tab")
    assert screen.page.locator("#tahap-rekam_jejak thead").bounding_box()["width"] > 100, "focus is seen"
    screen.show(process, 360)
    links = screen.page.locator("#tahap-rekam_jejak .alur-sorts a")
    assert [text.strip().split("\n")[0] for text in links.all_inner_texts()] == [
        "Nama",
        "NIP",
        "Instansi",
        "Skor",
        "Nilai",
        "Total Nilai ↓",
    ]
    assert "urut-rekam_jejak=nama" in str(links.first.get_attribute("href"))
