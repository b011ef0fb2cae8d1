"""Whose turn it can be in an exam event: whoever holds the role on the case, above it, or on its place."""

from __future__ import annotations

from cases.organisations.pools import Pool
from cases.organisations.roles import Power

from .roles import ROLES

#: By the key of the role, as turns name it.
POOLS = tuple(Pool(kind.key, Power.READ_TYPES, called=kind.label) for kind in ROLES)
