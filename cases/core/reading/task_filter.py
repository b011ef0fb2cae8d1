"""Filters and order of the boxes of tasks, for page and API: what a column shows, and all but that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case as When_
from django.db.models import CharField, Q, QuerySet, Value, When
from django.db.models.functions import Now

from cases.core.declared.registry import case_types
from cases.core.models import CaseTask
from cases.core.models.tasks import NEVER, due
from cases.organisations.models import Institution
from workflows.actors import Actor
from workflows.errors import E_REF

from .filters import FilterForm, petugas, petugas_all, states_of
from .listing import uuid_or_none
from .searching import found_by
from .sight import reads_as_body

DUE = [("terlambat", "Terlambat"), ("nanti", "Belum jatuh tempo"), ("tanpa", "Tanpa batas waktu")]
#: Column -> what it is sorted by: (name in an address, label of the column).
SORTED = {
    "judul": "Tugas",
    "institusi": "Institusi",
    "status": "Status",
    "sejak": "Sejak",
    "batas": "Batas",
}
_PATHS = {
    "judul": "case__title",
    "institusi": "case__institution__nama",
    "status": "urutan_status",
    "sejak": "created",
    "batas": "batas_urut",
}
#: The orders that an index gives, by box; every other one is sorted when it is asked for, of so many rows at most.
_INDEXED = {"mine": {"batas", "sejak"}, "queue": {"batas"}, "waiting": {"batas"}, "archive": {"sejak"}}
MOST_SORTED = 1000


class InstitutionField(forms.CharField):
    """An institution by its key, or all that are or were called so. Error: E-REF where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not Institution.objects.filter(named(value, "pk", Q(nama__icontains=value))).exists():
            raise ValidationError("Tidak ada institusi bernama demikian.", code=E_REF)


def named(value: str, key: str, by_name: Q) -> Q:
    """The condition for an `InstitutionField`: by key, or by name."""
    found = uuid_or_none(value)
    return Q(**{key: found}) if found is not None else by_name | Q(**{f"{key}__in": _once_called(value)})


def _once_called(value: str) -> Any:
    return Institution.objects.filter(nama_lama__nama__icontains=value).values("pk")


class TaskFilter(FilterForm):
    client = FilterForm.client | {"box"}

    q = forms.CharField(
        label="Cari", required=False, max_length=200, help_text="Nomor, judul, atau institusi"
    )

    def prepare(self) -> None:
        kinds = [(kind.key, kind.label) for kind in case_types()]
        if len(kinds) > 1 or self.api:
            self._both("type", "Jenis kasus", "Kecuali jenis", kinds)
        self._both("state", "Status", "Kecuali status", states_of(list(case_types())))
        self._both("jatuh_tempo", "Batas waktu", "Kecuali batas waktu", DUE)
        offered = reads_as_body(self.actor) and not self.api
        people = petugas() if offered else ()
        for name, label in (("petugas", "Petugas"), ("kecuali_petugas", "Kecuali petugas")):
            self.put_row(name, label, petugas_all, people, told=reads_as_body(self.actor))
        widget = forms.TextInput if offered else forms.HiddenInput
        for name, label in (("institution", "Institusi"), ("kecuali_institution", "Kecuali institusi")):
            self.fields[name] = InstitutionField(label=label, widget=widget())
        self.put("urut", "Urutan", [(s + name, name) for name in SORTED for s in ("", "-")], hidden=True)

    def _both(self, name: str, label: str, without: str, choices: list[tuple[str, str]]) -> None:
        self.put(name, label, choices)
        self.put(f"kecuali_{name}", without, choices)


def _due(value: str) -> Q:
    return {
        "terlambat": Q(batas_urut__lt=Now()),
        "nanti": Q(batas_urut__gte=Now(), batas_urut__lt=NEVER),
        "tanpa": Q(batas_urut=NEVER),
    }[value]


_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "kasus": lambda value: Q(case=value),  # of no address: from case to case
    "type": lambda value: Q(case_type=value),
    "state": lambda value: Q(case__state=value),
    "jatuh_tempo": _due,
    "petugas": lambda value: Q(assignee=value, assignee__isnull=False),
    "institution": lambda value: named(value, "institution", Q(institution__nama__icontains=value)),
}


def filtered(actor: Actor, rows: QuerySet[CaseTask], filters: Mapping[str, Any]) -> QuerySet[CaseTask]:
    """filters: of a `TaskFilter`; whatever they are, they never widen what is in a box."""
    rows = rows.annotate(batas_urut=due())
    for name, condition in _CONDITIONS.items():
        if value := filters.get(name):
            rows = rows.filter(condition(value))
        if value := filters.get(f"kecuali_{name}"):
            rows = rows.exclude(condition(value))
    if q := str(filters.get("q") or "").strip():
        rows = rows.filter(found_by(q, actor, "case"))
    return rows


def indexed(box: str, wanted: str) -> bool:
    """Whether an index gives this order of a box. wanted: as for `ordered`."""
    name = wanted.lstrip("-")
    return name not in _PATHS or name in _INDEXED.get(box, ())


def ordered(rows: QuerySet[CaseTask], box: str, wanted: str) -> tuple[QuerySet[CaseTask], tuple[str, ...]]:
    """The rows with what they are sorted by, and the keys of their pages.

    wanted: a column of `SORTED`, "-" in front for descending; by default what is due first, then what waits longest,
    and what is finished newest first.
    """
    name, down = wanted.lstrip("-"), wanted.startswith("-")
    if name not in _PATHS:
        return rows, ("-finished", "-id") if box == "archive" else ("batas_urut", "created", "id")
    if name == "batas":
        names = ("batas_urut", "created", "id")
        return rows, tuple(f"-{part}" for part in names) if down else names
    if name == "status":
        labels = [When(case__state=key, then=Value(label)) for key, label in states_of(list(case_types()))]
        rows = rows.annotate(urutan_status=When_(*labels, default=Value(""), output_field=CharField()))
    path = "finished" if name == "sejak" and box == "archive" else _PATHS[name]
    return rows, ((f"-{path}", "-id") if down else (path, "id"))
