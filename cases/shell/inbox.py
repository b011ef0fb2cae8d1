"""Tugas saya, the landing page: four boxes, taking and giving back, totals below (SJ-10, SJ-136)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cases.core.declared.menu import asked_by_panels, panels_of
from cases.core.declared.registry import case_type
from cases.core.doing import claims
from cases.core.models import Case, CaseTask
from cases.core.reading import inbox
from cases.core.reading.figures import figures
from cases.core.reading.filters import FilterForm
from cases.core.reading.listing import uuid_or_none
from cases.core.reading.paging import Page
from cases.core.reading.rights import acting_as
from cases.core.reading.seen import unread_of
from cases.core.reading.sight import acts_not_told
from cases.core.reading.task_filter import SORTED, TaskFilter, indexed
from cases.organisations.models import User
from cases.organisations.permissions import holds_nothing, looks_after_any, only_reads, represents, supervises
from cases.organisations.requests import AccountRequest
from workflows.actors import holder_said
from workflows.errors import Refused
from workflows.models import LedgerEntry
from workflows.parsing import count
from workflows.repeats import once_each

from .bulk import result_row, results
from .keeping import asked, press_key
from .onward import BOXES, Trail, shown
from .page import NOTHING_HELD, address, crumbs, first_page, list_frame, own_address, page, require
from .showing import holder_of, state_tag

_EMPTY = {
    "mine": (
        "Tidak ada tugas untuk Anda",
        "Tugas muncul di sini ketika sebuah kasus menunggu tindakan Anda.",
    ),
    "queue": ("Antrean tim kosong", "Tugas yang belum diambil siapa pun di tim Anda muncul di sini."),
    "waiting": (
        "Tidak ada yang menunggu pihak lain",
        "Kasus Anda yang sedang ditangani pihak lain muncul di sini.",
    ),
    "archive": ("Belum ada tugas selesai", "Tugas yang Anda selesaikan tercatat di sini."),
}
_CHOSEN = ("aksi", "kembali", "task", "kepada")
_TASK_ACTS = {
    "ambil": "Ambil tugas",
    "lepas": "Lepas ke antrean",
    "alihkan": "Alihkan",
    "ambil_alih": "Ambil alih",
}


class BoxFilter(TaskFilter):
    """The filters of a page, which has more in its address: what the figures and panels below ask."""

    def prepare(self) -> None:
        super().prepare()
        self.beside = FilterForm.beside | {"kategori"} | asked_by_panels(self.actor)  # type: ignore[misc]


@page()
def tasks(request: AccountRequest, name: str = "") -> HttpResponse:
    """One box; without a name the landing page: what the person can work on first."""
    if name and name not in BOXES:
        raise Http404
    counts = inbox.counts(request.user, archive=name == "selesai")
    landing = not name
    if landing:
        first_full = next((n for n, (box, _) in BOXES.items() if counts.get(box, (0, False))[0]), "saya")
        name = first_full if represents(request.user) or first_full != "menunggu" else "saya"
    box, label = BOXES[name]
    form = BoxFilter(request)
    filters = form.values()
    found = _rows(request, box, form, filters)
    rows = list(found.rows)
    title, text = (
        _EMPTY[box] if not (filters or form.errors) else ("Tidak ada yang cocok", "Ubah atau hapus saringan.")
    )
    if not rows and holds_nothing(request.user):
        title, text = "Tidak ada peran yang berlaku", str(NOTHING_HELD)
    context = {
        "box": box,
        "label": label,
        "tabs": _tabs(name, counts),
        **list_frame(request, form, found),
        "tasks": task_rows(request.user, rows, box, shown(name, form)),
        "selectable": bool(_acts(request.user, box)),
        "task_acts": _acts(request.user, box),
        "empty_title": title,
        "empty_text": text,
        "heads": _heads(request, _sorted_by(box, counts, bool(filters))),
        "figures": figures(request.user, request.GET.get("kategori", "")),
        "panels": panels_of(request),
        "own_figures": represents(request.user),
        "only_reads": only_reads(request.user),
        "here": request.get_full_path(),
        "greeting": request.user,
    }
    return render(request, "core/inbox.html", context, status=form.status)


def _rows(request: AccountRequest, box: str, form: BoxFilter, filters: dict[str, Any]) -> Page:
    """A page of the box; none, and a word at the filter, where it cannot be sorted as asked."""
    try:
        return first_page(
            request,
            lambda cursor: inbox.tasks_for(request.user, box, filters=filters, cursor=cursor),
            form=form,
        )
    except Refused as refused:
        if "urut" not in refused.errors:
            raise
        form.refuse("urut", refused.code, refused.message)
        return Page([])


def _asked_whom(request: HttpRequest) -> str:
    """Where the page that asks to whom shows whom one had chosen."""
    if request.POST.get("aksi") != "alihkan" or not request.POST.get("kepada"):
        return ""
    chosen = [(name, value) for name in _CHOSEN for value in request.POST.getlist(name)]
    return f"{reverse('kasus:tugas-ubah')}?{urlencode(chosen)}"


@page("GET", "HEAD", "POST", again=_asked_whom)
def change(request: AccountRequest) -> HttpResponse:
    """Take, give back or hand over the chosen tasks; each for itself. A look at it does nothing."""
    sent = request.POST if request.method == "POST" else request.GET
    act = sent.get("aksi", "")
    back = own_address(sent.get("kembali", ""))
    ids = [value for value in sent.getlist("task") if count(value) is not None][:200]
    if request.method != "POST":
        return _ask_person(request, ids, back) if act == "alihkan" and ids else redirect(back)
    if act not in _TASK_ACTS or not ids:
        messages.warning(request, "Pilih sedikitnya satu tugas.")
        return redirect(back)
    if act == "alihkan" and not request.POST.get("kepada"):
        return _ask_person(request, ids, back)
    whom = uuid_or_none(request.POST.get("kepada")) if act == "alihkan" else None
    to = User.objects.filter(pk=whom).first() if whom is not None else None
    key = press_key(request)
    done, _ = once_each(
        request.user,
        key,
        asked(request),
        lambda: results(_TASK_ACTS[act], [_one(request.user, act, pk, to) for pk in ids], back),
    )
    if all(row["ok"] for row in done.get("rows", [])):
        messages.success(request, f"{_TASK_ACTS[act]}: {_named(done.get('rows', []))}.")
        return redirect(back)
    return redirect("kasus:massal-hasil", key=key)


def _named(rows: list[dict[str, Any]]) -> str:
    """The cases whose tasks were moved, so that the press can be checked."""
    return "; ".join(f"{row['number']} {row['label']}" for row in rows)


def _one(actor: Any, act: str, task_id: str, to: Any) -> dict[str, Any]:
    try:
        task = inbox.get_task_for(actor, task_id, f"{act}_tugas")
    except Refused as refused:
        return {
            "label": "Tugas yang tidak tersedia",
            "number": "",
            "url": "",
            "ok": False,
            "code": refused.code,
            "text": refused.message,
        }
    outcome: Any = None
    try:
        if act == "ambil":
            claims.claim(actor, task_id)
        elif act == "ambil_alih":
            claims.take_over(actor, task_id)
        elif act == "lepas":
            claims.release(actor, task_id)
        else:
            claims.reassign(actor, task_id, to)
    except Refused as refused:
        outcome = refused
    return result_row(task.case, outcome)


def _ask_person(request: HttpRequest, ids: list[str], back: str) -> HttpResponse:
    visible = [inbox.get_task_for(request.user, pk, "alihkan_tugas") for pk in ids]
    mine = all(inbox.moves_for(task, request.user) is not None for task in visible)
    require(request, mine, "orang yang dapat mengambil tugas ini")
    people = {person.pk: person for task in visible[:1] for person in inbox.pool_members(task)}
    context = {
        "ids": ids,
        "tasks": visible,
        "people": list(people.values()),
        "chosen": request.GET.get("kepada", ""),
        "back_url": back,
        "breadcrumbs": crumbs(here="Alihkan tugas"),
    }
    return render(request, "core/hand_over.html", context)


def _sorted_by(box: str, counts: dict[str, tuple[int, bool]], narrowed: bool) -> frozenset[str]:
    """The columns by which the box is offered to be sorted: what an index gives, and all where it is small."""
    if narrowed:
        return frozenset(SORTED)
    more = counts[box][1]
    return frozenset(name for name in SORTED if not more or indexed(box, name))


def _heads(request: HttpRequest, offered: frozenset[str]) -> list[dict[str, str]]:
    """The columns, each with the address of the box sorted by it, once more the other way."""
    now = request.GET.get("urut", "")
    found = []
    for label, name in (
        ("Tugas", "judul"),
        ("Status", "status"),
        ("Dari", ""),
        ("Sejak", "sejak"),
        ("Batas", "batas"),
    ):
        way = {name: "ascending", f"-{name}": "descending"}.get(now, "") if name else ""
        wanted = f"-{name}" if way == "ascending" else name
        url = address(request, ["cursor"], urut=wanted) if name in offered else ""
        found.append({"label": label, "url": url, "way": way})
    return found


def _tabs(active: str, counts: dict[str, tuple[int, bool]]) -> list[dict[str, Any]]:
    found = []
    for name, (box, label) in BOXES.items():
        number, more = counts.get(box, (None, False)) if box != "archive" else (None, False)
        shown = "" if number is None else f"{number}{'+' if more else ''}"
        url = reverse("kasus:kotak", args=[name])
        found.append({"label": label, "url": url, "active": name == active, "count": shown})
    return found


def _acts(actor: Any, box: str) -> list[tuple[str, str]]:
    """What can be done with selected rows. A supervisor's or institution's pool only has tasks to take."""
    takes, oversees = inbox.moves_tasks(actor)
    takes = takes or any(supervises(person) or looks_after_any(person) for person in acting_as(actor))
    wanted: tuple[str, ...] = ()
    if takes:
        own = {"queue": ("ambil", "alihkan"), "mine": ("lepas", "alihkan"), "waiting": ("ambil_alih",)}
        wanted = own.get(box, ())
    if oversees and box == "waiting":
        wanted = (*wanted, "alihkan")
    return [(name, _TASK_ACTS[name]) for name in wanted]


def _last_of(tasks: list[CaseTask], actor: Any) -> Any:
    """Keys of the entry that was last on each case: one step in its chain, however long that is."""
    claims = ("ambil_tugas", "lepas_tugas", "alihkan_tugas", "ambil_alih_tugas")
    told = LedgerEntry.objects.exclude(act__in=[*claims, *acts_not_told(actor)])
    last = told.filter(stream=OuterRef("pk")).order_by("-seq").values("pk")[:1]
    return Case.objects.filter(pk__in=[task.case_id for task in tasks]).values_list(Subquery(last))


def task_rows(
    actor: Any, tasks: list[CaseTask], box: str, trail: Trail | None = None
) -> list[dict[str, Any]]:
    """Rows of task_table.html; trail: the box they are rows of. One query for who acted last on each case, one for what
    is new to the reader."""
    now = timezone.now()
    entries = LedgerEntry.objects.filter(pk__in=_last_of(tasks, actor)).select_related("actor")
    last = {entry.stream: entry.actor for entry in entries}
    unread = unread_of(actor, tasks, box) if box in dict(BOXES.values()) else set()
    address_of = trail.row_urls() if trail is not None else _case_url
    done = box == "archive"
    found = []
    for task in tasks:
        kind, case = case_type(task.case.type), task.case
        place = case.institution.nama
        about = [place, f"{kind.label} {case.number}"]
        if box == "waiting" and (holder := holder_of(task, place)):
            about.append(f"pada {holder}")
        notes = []
        if box in ("mine", "archive") and task.owner_id != actor.pk and (owner := holder_said(task.owner)):
            notes.append(f"Atas nama {owner}")
        if task.done_by_id not in (None, actor.pk):
            notes.append(f"Dikerjakan oleh {task.done_by}")
        found.append(
            {
                "id": task.pk,
                "case_id": case.pk,
                "act": task.label,
                "object": case.title,
                "url": address_of(task),
                "sender": str(last.get(case.pk) or "Sistem"),
                "since": task.finished if done else task.created,
                "due": None if done else task.due_at,
                "overdue": not done and task.due_at is not None and task.due_at < now,
                "unseen": task.pk in unread,
                "about": " · ".join(filter(None, about)),
                "notes": notes,
                **state_tag(kind, case.state),
            }
        )
    return found


def _case_url(task: CaseTask) -> str:
    return reverse("kasus:kasus", args=[task.case_id])
