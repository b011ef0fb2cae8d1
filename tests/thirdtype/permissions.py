"""Who may, in a loan of a room: the actors that every case type knows are enough."""

from cases.core.declared.permissions import institusi
from cases.organisations.predicates import penyelia
from workflows.predicates import sistem

__all__ = ["institusi", "penyelia", "sistem"]
