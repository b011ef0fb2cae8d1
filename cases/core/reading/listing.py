"""Lists of cases: one query per page, whatever the filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.organisations.zones import midnight
from workflows import parsing
from workflows.actors import Actor
from workflows.errors import FieldError

from .paging import LIMIT, Page, bounded_count, paginate
from .searching import found_by
from .sight import cases_visible_to

__all__ = ["Page", "bounded_count", "cases_of", "list_cases", "parse_dates"]

KEYS = ("-opened_at", "-id")


def list_cases(
    actor: Actor,
    type_key: str = "",
    *,
    filters: Mapping[str, Any] | None = None,
    cursor: str = "",
    limit: int = LIMIT,
) -> Page:
    """A page of the cases an actor may see, newest first. filters: see `cases_of`."""
    return paginate(cases_of(actor, type_key, filters or {}), keys=KEYS, cursor=cursor, limit=limit)


def cases_of(actor: Actor, type_key: str, filters: Mapping[str, Any]) -> QuerySet[Case]:  # noqa: PLR0912  one per filter
    """The visible cases that match.

    filters: state, kecuali (states left out), institution, jenis, provinsi, petugas, tahap, q, dari and sampai
    (dates or DD/MM/YYYY). `CaseFilter` refuses unknown or malformed values; here they never widen what is visible.
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
