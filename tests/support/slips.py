"""Slips: mutants of code that no declaration covers — selectors, pages, targets, scores, columns.

A slip is one small change in the source of one function, as a tired hand would make it. The function keeps its
identity (only its code is exchanged), so whoever imported it by name gets the slip too.
"""

from __future__ import annotations

import importlib
import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any, NamedTuple


class Slip(NamedTuple):
    """place: "module:function" or "module:Class.method"; was → becomes: a text that stands in it once."""

    place: str
    was: str
    becomes: str


SLIPS: dict[str, Slip] = {
    "paging.keyset": Slip("cases.core.reading.paging:_beyond", '"<" if', '"<=" if'),
    "paging.equal": Slip("cases.core.reading.paging:_beyond", "(names, values,", "(names[:1], values[:1],"),
    "paging.limit": Slip("cases.core.reading.paging:_page", "len(found) > limit", "len(found) >= limit"),
    "paging.back": Slip("cases.core.reading.paging:_page", "found.reverse()", "pass"),
    "paging.count": Slip("cases.core.reading.paging:bounded_count", "count > limit", "count >= limit"),
    "selectors.internal": Slip("cases.core.reading.sight:_of_institution", " & Q(internal=False)", ""),
    "selectors.institution": Slip(
        "cases.core.reading.sight:_of_institution", "institution__in=institutions_of(actor)", ""
    ),
    "selectors.private": Slip(
        "cases.core.reading.sight:cases_visible_to",
        "Case.objects.filter(private=False)",
        "Case.objects.all()",
    ),
    "selectors.one_internal": Slip("cases.core.reading.sight:sees_case", "if case.internal:", "if False:"),
    "inbox.internal": Slip("cases.core.reading.sight:_of_institution", " & Q(internal=False)", ""),
    "inbox.lanes": Slip(
        "cases.core.reading.sight:tasks_seen_by", "if lanes := hidden_lanes(actor, kind):", "if False:"
    ),
    "inbox.drafts": Slip("cases.core.reading.sight:tasks_seen_by", "return Q(private=False)", "return Q()"),
    "inbox.waiting": Slip(
        "cases.core.reading.inbox:_waiting", "elsewhere & Q(assignee=person.pk)", "elsewhere"
    ),
    "substitution.since": Slip("cases.core.reading.rights:running", "since__lte=Now(), ", ""),
    "substitution.until": Slip("cases.core.reading.rights:running", ", until__gt=Now())", ")"),
    "substitution.ended": Slip("cases.core.reading.rights:running", "ended_at=None, ", ""),
    "substitution.half": Slip(
        "cases.core.reading.rights:_handed_on",
        "if p.sisi == actor.sisi and p.institution_id == actor.institution_id",
        "",
    ),
    "substitution.inactive": Slip(
        "cases.core.reading.rights:_away_from", "person__is_active=True", "person__isnull=False"
    ),
    "appointment.since": Slip("cases.organisations.granted:running", ", since__lte=Now()", ""),
    "appointment.until": Slip(
        "cases.organisations.granted:running", "Q(until=None) | Q(until__gt=Now()), ", ""
    ),
    "appointment.reach": Slip(
        "cases.core.reading.sight:cases_visible_to", "(here, private=False)", "(private=False)"
    ),
    "appointment.capacity": Slip(
        "cases.organisations.holding:capacities", "all(one.role == user.role for one in held)", "True"
    ),
    "inbox.late": Slip(
        "cases.core.reading.task_filter:_due",
        '"terlambat": Q(batas_urut__lt=Now())',
        '"terlambat": Q()',
    ),
    "seen.person": Slip(
        "cases.core.reading.inbox:_shown", ", person=None if actor is SYSTEM else actor.pk)", ")"
    ),
    "seen.hands": Slip("cases.core.models.tasks:CaseTask._unread", "exclude(person=by)", "none()"),
    "seen.presser": Slip("cases.core.models.tasks:CaseTask._unread", "exclude(person=by)", "all()"),
    "onward.others": Slip("cases.core.reading.inbox:beside", '"kecuali_kasus": case.pk', ""),
    "onward.whose": Slip("cases.shell.onward:trail_of", "if whose != str(request.user.pk):", "if False:"),
    "locks.order": Slip("workflows.locks:in_order", "in sorted(found)", "in found"),
    "locks.strength": Slip("workflows.locks:in_order", " or lock.strength is Strength.CHANGE", ""),
    "locks.following": Slip("workflows.locks:wanted_by", "for row in following if", "for row in () if"),
    "locks.moved": Slip("workflows.gate:Call._check_locks", "raise Moved(obj)", "continue"),
    "chains.shown": Slip("workflows.chains:look", " or _among(shown)", ""),
    "chains.neighbours": Slip("workflows.chains:_among", "by_seq.get(seq - 1)", "None"),
    "chains.shorter": Slip("workflows.chains:look", "if broken is None and check.seq > seq:", "if False:"),
    "chains.head": Slip("workflows.chains:look", "and upto == seq and found.head != head", "and False"),
    "chains.round_head": Slip("workflows.chains:Round._end", "elif chain.head != head:", "elif False:"),
    "target.working_days": Slip(
        "cases.organisations.working_calendar:add_working_days", "while days:", "while days > 1:"
    ),
    "target.holidays": Slip(
        "cases.organisations.working_calendar:add_working_days", " and day not in off[day.year]", ""
    ),
    "scores.nilai": Slip(
        "cases.jpt.models.kandidat:Kandidat.nilai_of",
        "self.seleksi.bobot[str(tahap)] * skor",
        "round(self.seleksi.bobot[str(tahap)] * skor, 1)",
    ),
    "scores.total": Slip(
        "cases.jpt.models.kandidat:Kandidat.total_nilai.fget", "None if None in parts", "0 if None in parts"
    ),
    "scores.order": Slip(
        "cases.jpt.models.kandidat:Kandidat.rank_key.fget", "-(last or Decimal(0))", "last or Decimal(0)"
    ),
    "columns.order": Slip("cases.jpt.stages:Page._sorted", "reverse=down", "reverse=not down"),
    "columns.reached": Slip("cases.jpt.stages:in_stage", ">= place(tahap)", "> place(tahap)"),
    "columns.print": Slip("cases.jpt.rekapitulasi:in_rank_order", "*ranked(k", "*(k"),
    "scores.ties": Slip(
        "cases.jpt.facts:SeleksiFacts._peringkat.func", "above += totals[total]", "above += 1"
    ),
}


def function_of(place: str) -> FunctionType:
    module, _, path = place.partition(":")
    thing: Any = importlib.import_module(module)
    for name in path.split("."):
        thing = getattr(thing, name)
    found: FunctionType = inspect.unwrap(thing)
    return found


def slipped(slip: Slip) -> tuple[FunctionType, CodeType]:
    """The function and its code with the slip. Raises ValueError when the text is not there exactly once."""
    function = function_of(slip.place)
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(slip.was) != 1:
        raise ValueError(f"{slip.place}: {slip.was!r} stands there {source.count(slip.was)} times")
    lines = source.replace(slip.was, slip.becomes).splitlines()
    while lines[0].startswith("@"):
        del lines[0]
    names = dict(function.__globals__)
    exec(compile("from __future__ import annotations\n" + "\n".join(lines), slip.place, "exec"), names)
    code: CodeType = names[function.__name__].__code__
    return function, code


@contextmanager
def made(name: str) -> Iterator[None]:
    """The slip is in the code inside the block."""
    with swapped(*slipped(SLIPS[name])):
        yield


@contextmanager
def swapped(function: FunctionType, code: CodeType) -> Iterator[None]:
    """The function runs that code inside the block."""
    original = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = original
