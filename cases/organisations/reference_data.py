"""What an installation starts with: territories, institutions, calendars, lists (see fixtures/README.md).

Every loader may run again: it adds what is missing and leaves alone what an administrator changed.
Territories alone are refreshed, as nobody edits them by hand.
"""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import holidays
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from holidays.version import __version__ as version_of_holidays

from .accounts import group_name
from .models import (
    CalendarVersion,
    Choice,
    Holiday,
    Institution,
    InstitutionGroupPermission,
    Kompetensi,
    Parameter,
    PenyelenggaraSekdin,
    SupervisingBody,
    Unit,
    UnitWilayah,
    Wilayah,
)
from .parameters import PERATURAN_2016, REGISTRY
from .roles import KELOLA_KASUS, LIHAT_KASUS

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
IN_FORCE = date(2016, 11, 2)
"""Peraturan Ketua KASN 7/2016 entered into force (SJ-03); from then on the initial parameters hold."""
INITIAL_VALUE = "Nilai awal"
"""The reason given with a parameter that nobody has set yet."""
IN_ANNEX: dict[str, Any] = {"valid_from": IN_FORCE, "legal_basis": f"{PERATURAN_2016}, Lampiran"}


@transaction.atomic
def load_all() -> dict[str, int]:
    """Load everything in one transaction; what was added, by kind."""
    lists = json.loads((FIXTURES / "rujukan.json").read_text(encoding="utf-8"))
    return {
        "wilayah": load_wilayah(),
        "institusi": load_institutions(),
        "unit": load_units(),
        "wilayah kerja": load_unit_provinces(),
        "penyelenggara sekolah kedinasan": load_school_owners(),
        "badan pengawas": load_supervising_bodies(lists["badan_pengawas"]),
        "pilihan": load_choices(lists["pilihan"]),
        "kompetensi": load_kompetensi(lists["kompetensi"]),
        "kalender": sum(load_calendar(**entry) for entry in lists["kalender"]),
        "parameter": load_parameters(),
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_wilayah() -> int:
    before = Wilayah.objects.count()
    territories = [
        Wilayah(
            kode=row["kode"],
            nama=row["nama"],
            jenis=row["jenis"],
            provinsi_id=None if row["jenis"] == Wilayah.Jenis.PROVINSI else row["kode_provinsi"],
            zona=row["zona_waktu"],
        )
        for row in _rows("wilayah.csv")
    ]
    Wilayah.objects.bulk_create(
        territories,
        update_conflicts=True,
        unique_fields=["kode"],
        update_fields=["nama", "jenis", "provinsi", "zona"],
    )
    return Wilayah.objects.count() - before


def load_institutions() -> int:
    """Institutions not yet there, each with its group and the group's two grants on it."""
    rows = list(Institution.objects.values_list("kode", "nama", "jenis"))
    codes, names = {kode for kode, *_ in rows}, {(nama, jenis) for _, nama, jenis in rows}
    new = [
        one
        for one in [*_central_institutions(), *_regional_institutions()]
        if one.kode not in codes and (one.nama, one.jenis) not in names  # kasn_admin may have been quicker
    ]
    groups = Group.objects.bulk_create(Group(name=group_name(institution.kode)) for institution in new)
    for institution, group in zip(new, groups, strict=True):
        institution.group = group
    Institution.objects.bulk_create(new)
    permissions = Permission.objects.filter(
        content_type__app_label="organisations",
        content_type__model="institution",
        codename__in=[LIHAT_KASUS, KELOLA_KASUS],
    )
    if len(permissions) != 2:
        raise RuntimeError("the permissions of Institution are missing: run migrate first")
    InstitutionGroupPermission.objects.bulk_create(
        InstitutionGroupPermission(group=institution.group, permission=permission, content_object=institution)
        for institution in new
        for permission in permissions
    )
    return len(new)


def _central_institutions() -> list[Institution]:
    return [
        Institution(
            **{name: row[name] for name in ("kode", "nama", "jenis", "sumber")},
            sejak=_day(row["sejak"]),
            is_active=not row["ditutup"],
            diragukan=bool(row["diragukan"]),
        )
        for row in _rows("instansi_pusat.csv")
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _regional_institutions() -> list[Institution]:
    return [
        Institution(
            kode=row["kode"],
            nama=f"Provinsi {row['nama']}" if row["jenis"] == Wilayah.Jenis.PROVINSI else row["nama"],
            jenis=row["jenis"],
            provinsi_id=row["kode_provinsi"],
            wilayah_id=None if row["jenis"] == Wilayah.Jenis.PROVINSI else row["kode"],
            zona_waktu=row["zona_waktu"],
            sumber="cahyadsn/wilayah (MIT)",
        )
        for row in _rows("wilayah.csv")
    ]


def load_units() -> int:
    """Units not yet there; those above come before those below them in the file."""
    known = set(Unit.objects.values_list("kode", flat=True))
    new = [
        Unit(
            **{name: row[name] for name in ("kode", "nama", "jenis", "kedudukan", "sumber")},
            induk_id=row["induk"] or None,
            sejak=_day(row["sejak"]),
            diragukan=bool(row["diragukan"]),
        )
        for row in _rows("unit.csv")
        if row["kode"] not in known
    ]
    return len(Unit.objects.bulk_create(new))


def load_unit_provinces() -> int:
    """Who serves a province that nobody has ever served here: what an administrator changed stays."""
    known = set(UnitWilayah.objects.values_list("provinsi", flat=True))
    new = [
        UnitWilayah(
            unit_id=row["unit"],
            provinsi_id=row["provinsi"],
            sumber=row["sumber"],
            diragukan=bool(row["diragukan"]),
        )
        for row in _rows("unit_wilayah.csv")
        if row["provinsi"] not in known
    ]
    return len(UnitWilayah.objects.bulk_create(new))


def load_school_owners() -> int:
    """The bodies that may run sekolah kedinasan (CB-02)."""
    known = set(PenyelenggaraSekdin.objects.values_list("institution__kode", flat=True))
    rows = [row for row in _rows("penyelenggara_sekdin.csv") if row["institusi"] not in known]
    ids = dict(
        Institution.objects.filter(kode__in=[row["institusi"] for row in rows]).values_list("kode", "pk")
    )
    new = [
        PenyelenggaraSekdin(
            institution_id=ids[row["institusi"]],
            sejak=date.fromisoformat(row["sejak"]),
            sumber=row["sumber"],
            diragukan=bool(row["diragukan"]),
        )
        for row in rows
    ]
    return len(PenyelenggaraSekdin.objects.bulk_create(new))


def load_supervising_bodies(bodies: list[dict[str, Any]]) -> int:
    for body in bodies:  # a mark that an older file had not; nothing else of what is there is touched
        plain = body["legal_basis"].rpartition("; ")[0]
        SupervisingBody.objects.filter(singkatan=body["singkatan"], legal_basis=plain).update(
            legal_basis=body["legal_basis"]
        )
    known = set(SupervisingBody.objects.values_list("singkatan", flat=True))
    new = [SupervisingBody(**body) for body in bodies if body["singkatan"] not in known]
    return len(SupervisingBody.objects.bulk_create(new))


def load_choices(lists: dict[str, list[str]]) -> int:
    known = set(Choice.objects.values_list("daftar", "nama"))
    new = [
        Choice(daftar=daftar, nama=nama, urutan=urutan, **IN_ANNEX)
        for daftar, names in lists.items()
        for urutan, nama in enumerate(names, 1)
        if (daftar, nama) not in known
    ]
    return len(Choice.objects.bulk_create(new))


def load_kompetensi(entries: list[dict[str, Any]]) -> int:
    known = set(Kompetensi.objects.values_list("kode", flat=True))
    new = [Kompetensi(**entry, **IN_ANNEX) for entry in entries if entry["kode"] not in known]
    return len(Kompetensi.objects.bulk_create(new))


def load_calendar(tahun: int, nomor_keputusan: str) -> int:
    """The first version of a year's calendar from the package `holidays`, unless the year has one."""
    if CalendarVersion.objects.filter(tahun=tahun).exists():
        return 0
    version = CalendarVersion.objects.create(
        tahun=tahun, nomor_keputusan=nomor_keputusan, sumber=f"paket holidays {version_of_holidays} (MIT)"
    )
    national = holidays.country_holidays("ID", years=tahun, language="id")
    everything = holidays.country_holidays(
        "ID", years=tahun, language="id", categories=(holidays.PUBLIC, holidays.GOVERNMENT)
    )
    Holiday.objects.bulk_create(
        Holiday(version=version, tanggal=day, nama=nama, cuti_bersama=day not in national)
        for day, nama in sorted(everything.items())
    )
    return 1


def load_parameters() -> int:
    known = set(Parameter.objects.values_list("key", flat=True))
    new = [
        Parameter(
            key=definition.key,
            value=definition.default,
            valid_from=IN_FORCE,
            legal_basis=definition.legal_basis,
            alasan=INITIAL_VALUE,
        )
        for definition in REGISTRY.values()
        if definition.key not in known
    ]
    return len(Parameter.objects.bulk_create(new))
