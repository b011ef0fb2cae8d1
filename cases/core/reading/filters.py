"""Filters of lists, one declaration for page, export, print and API (SJ-53).

A `FilterForm` names every filter that is unknown, malformed, of nothing that exists or said twice, and then nothing is
listed: a slip must not show, print or export more than was asked for. The API refuses (`strict`); a page says it at the
filter and keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_types
from cases.organisations.holding import holders
from cases.organisations.models import Institution, User, Wilayah
from cases.organisations.roles import Power
from cases.organisations.selectors import active_petugas
from workflows.actors import holder_said
from workflows.admission import NOT_CHOSEN, admitted
from workflows.errors import E_FMT, E_REF, E_RNG, FieldError, Refused
from workflows.forms import ActForm, TanggalField
from workflows.parsing import count
from workflows.selects import PlainSelect

from .listing import ABOVE, UNDER, uuid_or_none
from .paging import MAXIMUM
from .sight import cases_visible_to, reads_as_body

#: In the address of a list: the rows that are ticked when it is shown.
TICKED = "pilih"


def offered(field: forms.ChoiceField) -> list[Any]:
    """(value, label), or (label of a group, its pairs), as the field offers them now."""
    choices: Any = field.choices
    return list(choices)


SAID_TWICE = "Saringan ini disebut lebih dari sekali; pilih satu."
Pairs = Sequence[tuple[str, str]]


class RowField(forms.ChoiceField):
    """One row by its key; a page offers `choices`, other rows of the same table are taken too (an inactive person).

    rows: all that may be named; uuid: whether keys are UUIDs; told: whether the reader may learn what a key is
    called. Errors: E-FMT for no key at all, E-REF for nobody's.
    """

    def __init__(
        self,
        *,
        rows: Callable[[], QuerySet[Any]],
        choices: Pairs = (),
        uuid: bool = True,
        told: bool = True,
        **kwargs: Any,
    ) -> None:
        self.rows, self.uuid, self.told = rows, uuid, told
        super().__init__(choices=[("", "Semua"), *choices], required=False, **kwargs)

    def validate(self, value: Any) -> None:
        if not value or self.valid_value(value):
            return
        if self.uuid and uuid_or_none(value) is None:
            raise ValidationError("Isi harus berupa UUID.", code=E_FMT)
        found = self.rows().filter(pk=value).first()
        if found is None:
            raise ValidationError(NOT_CHOSEN, code=E_REF)
        self.choices = [*offered(self), (value, _named(found) if self.told else "pilihan lain")]


def _named(row: Any) -> str:
    return holder_said(row) if isinstance(row, User) else str(row)


class SeveralField(forms.MultipleChoiceField):
    """Several of a list, as clients name them; an empty one is none."""

    def to_python(self, value: Any) -> list[str]:
        return [one for one in super().to_python(value) if one]


class AboveField(forms.CharField):
    """A case above by its key. title: what the reader may know of it."""

    def __init__(self, title: str) -> None:
        self.title = title
        super().__init__(label="Di bawah", required=False, widget=forms.HiddenInput())

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found and uuid_or_none(found) is None:
            raise ValidationError("Isi harus berupa UUID.", code=E_FMT)
        return found


class FilterForm(ActForm):
    """Base. request: whose address holds the filters, asked by its `user`; api: for a client, who may name several
    values of what `several` lists, and a `limit`.

    beside: names an address may carry that are no filters; client: those of a call.
    """

    beside: ClassVar[frozenset[str]] = frozenset({"cursor", "bentuk", TICKED})
    several: ClassVar[frozenset[str]] = frozenset()
    client: ClassVar[frozenset[str]] = frozenset({"cursor", "limit"})

    def __init__(self, request: HttpRequest, *, api: bool = False, **kwargs: Any) -> None:
        self.request, self.api = request, api
        self.unknown: dict[str, FieldError] = {}
        super().__init__(data=request.GET, actor=request.user, **kwargs)
        self.data = admitted(self, self.data)  # with the fields that `prepare` added

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("dari"), data.get("sampai")
        if start and end and start > end:
            self.refuse("sampai", E_RNG, "Tanggal akhir harus sesudah tanggal awal.")
        for name, values in self.request.GET.lists():
            field = self.fields.get(name)
            if field is None and not self.is_beside(name):
                self._name(name, E_FMT, f"Saringan “{name[:50]}” tidak dikenal.")
            elif name == TICKED or isinstance(field, forms.MultipleChoiceField):
                continue
            elif len(set(values)) > 1:
                self._name(name, E_FMT, SAID_TWICE)
            elif name == "limit" and field is None and self.api and not count(values[-1], most=MAXIMUM):
                self._name(name, E_RNG, f"Isi harus bilangan bulat 1 sampai {MAXIMUM}.")
        return data

    def is_beside(self, name: str) -> bool:
        """Whether the address may carry this name, which is no filter."""
        return name in (self.client if self.api else self.beside)

    def full_clean(self) -> None:
        super().full_clean()
        for name in getattr(self, "errors", {}):
            self._keep_typed(name)

    def _name(self, name: str, code: str, message: str) -> None:
        """An error under the name it was sent with, a field or none."""
        if name in self.fields:
            self.refuse(name, code, message)
            return
        kept = name.encode("utf-8", "replace").decode()[:100]
        self.unknown[kept] = FieldError(code, message)
        self.refuse(None, code, message)

    def _keep_typed(self, name: str) -> None:
        """What was typed stands in its field, also where the field would not offer it or not be seen."""
        field, typed = self.fields.get(name), self.request.GET.get(name, "")
        if field is None:
            return
        if field.widget.is_hidden:
            field.widget = forms.TextInput()
        elif isinstance(field, forms.ChoiceField) and typed and not field.valid_value(typed):
            field.widget.choices = [*offered(field), (typed, f"{typed[:50]} (tidak dikenal)")]

    def coded_errors(self) -> dict[str, list[FieldError]]:
        found = super().coded_errors()
        found.pop(NON_FIELD_ERRORS, None)
        return found | {name: [error] for name, error in self.unknown.items()}

    @property
    def status(self) -> int:
        """Of the page that shows the list."""
        return 422 if self.errors else 200

    def values(self) -> dict[str, Any]:
        """What filters, by name. Nothing where a filter is refused: such a list is not read at all."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def strict(self) -> dict[str, Any]:
        """As `values`, for clients and what leaves the system. Raises Refused, with the errors of each filter."""
        if not self.is_valid():
            refused = self.refusal()
            raise Refused(refused.code, f"Saringan tidak sah: {refused.message}", errors=refused.errors)
        return self.values()

    def chips(self) -> list[dict[str, str]]:
        """What is active, each with the address of the list without it."""
        found = []
        for name, value in self.values().items():
            field = self.fields[name]
            if field.widget.is_hidden and not isinstance(field, RowField):
                continue
            text = _label(field, value) if isinstance(field, forms.ChoiceField) else value
            if isinstance(field, TanggalField):
                text = f"{value:%d/%m/%Y}"
            found.append({"label": f"{field.label}: {text}", "url": self._without(name)})
        return found

    def _without(self, *names: str) -> str:
        query = self.request.GET.copy()
        for name in (*names, "cursor", TICKED):
            query.pop(name, None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def reset_url(self) -> str:
        """The list without any filter; "" where there is none."""
        return self.request.path if self.errors or self.chips() else ""

    def put(self, name: str, label: str, choices: Pairs, *, hidden: bool = False) -> None:
        """One of a list; nothing to choose from is no filter."""
        if not choices:
            return
        if self.api and name in self.several:
            self.fields[name] = SeveralField(label=label, choices=list(choices), required=False)
            return
        widget = forms.HiddenInput() if hidden else PlainSelect()
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", "Semua"), *choices], required=False, widget=widget
        )

    def put_row(
        self,
        name: str,
        label: str,
        rows: Callable[[], QuerySet[Any]],
        choices: Pairs = (),
        *,
        uuid: bool = True,
        told: bool = True,
    ) -> None:
        """One row by its key, hidden where the page offers none to choose from."""
        widget = PlainSelect() if choices else forms.HiddenInput()
        self.fields[name] = RowField(
            label=label, rows=rows, choices=choices, uuid=uuid, told=told, widget=widget
        )

    def put_days(self, first: str, last: str) -> None:
        self.fields["dari"] = TanggalField(label=first, required=False)
        self.fields["sampai"] = TanggalField(label=last, required=False)


def _label(field: Any, value: Any) -> Any:
    """What a choice is called, also one of a group."""
    pairs = [
        pair for key, said in offered(field) for pair in (said if isinstance(said, list) else [(key, said)])
    ]
    return dict(pairs).get(value, value)


class NoFilter(FilterForm):
    """Of a list that has none."""


class CaseFilter(FilterForm):
    """Filters of the list of one case type (pages), or of all of them with `type` (API)."""

    several = frozenset({"state", "kecuali"})

    q = forms.CharField(
        label="Cari", required=False, max_length=200, help_text="Nomor, judul, atau institusi"
    )

    def __init__(self, request: HttpRequest, kind: CaseType | None = None, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(request, **kwargs)

    def prepare(self) -> None:
        kinds = {known.key: known for known in case_types()}
        kind = self.kind
        if kind is None:
            self.put("type", "Jenis kasus", [(key, known.label) for key, known in kinds.items()])
            kind = kinds.get(self.request.GET.get("type", ""))
        states = states_of([kind] if kind is not None else list(kinds.values()))
        self.put("state", "Status", states)
        self.put("kecuali", "Kecuali status", states)
        if kind is not None:
            if len(kind.stages) > 1:
                self.put("tahap", "Tahap", [(s.label, s.label) for s in kind.stages if s.states])
            for extra in kind.filters:
                self.put(extra.name, extra.label, list(extra.choices()))
        if kind is None or kind.under:
            self.put_above()
        everything = reads_as_body(self.actor)
        offered = everything and not self.api
        self.put("jenis", "Jenis institusi", KINDS, hidden=not offered)
        self.put_row("provinsi", "Provinsi", provinces_all, provinces() if offered else (), uuid=False)
        self.put_row("petugas", "Petugas", petugas_all, petugas() if offered else (), told=everything)
        self.put_row("institution", "Institusi", Institution.objects.all, told=everything)
        self.put_days("Dibuat dari", "Dibuat sampai")

    def put_above(self) -> None:
        """The case above: on a page as a link led here, and said where it may be known; never refused but for its form,
        so that nobody learns what there is."""
        title = ""
        if not self.api and (key := uuid_or_none(self.request.GET.get(ABOVE))) is not None:
            case = cases_visible_to(self.actor).filter(pk=key).only("number", "title").first()
            title = f"{case.number} {case.title}" if case is not None else "kasus lain"
        self.fields[UNDER if self.api else ABOVE] = AboveField(title)

    def chips(self) -> list[dict[str, str]]:
        above, found = self.fields.get(ABOVE), super().chips()
        if isinstance(above, AboveField) and self.values().get(ABOVE):
            found.insert(0, {"label": f"Di bawah: {above.title}", "url": self._without(ABOVE)})
        return found


KINDS: Pairs = [(j.value, str(j.label)) for j in Institution.Jenis]


def states_of(kinds: Sequence[CaseType]) -> list[tuple[str, str]]:
    """The states of some types, in their order; of several types by label."""
    found = {str(s.value): str(s.label) for kind in kinds for s in kind.machine.states}
    return list(found.items()) if len(kinds) == 1 else sorted(found.items(), key=lambda pair: pair[1])


def provinces_all() -> QuerySet[Wilayah]:
    return Wilayah.objects.filter(jenis=Wilayah.Jenis.PROVINSI).order_by("nama")


def provinces() -> list[tuple[str, str]]:
    return list(provinces_all().values_list("kode", "nama"))


def petugas_all() -> QuerySet[User]:
    """Whoever is or was petugas of cases, inactive people too."""
    return holders(Power.REVIEW, ever=True)


def petugas() -> list[tuple[str, str]]:
    return [(str(pk), nama) for pk, nama in active_petugas().values_list("pk", "nama")]
