"""Where a nomenklatur and a selection lead (SJ-44, SJ-108, SJ-141)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cases.nomenklatur.selectors import is_approved_now
from cases.organisations.permissions import acts_for, holds, reviews
from cases.organisations.roles import Role
from workflows.actors import Actor

from .selectors import open_selection_of
from .states import State


def rencana_seleksi(nomenklatur: Any, actor: Actor) -> list[tuple[str, str]]:
    """The selection that is under way, else the way to open one."""
    running = open_selection_of(nomenklatur, actor)
    if running is not None:
        return [("Seleksi yang berjalan", reverse("kasus:kasus", args=[running]))]
    institution = nomenklatur.case.institution_id
    if not acts_for(actor, institution) or not is_approved_now(nomenklatur):
        return []
    return [
        (
            "Rencana Seleksi",
            f"{reverse('kasus:baru', args=['jpt', 'tambah_seleksi'])}?nomenklatur={nomenklatur.pk}",
        )
    ]


def of_selection(seleksi: Any, actor: Actor) -> list[tuple[str, str]]:
    """For petugas KASN: the forms that are no acts of the selection. For its institution: a new plan (SJ-80)."""
    if acts_for(actor, seleksi.case.institution_id):
        return _copy_of(seleksi)
    if not reviews(actor):
        return []
    query = urlencode({"seleksi": seleksi.case.number, "institusi": seleksi.case.institution_id})
    found = [("Catat temuan", f"{reverse('jpt:temuan')}?{query}")]
    if holds(actor, Role.KASN_KOMISIONER):
        found.append(("Buat sampel monitoring", reverse("jpt:sampel")))
    return found


def _copy_of(seleksi: Any) -> list[tuple[str, str]]:
    if seleksi.state != State.DITOLAK:
        return []
    return [("Salin ke rencana baru", reverse("jpt:salin", args=[seleksi.pk]))]
