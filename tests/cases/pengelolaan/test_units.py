"""Units of the supervising body as a list of Admin: dated, each change in a ledger (CB-01)."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.organisations.models import Unit, UnitNamaLama, UnitWilayah
from cases.organisations.units import provinces_of, unit_of_province
from cases.pengelolaan.models import Daftar
from cases.pengelolaan.reading import history_of, page_of
from tests.support.world import refused
from workflows.ledger import verify_stream

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def opened(world):
    return Daftar.opened("unit")


def today():
    return timezone.localdate()


@pytest.mark.req("CB-01")
def test_a_unit_is_founded_renamed_and_ended(change):
    done = change(
        "unit",
        "tambah_unit",
        nama="UPT BKN Kupang",
        jenis="upt",
        induk="KANREG-10",
        kedudukan="Kupang",
        berlaku_mulai=today().isoformat(),
    )
    made = Unit.objects.get(nama="UPT BKN Kupang")
    assert (made.kode.startswith("UPT-"), made.induk_id, made.sejak, made.diragukan) == (
        True,
        "KANREG-10",
        today(),
        False,
    )
    change("unit", "ganti_nama_unit", unit=made.kode, nama="UPT BKN Nusa Tenggara Timur")
    made.refresh_from_db()
    assert made.nama == "UPT BKN Nusa Tenggara Timur"
    assert list(UnitNamaLama.objects.values_list("unit", "nama")) == [(made.kode, "UPT BKN Kupang")]
    change("unit", "akhiri_unit", butir=made.kode, berlaku_sampai=today().isoformat())
    made.refresh_from_db()
    assert made.sampai == today()
    book = done.obj.buku
    book.refresh_from_db()
    assert verify_stream(book.pk, head=bytes(book.head), length=book.seq) is None
    acts = [row["tindakan"] for row in history_of(done.obj).rows]
    assert acts == ["akhiri_unit", "ganti_nama_unit", "tambah_unit", "buka"]


@pytest.mark.req("CB-01")
def test_provinces_change_hands_on_a_day(change):
    start = today() + 3 * DAY
    wanted = [*provinces_of(Unit.objects.get(kode="KANREG-07")), "18"]
    change("unit", "atur_wilayah_unit", unit="KANREG-07", provinsi=wanted, berlaku_mulai=start.isoformat())
    assert [unit_of_province("18", day).kode for day in (start - DAY, start)] == ["KANREG-05", "KANREG-07"]
    kept = UnitWilayah.objects.filter(unit="KANREG-07", provinsi="16")
    assert kept.count() == 1, "what is known and stays begins no new row"
    row = next(row for row in page_of("unit").rows if row["kode"] == "KANREG-07")
    assert "Lampung" in row["definisi"]


@pytest.mark.req("CB-01")
@pytest.mark.kills(
    "guard:daftar.nama_unit_belum_ada",
    "guard:daftar.unit_tidak_diakhiri_surut",
    "guard:daftar.tanpa_bagian_dan_wilayah",
    "guard:daftar.sesudah_yang_sudah_diatur",
    "guard:daftar.tidak_ada_provinsi_yang_tertinggal",
)
def test_what_is_refused(change):
    day, yesterday = today().isoformat(), (today() - DAY).isoformat()
    new = {"nama": "UPT BKN Kupang", "jenis": "upt", "induk": "KANREG-10", "berlaku_mulai": day}
    for changes, code, field in (
        ({"induk": ""}, "E-REQ", "induk"),
        ({"induk": "BKN"}, "E-RNG", "induk"),
        ({"induk": "TIDAK-ADA"}, "E-REF", "induk"),
        ({"nama": "upt bkn serang"}, "E-DUP", "nama"),
        ({"berlaku_mulai": yesterday}, "E-RNG", "berlaku_mulai"),
        ({"jenis": "badan"}, "E-REF", "jenis"),
    ):
        with refused(code, field=field):
            change("unit", "tambah_unit", **{**new, **changes})
    with refused("E-REQ", field="provinsi"):
        change("unit", "atur_wilayah_unit", unit="KANREG-07", provinsi=["16", "18"], berlaku_mulai=day)
    with refused("E-REF", field="unit"):
        change("unit", "atur_wilayah_unit", unit="PPSS", provinsi=["18"], berlaku_mulai=day)
    with refused("E-REF", field="butir"):
        change("unit", "akhiri_unit", butir="KANREG-06", berlaku_sampai=day)
    with refused("E-RNG", field="berlaku_sampai"):
        change("unit", "akhiri_unit", butir="UPT-SERANG", berlaku_sampai=yesterday)
    later = (today() + 5 * DAY).isoformat()
    change("unit", "atur_wilayah_unit", unit="KANREG-06", provinsi=["12"], berlaku_mulai=later)
    with refused("E-RNG", field="berlaku_mulai"):
        change("unit", "atur_wilayah_unit", unit="KANREG-06", provinsi=["12"], berlaku_mulai=day)
    with refused("E-PERM"):
        change("unit", "ganti_nama_unit", who="asisten1", unit="PPSS", nama="Pusat Seleksi")


def test_pages(browse):
    page = browse("asisten1").get("/pengelolaan/unit/")
    assert "Kantor Regional VII BKN Palembang (KANREG-07)" in page.text
    assert "Sumber belum diperiksa" in page.text
    assert "Tambah unit" not in page.text
    admin = browse("admin").get("/pengelolaan/unit/t/atur_wilayah_unit/")
    assert "Kepulauan Bangka Belitung" in admin.text
