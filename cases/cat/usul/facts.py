"""The snapshot that the law of postponements and cancellations is asked of, from the real thing.

Kept on the object while it holds. Read: of a proposal that is to take effect its scope, what else is proposed around it
and what is on its way there; of one in force what it has frozen. As many statements whatever the scope holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from cases.cat import proposals
from cases.cat.law import proposals as law
from cases.cat.law.seen import OPEN, OfProposal, Proposal
from cases.cat.tables import Acara, UsulPenundaan
from cases.core.models import Case
from workflows import asks
from workflows.context import Move
from workflows.models import Ask

from .scope import Scope, scope_of

_KEPT, _NAMED = "_seen", "_named"


def forget(obj: Any) -> None:
    obj.__dict__.pop(_KEPT, None)


def seen(move: Move) -> OfProposal:
    """As it stands at the moment of the move."""
    return of(move.obj, move.now, move.data)


def of(obj: Any, now: dt.datetime, data: Any = None) -> OfProposal:
    """data: of a creation, what was entered: the cause, and of one that is asked for what it names."""
    known: OfProposal | None = obj.__dict__.get(_KEPT)
    if known is not None:
        return known
    found = _in_force(obj) if obj.state == "berlaku" else _before(obj, now, data or {})
    if data or not obj._state.adding:  # of a creation guards are asked before its form is read, too
        obj.__dict__[_KEPT] = found
    return found


def _own(obj: Any, cause: str, over: tuple[Any, ...] = (), frozen: Collection[Any] = ()) -> Proposal:
    return Proposal(obj.pk, obj.state, obj.case.parent_id, over, cause, frozen=frozenset(frozen))


# --- before it takes effect -----------------------------------------------------------------------------------------


def _before(obj: Any, now: dt.datetime, data: Any) -> OfProposal:
    node = obj.case.parent
    scope = scope_of(node.type, node.pk, now)
    postpones = isinstance(obj, UsulPenundaan)
    cause = str(data.get("sebab") or obj.sebab) if postpones else ""
    named = _named(obj, scope, data) if cause == "gangguan" else {}
    obj.__dict__[_NAMED] = named
    beside = proposals.around(node) if postpones and not obj._state.adding else proposals.over(node)
    beside = [one for one in beside if one.key != obj.pk]
    return OfProposal(
        own=_own(obj, cause),
        kind=node.type,
        places=scope.places,
        others=_shutting_out(beside, cause, named, now) if obj._state.adding else (),
        cancellations=tuple(one for one in beside if not one.cause),
        scope_asked=proposals.scope_waits(node.pk),
        decreed=cause == "gangguan" and not obj._state.adding and _decreed(obj, now),
        names_trouble=_still_open(named, scope),
    )


def _named(obj: Any, scope: Scope, data: Any) -> dict[Any, dt.datetime]:
    """Of a new one: those that it will name."""
    if not obj._state.adding:
        return named_by(obj)
    given = data.get("gangguan")
    return given if isinstance(given, dict) else scope.own_troubles()


def names_of(move: Move) -> dict[str, str]:
    """The disturbances that a new postponement names, as it keeps them."""
    seen(move)
    return proposals.names(move.obj.__dict__[_NAMED])


def named_by(obj: Any) -> dict[str, dt.datetime]:
    return {key: dt.datetime.fromisoformat(text) for key, text in obj.gangguan.items()}


def _still_open(named: dict[Any, dt.datetime], scope: Scope) -> frozenset[Any]:
    """The nodes whose disturbance is still the one that is named."""
    wanted = {str(key): start for key, start in named.items()}
    return frozenset(key for key, start in scope.starts.items() if wanted.get(str(key)) == start)


def _shutting_out(
    beside: Iterable[Proposal], cause: str, named: dict[Any, dt.datetime], now: dt.datetime
) -> tuple[Proposal, ...]:
    """Open postponements for the same cause over this node or one above it, of a disturbance for the same one (K-14),
    without those that are on their way out (K-24)."""
    alike = {one.key: one for one in beside if one.state in OPEN and one.cause == cause}
    if not cause or not alike:
        return ()
    mine = {str(key): start for key, start in named.items()}
    scopes: dict[Any, Scope] = {}
    found = []
    for row in UsulPenundaan.objects.filter(case__in=list(alike)).select_related("case__parent"):
        if cause == "gangguan" and not mine.items() & named_by(row).items():
            continue
        node = row.case.parent
        scope = scopes.setdefault(node.pk, scope_of(node.type, node.pk, now))
        if not _leaving(row, scope):
            found.append(alike[row.pk])
    return tuple(found)


def _leaving(obj: UsulPenundaan, scope: Scope) -> bool:
    """PN-7b or PN-7c is about to withdraw it."""
    view = OfProposal(
        own=_own(obj, obj.sebab),
        kind=scope.kind,
        places=scope.places,
        names_trouble=_still_open(named_by(obj), scope),
    )
    return law.pn_menyebut_gangguan_ini(view) or law.tidak_ada_yang_dapat_ditunda(view)


def _decreed(obj: Any, now: dt.datetime) -> bool:
    """A keadaan kahar has been declared for the event and has not run out (EV-31; CB-166)."""
    kahar = Acara.objects.filter(pk=obj.acara_id).values_list("kahar", flat=True).first()
    if not kahar:
        return False
    today = now.astimezone(obj.zone()).date().isoformat()
    return bool(str(kahar.get("mulai") or "") <= today <= str(kahar.get("sampai") or "9999"))


# --- in force -------------------------------------------------------------------------------------------------------


def _in_force(obj: Any) -> OfProposal:
    postpones = isinstance(obj, UsulPenundaan)
    return OfProposal(
        own=_own(obj, obj.sebab if postpones else ""),
        kind="",
        own_asked=asks.unanswered(obj.pk).exists(),
        still_postponed=postpones and _still_postponed(obj),
        all_cancelled=not postpones and _all_cancelled(obj),
    )


def frozen_asks(obj: Any) -> Any:
    """What it took effect on, with the answer of each: rows of `Ask`."""
    return asks.of_cause(obj.beku) if obj.beku else Ask.objects.none()


def _still_postponed(obj: Any) -> bool:
    """Something that it has frozen is `ditunda`, and not by a later one (K-16)."""
    frozen = frozen_asks(obj).values("object_id")
    done = Ask.objects.filter(object_id__in=frozen, act="tunda", answer=Ask.Answer.DONE)
    last = done.order_by("object_id", "-id").distinct("object_id").values_list("object_id", "cause")
    mine = [key for key, cause in last if cause == obj.beku]
    return Case.objects.filter(pk__in=mine, state="ditunda").exists()


#: How what a cancellation has frozen ends: TL-16b sends a lokasi with results on (K-7).
_ENDS = {"sesi": {"dibatalkan"}, "lokasi": {"dibatalkan", "pelaksanaan_selesai", "ditutup"}}


def _all_cancelled(obj: Any) -> bool:
    rows = Case.objects.filter(pk__in=frozen_asks(obj).values("object_id")).values_list("type", "state")
    return all(state in _ENDS[kind] for kind, state in rows.distinct())
