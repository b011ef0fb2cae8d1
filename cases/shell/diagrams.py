"""The machine and the flow of a case as pictures, generated from the declarations, with what is open lit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from cases.core.declared.registry import case_type
from cases.core.reading.sight import hidden_lanes, turns_seen_by
from cases.organisations.requests import AccountRequest
from workflows.diagrams import flow_svg, machine_svg

from .case import CasePage
from .page import find_case, find_subject, page


@page()
def diagram(request: AccountRequest, pk: Any) -> HttpResponse:
    case_page = CasePage(request, find_case(request, pk))
    has_flow = case_page.case.machine_version in case_page.kind.machine.flows
    return case_page.render(
        "core/case_diagram.html",
        "diagram",
        machine_url=reverse("kasus:diagram-svg", args=[pk]),
        flow_url=reverse("kasus:diagram-alur-svg", args=[pk]) if has_flow else "",
    )


@page()
def machine(request: AccountRequest, pk: Any) -> HttpResponse:
    case = find_subject(request, pk).case
    return _svg(
        machine_svg(case_type(case.type).machine, case.machine_version, present=case.state, codes=False)
    )


@page()
def flow(request: AccountRequest, pk: Any) -> HttpResponse:
    subject = find_subject(request, pk)
    case = subject.case
    flow_class = case_type(case.type).machine.flows.get(case.machine_version)
    if flow_class is None:
        raise Http404
    kind = case_type(case.type)
    open_turns = frozenset(
        task.flow_task.name for task in turns_seen_by(request.user, kind, subject.open_route())
    )
    return _svg(
        flow_svg(flow_class, present=open_turns, without=hidden_lanes(request.user, kind), codes=False)
    )


def _svg(picture: str) -> HttpResponse:
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")
