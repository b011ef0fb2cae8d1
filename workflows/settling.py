"""A boundary comes to rest without a press: what others changed may fulfil its conditions (docs/decisions/023).

Done twice it does nothing the second time, so that any number of causes may ask for it.
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import transaction

from . import clocks, jobs, ledger, locks, machines
from .actors import SYSTEM
from .asks import answer, still_open
from .context import Move
from .errors import Refused
from .gate import SETTLE, Call
from .jobs import Order, Queue, job
from .machine import Act
from .models import LedgerEntry, Subject

#: The cause of what follows without a press.
_REST = Act("", "Reda", None, "ARCHITECTURE §9.6")


# each step is a transaction of its own, so that no step holds the locks of the one before; again is as good as once
@job(SETTLE, Queue.ACTS, label="Penyesuaian kasus", outside=True)
def _carry(order: Order) -> None:
    settle(order.data["machine"], order.data["root"])


def settle(machine: str, key: Any) -> list[LedgerEntry]:
    """Answer what is asked of a boundary and can be now; let its conditions hold until rest; lanes and clocks follow.

    machine, key: of the object that owns it. Returns the entries that were written by conditions.
    """
    for pk in list(still_open(key).order_by("id").values_list("pk", flat=True)):
        with contextlib.suppress(Refused), transaction.atomic():
            answer(pk, wait=False)
    model = machines.named(machine).model(machines.named(machine).latest)
    found = model.locate(key, SYSTEM)
    if found is None:
        return []
    boundary_id, version = found
    return _rest(machines.named(machine).model(version), key, boundary_id)


def _rest(model: type[Subject], key: Any, boundary_id: Any) -> list[LedgerEntry]:
    seen = model.fetch(key)
    if seen is None:
        return []
    with locks.said_busy(), transaction.atomic():
        taken = [*locks.of_conditions(seen), locks.Lock(model.machine, boundary_id, locks.Strength.CHANGE)]
        boundary = locks.take(taken)[str(boundary_id)]
        root = model.fetch(key, lock=True)
        if root is None:
            return []
        root.adopt(boundary)
        call = Call(root, "", SYSTEM, None, {}, None, None)
        call.route = root.open_route()
        move = Move(
            obj=root,
            name="",
            row=_REST,
            actor=SYSTEM,
            now=ledger.database_now(),
            root=root,
            boundary=boundary,
            before=root.state,
            cascade_with=call.cascade,
            many_with=call.cascade_many,
        )
        with jobs.together():
            call.conditions(move, across=True)
            if call.done:
                call.finish(move, creating=False)
            elif call.route is not None:
                call.route.reconcile(root, SYSTEM, at=move.now)
                clocks.wind([root])
        return [done.entry for done in call.done]
