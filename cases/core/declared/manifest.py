"""What a case type tells of itself: its manifest, the only thing `core` and the doors see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from cases.organisations.permissions import own_institution
from cases.organisations.pools import INSTITUSI, PENYELIA, AnyPool
from cases.organisations.roles import RoleKind
from documents.kinds import Kind
from workflows.forms import ActForm
from workflows.machine import Machine


@dataclass(frozen=True)
class Stage:
    """One step of the tracker on the case page: its label and the states that stand in it.

    done: those of them in which nothing of the step is left, so that the next one is under way.
    """

    label: str
    states: frozenset[str]
    done: frozenset[str] = frozenset()


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
class ChildType:
    """A child with its own machine inside a case: `/cases/{id}/{plural}`. Its version follows that of its root.

    machine: its machine; plural: name in addresses; create: the act of the *case* that makes one; rows: the children of
    a case that a person may know of, with what `columns` and `present` read; order: keys of its pages, all of them
    rising or all falling ("-"), the last one unique, of which an index with the parent before them exists; columns:
    of its table besides name and state; searched: columns that `q` looks into; filters: besides `q` and `state`, by
    paths from the child; present: one child as JSON for API and page; facts: (label, value) of what must be known
    before one decides about a child; its data where there are none.
    """

    machine: Machine
    plural: str
    label: str
    create: str
    rows: Callable[[Any, Any], QuerySet[Any, Any]]
    present: Callable[[Any], dict[str, Any]]
    order: tuple[str, ...] = ("id",)
    columns: tuple[Column, ...] = ()
    searched: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    facts: Callable[[Any, Any], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class Part:
    """What an institution submits as one: its versions are compared by the labels and fields of this form."""

    label: str
    form: type[ActForm]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class CaseType:
    """The manifest of a case type.

    key: in API and ledger; prefix: of the case number; menu, list_title: labels; in_menu: its list stands in the menu
    of whoever may see any of it, and is not only reached from what it stands under; machine: the machine of the case;
    create: acts that open one, in the order of their buttons; opens: the institution for which a person may open
    one, None for nobody; pools: that its turns name; roles: of its own, beside the shared ones, which `held` makes
    predicates of; dialogue: the act that sends a message, which has a tab of its
    own instead of a button; together: acts of a supervisor that lists offer on several chosen cases; hands_over:
    the act by which the task of an appointed person goes to another; stages: tracker; kinds: document kinds;
    columns: list and export; prefetch: relations the list needs; present: data of one case as JSON; sections:
    context of the type's own part of the case page, with `template` (Ringkasan, review); process: context of
    `process_template` (Proses, instead of the plain table of children) for the subject and the request;
    process_turns: names of the turns that are worked there; children: by plural; words: texts by which a case is
    found besides number, title, institution and petugas; words_after: acts of the case and its children after which
    these, the title or the petugas are others; spread: splits one press into several cases; document_visible,
    entry_visible: whether a person who sees the case may read one of its documents, or what one entry of its ledger
    holds; withdraws: the act by which the institution takes back a file of its own (SJ-140); withdrawable: whether the
    state leaves this file with it;
    internal_lanes, internal_acts: lanes whose turns, and acts whose entries, only KASN and auditors see; demo: tells
    the demo's cases of this type to a `cases.core.doing.demo.Demo`; filters: extra filters of the list; counted:
    whether the landing page counts it (SJ-10); other_acts: labels of ledger entries that are no acts of the machine;
    facts: (label, value) of what a page about an act on the case says of it besides its title; parts: what is
    submitted and kept in versions, by the name of the part; asked, told: the rows that the guards of its acts and its
    links ask for, and those that `sections` shows, as a page keeps them (`workflows.showing`), so that it reads them
    with its own in one statement; under: keys of the types of which one stands above each of its cases, none for a root
    of a tree; below: types whose cases its page shows, in this order, and offers to open.
    """

    key: str
    label: str
    prefix: str
    menu: str
    list_title: str
    machine: Machine
    create: tuple[str, ...]
    present: Callable[[Any, Any], dict[str, Any]]
    opens: Callable[[Any], Any] = own_institution
    in_menu: bool = True
    pools: tuple[AnyPool, ...] = (INSTITUSI, PENYELIA)
    roles: tuple[RoleKind, ...] = ()
    dialogue: str = ""
    together: tuple[str, ...] = ()
    hands_over: str = ""
    words: Callable[[Any], Iterable[str]] = field(default=lambda subject: ())
    words_after: frozenset[str] = frozenset()
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
    spread: Callable[[Mapping[str, Any]], list[Any]] | None = None
    document_visible: Callable[[Any, Any, Any], bool] = field(default=lambda attachment, subject, actor: True)
    entry_visible: Callable[[Any, Any, Any], bool] = field(default=lambda entry, subject, actor: True)
    withdraws: str = ""
    withdrawable: Callable[[Any, Any], bool] = field(default=lambda attachment, subject: False)
    internal_lanes: frozenset[str] = frozenset()
    internal_acts: frozenset[str] = frozenset()
    links: Callable[[Any, Any], list[tuple[str, str]]] = field(default=lambda subject, actor: [])
    demo: Callable[[Any], None] | None = None
    filters: tuple[Filter, ...] = ()
    counted: bool = False
    other_acts: Mapping[str, str] = field(default_factory=dict)
    facts: Callable[[Any, Any], Sequence[tuple[str, str]]] | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    asked: Callable[[Any, Any], Iterable[QuerySet[Any, Any]]] = field(default=lambda subject, actor: ())
    told: Callable[[Any, Any], Iterable[QuerySet[Any, Any]]] = field(default=lambda subject, actor: ())
    under: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()

    @property
    def in_tree(self) -> bool:
        """Whether cases stand above or below those of this type."""
        return bool(self.under or self.below)

    def child_of(self, machine_key: str) -> ChildType:
        return next(child for child in self.children.values() if child.machine.key == machine_key)


@dataclass(frozen=True)
class Described:
    """Objects without a machine that stand in a case's ledger: labels of their acts, the form of their values."""

    label: str
    acts: Mapping[str, str]
    form: type[Any] | None = None


@dataclass(frozen=True)
class Beside:
    """Cases of another type that document a case and stand on its page.

    papers: those that the person may see, as JSON with label, nomor, number, state, url, id; under_way: [{text, url,
    label}] of those that are being made or wait for somebody; ahead: the rows behind both, as a page keeps them
    (`workflows.showing`). All from the case and the person.
    """

    key: str
    papers: Callable[[Any, Any], list[dict[str, Any]]]
    under_way: Callable[[Any, Any], list[dict[str, str]]]
    ahead: Callable[[Any, Any], Sequence[QuerySet[Any, Any]]]
