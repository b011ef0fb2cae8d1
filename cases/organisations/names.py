"""What an institution was called when: a page about then says the name of then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from .models import Institution, NamaLama

#: Institution -> (name, until when), the earliest end first.
OldNames = Mapping[Any, Sequence[tuple[str, dt.datetime]]]


def old_names(institutions: Iterable[Any]) -> OldNames:
    """The former names of these institutions (or ids); one statement."""
    return names_in(name_rows(NamaLama.objects.filter(institution__in=list(institutions))))


def name_rows(names: QuerySet[NamaLama]) -> QuerySet[Any, Any]:
    """(institution, name, until when) of names that an institution bore itself."""
    rows = names.filter(asal=None).order_by("hingga", "id")
    return rows.values_list("institution", "nama", "hingga")


def names_in(rows: Iterable[tuple[Any, str, dt.datetime]]) -> OldNames:
    """Of `name_rows`."""
    found: dict[Any, list[tuple[str, dt.datetime]]] = {}
    for pk, nama, until in rows:
        found.setdefault(pk, []).append((nama, until))
    return found


def name_at(institution: Institution, at: dt.datetime, known: OldNames | None = None) -> str:
    """The name at a moment. known: what `old_names` has read for several."""
    names = (old_names([institution]) if known is None else known).get(institution.pk, ())
    return next((nama for nama, until in names if until > at), institution.nama)
