"""More versions of `nomenklatur`, for tests of what the real two do not use: deadlines, conditions of
SYSTEM, cascades. They have the tables of the others; nothing of them is seen outside `installed()`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from viewflow import this

from cases.core.declared.turns import petugas_of
from cases.nomenklatur import flow
from cases.nomenklatur.case_type import MACHINE
from cases.nomenklatur.flow import NomenklaturFlowV2
from cases.nomenklatur.models import EndingActs, Nomenklatur, ReviewActs
from cases.nomenklatur.states import State
from workflows.context import Move
from workflows.flow import Turn
from workflows.guards import guard
from workflows.jobs import Order, Queue, defer, job
from workflows.machine import act
from workflows.predicates import sistem
from workflows.timers import deadline


@job("uji_ingat", Queue.ACTS, label="Uji")
def reminded(order: Order) -> None:
    """Nothing; what is asked is whether it was deferred."""


@guard(legal="uji")
def jabatan_dihapus(move: Move) -> str | None:
    obj: Any = move.obj
    return None if obj.jabatan.startswith("Hapus") else "Jabatan ini tetap."


def follow(move: Move) -> None:
    move.cascade(move.obj, "catat_penutupan", {"catatan": "otomatis"})


class TimedActs:
    @act("UJ-1", "Ingatkan", source=State.BARU, who=sistem, legal="uji")
    def ingatkan(self: Any, move: Move) -> None:
        defer("uji_ingat", self.pk, self.version, case=self.case.pk)

    @act(
        "UJ-2",
        "Kembalikan",
        source=State.BARU,
        target=State.PERBAIKAN,
        who=sistem,
        legal="uji",
        fact="petugas",
    )
    def kembalikan(self: Any, move: Move) -> None:
        """The deadline of the review has passed."""

    @act(
        "UJ-3",
        "Tutup",
        source=State.DISETUJUI,
        target=State.NONAKTIF,
        who=sistem,
        kind="auto",
        legal="uji",
        guards=(jabatan_dihapus,),
        effects=(follow,),
    )
    def tutup(self: Any, move: Move) -> None:
        """As soon as it is approved."""

    @act("UJ-4", "Catat penutupan", source=State.NONAKTIF, causes=("UJ-3",), legal="uji")
    def catat_penutupan(self: Any, move: Move) -> None:
        """The consequence; kept in the ledger with what it was given."""


class NomenklaturV3(ReviewActs, EndingActs, TimedActs, Nomenklatur):
    class Meta:
        proxy = True
        app_label = "nomenklatur"
        apps = Apps()


class NomenklaturFlowV3(NomenklaturFlowV2):
    """The reviewer is reminded after a day; a correction that was asked for has no deadline."""

    # as if it stood in the case type: stored tasks name their flow by its place there
    __module__ = flow.__name__

    telaah = deadline(
        Turn(
            "Telaah nomenklatur",
            "setujui",
            "perbaikan",
            when=lambda n: n.state == State.BARU and n.case.assignee_id is not None,
            owner=petugas_of,
        ),
        lambda activation: activation.process.at + dt.timedelta(days=1),
        act="ingatkan",
    )


class NomenklaturFlowV4(NomenklaturFlowV3):
    """The same with a deadline that ends the turn."""

    __module__ = flow.__name__

    telaah = deadline(
        Turn(
            "Telaah nomenklatur",
            "setujui",
            "perbaikan",
            when=lambda n: n.state == State.BARU and n.case.assignee_id is not None,
            owner=petugas_of,
        ),
        dt.timedelta(days=2),
        act="kembalikan",
    )
    putuskan = NomenklaturFlowV2.putuskan
    utama = flow.Lane(this.pilih, this.telaah, this.perbaiki)


@contextmanager
def installed() -> Iterator[None]:
    """Versions 3 (reminder) and 4 (deadline) exist inside the block."""
    classes = {3: NomenklaturFlowV3, 4: NomenklaturFlowV4}
    NomenklaturV3.machine = MACHINE
    for number, flow_class in classes.items():
        MACHINE.versions[number] = NomenklaturV3  # type: ignore[index]
        MACHINE.flows[number] = flow_class  # type: ignore[index]
        setattr(flow, flow_class.__name__, flow_class)
    try:
        yield
    finally:
        for number, flow_class in classes.items():
            del MACHINE.versions[number]  # type: ignore[attr-defined]
            del MACHINE.flows[number]  # type: ignore[attr-defined]
            delattr(flow, flow_class.__name__)
