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

#: Former names of the institution are cut by the database, so that an act has one statement more and not two.
_WRITE = """INSERT INTO core_casewords (case_id, words)
    SELECT %(case)s, array_to_tsvector(%(words)s::text[] || ARRAY(
        SELECT word FROM organisations_namalama n, regexp_split_to_table(lower(n.nama), '[^[:alnum:]]+') word
        WHERE n.institution_id = %(institution)s AND word <> ''))
    ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"""


def index(subject: Any) -> None:
    """Write the words of one case. The case's lock is held, or it is new. One statement, and what the type reads."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, _row(subject))


def index_some(limit: int = 500) -> int:
    """Write the words of cases whose words were forgotten or never written. How many there were."""
    with transaction.atomic():
        stale = CaseWords.objects.filter(words=None).order_by("case")
        ids = list(stale.select_for_update(skip_locked=True).values_list("case", flat=True)[:limit])
        cases = Case.objects.filter(pk__in=ids).select_related("institution", "assignee")
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, [_row(subject) for subject in subjects_of(cases).values()])
    return len(ids)


def _row(subject: Any) -> dict[str, Any]:
    case, kind = subject.case, case_type(subject.case.type)
    texts = [case.number, case.title, case.institution.nama, *kind.words(subject)]
    if case.assignee is not None:
        texts.append(case.assignee.nama)
    words = words_in(" ".join(texts))
    short = {word.lstrip("0") for word in words if word.isdigit()} - {""}  # "123" finds 000123
    return {"case": case.pk, "institution": case.institution_id, "words": sorted({*words, *short})}
