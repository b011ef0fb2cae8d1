"""Whose a case was when: institutions are renamed and merged, and what is told of then names the one of then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from cases.core.models import Case, FormerInstitution
from cases.organisations.models import Institution
from cases.organisations.names import name_at, old_names


class Owners:
    """The institutions of some cases over time, read in two statements."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.cases = {case.pk: case for case in cases}
        self.former: dict[Any, list[FormerInstitution]] = {}
        rows = FormerInstitution.objects.filter(case__in=list(self.cases)).select_related("institution")
        for row in rows.order_by("hingga", "id"):
            self.former.setdefault(row.case_id, []).append(row)
        before = [row.institution_id for rows in self.former.values() for row in rows]
        ids = {case.institution_id for case in self.cases.values()} | set(before)
        self.names = old_names(ids)

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
    """The name above a case at a moment; two statements."""
    return Owners([case]).name(case, moment)
