"""The case types that are installed, and what other apps add to them; all of it registered in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from cases.organisations.pools import AnyPool
from cases.organisations.roles import Sisi, declare_roles
from documents.kinds import kinds
from documents.registry import Registry
from workflows.machine import Act, Machine, declared

from .manifest import Beside, CaseType, ChildType, Described
from .menu import add_list, remove_list

#: (label, address) of a page that a case leads to.
Link = tuple[str, str]
LinksOf = Callable[[Any, Any], Sequence[Link]]

_types: Registry[CaseType] = Registry("case type")
_pools: Registry[AnyPool] = Registry("pool")
_registers: Registry[Machine] = Registry("register")
_links: dict[str, Registry[LinksOf]] = {}
_described: Registry[Described] = Registry("description")
_beside: Registry[Beside] = Registry("papers beside a case")


def register(case_type: CaseType) -> None:
    """Called once by the case type's AppConfig.ready()."""
    _types.add(case_type.key, case_type)
    add_list(case_type)
    kinds.register(*case_type.kinds)
    declare_roles(case_type.roles)
    for pool in case_type.pools:
        _pools.add(pool.key, pool)


def unregister(key: str) -> None:
    """For tests that install a case type of their own."""
    _types.remove(key)
    remove_list(key)


def case_type(key: str) -> CaseType:
    """Raises KeyError for a type nobody registered."""
    return _types[key]


def case_types() -> Iterator[CaseType]:
    yield from _types


def acts_together() -> dict[str, Act]:
    """Acts that may be done on several cases of any type at once, by name, each with a row that has its form."""
    found: dict[str, Act] = {}
    for known in case_types():
        rows = {one.name: one.row for one in declared(known.machine.model(known.machine.latest))}
        for name in known.together:
            found.setdefault(name, rows[name])
    return found


def type_roles(side: Sisi) -> frozenset[str]:
    """The keys of the roles that types declare for one half (`CaseType.roles`)."""
    return frozenset(role.key for known in case_types() for role in known.roles if role.side == side)


def pools() -> Iterator[AnyPool]:
    yield from _pools


def pool_named(key: str) -> AnyPool | None:
    """The pool of a task; None for a task that lies in none."""
    return _pools.get(key)


def child_types() -> Iterator[tuple[CaseType, ChildType]]:
    for known in case_types():
        for child in known.children.values():
            yield known, child


def add_links(type_key: str, by: LinksOf, *, first: bool = False) -> None:
    """A type that follows another one adds the pages it offers on the other's case page (SJ-44).

    first: they lead, before those of types registered earlier.
    """
    known = _links.setdefault(type_key, Registry("links"))
    known.add(f"{by.__module__}.{by.__qualname__}", by, first=first)


def links_of(subject: Any, actor: Any) -> list[Link]:
    """The type's own links, then those of the types that follow it."""
    key = subject.case.type
    found = list(_types[key].links(subject, actor))
    for by in _links.get(key, ()):
        found += by(subject, actor)
    return found


def describe(object_type: str, description: Described) -> None:
    """Called by an app whose objects are written into the ledgers of cases."""
    _described.add(object_type, description)


def described(object_type: str) -> Described | None:
    return _described.get(object_type)


def add_register(machine: Machine) -> None:
    """Called by an app with a register: its acts stand in the log beside those of cases."""
    _registers.add(machine.key, machine)


def registers() -> Mapping[str, Machine]:
    return {machine.key: machine for machine in _registers}


def add_beside(beside: Beside) -> None:
    """Called by an app whose cases document other cases."""
    _beside.add(beside.key, beside)


def paper_types() -> frozenset[str]:
    """The types whose cases document others."""
    return frozenset(beside.key for beside in _beside)


def papers_of(case: Any, actor: Any) -> list[dict[str, Any]]:
    """What stands beside a case and this person may see: for its page and its API answer."""
    return [row for beside in _beside for row in beside.papers(case, actor)]


def papers_ahead(case: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    """The rows behind both, for a page that reads them with its own."""
    return [rows for beside in _beside for rows in beside.ahead(case, actor)]


def papers_under_way(case: Any, actor: Any) -> list[dict[str, str]]:
    """[{text, url, label}] of what is being made beside a case, or waits for somebody."""
    return [row for beside in _beside for row in beside.under_way(case, actor)]
