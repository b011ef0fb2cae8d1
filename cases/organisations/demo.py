"""The demo accounts (ARCHITECTURE §6): stable names, one shared password, no forced change."""

from django.db import transaction

from .accounts import add_user
from .models import Institution, NamaLama, User
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


#: Nobody's address (RFC 2606): an account with it under its own name is the demo's.
DOMAIN = "example.com"


@transaction.atomic
def demo_accounts(password: str) -> tuple[dict[str, User], list[str]]:
    """The demo accounts by username, made where the name is free; and a sentence for each that cannot be one.

    What has such a name already is not touched: a demo account that is fit for its part takes it up again, another
    account is left alone. Needs the reference data.
    """
    accounts, left_out = {}, []
    for row in PEOPLE:
        found = _account(password, *row)
        if isinstance(found, User):
            accounts[row[0]] = found
        else:
            left_out.append(f"Akun demo “{row[0]}” tidak dipakai: {found}")
    return accounts, left_out


def create_demo_accounts(password: str) -> dict[str, User]:
    """The demo accounts by username, of those that can be had (`demo_accounts`)."""
    return demo_accounts(password)[0]


def _account(password: str, username: str, nama: str, role: Role, jabatan: str, where: str) -> User | str:
    """The account, or why there is none."""
    institution = _institution(where) if where else None
    if where and (institution is None or not institution.is_active):
        return f"institusi {where} {'tidak ada' if institution is None else 'sudah ditutup'}."
    known = User.objects.named(username).select_related("institution").first()
    if known is None:
        return add_user(
            username=username,
            password=password,
            nama=nama,
            email=f"{username}@{DOMAIN}",
            role=role,
            jabatan=jabatan,
            nip=NIP.get(username, ""),
            institution=institution,
            wajib_ganti_password=False,
        )
    if known.email.lower() != f"{username}@{DOMAIN}":
        return f"nama itu sudah dipakai akun lain ({known.nama}), yang dibiarkan."
    if known.role != role or known.institution != institution or not known.is_active:
        return "akun itu sudah dinonaktifkan atau beralih role atau institusi."
    return known


def _institution(nama: str) -> Institution | None:
    """Under the name of the reference data, or as it was called before."""
    named = Institution.objects.filter(nama=nama).first()
    old = NamaLama.objects.filter(nama=nama, asal=None).select_related("institution")
    return named or next((row.institution for row in old), None)
