"""Who may, in a nomenklatur (§14). The catalogue's actors are those of cases.core."""

from cases.core.declared.permissions import institusi, petugas_ditunjuk
from cases.organisations.predicates import penyelia
from workflows.predicates import sistem

__all__ = ["institusi", "penyelia", "petugas_ditunjuk", "sistem"]
