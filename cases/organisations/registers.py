"""Registers of the supervising body: subjects whose acts are done in a book instead of a case.

Same gate, same ledger, same rules as a case (docs/decisions/011-registers.md); no tasks, as nobody owes an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self, cast

from django.db import IntegrityError, models, transaction

from workflows.actors import SYSTEM, Actor
from workflows.context import Move
from workflows.gate import perform
from workflows.models import Boundary, Subject

from .holding import capacities
from .models import Buku


class Register(Subject):
    """What a case's detail is to a case.

    A concrete register has the act `buka`, done by SYSTEM when the register is first asked for.
    """

    boundary_model = Buku
    buku = models.OneToOneField(Buku, primary_key=True, on_delete=models.PROTECT, related_name="%(class)s")

    class Meta:
        abstract = True

    @classmethod
    def opened(cls, kode: str) -> Self:
        """The register of this name; opened if there is none yet."""
        model = cast(Any, cls.machine.model(cls.machine.latest))
        rows = model.objects.select_related("buku").filter(buku__kode=kode)
        found = rows.first()
        if found is None:
            with suppress(IntegrityError), transaction.atomic():  # somebody else has just opened it
                perform(model(buku=Buku(kode=kode)), "buka", actor=SYSTEM)
            found = rows.get()
        return cast(Self, found)

    @classmethod
    def locate(cls, pk: Any, actor: Actor) -> tuple[Any, int] | None:
        return (pk, cls.machine.latest) if cls._default_manager.filter(pk=pk).exists() else None

    def capacities(self, actor: Actor) -> Sequence[Actor]:
        return capacities(actor)

    def sees(self, actor: Actor) -> bool:
        """That there is such a book is no secret: its acts are refused with E-PERM, its pages by their readers."""
        return True

    def get_boundary(self) -> Boundary:
        return self.buku

    def adopt(self, boundary: Boundary) -> None:
        self.buku = cast(Buku, boundary)

    def store(self, move: Move) -> None:
        if self._state.adding:
            self.buku.save(force_insert=True)
        self.save()
