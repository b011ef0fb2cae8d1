"""Lists of cases: one query per page, whatever the filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, Exists, Func, Q, QuerySet, UUIDField, Value

from cases.core.declared.registry import case_type
from cases.core.models import Case, CaseAncestor, CaseWords
from cases.organisations.zones import midnight
from workflows import parsing
from workflows.actors import Actor
from workflows.errors import FieldError

from .paging import LIMIT, MAXIMUM, MOST_COUNTED, Page, bounded_count, paginate
from .searching import asked, common_words, found_by
from .sight import cases_visible_to, reads_as_body, totals_seen_by

__all__ = ["Page", "bounded_count", "cases_of", "list_cases", "parse_dates"]

KEYS = ("-opened_at", "-id")
#: The case that all of a list stand under, however far down: as a client calls it, and in the address of a page.
UNDER, ABOVE = "under", "di_bawah"
#: Cases that are asked one by one for common words: of all, what one in eighty has fills a page; an institution's
#: own stand far apart in the table and cost twice as much.
WALKED, WALKED_THERE = 4_000, 2_000


def list_cases(
    actor: Actor,
    type_key: str = "",
    *,
    filters: Mapping[str, Any] | None = None,
    cursor: str = "",
    limit: int = LIMIT,
) -> Page:
    """A page of the cases an actor may see, newest first. filters: see `cases_of`."""
    filters = filters or {}
    page = _by_common_words(actor, type_key, filters, cursor, limit)
    return page or paginate(cases_of(actor, type_key, filters), keys=KEYS, cursor=cursor, limit=limit)


def _by_common_words(
    actor: Actor, type_key: str, filters: Mapping[str, Any], cursor: str, limit: int
) -> Page | None:
    """A page of what is sought by words that stand in many cases, and by nothing else; None where that is not so.

    The index of words gives all cases that have them before the newest are known: thousands. So the newest that the
    actor sees are asked one by one. Do they fill a page, nothing else is read, and it is known that there are so many
    at least. Otherwise the words seldom stand together, and the index gives few.
    """
    seen, query = totals_seen_by(actor), common_words(str(filters.get("q") or ""))
    alone = type_key and {name for name, value in filters.items() if value} == {"q"}
    if not alone or not seen or query is None:
        return None
    limit = max(1, min(limit, MAXIMUM))
    most = WALKED if reads_as_body(actor) else WALKED_THERE
    here = CaseWords.objects.filter(seen, type=type_key)
    newest = Q(words=query)
    asked_of = here.order_by("-opened_at", "-case")[: most + 1].aggregate(
        number=Count("pk"),
        found=Count("pk", filter=newest),
        keys=_First(ArrayAgg("pk", filter=newest, order_by=("-opened_at", "-case")), Value(limit + 1)),
    )
    found, whole = asked_of["found"], asked_of["number"] <= most
    if whole or found > limit:
        exact = whole and found <= MOST_COUNTED
        least = found - 1 - (found - 1) % LIMIT  # there are more than so many
        number = found if exact else min(max(limit, least), MOST_COUNTED)
        words = here.filter(asked(query))
        page = _of_keys(actor, type_key, words, asked_of["keys"] or [], cursor, limit)
        return replace(page, number=(number, not exact))
    keys = list(here.filter(words=query).values_list("pk", flat=True)[: MOST_COUNTED + 1])
    few = len(keys) <= MOST_COUNTED
    rows = cases_of(actor, type_key, {} if few else filters)
    page = paginate(rows.filter(pk__in=keys) if few else rows, keys=KEYS, cursor=cursor, limit=limit)
    return replace(page, number=(min(len(keys), MOST_COUNTED), not few))


def _of_keys(
    actor: Actor, type_key: str, words: QuerySet[CaseWords], first: Sequence[UUID], cursor: str, limit: int
) -> Page:
    """The page of the cases of `words`, newest first. first: keys of its first page and one more."""
    cases = cases_of(actor, type_key, {})
    if not cursor:
        return paginate(cases.filter(pk__in=first), keys=KEYS, limit=limit)
    page = paginate(words.only("opened_at"), keys=("-opened_at", "-case_id"), cursor=cursor, limit=limit)
    found = cases.in_bulk([row.case_id for row in page.rows])
    return replace(page, rows=[found[row.case_id] for row in page.rows if row.case_id in found])


class _First(Func):
    """The first so many members of an array."""

    template = "(%(expressions)s])"
    arg_joiner = ")[:"
    output_field = ArrayField(UUIDField())
    empty_result_set_value = None

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        sql, params = super().as_sql(*args, **kwargs)
        return f"({sql}", params


def cases_of(actor: Actor, type_key: str, filters: Mapping[str, Any]) -> QuerySet[Case]:  # noqa: PLR0912  one per filter
    """The visible cases that match.

    filters: state, kecuali (states left out), institution, jenis, provinsi, petugas, tahap, q, dari and sampai
    (dates or DD/MM/YYYY), under (key of a case somewhere above). `CaseFilter` refuses unknown or malformed values; here
    they never widen what is visible.
    """
    rows = cases_visible_to(actor).select_related("institution", "assignee")
    known = case_type(type_key) if type_key else None
    if known is not None:
        rows = rows.filter(type=type_key).select_related(*known.prefetch)
    if states := _words(filters, "state"):
        rows = rows.filter(state__in=states)
    if left_out := _words(filters, "kecuali"):
        rows = rows.exclude(state__in=left_out)
    for extra in known.filters if known else ():
        value = str(filters.get(extra.name) or "")
        if value in {key for key, _label in (extra.choices() if value else ())}:
            rows = rows.filter(**{extra.path: value})
    if known is not None and (tahap := str(filters.get("tahap") or "")):
        stages = {stage.label: stage.states for stage in known.stages}
        if tahap in stages:
            rows = rows.filter(state__in=stages[tahap])
    for name, path in (("institution", "institution"), ("petugas", "assignee")):
        if (pk := uuid_or_none(filters.get(name))) is not None:
            rows = rows.filter(**{path: pk})
    if (above := uuid_or_none(filters.get(UNDER) or filters.get(ABOVE))) is not None:
        rows = rows.filter(*below(actor, above))
    if jenis := _words(filters, "jenis"):
        rows = rows.filter(institution__jenis__in=jenis)
    if provinsi := str(filters.get("provinsi") or ""):
        rows = rows.filter(institution__provinsi=provinsi)
    start, end, _errors = parse_dates(filters)
    if start is not None:
        rows = rows.filter(opened_at__gte=midnight(start))
    if end is not None:
        rows = rows.filter(opened_at__lt=midnight(end + dt.timedelta(days=1)))
    if q := str(filters.get("q") or "").strip():
        rows = rows.filter(found_by(q, actor))
    return rows


def below(actor: Actor, above: UUID) -> list[Q]:
    """Conditions on cases: under a case, however far down. One that the actor may not see has nothing below it."""
    seen = cases_visible_to(actor).filter(pk=above)
    keys = CaseAncestor.objects.filter(ancestor=above).values("case")
    return [Q(pk__in=keys), Q(Exists(seen))]


def parse_dates(
    filters: Mapping[str, Any],
) -> tuple[dt.date | None, dt.date | None, dict[str, FieldError]]:
    """(dari, sampai, errors): a malformed date is E-FMT, another century and from > to are E-RNG (SJ-53)."""
    found: dict[str, dt.date | None] = {}
    errors: dict[str, FieldError] = {}
    for name in ("dari", "sampai"):
        value = filters.get(name)
        try:
            found[name] = _date(value)
        except ValueError as fault:
            found[name] = None
            code = "E-RNG" if isinstance(fault, parsing.OutOfCalendar) else "E-FMT"
            errors[name] = FieldError(code, str(fault))
    start, end = found["dari"], found["sampai"]
    if start is not None and end is not None and start > end:
        errors["sampai"] = FieldError("E-RNG", "Tanggal akhir harus sesudah tanggal awal.")
        return None, None, errors
    return start, end, errors


def _date(value: Any) -> dt.date | None:
    if not value:
        return None
    return parsing.day(value)


def _words(filters: Mapping[str, Any], name: str) -> list[str]:
    value = filters.get(name) or []
    return [value] if isinstance(value, str) else [str(v) for v in value]


def uuid_or_none(value: Any) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
