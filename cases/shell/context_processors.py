"""What every page's frame shows: menu, numbers of unread things, the supervising body of today."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from cases.core.declared.manifest import CaseType
from cases.core.declared.menu import MenuEntry, MenuGroup, entries_of, group_named, menu_items
from cases.core.declared.registry import case_type
from cases.core.doing.creation import may_open
from cases.core.doing.notices import notifications_of
from cases.core.reading.sight import types_seen_by
from cases.organisations.badan import short_name, supervising_body
from cases.organisations.permissions import only_reads, supervises
from cases.organisations.zones import today_wib


def shell(request: HttpRequest) -> dict[str, Any]:
    """menu, badges, badan_pengawas; above: the group whose page it is. Two queries for a person who is logged in."""
    user: Any = getattr(request, "user", None)
    body = supervising_body(today_wib())
    found: dict[str, Any] = {
        "badan_pengawas": body.nama if body is not None else "",
        "badan_singkat": short_name(),
    }
    if user is None or not user.is_authenticated or user.wajib_ganti_password:
        return found
    unread = dict(
        notifications_of(user)
        .filter(read_at__isnull=True)
        .values_list("case__type")
        .annotate(number=Count("pk"))
        .order_by()
    )
    menu = list(_menu(request, user, unread))
    return found | {
        "menu": menu,
        "above": next((item for item in menu if item.get("group")), None),
        "badges": {
            "total": _bounded(sum(unread.values())),
            "url": reverse("kasus:notifikasi"),
            "per_menu": unread,
        },
    }


def _menu(request: HttpRequest, user: Any, unread: dict[str, int]) -> Any:
    """In the order of SJ-12; what does not exist is not shown."""
    here = request.path
    of_case = _type_of_case(request)
    # pages of a type that a menu entry of their own stands for do not light the list of the type as well
    elsewhere = any(isinstance(item, MenuEntry) and here.startswith(item.active) for item in menu_items())
    tasks = (reverse("kasus:tugas"), reverse("kasus:kotak", args=["antrean"])[: -len("antrean/")])
    yield {"label": "Dashboard", "url": tasks[0], "active": here == tasks[0] or here.startswith(tasks[1])}
    groups: set[str] = set()
    seen = types_seen_by(user)
    for item in menu_items():
        if isinstance(item, MenuEntry):
            if not item.whom(user) or item.group in groups:
                continue
            if item.group:
                groups.add(item.group)
                yield _group(group_named(item.group), here, user)
            else:
                yield _entry(item, here, user)
        elif item.in_menu and (seen is None or item.key in seen):
            yield _list(item, "" if elsewhere else here, user, of_case, unread)
    if not only_reads(user):
        own = reverse("kasus:draf")
        yield {"label": "Draf saya", "url": own, "active": here.startswith(own)}
    log = reverse("kasus:log")
    yield {"label": "Daftar Log Aktivitas", "url": log, "active": here.startswith(log)}
    if supervises(user):
        board = reverse("kasus:penyelia")
        yield {"label": "Papan penyelia", "url": board, "active": here.startswith(board)}


def _list(kind: CaseType, here: str, user: Any, of_case: str, unread: dict[str, int]) -> dict[str, Any]:
    url = reverse("kasus:daftar", args=[kind.key])
    children = []
    if may_open(user, kind):
        children = [{"label": kind.list_title, "url": url, "active": here == url}]
        for name, label in creation_labels(kind):
            new = reverse("kasus:baru", args=[kind.key, name])
            children.append({"label": label, "url": new, "active": here == new})
    active = of_case == kind.key if of_case else here.startswith(url)
    return {
        "label": kind.menu,
        "url": url,
        "active": active,
        "badge": _bounded(unread.get(kind.key, 0)),
        "children": children,
    }


def creation_labels(kind: CaseType) -> list[tuple[str, str]]:
    """(act, label) of the menu entries that open a case; saving the same as a draft is none."""
    return [(name, f"Tambah {kind.menu}") for name in kind.create[:1]]


def _group(group: MenuGroup, here: str, user: Any) -> dict[str, Any]:
    """One entry; its pages stand below it while one of them is open."""
    url, found = reverse(group.url_name), []
    for entry in entries_of(group.url_name, user):
        own = reverse(entry.url_name, args=entry.args)
        found.append({"label": entry.label, "url": own, "active": _is_at(entry, here)})
    active = here == url or any(child["active"] for child in found)
    return {
        "label": group.label,
        "url": url,
        "active": active,
        "children": found,
        "group": here != url and active,
    }


def _is_at(entry: MenuEntry, here: str) -> bool:
    return here == reverse(entry.url_name, args=entry.args) or here.startswith(entry.active)


def _entry(entry: MenuEntry, here: str, user: Any) -> dict[str, Any]:
    children = [
        {"label": label, "url": reverse(name), "active": here == reverse(name)}
        for label, name, whom in entry.children
        if whom(user)
    ]
    return {
        "label": entry.label,
        "url": reverse(entry.url_name, args=entry.args),
        "active": _is_at(entry, here),
        "children": children if len(children) > 1 else [],
    }


def _type_of_case(request: HttpRequest) -> str:
    """Which menu a case page belongs to: the page tells, so that no query is needed."""
    key: str = getattr(request, "case_type_key", "")
    return case_type(key).key if key else ""


def _bounded(number: int) -> str:
    return "" if not number else str(number) if number <= 99 else "99+"
