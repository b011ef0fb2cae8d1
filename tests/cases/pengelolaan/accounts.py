"""What the tests of accounts do again and again."""

from __future__ import annotations

from typing import Any

from cases.organisations.models import Choice, User
from cases.pengelolaan.akun.models import Akun
from workflows.gate import perform

PASSWORD = "kuda biru enam lari"


def petugas(**changes: Any) -> dict[str, Any]:
    """What TAMBAH PETUGAS sends."""
    jabatan = Choice.objects.get(daftar="jabatan_petugas", nama="Asisten 1")
    return {
        "nama": "Ratna Dewi",
        "role": "kasn_asisten",
        "jabatan": str(jabatan.pk),
        "nip": "198203142008011007",
        "username": "ratna.dewi",
        "password": PASSWORD,
        "konfirmasi": PASSWORD,
        "email": "ratna@example.com",
        **changes,
    }


def add(world: Any, *, who: str = "admin", **changes: Any) -> User:
    outcome = perform(Akun.new(), "tambah_petugas", actor=world.person(who), data=petugas(**changes))
    return outcome.obj.user  # type: ignore[attr-defined, no-any-return]


def act(
    world: Any, person: User, name: str, *, who: str = "admin", version: int | None = None, **data: Any
) -> Any:
    data.setdefault("alasan", "Uji.")
    obj = Akun.opened(User.objects.get(pk=person.pk))
    return perform(obj, name, actor=world.person(who), data=data, version=version)
