"""Reading officials: own institution and KASN, nobody else (SJ-51)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from cases.core.reading.selectors import unseen
from cases.organisations.selectors import read_by
from cases.organisations.zones import today_at
from workflows.actors import Actor

from .models import Pejabat


def visible_to(actor: Actor) -> QuerySet[Pejabat]:
    rows = Pejabat.objects.all()
    return rows.filter(read_by(actor).condition("institution"))


def get_for(actor: Actor, pk: Any) -> Pejabat:
    """One official. Raises Refused(E-HIDE), which is logged."""
    found = visible_to(actor).filter(pk=pk).select_related("nomenklatur", "institution").first()
    if found is None:
        raise unseen(actor, "lihat", "pejabat", pk)
    return found


def current_in(nomenklatur: Any, on: dt.date | None = None) -> QuerySet[Pejabat]:
    """Who holds the post on a day, today where it is: whoever asks from another zone gets the same answer."""
    day = on or today_at(nomenklatur.institution)
    return Pejabat.objects.filter(nomenklatur=nomenklatur.pk, mulai__lte=day, akhir__gte=day)


def overlapping(nomenklatur_id: Any, mulai: dt.date, akhir: dt.date) -> QuerySet[Pejabat]:
    """Officials of the same post whose period overlaps this one."""
    return Pejabat.objects.filter(nomenklatur=nomenklatur_id, mulai__lte=akhir, akhir__gte=mulai).order_by(
        "mulai"
    )


def closable(nomenklatur_id: Any, mulai: dt.date, akhir: dt.date) -> QuerySet[Pejabat]:
    """Those of them who were there before, so that their period can end the day before (SJ-124)."""
    return overlapping(nomenklatur_id, mulai, akhir).filter(mulai__lt=mulai)


def menjabat(nomenklatur: Any) -> QuerySet[Pejabat]:
    """Answer to a nomenklatur: is the post held now (NM-8a)?"""
    return current_in(nomenklatur)


def terkait(nomenklatur: Any) -> QuerySet[Pejabat]:
    """Answer to a nomenklatur: is any official attached (NM-9)?"""
    return Pejabat.objects.filter(nomenklatur=nomenklatur.pk)
