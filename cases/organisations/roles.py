"""The roles of the catalogue (§0.3) and the two halves of the system (SJ-06)."""

from collections.abc import Mapping
from enum import Enum, auto

from django.db.models import TextChoices


class Role(TextChoices):
    KASN_ADMIN = "kasn_admin", "Admin"
    KASN_KOMISIONER = "kasn_komisioner", "Komisioner"
    KASN_ASISTEN = "kasn_asisten", "Asisten"
    PETUGAS_INSTITUSI = "petugas_institusi", "Petugas institusi"
    AUDITOR = "auditor", "Auditor"


class Sisi(TextChoices):
    """A user belongs to exactly one half (SJ-06)."""

    KASN = "KASN", "Badan pengawas"
    INSTITUSI = "INSTITUSI", "Institusi"


class Power(Enum):
    """What a role lets people do in general. Pages and services ask for a power, never for a role by its name."""

    READ_ALL = auto()
    """Reads the data of all institutions (SJ-19)."""
    REVIEW = auto()
    """May be appointed as reviewer: `petugas_kasn` of the regulation (§0.3)."""
    SUPERVISE = auto()
    """Appoints and replaces reviewers, sees everybody's load (§14)."""
    ADMINISTER = auto()
    """Maintains accounts, institutions, lists and parameters (SJ-13)."""
    REPRESENT = auto()
    """Acts for an institution, on whose data alone it is granted (SJ-19, SJ-20)."""


POWERS: Mapping[str, frozenset[Power]] = {
    Role.KASN_ADMIN: frozenset({Power.READ_ALL, Power.REVIEW, Power.SUPERVISE, Power.ADMINISTER}),
    Role.KASN_KOMISIONER: frozenset({Power.READ_ALL, Power.REVIEW, Power.SUPERVISE}),
    Role.KASN_ASISTEN: frozenset({Power.READ_ALL, Power.REVIEW}),
    Role.PETUGAS_INSTITUSI: frozenset({Power.REPRESENT}),
    Role.AUDITOR: frozenset({Power.READ_ALL}),
}


def roles_with(power: Power) -> frozenset[str]:
    """The roles that give a power, for a query on people."""
    return frozenset(role for role, powers in POWERS.items() if power in powers)


def sisi_of(role: str) -> Sisi:
    """The half a role works in; auditors sit on the side of the supervising body."""
    return Sisi.INSTITUSI if role == Role.PETUGAS_INSTITUSI else Sisi.KASN
