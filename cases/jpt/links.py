"""Where a nomenklatur leads: its Rencana Seleksi, while it is approved (SJ-44)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cases.nomenklatur.selectors import approved_now
from cases.organisations.permissions import acts_for


def rencana_seleksi(nomenklatur: Any, actor: Any) -> list[tuple[str, str]]:
    """The link for the owning institution; the form itself refuses what is not open (X5)."""
    institution = nomenklatur.case.institution_id
    if not acts_for(actor, institution) or not approved_now(institution).filter(pk=nomenklatur.pk).exists():
        return []
    query = urlencode({"nomenklatur": nomenklatur.pk})
    return [("Rencana Seleksi", f"{reverse('kasus:baru', args=['jpt', 'tambah_seleksi'])}?{query}")]
