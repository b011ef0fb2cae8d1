"""Filters of lists: a GET form; what is unknown or malformed is named beside the list (SJ-53)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest

from cases.core.declared.manifest import CaseType
from cases.core.reading.sight import sees_everything
from cases.organisations.models import Institution, Wilayah
from cases.organisations.selectors import active_petugas
from workflows.admission import admitted
from workflows.errors import E_FMT, E_RNG, Refused
from workflows.forms import ActForm, TanggalField

from .lapsed import TICKED
from .page import address

Choices = Callable[[], list[tuple[str, str]]]


class FilterForm(ActForm):
    """Base: what is unknown or malformed filters nothing and is named; an export of it is refused (`strict`).

    beside: names an address may carry that are no filters, or none of this reader.
    """

    beside: ClassVar[frozenset[str]] = frozenset(
        {"cursor", "bentuk", "kategori", "institution", "jenis", "provinsi", "petugas", TICKED}
    )

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(data=request.GET, actor=request.user, **kwargs)
        self.data = admitted(self, self.data)  # with the fields that `prepare` added

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("dari"), data.get("sampai")
        if start and end and start > end:
            self.refuse("sampai", E_RNG, "Tanggal akhir harus sesudah tanggal awal.")
        for name in self.request.GET:
            if name not in self.fields and name not in self.beside:
                self.refuse(None, E_FMT, f"Saringan “{name[:50]}” tidak dikenal dan tidak dipakai.")
        for name, field in self.fields.items():
            if len(set(self.request.GET.getlist(name))) > 1 and not isinstance(
                field, forms.MultipleChoiceField
            ):
                self.refuse(name, E_FMT, f"{field.label or name} disebut lebih dari sekali; pilih satu.")
        return data

    def values(self) -> dict[str, Any]:
        """What filters; with a faulty date the list is not filtered by date at all."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        if {"dari", "sampai"} & set(self.errors):
            found.pop("dari", None)
            found.pop("sampai", None)
        return found

    def strict(self) -> dict[str, Any]:
        """As `values`, for what leaves the system. Raises Refused: a slip must not export everything."""
        if not self.is_valid():
            errors = self.coded_errors()
            first = next(iter(errors.values()))[0]
            raise Refused(first.code, f"Saringan tidak sah: {first.message}", errors=errors)
        return self.values()

    def chips(self) -> list[dict[str, str]]:
        """What is active, each with the address of the list without it."""
        found = []
        for name, value in self.values().items():
            field = self.fields[name]
            if field.widget.is_hidden:
                continue
            text = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value
            if isinstance(field, TanggalField):
                text = f"{value:%d/%m/%Y}"
            found.append({"label": f"{field.label}: {text}", "url": address(self.request, [name, "cursor"])})
        return found

    def put(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[("", "Semua"), *choices], required=False
            )


class CaseFilter(FilterForm):
    """Filters of the list of one case type. Those of KASN filter nothing for others, who see their own rows."""

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
        if sees_everything(self.actor):
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
