import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from cases.organisations.badan import supervising_body
from cases.organisations.demo import create_demo_accounts
from cases.organisations.granted import institutions_of
from cases.organisations.models import (
    CalendarVersion,
    Choice,
    Institution,
    InstitutionGroupPermission,
    Kompetensi,
    SupervisingBody,
    Wilayah,
)
from cases.organisations.reference_data import load_all
from cases.organisations.roles import Role
from cases.organisations.selectors import choices_of

pytestmark = pytest.mark.django_db


@pytest.mark.req("SJ-05")
def test_the_institutions_of_the_country() -> None:
    assert Counter(Wilayah.objects.values_list("jenis", flat=True)) == {
        "Provinsi": 38,
        "Kabupaten": 416,
        "Kota": 98,
    }
    counts = Counter(Institution.objects.values_list("jenis", flat=True))
    assert {k: counts[k] for k in ("Provinsi", "Kabupaten", "Kota", "Kementerian")} == {
        "Provinsi": 38,
        "Kabupaten": 416,
        "Kota": 98,
        "Kementerian": 49,
    }
    ended = Institution.objects.filter(is_active=False)
    assert list(ended.values_list("kode", flat=True)) == ["KEM-39"], "it became Badan Pengaturan BUMN"
    assert not Institution.objects.filter(sumber="").exists()
    jaksel = Institution.objects.get(nama="Kota Administrasi Jakarta Selatan")
    assert (jaksel.provinsi_id, jaksel.wilayah_id, jaksel.zona_waktu) == ("31", "31.74", "Asia/Jakarta")
    assert Institution.objects.get(kode="94").zona_waktu == "Asia/Jayapura"


@pytest.mark.req("SJ-20")
def test_every_institution_holds_two_grants_on_itself_and_none_elsewhere() -> None:
    grants = InstitutionGroupPermission.objects.values_list("content_object", "group__institution")
    assert Counter(grants) == {(pk, pk): 2 for pk in Institution.objects.values_list("pk", flat=True)}


def test_loading_again_adds_nothing_and_keeps_what_was_changed() -> None:
    Institution.objects.filter(kode="32.71").update(nama="Pemerintah Kota Bogor", email="bkd@example.go.id")
    ended = Choice.objects.filter(nama="Promosi")
    ended.update(valid_to=date(2017, 1, 1))
    Wilayah.objects.filter(kode="32.71").update(nama="salah")
    assert set(load_all().values()) == {0}
    assert Institution.objects.get(kode="32.71").nama == "Pemerintah Kota Bogor"
    assert [row.valid_to for row in ended] == [date(2017, 1, 1)]
    assert Wilayah.objects.get(kode="32.71").nama == "Kota Bogor"


def test_loading_restores_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    SupervisingBody.objects.filter(singkatan="BKN").delete()
    call_command("load_reference")
    assert "1 badan pengawas" in capsys.readouterr().out
    assert SupervisingBody.objects.filter(singkatan="BKN").exists()


@pytest.mark.req("SJ-35")
def test_exactly_the_three_competencies_that_the_source_shows() -> None:
    assert list(Kompetensi.objects.values_list("no", "nama", "kode")) == [
        (1, "Fleksibilitas Berpikir", "FB"),
        (2, "Inovasi", "inov"),
        (3, "Berpikir Analitis", "BA"),
    ]


@pytest.mark.req("SJ-47", "SJ-64", "SJ-65")
def test_drop_downs() -> None:
    assert {daftar: [c.nama for c in choices_of(daftar)] for daftar in Choice.Daftar.values} == {
        "cara_pengisian": ["Seleksi Terbuka"],
        "alasan_seleksi": [
            "Masa Jabatan Lebih dari 5 Tahun",
            "Restrukturisasi Organisasi",
            "Target Kinerja Tidak Tercapai",
            "Lainnya",
        ],
        "pengangkatan": ["Seleksi Terbuka", "Mutasi/Rotasi", "Promosi", "Lainnya"],
        "rencana_pengisian": ["Seleksi Terbuka", "Mutasi/Rotasi", "Belum Ada Rencana"],
        "jabatan_petugas": ["Komisioner Admin", "Komisioner", "Asisten 1", "Asisten 2"],
    }
    Choice.objects.filter(daftar="pengangkatan", nama="Promosi").update(valid_to=date(2017, 1, 1))
    assert "Promosi" not in [choice.nama for choice in choices_of("pengangkatan")]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2013, 12, 31), None),
        (date(2016, 11, 2), "KASN"),
        (date(2024, 8, 25), "KASN"),
        (date(2024, 8, 26), "BKN"),
        (date(2026, 1, 1), "BKN"),
    ],
)
def test_history_keeps_the_supervising_body_of_its_time(day: date, name: str | None) -> None:
    body = supervising_body(day)
    assert (body and body.singkatan) == name


def test_every_calendar_names_its_decree() -> None:
    assert list(CalendarVersion.objects.values_list("tahun", flat=True)) == [2025, 2026, 2027]
    assert all("Keputusan Bersama" in c.nomor_keputusan for c in CalendarVersion.objects.all())


def test_every_central_institution_names_a_legal_act() -> None:
    central = Institution.objects.filter(jenis__in=["Kementerian", "LPNK", "LNS"])
    kinds = "Undang-Undang|Peraturan Presiden|Keputusan Presiden|Peraturan Badan Kepegawaian Negara"
    pattern = rf"({kinds}) Nomor \d+ Tahun \d{{4}}( Pasal \d+ angka \d+)?"
    assert [i.nama for i in central if not re.fullmatch(pattern, i.sumber)] == []
    assert (Path(settings.BASE_DIR) / "fixtures" / "README.md").is_file()


def test_demo_accounts() -> None:
    accounts = create_demo_accounts("sandi-bersama-2026")
    assert {name: (user.role, user.display_name) for name, user in accounts.items()} == {
        "admin": (Role.KASN_ADMIN, "Admin"),
        "komisioner": (Role.KASN_KOMISIONER, "Komisioner"),
        "asisten1": (Role.KASN_ASISTEN, "Asisten 1"),
        "asisten2": (Role.KASN_ASISTEN, "Asisten 2"),
        "auditor": (Role.AUDITOR, "Auditor"),
        "jaksel": (Role.PETUGAS_INSTITUSI, "Kota Administrasi Jakarta Selatan"),
        "bogor": (Role.PETUGAS_INSTITUSI, "Kota Bogor"),
    }
    assert not any(user.wajib_ganti_password for user in accounts.values())
    assert institutions_of(accounts["bogor"]) == {accounts["bogor"].institution_id}
    accounts["bogor"].set_password("diganti-sendiri-2026")
    accounts["bogor"].save()
    again = create_demo_accounts("sandi-bersama-2026")
    assert {u.pk for u in again.values()} == {u.pk for u in accounts.values()}
    assert again["bogor"].check_password("diganti-sendiri-2026")


def test_what_an_administrator_has_added_already_is_not_added_again() -> None:
    Institution.objects.filter(kode="LPNK-27").update(kode="LPNK-1001", sumber="Keputusan 1")
    assert load_all()["institusi"] == 0
    assert Institution.objects.get(nama="Badan Penyelenggara Jaminan Produk Halal").sumber == "Keputusan 1"
