"""The roles of the catalogue (§0.3) and the two halves of the system (SJ-06)."""

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


KASN = frozenset({Role.KASN_ADMIN, Role.KASN_KOMISIONER, Role.KASN_ASISTEN})
"""`petugas_kasn` of the regulation: everybody who may be appointed as reviewer."""

SUPERVISORS = frozenset({Role.KASN_ADMIN, Role.KASN_KOMISIONER})
"""Who appoints and replaces reviewers (§14)."""

SEES_ALL = KASN | {Role.AUDITOR}
"""Who reads the data of all institutions (SJ-19)."""


def sisi_of(role: str) -> Sisi:
    """The half a role works in; auditors sit on the side of the supervising body."""
    return Sisi.INSTITUSI if role == Role.PETUGAS_INSTITUSI else Sisi.KASN
