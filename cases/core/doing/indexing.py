"""Keeps the words by which a case is found (`cases.core.reading.searching`) in step with the case.

An act that changes one of them writes them anew in its own transaction: a creation, and the acts that the type names
(`words_after`). What changes them from elsewhere (a name, a merger) makes the database forget them (triggers of core's
migrations), and the sweep writes them again within seconds.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from cases.core.declared.registry import case_type
from cases.core.models import Case, CaseWords
from cases.core.reading.searching import words_in
from cases.core.reading.selectors import subjects_of
from cases.organisations.models import NamaLama

_WRITE = """INSERT INTO core_casewords (case_id, words) VALUES (%s, array_to_tsvector(%s::text[]))
    ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"""


def index(subject: Any) -> None:
    """Write the words of one case. The case's lock is held, or it is new."""
    _write([(subject, _names_of({subject.case.institution_id}))])


def index_some(limit: int = 500) -> int:
    """Write the words of cases whose words were forgotten or never written. How many there were."""
    with transaction.atomic():
        stale = CaseWords.objects.filter(words=None).order_by("case")
        ids = list(stale.select_for_update(skip_locked=True).values_list("case", flat=True)[:limit])
        cases = Case.objects.filter(pk__in=ids).select_related("institution", "assignee")
        subjects = list(subjects_of(cases).values())
        names = _names_of({subject.case.institution_id for subject in subjects})
        _write([(subject, names) for subject in subjects])
    return len(ids)


def _write(found: list[tuple[Any, dict[Any, list[str]]]]) -> None:
    rows = [(subject.case.pk, _words_of(subject, names)) for subject, names in found]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, rows)


def _words_of(subject: Any, names: dict[Any, list[str]]) -> list[str]:
    case, kind = subject.case, case_type(subject.case.type)
    texts = [case.number, case.title, case.institution.nama, *names.get(case.institution_id, ()), *kind.words(subject)]
    if case.assignee is not None:
        texts.append(case.assignee.nama)
    words = words_in(" ".join(texts))
    # "123" finds 000123
    return sorted({*words, *(short for word in words if word.isdigit() and (short := word.lstrip("0")))})


def _names_of(institutions: set[Any]) -> dict[Any, list[str]]:
    """What these institutions were called. One statement."""
    found: dict[Any, list[str]] = {}
    rows = NamaLama.objects.filter(institution__in=institutions)
    for pk, nama in rows.values_list("institution", "nama"):
        found.setdefault(pk, []).append(nama)
    return found
