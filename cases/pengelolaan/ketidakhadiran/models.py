"""The register of absences: its machine, and the rows its acts write (`cases.core.models.Absence`).

A person who is away names a substitute who acts in his stead; who may read it in `cases.core.reading.rights`.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cases.core.models import Absence
from cases.organisations.predicates import penyelia
from cases.organisations.registers import Register
from workflows.context import Move
from workflows.machine import NOTHING, Machine, act
from workflows.predicates import sistem

from . import guards
from .forms import AkhiriForm, KetidakhadiranForm
from .permissions import pemegang_peran
from .states import State


def record(move: Move) -> None:
    data = move.data
    since, until = guards.period_of(data)
    Absence.objects.create(
        person=data["orang"],
        substitute=data.get("pengganti"),
        since=since,
        until=until,
        reason=data["alasan"],
        letter=data["no_surat"],
        recorded_at=move.now,
        recorded_by=move.person,
    )


def end(move: Move) -> None:
    Absence.objects.filter(pk=move.data["ketidakhadiran"].pk, ended_at=None).update(
        ended_at=move.now, ended_by=move.person, ended_reason=move.data["alasan"]
    )


class KetidakhadiranActs:
    @act(
        "KT-1",
        "Buka register",
        source=NOTHING,
        target=State.TERBUKA,
        who=sistem,
        legal=guards.LEGAL,
    )
    def buka(self: Any, move: Move) -> None:
        """Once, when the register is first asked for."""

    @act(
        "KT-2",
        "Catat ketidakhadiran",
        source=State.TERBUKA,
        who=penyelia | pemegang_peran,
        form=KetidakhadiranForm,
        guards=(
            guards.belum_lewat,
            guards.tidak_tumpang_tindih,
            guards.pengganti_hadir,
            guards.bukan_pengganti_orang_lain,
        ),
        effects=(record,),
        legal=guards.LEGAL,
    )
    def catat_ketidakhadiran(self: Any, move: Move) -> None:
        """The substitute acts for the person from the first day to the last."""

    @act(
        "KT-3",
        "Akhiri ketidakhadiran",
        source=State.TERBUKA,
        who=penyelia | pemegang_peran,
        form=AkhiriForm,
        guards=(guards.belum_berakhir,),
        effects=(end,),
        legal=guards.LEGAL,
    )
    def akhiri_ketidakhadiran(self: Any, move: Move) -> None:
        """From this moment on nobody acts for the person; what was done stays as it is."""


class Ketidakhadiran(KetidakhadiranActs, Register):
    """The one register of absences."""

    class Meta:
        verbose_name = "register ketidakhadiran"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="ketidakhadiran_state")
        ]

    def called(self) -> str:
        return "Kalender ketidakhadiran"


MACHINE = Machine(
    key="ketidakhadiran",
    label="Kalender ketidakhadiran",
    states=State,
    versions={1: Ketidakhadiran},
    initial=frozenset({State.TERBUKA}),
    terminal=frozenset({State.TERBUKA}),
    level=10,
)
