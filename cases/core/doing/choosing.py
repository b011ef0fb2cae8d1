"""Choosing a petugas: how much each has to do, and who is away, is seen where one is chosen (SJ-39, SJ-137)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from cases.core.models import CaseTask
from cases.core.reading.rights import running
from cases.organisations.models import User
from cases.organisations.selectors import active_petugas
from cases.organisations.zones import day_at
from workflows.forms import ModelChoiceField
from workflows.numbers import number_text

#: More open tasks than this are not counted for a drop-down.
MOST = 1000


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()


def with_load(people: QuerySet[Any]) -> QuerySet[Any]:
    """People with `terbuka`, their open tasks (MOST at most), and `tidak_hadir`, until when they are away."""
    held = CaseTask.objects.filter(owner=OuterRef("pk"), status="ASSIGNED", flow_task_type="HUMAN")
    away = running().filter(person=OuterRef("pk")).order_by("-until").values("until")
    counted = _Counted(held.order_by().values("pk")[:MOST])
    found: QuerySet[Any] = people.annotate(terbuka=counted, tidak_hadir=Subquery(away[:1]))
    return found


def reviewers_of(subject: Any) -> QuerySet[User]:
    """Who may be petugas of a case; anywhere, while it is not known of which."""
    case = getattr(subject.root(), "case", None) if subject is not None else None
    return active_petugas(case.where if case is not None and case.institution_id is not None else None)


class _WithLoad(ModelChoiceIterator):  # type: ignore[type-arg]  # no type at runtime
    """What the page offers. What the ledger and a receipt say of a choice stays the name alone."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for person in with_load(self.queryset):
            more = "+" if person.terbuka >= MOST else ""
            told = f"{person} ({number_text(person.terbuka)}{more} tugas terbuka"
            if person.tidak_hadir is not None:
                told += f", tidak hadir sampai {day_at(person.tidak_hadir, None):%d/%m/%Y}"
            yield (ModelChoiceIteratorValue(self.field.prepare_value(person), person), f"{told})")


class PetugasField(ModelChoiceField):
    iterator = _WithLoad
