"""Engine objects as what templates show: tones of states, offers as buttons, open turns as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type, pool_named
from cases.core.doing.subjects import CaseChild
from cases.core.models import CaseTask
from cases.core.reading.rights import acting_as
from cases.core.reading.role_pools import RolePool
from cases.core.reading.sight import turns_seen_by
from cases.organisations.badan import in_words
from cases.organisations.working_calendar import superseded
from workflows.actors import holder_said
from workflows.machine import FORM_BUTTON, Machine, act_said
from workflows.offers import Offer
from workflows.routing import Route


def tone_of(machine: Machine, state: str) -> str:
    """Tone of a state's tag, the same everywhere: what the machine says, else by the state's place in it."""
    if state in machine.tones:
        return str(machine.tones[state])
    if state in machine.terminal:
        return "muted"
    if state in machine.resting:
        return "success"
    return "info" if state in machine.initial else "neutral"


def state_tag(kind: CaseType, state: str) -> dict[str, str]:
    return {"state_label": kind.machine.label_of(state), "tone": tone_of(kind.machine, state)}


def act_url(subject: Any, name: str) -> str:
    """Page of an act on a case or on a child of it."""
    if isinstance(subject, CaseChild):
        case = subject.case
        plural = case_type(case.type).child_of(subject.machine.key).plural
        return reverse("kasus:tindakan-anak", args=[case.pk, plural, subject.pk, name])
    return reverse("kasus:tindakan", args=[subject.pk, name])


def label_of(offer_label: str, name: str, route: Route | None) -> str:
    """What a button that leads to the act's page says.

    The regulation's "Simpan" is the button *on* that page, so the link carries the name of the turn instead.
    """
    turn = route.turn_of(name) if route is not None else None
    if offer_label != FORM_BUTTON:
        return offer_label
    return str(turn.flow_task.label) if turn is not None else act_said(name, offer_label)


def for_whom(offer: Offer) -> str:
    """What a button adds where its act is done for somebody who is away."""
    return f" atas nama {offer.on_behalf_of}" if offer.on_behalf_of is not None and offer.allowed else ""


def actions_of(subject: Any, offers: Iterable[Offer], route: Route | None) -> list[dict[str, Any]]:
    """Buttons of the offers: acts of an open turn first, the first of them as the main one."""
    turns = [task.flow_task for task in route.turns.values()] if route else []
    asked = [name for turn in turns for name in turn.acts]
    apart = case_type(subject.case.type).dialogue  # has a tab of its own
    found = [
        {
            "label": label_of(offer.row.label, offer.name, route) + for_whom(offer),
            "name": offer.name,
            "url": act_url(subject, offer.name),
            "allowed": offer.allowed,
            "reasons": offer.reasons,
            "destructive": offer.row.danger,
            "asked": offer.name in asked,
        }
        for offer in offers
        if offer.name != apart
    ]
    found.sort(key=lambda a: (not a["allowed"], not a["asked"], asked.index(a["name"]) if a["asked"] else 0))
    main = next((a for a in found if a["allowed"] and a["asked"]), None)
    if main is not None and not main["destructive"]:
        main["primary"] = True
    return found


def holder_of(task: CaseTask, institution: str) -> str:
    """Who has the turn: a person, or the pool in words."""
    if task.owner_id is not None:
        return holder_said(task.owner)
    pool = pool_named(task.pool)
    return str(in_words("petugas {badan}")) if pool is None else pool.holder(institution)


def is_turn_of(task: CaseTask, actor: Any) -> bool:
    people = acting_as(actor)
    if task.owner_id is not None:
        return any(task.owner_id == person.pk for person in people)
    pool = pool_named(task.pool)
    if isinstance(pool, RolePool):  # held on one case and not on another
        return any(pool.holds(person, task.where) for person in people)
    return pool is not None and any(pool.admits(person) for person in people)


def turns_of(kind: CaseType, route: Route | None, actor: Any, institution: str) -> list[dict[str, Any]]:
    """The open turns of a case the actor may know of: what is to be done, by whom, since when, until when."""
    now = timezone.now()
    return [
        {
            "label": task.label,
            "act": next(iter(task.flow_task.acts), ""),
            "page": reverse("kasus:proses", args=[task.case_id])
            if task.flow_task.name in kind.process_turns
            else "",
            "holder": holder_of(task, institution),
            "mine": is_turn_of(task, actor),
            "instead_of": holder_said(task.owner) if task.owner_id not in (None, actor.pk) else "",
            "since": task.assigned or task.created,
            "due": task.due_at,
            "overdue": task.due_at is not None and task.due_at < now,
            "calendar": superseded(task.created, task.due_at) if task.due_at is not None else "",
        }
        for task in turns_seen_by(actor, kind, route)
    ]


def tracker_of(kind: CaseType, state: str, visited: Iterable[str]) -> list[dict[str, Any]]:
    """Stages of the tracker. A state outside every stage (a pause, an end) leaves them as they were reached.

    visited: earlier states, oldest first: a return to an earlier stage is shown as a loop.
    """
    places = {name: number for number, stage in enumerate(kind.stages) for name in stage.states}
    passed = [places[name] for name in [*visited, state] if name in places]
    here = places.get(state)
    last = state if here is not None else next((name for name in reversed([*visited]) if name in places), "")
    left_at = places.get(last, 0)
    reached = left_at + (bool(last) and last in kind.stages[left_at].done)
    loops = sum(1 for before, after in pairwise(passed) if after < before)
    ended = state in kind.machine.terminal
    stages = []
    for number, stage in enumerate(kind.stages):
        final = number == len(kind.stages) - 1
        status = "done" if number < reached or (number == reached and final and here == number) else "todo"
        if number == reached and status != "done" and not ended:
            status = "current"
        stages.append({"label": stage.label, "status": status, "note": "", "loop": ""})
    if here is not None and loops and here < len(stages):
        stages[here]["loop"] = f"pernah kembali {loops} kali"
    if here is None and kind.stages:
        rested = last in kind.machine.resting | kind.machine.terminal
        at = left_at if rested else min(reached, len(stages) - 1)
        stages[at]["note"] = kind.machine.label_of(state)
        if rested:
            stages[at]["status"] = "done"
    return stages
