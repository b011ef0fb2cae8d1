"""What a person may know: which cases, tasks, lanes, acts, people, files and refusals. The only module of sight.

Lists, counts, boxes, searches, log, diagrams, notices, files, exports and API ask here and nowhere else; a test
looks for the rule anywhere else. An institution's people see the cases of their institutions without the supervising
body's unsent papers, and who holds a role of a type's own there the cases of these types and no others; who reads for
the supervising body sees all but drafts (SJ-19, SJ-71), of the institutions and places that his roles reach, of those
that the roles of somebody reach for whom he stands in (`rights`). A case with a place of its own is reached there and
not by its institution's (`held.Reach`). Whoever holds a role on a case sees it and what stands below.

Nobody learns of an internal lane (a type's `internal_lanes`) but KASN and the auditors: an institution must not
find out that its selection was drawn for monitoring (SJ-108), from a list, a count, a button, a picture or an answer
of the API. Whoever shows something of a route takes it from here and never from `subject.open_route()`, which is the
gate's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type, case_types, paper_types
from cases.core.models import Case, CaseAncestor
from cases.organisations.granted import institutions_of, running
from cases.organisations.held import Reach, together
from cases.organisations.holding import held_by, on_some_case, reach, reach_of_types
from cases.organisations.models import CaseRole, User
from cases.organisations.permissions import reads, sees_all
from cases.organisations.roles import KELOLA_KASUS, Power, Sisi, roles_of
from documents.models import Attachment
from workflows.actors import SYSTEM, Actor
from workflows.consents import GIVEN, WITHDRAWN
from workflows.routing import Route

from .rights import acting_as

#: Behind every moment: the end of an appointment that has none.
_NEVER = Value(dt.datetime.max.replace(tzinfo=dt.UTC))


def sees_everything(actor: Actor) -> bool:
    """Whether nothing is held back but drafts, of all institutions: registers and what belongs to no case too."""
    return actor is SYSTEM or sees_all(actor)


def reads_as_body(actor: Actor) -> bool:
    """Whether of a case that the person sees nothing is held back: refusals around it, internal lanes and acts."""
    return actor is SYSTEM or reads(actor)


def _reach(actor: Actor) -> Reach | None:
    """Where somebody of the supervising body reads, himself or for whom he stands in; None for the other half."""
    if actor.sisi == Sisi.INSTITUSI:
        return None
    own = reach(actor, Power.READ_ALL)
    if own.everywhere:
        return own
    return together(reach(person, Power.READ_ALL) for person in acting_as(actor))


def _reach_of_types(actor: Actor) -> list[tuple[Reach, frozenset[str]]]:
    """Where somebody reads single types of cases, himself or for whom he stands in."""
    return [pair for person in acting_as(actor) for pair in reach_of_types(person).items()]


def _of_types(actor: Actor, type_: str, parent: str) -> Q:
    """Condition on rows with a type of cases and what says where it stands: those types that somebody reads, where he
    does, and what documents a case of theirs and stands under it."""
    found = Q(pk__in=[])
    for where, keys in _reach_of_types(actor):
        of_type = Q((f"{type_}__in", sorted(keys)))
        of_type |= Q((f"{type_}__in", sorted(paper_types())), (f"{parent}__type__in", sorted(keys)))
        found |= of_type & where.of_cases()
    return found


def _types_read(case: Case) -> set[str]:
    """The types by which a case is read: its own, and of what documents a case in a tree that one's."""
    if case.parent is not None and case.type in paper_types():
        return {case.type, case.parent.type}
    return {case.type}


def _appointed_on(actor: Actor) -> QuerySet[Any]:
    """Keys of the cases on which somebody holds a role; whose account is shut holds none."""
    people = [person.pk for person in acting_as(actor) if person.is_active]
    held = running().filter(person__in=people, case__isnull=False)
    if actor.sisi == Sisi.INSTITUSI:
        held = held.filter(role__in=roles_of(Sisi.INSTITUSI))
    return held.values("case")


def _appointed(actor: Actor, key: str) -> Q:
    """Condition on rows with the key of a case: those on which, or above which, somebody holds a role. One set of
    keys, so that rows are found by them: of two with OR between them neither would be read by its index."""
    if not any(on_some_case(person) for person in acting_as(actor)):
        return Q(pk__in=[])
    held = _appointed_on(actor)
    below = CaseAncestor.objects.filter(ancestor__in=held).values("case")
    return Q((f"{key}__in", held.union(below)))


def _of_institution(actor: Actor, type_: str, key: str, parent: str) -> Q:
    """Condition on rows of cases, for somebody of an institution: its own, those of a type that he holds a role of, and
    those on which he holds one; never the supervising body's papers."""
    seen = Q(institution__in=institutions_of(actor))
    if _reach_of_types(actor):
        seen |= _of_types(actor, type_, parent)
    return (seen | _appointed(actor, key)) & Q(internal=False)


# --- cases ----------------------------------------------------------------------------------------------------------


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """Own institution, without KASN's unsent papers; for KASN and auditors all but drafts (SJ-19, SJ-71)."""
    if actor is SYSTEM:
        return Case.objects.all()
    where = _reach(actor)
    if where is None:
        return Case.objects.filter(_of_institution(actor, "type", "pk", "parent"))
    if where.everywhere:
        return Case.objects.filter(private=False)
    here = where.of_cases() | _of_types(actor, "type", "parent") | _appointed(actor, "pk")
    return Case.objects.filter(here, private=False)


def totals_seen_by(actor: Actor) -> Q | None:
    """The same rule on totals and words of cases, by the columns they have of them; None where it asks more."""
    if actor is SYSTEM:
        return Q()
    if (where := _reach(actor)) is not None:
        return Q(private=False) if where.everywhere else None
    if held_by(actor):
        return None
    return Q(institution__in=institutions_of(actor), internal=False)


def institutions_only_read_by(actor: Actor) -> frozenset[UUID]:
    """Institutions whose cases a person sees without acting for them; nobody who sees all holds them one by one."""
    return institutions_of(actor) - institutions_of(actor, KELOLA_KASUS)


def sees_case(actor: Actor, case: Case) -> bool:
    """The same rule on a loaded case."""
    if actor is SYSTEM:
        return True
    if (where := _reach(actor)) is not None:
        if case.private or where.everywhere:
            return not case.private
        return where.covers(case.where) or _sees_by_type(actor, case) or _sees_by_case(actor, case)
    if case.internal:
        return False
    if case.institution_id in institutions_of(actor) or _sees_by_type(actor, case):
        return True
    return _sees_by_case(actor, case)


def _sees_by_type(actor: Actor, case: Case) -> bool:
    return any(
        not keys.isdisjoint(_types_read(case)) and where.covers(case.where)
        for where, keys in _reach_of_types(actor)
    )


def _sees_by_case(actor: Actor, case: Case) -> bool:
    if not any(on_some_case(person) for person in acting_as(actor)):
        return False
    return _appointed_on(actor).filter(Q(case=case.pk) | case.above_it()).exists()


def types_seen_by(actor: Actor) -> frozenset[str] | None:
    """The types of cases of which a person may see any at all; None: of every type. For the menu alone: whoever lists
    cases asks of each."""
    if sees_everything(actor):
        return None
    people = acting_as(actor)
    if actor.sisi == Sisi.INSTITUSI and any(institutions_of(person) for person in people):
        return None
    held = [one for person in people for one in held_by(person)]
    if any(Power.READ_ALL in one.powers or (one.on_cases and not one.reads) for one in held):
        return None
    beside = (kind.key for kind in case_types() if not kind.create and not kind.under)  # papers of others
    return frozenset(beside).union(*(one.reads for one in held))


# --- people, files, rows of the log ---------------------------------------------------------------------------------


def people_seen_by(actor: Actor) -> QuerySet[User] | None:
    """The people whose doings a person may follow in the log; None: everybody's."""
    return None if sees_everything(actor) else User.objects.filter(_own_side(actor, ""))


def rows_seen_by(actor: Actor) -> tuple[Q, QuerySet[CaseRole] | None]:
    """Condition on rows with an actor and a moment (ledger, access log): those of one's own side; and the appointments
    for each of which it is asked (`paging.ForEach`), None where it is asked of the rows alone.

    What somebody did for another institution before he was moved here, or after he left, is not of this one. The
    appointments of an institution are few, and what was done under one is a range of an index. Of a region they are
    many, and so are the rows: these are read newest first until a page is full.
    """
    if sees_everything(actor):
        return Q(), None
    where = _reach(actor)
    if where is None:
        under = Q(actor=OuterRef("person"), at__gte=OuterRef("since"))
        held = _held_at(institutions_of(actor))
        if held_by(actor):  # a role of a type's own: what was done by oneself
            held |= CaseRole.objects.filter(person=actor.pk)
        return under & Q(at__lt=Coalesce(OuterRef("until"), _NEVER)), held
    held = _held_at(where.all_institutions)
    period = Q(until=None) | Q(until__gt=OuterRef("at"))
    then = held.filter(period, person=OuterRef("actor_id"), since__lte=OuterRef("at"))
    return Q(actor__in=held.values("person")) & Q(Exists(then)) | Q(actor=actor.pk), None


def _held_at(institutions: Collection[UUID]) -> QuerySet[CaseRole]:
    return CaseRole.objects.filter(institution__in=institutions)


def _own_side(actor: Actor, person: str) -> Q:
    """Condition on people: those of the institutions one reads or acts for, and oneself."""
    where, oneself = _reach(actor), Q((f"{person}pk", actor.pk))
    if where is not None:
        return Q((f"{person}institution__in", where.all_institutions)) | oneself
    ours = Q((f"{person}institution__in", institutions_of(actor)))
    return ours | oneself if held_by(actor) else ours


def files_named_to(actor: Actor, rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Institutions learn the names of their own files only; what else they may read stands on the case's page."""
    return rows if sees_everything(actor) else rows.filter(_own_side(actor, "uploader__"))


# --- lanes, turns, acts, tasks --------------------------------------------------------------------------------------


def hidden_lanes(actor: Actor, kind: CaseType) -> frozenset[str]:
    """Lanes of a type of which a person who sees the case must not learn."""
    return frozenset() if reads_as_body(actor) else kind.internal_lanes


def route_seen_by(actor: Actor, subject: Any) -> Route | None:
    """The open route of a case without the lanes the person must not know of."""
    route: Route | None = subject.open_route()
    if route is None or not (hidden := hidden_lanes(actor, case_type(subject.case.type))):
        return route
    return Route(route.process, [task for task in route.live if task.lane not in hidden])


def turns_seen_by(actor: Actor, kind: CaseType, route: Route | None) -> list[Any]:
    """The open turns of a route that the person may know of."""
    hidden = hidden_lanes(actor, kind)
    return [task for task in (route.turns.values() if route is not None else ()) if task.lane not in hidden]


def acts_not_told(actor: Actor) -> frozenset[str]:
    """Acts of which a line, or the name of who did it, must not reach the person where only entries are at hand.

    Where the case is at hand its type's `entry_visible` decides, entry by entry.
    """
    if reads_as_body(actor):
        return frozenset()
    names = frozenset().union(*(kind.internal_acts for kind in case_types()))
    return names | {f"{half}{name}" for half in (GIVEN, WITHDRAWN) for name in names}


def tasks_seen_by(actor: Actor) -> Q:
    """Condition on tasks, by columns of the task itself: a box is read and counted from one index."""
    if actor is SYSTEM:
        return Q()
    if (where := _reach(actor)) is not None:
        if where.everywhere:
            return Q(private=False)
        here = where.of_cases() | _of_types(actor, "case_type", "case__parent") | _appointed(actor, "case")
        return here & Q(private=False)
    seen = _of_institution(actor, "case_type", "case", "case__parent")
    for kind in case_types():
        if lanes := hidden_lanes(actor, kind):
            seen &= ~Q(case_type=kind.key, lane__in=lanes)
    return seen
