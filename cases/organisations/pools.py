"""Pools: the people who may take a task while nobody holds it. Those that several types share stand here; a manifest
names the pools of its turns and may bring its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from .badan import in_words
from .granted import institutions_of
from .held import Where
from .holding import holders, reach
from .models import Institution, User
from .permissions import has, has_on
from .roles import KELOLA_KASUS, Power
from .selectors import people_of


class AnyPool(Protocol):
    """What a pool answers (`Pool`, `cases.core.reading.role_pools.RolePool`)."""

    @property
    def key(self) -> str: ...
    @property
    def of_institution(self) -> bool: ...
    def admits(self, actor: Any) -> bool: ...
    def holds(self, actor: Any, place: Where) -> bool: ...
    def tasks_of(self, actor: Any) -> Q: ...
    def members(self, place: Where) -> QuerySet[User]: ...
    def holder(self, institution: str) -> str: ...
    def oversees(self, actor: Any, place: Where | None = None) -> bool: ...


@dataclass(frozen=True)
class Pool:
    """key: as a turn names it; power: what its people have; of_institution: only those who act for the institution of
    the task; called: who has the turn, in words, where it is not the institution by its name."""

    key: str
    power: Power
    of_institution: bool = False
    called: Any = ""

    def admits(self, actor: Any) -> bool:
        """Whether the actor ever belongs to it."""
        return has(actor, self.power)

    def holds(self, actor: Any, place: Where) -> bool:
        """Whether the actor may take a task of a case that stands there."""
        if not self.of_institution:
            return has_on(actor, self.power, place)
        return self.admits(actor) and place.institution in institutions_of(actor, KELOLA_KASUS)

    def tasks_of(self, actor: Any) -> Q:
        """Condition on tasks, by columns of the task alone."""
        if not self.admits(actor):
            return Q(pk__in=[])
        mine = Q(pool=self.key)
        if self.of_institution:
            return mine & Q(institution__in=institutions_of(actor, KELOLA_KASUS))
        return mine & reach(actor, self.power).of_cases()

    def members(self, place: Where) -> QuerySet[User]:
        """Those a task of a case that stands there may be handed to."""
        if not self.of_institution:
            return holders(self.power, place)
        acting = people_of(Institution(pk=place.institution), KELOLA_KASUS)
        return User.objects.filter(is_active=True, pk__in=acting.values_list("pk")).order_by("nama", "id")

    def holder(self, institution: str) -> str:
        return str(self.called) or institution

    def oversees(self, actor: Any, place: Where | None = None) -> bool:
        """Its own people alone move its tasks."""
        return False


#: Keys, as turns name them.
POOL_INSTITUSI, POOL_PENYELIA = "institusi", "penyelia"
INSTITUSI = Pool(POOL_INSTITUSI, Power.REPRESENT, of_institution=True)
PENYELIA = Pool(POOL_PENYELIA, Power.SUPERVISE, called=in_words("Admin {badan} atau Komisioner"))
