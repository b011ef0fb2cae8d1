"""Filters of lists: a GET form whose unknown values are ignored and whose faulty dates are shown (SJ-53)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from cases.core.registry import CaseType
from cases.organisations.models import Institution, Wilayah
from cases.organisations.permissions import sees_all
from cases.organisations.selectors import active_petugas
from workflows.errors import E_RNG
from workflows.forms import ActForm, TanggalField

from .page import address

Choices = Callable[[], list[tuple[str, str]]]


class FilterForm(ActForm):
    """Base: choices not in their list are dropped before the form is bound."""

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(data=None, actor=request.user, **kwargs)
        data = request.GET.copy()
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and data.get(name) not in dict(field.choices):
                data.pop(name, None)
        self.data, self.is_bound = data, True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("dari"), data.get("sampai")
        if start and end and start > end:
            self.refuse("sampai", E_RNG, "Tanggal akhir harus sesudah tanggal awal.")
        return data

    def values(self) -> dict[str, Any]:
        """What filters; with a faulty date the list is not filtered by date at all."""
        faulty = not self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        if faulty:
            found.pop("dari", None)
            found.pop("sampai", None)
        return found

    def chips(self) -> list[dict[str, str]]:
        """What is active, each with the address of the list without it."""
        found = []
        for name, value in self.values().items():
            field = self.fields[name]
            if field.widget.is_hidden:
                continue
            text = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value
            if isinstance(field, TanggalField):
                text = value.strftime("%d/%m/%Y")
            found.append({"label": f"{field.label}: {text}", "url": address(self.request, [name, "cursor"])})
        return found

    def put(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[("", "Semua"), *choices], required=False
            )


class CaseFilter(FilterForm):
    """Filters of the list of one case type."""

    q = forms.CharField(
        label="Cari", required=False, max_length=100, help_text="Nomor, judul, atau institusi"
    )

    def __init__(self, request: HttpRequest, kind: CaseType) -> None:
        self.kind = kind
        super().__init__(request)

    def prepare(self) -> None:
        kind = self.kind
        self.put("state", "Status", [(s.value, str(s.label)) for s in kind.machine.states])
        if len(kind.stages) > 1:
            self.put("tahap", "Tahap", [(s.label, s.label) for s in kind.stages if s.states])
        for extra in kind.filters:
            self.put(extra.name, extra.label, list(extra.choices()))
        if sees_all(self.actor):
            self.put("jenis", "Jenis institusi", [(j.value, str(j.label)) for j in Institution.Jenis])
            self.put("provinsi", "Provinsi", provinces())
            self.put("petugas", "Petugas", petugas())
            self.fields["institution"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
        self.fields["dari"] = TanggalField(label="Dibuat dari", required=False)
        self.fields["sampai"] = TanggalField(label="Dibuat sampai", required=False)


def provinces() -> list[tuple[str, str]]:
    rows = Wilayah.objects.filter(jenis=Wilayah.Jenis.PROVINSI).order_by("nama")
    return list(rows.values_list("kode", "nama"))


def petugas() -> list[tuple[str, str]]:
    return [(str(pk), nama) for pk, nama in active_petugas().values_list("pk", "nama")]
