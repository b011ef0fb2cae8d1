"""Whose a case was when: institutions are renamed and merged, and what is told of then names the one of then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from cases.core.models import Case, FormerInstitution
from cases.organisations.models import Institution, NamaLama
from cases.organisations.names import OldNames, name_at, name_rows, names_in
from workflows.at_once import at_once


class Owners:
    """The institutions of some cases over time. rows: what that is read from, in one statement when it is first asked
    for, or before with other rows (`at_once`)."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.cases = {case.pk: case for case in cases}
        former = FormerInstitution.objects.filter(case__in=list(self.cases))
        present = Q(institution__in={case.institution_id for case in self.cases.values()})
        names = NamaLama.objects.filter(present | Q(institution__in=former.values("institution")))
        self._former = former.select_related("institution").order_by("hingga", "id")
        self._names = name_rows(names)

    @property
    def rows(self) -> tuple[QuerySet[Any, Any], ...]:
        return self._former, self._names

    @cached_property
    def former(self) -> dict[Any, list[FormerInstitution]]:
        at_once(*self.rows)
        found: dict[Any, list[FormerInstitution]] = {}
        for row in self._former:
            found.setdefault(row.case_id, []).append(row)
        return found

    @cached_property
    def names(self) -> OldNames:
        at_once(*self.rows)
        return names_in(self._names)

    def at(self, case: Case, moment: dt.datetime) -> Institution:
        """Whose it was at a moment."""
        rows = self.former.get(case.pk, ())
        return next((row.institution for row in rows if row.hingga > moment), case.institution)

    def name(self, case: Case, moment: dt.datetime) -> str:
        """What the institution was called then whose case it was."""
        return name_at(self.at(case, moment), moment, self.names)

    def before(self, case: Case) -> list[tuple[str, dt.datetime]]:
        """(name, until when) of all that stood above the case before what stands there today, newest first."""
        found = []
        for row in [*self.former.get(case.pk, ()), None]:
            institution = row.institution if row is not None else case.institution
            names = [pair for pair in self.names.get(institution.pk, ()) if pair[1] > case.opened_at]
            if row is not None:
                names = [pair for pair in names if pair[1] < row.hingga]
                names.append(
                    (name_at(institution, row.hingga - dt.timedelta(microseconds=1), self.names), row.hingga)
                )
            found += names
        return sorted(found, key=lambda pair: pair[1], reverse=True)


def institution_name_at(case: Case, moment: dt.datetime) -> str:
    """The name above a case at a moment; one statement."""
    return Owners([case]).name(case, moment)
