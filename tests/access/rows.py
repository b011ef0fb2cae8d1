"""Role × route: for every page and API call that exists, what each person gets.

A row is found by method and address pattern; a route without a row, or a row without a route, fails the test. What
a person does not see is 404 whatever the row says; those who are not let in at all (`OUTSIDE`) are answered at the
door. A row names the statuses of those who see the object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.realm import KASN, OWN, READER, STRANGERS, Realm

Statuses = Mapping[str, int]
#: Who sees what.
CASE = (*OWN, *READER, *KASN, "auditor")
DRAFT = (*OWN, *READER)
INTERNALS = (*KASN, "auditor")
ALL = (*CASE, *STRANGERS)
OWNER = ("jaksel",)


def everybody(status: int, **others: int) -> dict[str, int]:
    return {**dict.fromkeys(ALL, status), **others}


def only(status: int, *roles: str, others: int = 403) -> dict[str, int]:
    return {role: status if role in roles else others for role in ALL}


@dataclass(frozen=True)
class Target:
    """One address of a route. values: its parameters; sees: whose it is; data: what is sent; ids: those of its
    values that name an object; statuses: where it differs from the row."""

    values: Mapping[str, Any] = field(default_factory=dict)
    sees: tuple[str, ...] = ALL
    data: Any = None
    ids: tuple[str, ...] = ()
    statuses: Statuses = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """statuses: of those who see the target; at: its targets in the realm; open: answers without a login, and how."""

    statuses: Statuses
    at: Callable[[Realm], list[Target]] = lambda realm: [Target()]
    open: Statuses = field(default_factory=dict)


def address(pattern: str, values: Mapping[str, Any]) -> str:
    """A pattern of either kind with its parameters filled in."""
    path = pattern
    for name, value in values.items():
        for form in (*(f"<{kind}:{name}>" for kind in ("uuid", "slug", "int", "str")), f"{{{name}}}"):
            path = path.replace(form, str(value))
    assert not set("<{") & set(path), f"{pattern} has a parameter that no target fills"
    return path


def targets(rows: Mapping[tuple[str, str], Row], realm: Realm) -> Iterator[tuple[str, str, Row, Target]]:
    """(method, path, row, target) of every address of a table."""
    for (method, pattern), row in rows.items():
        for target in row.at(realm):
            yield method, address(pattern, target.values), row, target
