"""The roles of the catalogue (§0.3), what they give and on what they are held, and the two halves (SJ-06).

Roles that several types share are declared here, a type's own in its manifest (`CaseType.roles`). Who holds which is
data: `models.CaseRole`, read in `holding`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import TextChoices

from documents.registry import Registry


class Role(TextChoices):
    KASN_ADMIN = "kasn_admin", "Admin"
    KASN_KOMISIONER = "kasn_komisioner", "Komisioner"
    KASN_ASISTEN = "kasn_asisten", "Asisten"
    PETUGAS_INSTITUSI = "petugas_institusi", "Petugas institusi"
    AUDITOR = "auditor", "Auditor"
    PEGAWAI = "pegawai", "Pegawai"


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
    READ_TYPES = auto()
    """Reads the cases of the types that the role names (`RoleKind.reads`), and no others."""


class On(TextChoices):
    """What a role may be held on."""

    EVERYTHING = "semua", "Seluruh Indonesia"
    AREA = "wilayah", "Wilayah"
    UNIT = "unit", "Unit"
    INSTITUTION = "institusi", "Institusi"
    CASE = "kasus", "Kasus"


@dataclass(frozen=True)
class RoleKind:
    """key: as appointments name it; side: the half its holders belong to; on: what it may be held on; powers: what it
    lets its holder do there; grants: guardian's permissions on the very object, its projection; reads: types of cases,
    with READ_TYPES; appointed: given and ended with an account's appointments (on a case a role is given by an act of
    the case)."""

    key: str
    label: str
    side: Sisi
    on: frozenset[On]
    powers: frozenset[Power]
    grants: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()

    @property
    def appointed(self) -> bool:
        return bool(self.on - {On.CASE})


LIHAT_KASUS, KELOLA_KASUS, TELAAH_KASUS = "lihat_kasus", "kelola_kasus", "telaah_kasus"
PEMBACA_INSTITUSI, PETUGAS = "pembaca_institusi", "petugas"
_ANYWHERE = frozenset({On.EVERYTHING, On.AREA, On.UNIT, On.INSTITUTION})

ROLES: Registry[RoleKind] = Registry("role")


def declare_roles(kinds: Iterable[RoleKind]) -> None:
    """Called for the shared ones here, for a type's own when the type is registered."""
    for kind in kinds:
        ROLES.add(kind.key, kind)


declare_roles(
    [
        RoleKind(
            Role.KASN_ADMIN,
            Role.KASN_ADMIN.label,
            Sisi.KASN,
            frozenset({On.EVERYTHING}),
            frozenset({Power.READ_ALL, Power.REVIEW, Power.SUPERVISE, Power.ADMINISTER}),
        ),
        RoleKind(
            Role.KASN_KOMISIONER,
            Role.KASN_KOMISIONER.label,
            Sisi.KASN,
            _ANYWHERE,
            frozenset({Power.READ_ALL, Power.REVIEW, Power.SUPERVISE}),
        ),
        RoleKind(
            Role.KASN_ASISTEN,
            Role.KASN_ASISTEN.label,
            Sisi.KASN,
            _ANYWHERE,
            frozenset({Power.READ_ALL, Power.REVIEW}),
        ),
        RoleKind(Role.AUDITOR, Role.AUDITOR.label, Sisi.KASN, _ANYWHERE, frozenset({Power.READ_ALL})),
        # whose account is nothing by itself: he holds what he is appointed to, roles of single types as a rule
        RoleKind(Role.PEGAWAI, Role.PEGAWAI.label, Sisi.KASN, frozenset({On.EVERYTHING}), frozenset()),
        RoleKind(
            Role.PETUGAS_INSTITUSI,
            Role.PETUGAS_INSTITUSI.label,
            Sisi.INSTITUSI,
            frozenset({On.INSTITUTION}),
            frozenset({Power.REPRESENT}),
            frozenset({LIHAT_KASUS, KELOLA_KASUS}),
        ),
        RoleKind(
            PEMBACA_INSTITUSI,
            "Pembaca institusi",
            Sisi.INSTITUSI,
            frozenset({On.INSTITUTION}),
            frozenset({Power.REPRESENT}),
            frozenset({LIHAT_KASUS}),
        ),
        # the reviewer appointed for one case (SJ-39): what he may do there his role on the institution lets him
        RoleKind(PETUGAS, "Petugas", Sisi.KASN, frozenset({On.CASE}), frozenset(), frozenset({TELAAH_KASUS})),
    ]
)


def roles_with(power: Power) -> frozenset[str]:
    """The roles that give a power, for a query on appointments."""
    return frozenset(kind.key for kind in ROLES if power in kind.powers)


def roles_of(side: Sisi) -> frozenset[str]:
    """The roles of one half."""
    return frozenset(kind.key for kind in ROLES if kind.side == side)


def roles_granting(perm: str) -> frozenset[str]:
    """The roles whose projection is this permission of guardian."""
    return frozenset(kind.key for kind in ROLES if perm in kind.grants)


def sisi_of(role: str) -> Sisi:
    """The half a role works in; auditors sit on the side of the supervising body."""
    kind = ROLES.get(role)
    return Sisi.KASN if kind is None else kind.side
