"""Units of the supervising body and the kinds of institutions, as data with sources (CB-01 … CB-03)."""

import datetime as dt
from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from cases.organisations.kinds import KINDS, Golongan, in_group
from cases.organisations.models import Institution, PenyelenggaraSekdin, Unit, UnitWilayah, Wilayah
from cases.organisations.reference_data import load_all
from cases.organisations.units import provinces_of, unit_of, unit_of_province, with_units_below

pytestmark = pytest.mark.django_db


@pytest.mark.req("CB-01")
def test_the_units_of_bkn() -> None:
    assert Counter(Unit.objects.values_list("jenis", flat=True)) == {
        "badan": 1,
        "deputi": 1,
        "pusat": 1,
        "kanreg": 14,
        "upt": 10,
    }
    assert not Unit.objects.filter(sumber="").exists()
    assert set(Unit.objects.filter(jenis="upt").values_list("induk__jenis", flat=True)) == {"kanreg"}
    below = [unit.kode for unit in with_units_below(Unit.objects.get(kode="KANREG-07"))]
    assert below == ["KANREG-07", "UPT-BENGKULU", "UPT-PANGKALPINANG"]


@pytest.mark.req("CB-01")
def test_an_upt_belongs_to_a_regional_office() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(kode="UPT-X", nama="UPT BKN X", jenis="upt", sumber="-")


@pytest.mark.req("CB-01")
def test_every_province_has_one_regional_office_and_says_how_it_is_known() -> None:
    served = UnitWilayah.objects.filter(sampai=None)
    provinces = set(Wilayah.objects.filter(jenis="Provinsi").values_list("kode", flat=True))
    assert Counter(served.values_list("provinsi", flat=True)) == dict.fromkeys(provinces, 1)
    assert not served.filter(sumber="").exists()
    assert served.filter(diragukan=False).count() == 12
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitWilayah.objects.create(unit_id="KANREG-01", provinsi_id="31", sumber="-")


def test_who_serves_is_asked_by_date() -> None:
    day = dt.date(2026, 6, 30)
    UnitWilayah.objects.filter(provinsi="18").update(sampai=day)
    UnitWilayah.objects.create(
        unit_id="KANREG-07", provinsi_id="18", sejak=day + dt.timedelta(days=1), sumber="Keputusan 1"
    )
    assert [str(unit_of_province("18", d)) for d in (day, day + dt.timedelta(days=1))] == [
        "Kantor Regional V BKN Jakarta",
        "Kantor Regional VII BKN Palembang",
    ]
    assert provinces_of(Unit.objects.get(kode="KANREG-07"), day) == ["15", "16", "17", "19"]
    assert provinces_of(Unit.objects.get(kode="KANREG-07"), day + dt.timedelta(days=1))[-2:] == ["18", "19"]
    bogor = Institution.objects.get(nama="Kota Bogor")
    assert unit_of(bogor) == Unit.objects.get(kode="KANREG-03")
    assert unit_of(Institution.objects.get(kode="KEM-16")) is None


def test_what_an_administrator_changed_stays() -> None:
    Unit.objects.filter(kode="PPSS").update(nama="Pusat Seleksi")
    UnitWilayah.objects.filter(provinsi="18").update(unit="KANREG-07")
    assert set(load_all().values()) == {0}
    assert Unit.objects.get(kode="PPSS").nama == "Pusat Seleksi"
    assert unit_of_province("18").kode == "KANREG-07"


@pytest.mark.req("CB-02")
def test_who_may_run_sekolah_kedinasan() -> None:
    rows = PenyelenggaraSekdin.objects.values_list("institution__nama", "diragukan")
    assert dict(rows) == {
        "Kementerian Keuangan": False,
        "Kementerian Dalam Negeri": False,
        "Kementerian Hukum": True,
        "Kementerian Imigrasi dan Pemasyarakatan": True,
        "Kementerian Perhubungan": False,
        "Badan Pusat Statistik": False,
        "Badan Meteorologi, Klimatologi, dan Geofisika": False,
        "Badan Intelijen Negara": False,
        "Badan Siber dan Sandi Negara": False,
    }


@pytest.mark.req("CB-03")
def test_the_kinds_that_may_recruit_others_than_asn() -> None:
    assert in_group(Golongan.SELAIN) == ["BUMN", "BUMD", "BLU", "BLUD", "Lembaga Lainnya"]
    assert set(KINDS) == set(Institution.Jenis.values)
    government = in_group(Golongan.PUSAT) + in_group(Golongan.DAERAH)
    assert set(Institution.objects.values_list("jenis", flat=True)) == set(government)
