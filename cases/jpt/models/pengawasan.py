"""KASN's book of supervision: findings and samples, outside of the cases they are about (decision 011)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cases.core.doing import evidence
from cases.jpt.acts.pengawasan import PengawasanActs
from cases.jpt.states import Buku
from cases.organisations.registers import Register
from workflows.context import Move
from workflows.machine import Machine

KODE = "pengawasan"


class Pengawasan(PengawasanActs, Register):
    """One book for all institutions; institutions learn of nothing in it."""

    class Meta:
        verbose_name = "buku pengawasan"
        constraints = [models.CheckConstraint(condition=Q(state__in=Buku.values), name="pengawasan_state")]

    def attach(self, move: Move) -> list[dict[str, Any]]:
        return evidence.bind_all(move, boundary=self.buku.pk)


MACHINE = Machine(
    key=KODE,
    label="Pengawasan",
    states=Buku,
    versions={1: Pengawasan},
    initial=frozenset({Buku.TERBUKA}),
    terminal=frozenset({Buku.TERBUKA}),
    level=60,
)
