"""What `core` knows of a case type: its manifest, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from documents.kinds import Kind
from workflows.forms import ActForm
from workflows.machine import Machine

from .dokumen import jenis as signed_documents
from .dokumen.jenis import JenisDokumen


@dataclass(frozen=True)
class Stage:
    """One step of the tracker on the case page: its label and the states that stand in it.

    done: those of them in which nothing of the step is left, so that the next one is under way.
    """

    label: str
    states: frozenset[str]
    done: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ChildType:
    """A child with its own machine inside a case: `/cases/{id}/{plural}`.

    machine: its machine; plural: name in addresses; create: the act of the *case* that makes one;
    rows: gives the children of a case, prefetched; present: one child as JSON for API and page;
    facts: (label, value) of what must be known before one decides about a child; its data where there are none.
    """

    machine: Machine
    plural: str
    label: str
    create: str
    rows: Callable[[Any], Sequence[Any]]
    present: Callable[[Any], dict[str, Any]]
    facts: Callable[[Any, Any], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class Column:
    """A column of the list and of its export: header and value of one row."""

    label: str
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Filter:
    """An extra filter of the list: query name, label, path from Case, and the values it may take."""

    name: str
    label: str
    path: str
    choices: Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class MenuEntry:
    """A page of the menu that is not the list of a case type.

    active: beginning(s) of the addresses it stands for; children: (label, address name, for whom); whom: who has it.
    """

    label: str
    url_name: str
    active: str | tuple[str, ...]
    children: tuple[tuple[str, str, Callable[[Any], bool]], ...] = ()
    whom: Callable[[Any], bool] = field(default=lambda user: True)


@dataclass(frozen=True)
class Total:
    """A figure of the landing page besides the case types: counts by jenis institusi (SJ-10)."""

    label: str
    count: Callable[[Any], Mapping[str, int]]


@dataclass(frozen=True)
class Panel:
    """A part of the landing page below the figures (SJ-10). template: reads `panel`; build: its context from the
    request; whom: who has it; asks: names of its own in the address of the page."""

    template: str
    build: Callable[[HttpRequest], Mapping[str, Any]]
    whom: Callable[[Any], bool]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What an institution submits as one: its versions are compared by the labels and fields of this form."""

    label: str
    form: type[ActForm]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class CaseType:
    """The manifest of a case type.

    key: in API and ledger; prefix: of the case number; menu, list_title: labels; machine: the machine of the
    case; create: acts that open one, in the order of their buttons; stages: tracker; kinds: document kinds;
    columns: list and export; prefetch: relations the list needs; present: data of one case as JSON;
    sections: context of the type's own part of the case page, with `template` (Ringkasan, review);
    process: context of `process_template` (Proses, instead of the plain table of children) for the subject and the
    request; process_turns: names of the turns that are worked there; children: by plural;
    search: fields of Case searched besides number and title; spread: splits one press into several cases;
    document_visible, entry_visible: whether a person who sees the case may read one of its documents, or what one
    entry of its ledger holds; withdrawable: whether the state lets the institution withdraw this file of its own
    (SJ-140); internal_lanes, internal_acts: lanes whose turns, and acts whose entries,
    only KASN and auditors see;
    demo: loads the demo's cases of this type; filters: extra filters of the list; counted: whether the landing
    page counts it (SJ-10);
    other_acts: labels of ledger entries that are no acts of the machine; dokumen: its kinds of signed documents;
    facts: (label, value) of what a page about an act on the case says of it besides its title;
    parts: what is submitted and kept in versions, by the name of the part.
    """

    key: str
    label: str
    prefix: str
    menu: str
    list_title: str
    machine: Machine
    create: tuple[str, ...]
    present: Callable[[Any, Any], dict[str, Any]]
    stages: tuple[Stage, ...] = ()
    kinds: tuple[Kind, ...] = ()
    columns: tuple[Column, ...] = ()
    prefetch: tuple[str, ...] = ()
    template: str = ""
    process_template: str = ""
    sections: Callable[[Any, Any], dict[str, Any]] = field(default=lambda subject, actor: {})
    process: Callable[[Any, HttpRequest], dict[str, Any]] | None = None
    process_turns: frozenset[str] = frozenset()
    children: Mapping[str, ChildType] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    spread: Callable[[Mapping[str, Any]], list[Any]] | None = None
    document_visible: Callable[[Any, Any, Any], bool] = field(default=lambda attachment, subject, actor: True)
    entry_visible: Callable[[Any, Any, Any], bool] = field(default=lambda entry, subject, actor: True)
    withdrawable: Callable[[Any, Any], bool] = field(default=lambda attachment, subject: False)
    internal_lanes: frozenset[str] = frozenset()
    internal_acts: frozenset[str] = frozenset()
    links: Callable[[Any, Any], list[tuple[str, str]]] = field(default=lambda subject, actor: [])
    demo: Callable[[Mapping[str, Any]], None] | None = None
    filters: tuple[Filter, ...] = ()
    counted: bool = False
    other_acts: Mapping[str, str] = field(default_factory=dict)
    dokumen: tuple[JenisDokumen, ...] = ()
    facts: Callable[[Any, Any], Sequence[tuple[str, str]]] | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)

    def begin(self, institution: Any, **values: Any) -> Any:
        """A new, unsaved case of this type on the latest machine version, before its creating act."""
        from .models import Case

        version = self.machine.latest
        case = Case(type=self.key, institution=institution, machine_version=version)
        return self.machine.model(version)(case=case, **values)

    def child_of(self, machine_key: str) -> ChildType:
        return next(child for child in self.children.values() if child.machine.key == machine_key)


@dataclass(frozen=True)
class Described:
    """Objects without a machine that stand in a case's ledger: labels of their acts, the form of their values."""

    label: str
    acts: Mapping[str, str]
    form: type[Any] | None = None


#: (label, address) of a page that a case leads to.
Link = tuple[str, str]
LinksOf = Callable[[Any, Any], Sequence[Link]]

_types: dict[str, CaseType] = {}
#: Case types and other pages in the order of INSTALLED_APPS, which is that of the menu (SJ-12).
_menu: list[CaseType | MenuEntry] = []
_totals: list[Total] = []
_panels: list[Panel] = []
_registers: dict[str, Machine] = {}
_links: dict[str, list[LinksOf]] = {}
_described: dict[str, Described] = {}


def register(case_type: CaseType) -> None:
    """Called once by the case type's AppConfig.ready()."""
    from documents.kinds import kinds

    if _types.setdefault(case_type.key, case_type) is not case_type:
        raise ValueError(f"two case types are called {case_type.key}")
    if case_type not in _menu:
        _menu.append(case_type)
    kinds.register(*case_type.kinds)
    signed_documents.register(*case_type.dokumen)


def unregister(key: str) -> None:
    """For tests that install a case type of their own."""
    gone = _types.pop(key, None)
    if gone in _menu:
        _menu.remove(gone)


def case_type(key: str) -> CaseType:
    """Raises KeyError for a type nobody registered."""
    return _types[key]


def case_types() -> Iterator[CaseType]:
    yield from _types.values()


def child_types() -> Iterator[tuple[CaseType, ChildType]]:
    for known in case_types():
        for child in known.children.values():
            yield known, child


def add_to_menu(entry: MenuEntry) -> None:
    """Called by an app that is no case type, in its AppConfig.ready()."""
    if entry not in _menu:
        _menu.append(entry)


def menu_items() -> Iterator[CaseType | MenuEntry]:
    yield from _menu


def add_total(total: Total) -> None:
    if total not in _totals:
        _totals.append(total)


def add_panel(panel: Panel) -> None:
    if panel not in _panels:
        _panels.append(panel)


def asked_by_panels(user: Any) -> set[str]:
    return {name for panel in _panels if panel.whom(user) for name in panel.asks}


def panels_of(request: HttpRequest) -> list[dict[str, Any]]:
    """[{template, panel}] of the landing page for this person."""
    return [
        {"template": panel.template, "panel": panel.build(request)}
        for panel in _panels
        if panel.whom(request.user)
    ]


def totals() -> Iterator[Total]:
    yield from _totals


def add_links(type_key: str, by: LinksOf, *, first: bool = False) -> None:
    """A type that follows another one adds the pages it offers on the other's case page (SJ-44).

    first: they lead, before those of types registered earlier.
    """
    known = _links.setdefault(type_key, [])
    if by not in known:
        known.insert(0 if first else len(known), by)


def describe(object_type: str, description: Described) -> None:
    """Called in AppConfig.ready() by an app whose objects are written into the ledgers of cases."""
    _described[object_type] = description


def described(object_type: str) -> Described | None:
    return _described.get(object_type)


def add_register(machine: Machine) -> None:
    """Called in AppConfig.ready() by an app with a register: its acts stand in the log beside those of cases."""
    _registers[machine.key] = machine


def registers() -> Mapping[str, Machine]:
    return _registers


def links_of(subject: Any, actor: Any) -> list[Link]:
    """The type's own links, then those of the types that follow it."""
    key = subject.case.type
    found = list(_types[key].links(subject, actor))
    for by in _links.get(key, ()):
        found += by(subject, actor)
    return found
