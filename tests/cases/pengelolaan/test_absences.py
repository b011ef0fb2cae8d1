"""The calendar of absences on its pages: recorded, shown with its days, ended, and by whom it is not."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.core.models import Absence

pytestmark = pytest.mark.req("SJ-137")
NEW = "/pengelolaan/ketidakhadiran/t/catat_ketidakhadiran/"


def day(offset=0):
    return f"{timezone.localdate() + dt.timedelta(days=offset):%d/%m/%Y}"


def entered(world, **changes):
    return {
        "orang": str(world.people.asisten1.pk),
        "pengganti": str(world.people.asisten2.pk),
        "mulai": day(),
        "sampai": day(2),
        "no_surat": "SI-1/2030",
        "alasan": "Cuti tahunan.",
        **changes,
    }


def test_recorded_and_ended(world, browse):
    supervisor = browse("komisioner")
    page = supervisor.send(NEW, **entered(world))
    assert page.status == 302, page.text
    page = supervisor.get(page.url)
    people = (world.people.asisten1.nama, world.people.asisten2.nama)
    told = f"Ketidakhadiran {people[0]} {day()} sampai {day(2)} sudah dicatat, digantikan {people[1]}."
    assert told in page.text
    [table] = page.tables
    assert table.heads == (
        "Tidak hadir",
        "Hari pertama",
        "Hari terakhir",
        "Pengganti",
        "Alasan",
        "Status",
        "Aksi",
    )
    [row] = table.rows
    assert row[0].startswith(world.people.asisten1.nama)
    assert row[1:4] == (day(), day(2), world.people.asisten2.nama)
    assert "Cuti tahunan. Surat SI-1/2030" in row[4]
    assert row[5] == "Sedang berjalan"
    absence = Absence.objects.get()
    ending = f"/pengelolaan/ketidakhadiran/t/akhiri_ketidakhadiran/?ketidakhadiran={absence.pk}"
    assert "Akhiri" in row[6]
    assert absence.pk.hex in supervisor.get(ending).body.replace("-", "")
    page = supervisor.send(ending, ketidakhadiran=str(absence.pk), alasan="Kembali.")
    assert page.status == 302, page.text
    [row] = supervisor.get("/pengelolaan/ketidakhadiran/").tables[0].rows
    assert (row[5], row[6]) == ("Diakhiri", "–")
    assert "Kembali." in row[4]


def test_what_was_typed_stays_after_a_refusal(world, browse):
    page = browse("admin").send(NEW, **entered(world, sampai=day(-1), mulai=day(-2)))
    assert (page.status, page.codes) == (422, {"E-RNG"})
    assert "Cuti tahunan." in page.body
    assert not Absence.objects.exists()


@pytest.mark.parametrize("who", ["asisten1", "auditor"])
def test_read_but_not_written(world, browse, who):
    page = browse(who).get("/pengelolaan/ketidakhadiran/")
    assert page.status == 200
    assert "+ Catat" not in page.text
    assert browse(who).get(NEW).status == 403


def test_not_for_an_institution(world, browse):
    assert browse("jaksel").get("/pengelolaan/ketidakhadiran/").status == 403
    assert browse("jaksel").get(NEW).status == 404
