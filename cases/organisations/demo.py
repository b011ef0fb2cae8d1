"""The demo accounts (ARCHITECTURE §6): stable names, one shared password, no forced change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from .accounts import add_user
from .appointing import appoint
from .models import CaseRole, Institution, NamaLama, User
from .roles import Role


@dataclass(frozen=True)
class Person:
    """A demo account. where: name of his institution, "" for the supervising body; holds: roles of types that he is
    appointed to beside his own, on everything, `on` an area or unit by its key, or his institution; acts: whether he
    acts for his institution. NIP are made up, as on a form's example."""

    username: str
    nama: str
    role: Role
    jabatan: str = ""
    where: str = ""
    nip: str = ""
    holds: tuple[str, ...] = ()
    on: Mapping[str, str] = field(default_factory=dict)
    acts: bool = True


JAKSEL = "Kota Administrasi Jakarta Selatan"
PEOPLE: list[Person] = [
    Person("admin", "Admin", Role.KASN_ADMIN, "Komisioner Admin"),
    Person("komisioner", "Komisioner", Role.KASN_KOMISIONER, "Komisioner"),
    Person("asisten1", "Asisten 1", Role.KASN_ASISTEN, "Asisten 1", nip="198203142008011007"),
    Person("asisten2", "Asisten 2", Role.KASN_ASISTEN, "Asisten 2", nip="198511022010122003"),
    Person("auditor", "Auditor", Role.AUDITOR, "Auditor"),
    Person("jaksel", "Petugas Jakarta Selatan", Role.PETUGAS_INSTITUSI, "", JAKSEL, "197907212005011004"),
    Person("bogor", "Petugas Kota Bogor", Role.PETUGAS_INSTITUSI, "", "Kota Bogor"),
]


#: Of the parts of the demo that case types bring.
_of_types: dict[str, Person] = {}


def declare_people(*people: Person) -> None:
    """Called by a case type's AppConfig.ready() for the people of its part of the demo."""
    _of_types.update({person.username: person for person in people})


def everybody() -> list[Person]:
    return [*PEOPLE, *_of_types.values()]


#: Nobody's address (RFC 2606): an account with it under its own name is the demo's.
DOMAIN = "example.com"


@transaction.atomic
def demo_accounts(password: str, people: Iterable[Person]) -> tuple[dict[str, User], list[str]]:
    """The demo accounts by username, made where the name is free; and a sentence for each that cannot be one.

    What has such a name already is not touched: a demo account that is fit for its part takes it up again, another
    account is left alone. Needs the reference data.
    """
    accounts, left_out = {}, []
    for person in people:
        found = _account(password, person)
        if isinstance(found, User):
            accounts[person.username] = found
            _appoint(found, person)
        else:
            left_out.append(f"Akun demo “{person.username}” tidak dipakai: {found}")
    return accounts, left_out


def create_demo_accounts(password: str) -> dict[str, User]:
    """Those of the house itself by username, of those that can be had (`demo_accounts`)."""
    return demo_accounts(password, PEOPLE)[0]


def _account(password: str, person: Person) -> User | str:
    """The account, or why there is none."""
    where, username = person.where, person.username
    institution = _institution(where) if where else None
    if where and (institution is None or not institution.is_active):
        return f"institusi {where} {'tidak ada' if institution is None else 'sudah ditutup'}."
    known = User.objects.named(username).select_related("institution").first()
    if known is None:
        make = add_user if person.acts else User.objects.create_user
        made: User = make(
            username=username,
            password=password,
            nama=person.nama,
            email=f"{username}@{DOMAIN}",
            role=person.role,
            jabatan=person.jabatan,
            nip=person.nip,
            institution=institution,
            wajib_ganti_password=False,
        )
        return made
    if known.email.lower() != f"{username}@{DOMAIN}":
        return f"nama itu sudah dipakai akun lain ({known.nama}), yang dibiarkan."
    if known.role != person.role or known.institution != institution or not known.is_active:
        return "akun itu sudah dinonaktifkan atau beralih role atau institusi."
    return known


def _appoint(user: User, person: Person) -> None:
    """In the roles of types that he has not been given before, whatever became of them."""
    place = (
        {"institution": user.institution}
        if person.where
        else {f"{name}_id": key for name, key in person.on.items()}
    )
    given = set(CaseRole.objects.filter(person=user, role__in=person.holds).values_list("role", flat=True))
    for role in person.holds:
        if role not in given:
            appoint(user, role, letter="Contoh untuk demo", **place)


def _institution(nama: str) -> Institution | None:
    """Under the name of the reference data, or as it was called before."""
    named = Institution.objects.filter(nama=nama).first()
    old = NamaLama.objects.filter(nama=nama, asal=None).select_related("institution")
    return named or next((row.institution for row in old), None)
