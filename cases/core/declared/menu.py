"""What apps add to the frame of every page and to the landing page: menu, figures, panels (SJ-10, SJ-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from documents.registry import Registry

from .manifest import CaseType


@dataclass(frozen=True)
class MenuEntry:
    """A page of the menu that is not the list of a case type.

    active: beginning(s) of the addresses it stands for; args: of its address; children: (label, address name, for
    whom); whom: who has it; group: address name of the `MenuGroup` it stands in, "" for the menu itself; says: what
    one does there, a sentence on the page of the group.
    """

    label: str
    url_name: str
    active: str | tuple[str, ...]
    children: tuple[tuple[str, str, Callable[[Any], bool]], ...] = ()
    whom: Callable[[Any], bool] = field(default=lambda user: True)
    args: tuple[str, ...] = ()
    group: str = ""
    says: Any = ""


@dataclass(frozen=True)
class MenuGroup:
    """One entry of the menu for several pages, with a page that lists them; who has one of them has it."""

    label: str
    url_name: str


@dataclass(frozen=True)
class Total:
    """A figure of the landing page besides the case types, by jenis institusi (SJ-10).

    counts: for a person the rows (label, jenis institusi, number); a part of the page's one statement of figures.
    """

    label: str
    counts: Callable[[Any, str], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Panel:
    """A part of the landing page below the figures (SJ-10). template: reads `panel`; build: its context from the
    request; whom: who has it; asks: names of its own in the address of the page."""

    template: str
    build: Callable[[HttpRequest], Mapping[str, Any]]
    whom: Callable[[Any], bool]
    asks: tuple[str, ...] = ()


#: Case types and other pages in the order of INSTALLED_APPS, which is that of the menu (SJ-12).
_menu: Registry[CaseType | MenuEntry] = Registry("menu entry")
_groups: Registry[MenuGroup] = Registry("group of the menu")
_totals: Registry[Total] = Registry("total of the landing page")
_panels: Registry[Panel] = Registry("panel of the landing page")


def add_list(case_type: CaseType) -> None:
    """The list of a case type; `register` calls it."""
    _menu.add(case_type.key, case_type)


def remove_list(key: str) -> None:
    _menu.remove(key)


def add_to_menu(entry: MenuEntry) -> None:
    """Called by an app that is no case type, in its AppConfig.ready()."""
    _menu.add(":".join((entry.url_name, *entry.args)), entry)


def add_group(group: MenuGroup) -> None:
    """Called before the entries that stand in it are shown; it stands in the menu where the first of them does."""
    _groups.add(group.url_name, group)


def group_named(url_name: str) -> MenuGroup:
    return next(group for group in _groups if group.url_name == url_name)


def entries_of(group: str, user: Any) -> list[MenuEntry]:
    """What stands in a group for this person, in the order of the menu."""
    return [e for e in _menu if isinstance(e, MenuEntry) and e.group == group and e.whom(user)]


def menu_items() -> Iterator[CaseType | MenuEntry]:
    yield from _menu


def add_total(total: Total) -> None:
    _totals.add(total.label, total)


def totals() -> Iterator[Total]:
    yield from _totals


def add_panel(panel: Panel) -> None:
    _panels.add(panel.template, panel)


def asked_by_panels(user: Any) -> set[str]:
    return {name for panel in _panels if panel.whom(user) for name in panel.asks}


def panels_of(request: HttpRequest) -> list[dict[str, Any]]:
    """[{template, panel}] of the landing page for this person."""
    return [
        {"template": panel.template, "panel": panel.build(request)}
        for panel in _panels
        if panel.whom(request.user)
    ]
