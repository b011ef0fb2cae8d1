"""Acts on institutions, as Admin does them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases.organisations.models import Institution
from cases.pengelolaan.institusi.models import Institusi
from workflows.gate import perform

LETTER = {"nomor_surat": "Keputusan 12/2026", "tanggal_surat": "2026-01-05", "alasan": "Penataan."}
ACCOUNT = {
    "nama_petugas": "Siti Aminah",
    "username": "siti.aminah",
    "password": "sandi-pertama-1",
    "konfirmasi": "sandi-pertama-1",
    "email": "siti@example.go.id",
}


def record(institution: Any) -> Institusi:
    """The register's entry of an institution, by itself or its name."""
    found = institution if isinstance(institution, Institution) else Institution.objects.get(nama=institution)
    return Institusi.opened(Institution.objects.get(pk=found.pk))


@pytest.fixture
def press(world: Any) -> Callable[..., Any]:
    """press(institution, act, who="admin", **data): does it, with a letter unless the act asks for none."""

    def do(institution: Any, act: str, /, *, who: str = "admin", **data: Any) -> Any:
        letter = LETTER if act in {"ganti_nama", "gabung", "tutup", "buka_kembali"} else {}
        return perform(record(institution), act, actor=world.person(who), data={**letter, **data}).obj

    return do


@pytest.fixture
def add(world: Any) -> Callable[..., Any]:
    """add(nama=…): Tambah institusi; the institution."""

    def do(*, who: str = "admin", **data: Any) -> Institution:
        values = {"nama": "PT Uji Nusantara", "jenis": "BUMN", **ACCOUNT, **data}
        made: Any = perform(Institusi(), "tambah", actor=world.person(who), data=values).obj
        return made.institution

    return do
