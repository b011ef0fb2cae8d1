"""Whose turn it can be in an exam event: whoever holds the role on the case, above it, or on its place."""

from __future__ import annotations

from cases.core.reading.role_pools import RolePool
from cases.organisations.roles import Sisi

from .roles import KANREG, PPSS, ROLES

#: Who moves tasks between the people of the body: KPPSS everywhere, KKR in his area (§17, SPV).
SUPERVISORS = (PPSS.key, KANREG.key)
#: By the key of the role, as turns name it.
POOLS = tuple(
    RolePool(kind.key, kind.key, kind.label, SUPERVISORS if kind.side == Sisi.KASN else ()) for kind in ROLES
)
