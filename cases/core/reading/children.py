"""Children of a case in pages, filtered: what its page and the API show of them (ARCHITECTURE §9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from cases.core.declared.manifest import CaseType, ChildType
from workflows.actors import Actor

from .filters import FilterForm
from .paging import LIMIT, Page, paginate

QUERY, STATE = "q", "state"


class ChildFilter(FilterForm):
    """Filters of the children of one kind: `q` over the columns that the type names, `state`, and its own. On a page,
    which may show several kinds, each of their names begins with the kind's."""

    several = frozenset({STATE})

    def __init__(self, request: HttpRequest, kind: CaseType, child: ChildType, **kwargs: Any) -> None:
        self.child = child
        self.others = tuple(f"{plural}_" for plural in kind.children if plural != child.plural)
        self.cursors = frozenset(kind.children)
        super().__init__(request, **kwargs)

    def prepare(self) -> None:
        child = self.child
        if child.searched:
            self.fields[self.named(QUERY)] = forms.CharField(label="Cari", required=False, max_length=200)
        self.put(self.named(STATE), "Status", [(str(s.value), str(s.label)) for s in child.machine.states])
        for extra in child.filters:
            self.put(self.named(extra.name), extra.label, list(extra.choices()))

    def named(self, name: str) -> str:
        return name if self.api else f"{self.child.plural}_{name}"

    def is_beside(self, name: str) -> bool:
        """Names of the address that belong to other kinds, and the cursors of all."""
        return super().is_beside(name) or (
            not self.api and (name in self.cursors or name.startswith(self.others))
        )

    def _without(self, *names: str) -> str:
        return super()._without(*names, self.child.plural)

    def chosen(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values`, or those of `strict`, by the names that `children_of` takes."""
        prefix = self.named("")
        return {name.removeprefix(prefix): value for name, value in values.items()}


def children_of(
    subject: Any,
    child: ChildType,
    actor: Actor,
    filters: Mapping[str, Any] | None = None,
    *,
    cursor: str = "",
    limit: int = LIMIT,
) -> Page:
    """A page of the children of one kind that the actor may know of, in the order that the type says. filters: q, state
    and the type's own. The caller got the case through a selector; a constant number of statements."""
    rows = _filtered(child, child.rows(subject, actor), filters or {})
    page = paginate(rows.order_by(), keys=child.order, cursor=cursor, limit=limit)
    for row in page.rows:
        row.take_root(subject)
    return page


def _filtered(child: ChildType, rows: QuerySet[Any, Any], filters: Mapping[str, Any]) -> QuerySet[Any, Any]:
    if state := filters.get(STATE):
        rows = rows.filter(state__in=[state] if isinstance(state, str) else state)
    for extra in child.filters:
        if value := filters.get(extra.name):
            rows = rows.filter(**{extra.path: value})
    for word in str(filters.get(QUERY) or "").split():
        found = Q()
        for column in child.searched:
            found |= Q((f"{column}__icontains", word))
        rows = rows.filter(found)
    return rows
