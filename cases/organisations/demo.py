"""The demo accounts (ARCHITECTURE §6): stable names, one shared password, no forced change."""

from django.db import transaction

from .accounts import add_user
from .models import Institution, User
from .roles import Role

PEOPLE: list[tuple[str, str, Role, str, str]] = [
    # username, nama, role, jabatan, nama institusi; NIP are made up, as on a form's example
    ("admin", "Admin", Role.KASN_ADMIN, "Komisioner Admin", ""),
    ("komisioner", "Komisioner", Role.KASN_KOMISIONER, "Komisioner", ""),
    ("asisten1", "Asisten 1", Role.KASN_ASISTEN, "Asisten 1", ""),
    ("asisten2", "Asisten 2", Role.KASN_ASISTEN, "Asisten 2", ""),
    ("auditor", "Auditor", Role.AUDITOR, "Auditor", ""),
    ("jaksel", "Petugas Jakarta Selatan", Role.PETUGAS_INSTITUSI, "", "Kota Administrasi Jakarta Selatan"),
    ("bogor", "Petugas Kota Bogor", Role.PETUGAS_INSTITUSI, "", "Kota Bogor"),
]

NIP = {"asisten1": "198203142008011007", "asisten2": "198511022010122003", "jaksel": "197907212005011004"}


@transaction.atomic
def create_demo_accounts(password: str) -> dict[str, User]:
    """The demo accounts by username; those that exist are left as they are.

    Needs the reference data. Raises Institution.DoesNotExist without it.
    """
    accounts = {user.username: user for user in User.objects.filter(username__in=[row[0] for row in PEOPLE])}
    for username, nama, role, jabatan, institution in PEOPLE:
        if username not in accounts:
            accounts[username] = add_user(
                username=username,
                password=password,
                nama=nama,
                email=f"{username}@example.com",
                role=role,
                jabatan=jabatan,
                nip=NIP.get(username, ""),
                institution=Institution.objects.get(nama=institution) if institution else None,
                wajib_ganti_password=False,
            )
    return accounts
