"""What the register adds to the page of an approved nomenklatur (SJ-44)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.nomenklatur.selectors import has_approved_version
from cases.organisations.permissions import acts_for
from workflows.actors import Actor


def on_nomenklatur(subject: Any, actor: Actor) -> list[tuple[str, str]]:
    institution = subject.case.institution_id
    if not acts_for(actor, institution) or not has_approved_version(subject):
        return []
    return [("Tambah Pejabat", f"{reverse('pejabat:tambah')}?nomenklatur={subject.pk}")]
