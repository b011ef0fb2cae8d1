"""The case page: head, tracker, next step, and one tab per address."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.declared.manifest import CaseType
from cases.core.declared.permissions import appointed_ahead
from cases.core.declared.registry import case_type, links_of, papers_ahead, papers_of, papers_under_way
from cases.core.doing.corrections import with_points
from cases.core.doing.seeing import mark_seen
from cases.core.doing.subjects import CaseDetail
from cases.core.models import Case, Correction
from cases.core.reading.files import files_kept, files_of
from cases.core.reading.history import moves_of
from cases.core.reading.joint import consents_kept
from cases.core.reading.owners import Owners
from cases.core.reading.parts import heads_above
from cases.core.reading.rights import acting_as, petugas_of
from cases.core.reading.selectors import subject_of
from cases.core.reading.sight import route_seen_by
from cases.organisations.requests import AccountRequest
from workflows.at_once import at_once
from workflows.ledger import page_now
from workflows.machine import transition_table
from workflows.offers import available
from workflows.showing import showing

from .below import parts_shown
from .case_parts import above_of, case_crumbs, own_part, thread_of
from .children import children_shown
from .keeping import Keeping
from .onward import keep, onward, trail_of
from .page import find_case, page
from .showing import act_url, actions_of, state_tag, tracker_of, turns_of
from .two_people import given_rows

_TABS = (
    ("kasus", "Ringkasan"),
    ("bagian", "Bagian"),
    ("proses", "Proses"),
    ("dokumen", "Dokumen"),
    ("percakapan", "Percakapan"),
    ("riwayat", "Riwayat"),
    ("diagram", "Diagram"),
)


@page()
def summary(request: AccountRequest, pk: Any) -> HttpResponse:
    """Ringkasan: the type's own part, with petugas and corrections."""
    case = find_case(request, pk)
    asked = Correction.objects.filter(case=case).select_related("requested_by", "answered_by", "revision")
    asked, petugas, owners = asked.order_by("-requested_at"), petugas_of(case.pk), Owners([case])
    case_page = CasePage(request, case, asked, petugas, *owners.rows, told=True)
    return case_page.render(
        "core/case_summary.html",
        "kasus",
        **own_part(case_page.kind, case_page.subject, request.user),
        corrections=[with_points(correction) for correction in asked],
        assignments=petugas,
        papers=papers_of(case, request.user),
        created_by=case.created_by,
        former_names=owners.before(case),
    )


@page()
def parts(request: AccountRequest, pk: Any) -> HttpResponse:
    """Bagian: the cases under this one, by type, with state, turn and lateness. Only types that have any below."""
    case_page = CasePage(request, find_case(request, pk))
    if not case_page.kind.below:
        return redirect("kasus:kasus", pk=pk)
    return case_page.render("core/case_below.html", "bagian", groups=parts_shown(request, case_page.case))


@page()
def process(request: AccountRequest, pk: Any) -> HttpResponse:
    """Proses: the children of the case with their own acts. Only types that have children."""
    return show_process(request, pk)


def show_process(request: AccountRequest, pk: Any, own: dict[str, Any] | None = None) -> HttpResponse:
    """The page Proses; own: what a type's own view puts in place of its context."""
    case_page = CasePage(request, find_case(request, pk))
    kind = case_page.kind
    if not kind.children:
        return redirect("kasus:kasus", pk=pk)
    if own is None and kind.process is not None:
        own = kind.process(case_page.subject, request)
    return case_page.render(
        "core/case_process.html",
        "proses",
        **(own if own is not None else {"groups": children_shown(request, case_page.subject)}),
        type_template=kind.process_template,
    )


@page()
def dialogue(request: AccountRequest, pk: Any) -> HttpResponse:
    case = find_case(request, pk)
    case_page = CasePage(request, case, files_kept(case))
    offer = next((o for o in case_page.offers if o.name == case_page.kind.dialogue), None)
    form, kept = None, dict[str, Any]()
    if offer is not None and offer.allowed and offer.row.form is not None:
        keeping = Keeping(
            request,
            offer.row.form,
            case_type=case_page.subject.machine.key,
            act=case_page.kind.dialogue,
            object_id=case_page.subject.pk,
            title=offer.row.label,
            about=f"{case.number} · {case.title}",
            url=act_url(case_page.subject, case_page.kind.dialogue),
        )
        form = offer.row.form(subject=case_page.subject, actor=request.user, initial=keeping.values())
        kept = keeping.context()
    closed = "" if form is not None else _why_closed(offer)
    return case_page.render(
        "core/case_dialogue.html",
        "percakapan",
        **thread_of(request, case_page.case, files_of(case_page.subject, request.user)),
        form=form,
        action_url=act_url(case_page.subject, case_page.kind.dialogue) if form is not None else "",
        closed=closed,
        versi="",
        **kept,
    )


def _why_closed(offer: Any) -> str:
    if offer is not None and offer.reasons:
        return " ".join(reason.message for reason in offer.reasons)
    return "Percakapan ini hanya dapat dibaca."


class CasePage:
    """What all tabs of a case share. Opening any of them marks its notifications read (SJ-129), and
    its tasks."""

    def __init__(
        self, request: AccountRequest, case: Case, *rows: QuerySet[Any, Any], told: bool = False
    ) -> None:
        """case: as `find_case` gives it; rows: what this tab shows besides, read with what all of them show; told:
        whether it shows the type's own part."""
        actor = request.user
        self.request, self.case = request, case
        self.kind: CaseType = case_type(case.type)
        with showing():
            page_now(case.read_at)
            self.subject: CaseDetail = subject_of(case)
            self.visited = moves_of(case).values_list("target", flat=True)
            own = [
                *self.kind.asked(self.subject, actor),
                *(self.kind.told(self.subject, actor) if told else ()),
            ]
            rights, papers = appointed_ahead(case, acting_as(actor)), papers_ahead(case, actor)
            heads = [heads_above(actor, case)] if case.parent_id is not None else []
            own += [kept] if (kept := consents_kept(case)) is not None else []
            at_once(self.subject.live_tasks(), self.visited, *rights, *papers, *heads, *own, *rows)
            self.above = above_of(row for found in heads for row in found)
            self.route = route_seen_by(actor, self.subject)
            self.offers = available(self.subject, actor, route=self.route)
            self.consents = given_rows(case, actor)
        mark_seen(actor, case, self.route)

    def render(self, template: str, tab: str, **context: Any) -> HttpResponse:
        case, actor = self.case, self.request.user
        turns = turns_of(self.kind, self.route, actor, case.institution.nama)
        waits = [turn for turn in turns if not turn["mine"]]
        actions = actions_of(self.subject, self.offers, self.route)
        links, working = self._links(tab, turns), self._begun(turns)
        if working:  # what is to be done now stands among the children, not in the first of the buttons
            actions = [{**action, "primary": False} for action in actions]
        label = dict(_TABS)[tab] if tab != "kasus" else ""
        trail = trail_of(self.request, case)
        answer = render(
            self.request,
            template,
            {
                "kind": self.kind,
                "case": case,
                "subject": self.subject,
                "tz": case.institution.zona_waktu,
                "stages": tracker_of(self.kind, case.state, self.visited),
                "actions": actions,
                "letters": papers_under_way(case, actor),
                "consents": self.consents,
                "links": links,
                "links_lead": working or (case.state in self.kind.machine.resting and not waits),
                "waits": waits,
                "mine": [turn for turn in turns if turn["mine"]],
                "closed_sentence": self._closed(turns, actions),
                "tabs": self._tabs(tab),
                "tab_label": label,
                "onward": onward(self.request, case, trail),
                "cases_above": self.above,
                "breadcrumbs": case_crumbs(self.kind, case, label, self.above),
                **state_tag(self.kind, case.state),
                **context,
            },
        )
        return keep(answer, self.request, case, trail)

    def _links(self, tab: str, turns: list[dict[str, Any]]) -> list[tuple[str, str]]:
        """What the case leads to; first the page Proses, where a turn of this person is worked there."""
        worked = [] if tab == "proses" else [turn for turn in turns if turn["mine"] and turn["page"]]
        return [(turn["label"], turn["page"]) for turn in worked] + list(
            links_of(self.subject, self.request.user)
        )

    def _begun(self, turns: list[dict[str, Any]]) -> bool:
        """Whether a turn of this person is worked on the page Proses, and there is somebody in it."""
        mine = any(turn["mine"] and turn["page"] for turn in turns)
        children = self.kind.children.values()
        return mine and any(child.rows(self.subject, self.request.user).exists() for child in children)

    def _closed(self, turns: list[dict[str, Any]], actions: list[dict[str, Any]]) -> str:
        if turns or any(action["allowed"] for action in actions):
            return ""
        if self.case.state in self.kind.machine.terminal:
            return "Kasus ini sudah berakhir; tidak ada langkah lagi."
        return "Tidak ada langkah yang menunggu saat ini."

    def _tabs(self, active: str) -> list[dict[str, Any]]:
        hidden = set() if self.kind.children else {"proses"}
        if not self.kind.below:
            hidden.add("bagian")
        if not self._has_dialogue():
            hidden.add("percakapan")
        return [
            {"label": label, "url": reverse(f"kasus:{name}", args=[self.case.pk]), "active": name == active}
            for name, label in _TABS
            if name not in hidden
        ]

    def _has_dialogue(self) -> bool:
        """A type has a dialogue when its machine has the act that writes to it."""
        return self.kind.dialogue in transition_table(type(self.subject))
