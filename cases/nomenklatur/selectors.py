"""Reading nomenklatur. Other types use these functions and the manifest, nothing else of this package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet

from cases.core.reading.sight import cases_visible_to

from .states import TERMINAL, State

if TYPE_CHECKING:
    from .models import Nomenklatur


def post_key(unit_kerja: str, jabatan: str) -> str:
    """Unit and post without difference of case and spaces: what counts as the same post (SJ-34)."""
    return " | ".join(re.sub(r"\s+", " ", part).strip().casefold() for part in (unit_kerja, jabatan))


def _all() -> QuerySet[Nomenklatur]:
    model: Any = apps.get_model("nomenklatur", "Nomenklatur")
    rows: QuerySet[Nomenklatur] = model.objects.all()
    return rows


def same_post(institution_id: Any, unit_kerja: str, jabatan: str) -> QuerySet[Nomenklatur]:
    """The living nomenklatur of an institution for this post (at most one)."""
    return posts_ever(institution_id, unit_kerja, jabatan).exclude(state__in=TERMINAL)


def posts_ever(institution_id: Any, unit_kerja: str, jabatan: str) -> QuerySet[Nomenklatur]:
    """As `same_post`, also those that have ended; the first one first."""
    every = _all().filter(institution_id=institution_id, post_key=post_key(unit_kerja, jabatan))
    return every.order_by("case__opened_at")


def visible_to(actor: Any) -> QuerySet[Nomenklatur]:
    return _all().filter(case__in=cases_visible_to(actor)).select_related("case", "case__institution")


def approved_now(institution_id: Any) -> QuerySet[Nomenklatur]:
    """In state `disetujui`: those a selection may be opened for (SJ-61)."""
    return (
        _all().filter(institution_id=institution_id, state=State.DISETUJUI).order_by("unit_kerja", "jabatan")
    )


def is_approved_now(nomenklatur: Nomenklatur) -> bool:
    """`approved_now` of a loaded one: a selection may be opened for it (SJ-61)."""
    return bool(nomenklatur.state == State.DISETUJUI)


def has_approved_version(nomenklatur: Nomenklatur) -> bool:
    """`with_approved_version` of a loaded one: an official may be entered for it (SJ-47)."""
    return nomenklatur.approved_id is not None and nomenklatur.state not in TERMINAL


def owned_by(institution_id: Any) -> QuerySet[Nomenklatur]:
    """The living nomenklatur of an institution, whatever their review has come to."""
    return (
        _all()
        .filter(institution_id=institution_id)
        .exclude(state__in=TERMINAL)
        .order_by("unit_kerja", "jabatan")
    )


def with_approved_version(institution_id: Any) -> QuerySet[Nomenklatur]:
    """Approved at least once and not ended: those an official may be entered for (SJ-47)."""
    found = _all().filter(institution_id=institution_id, approved__isnull=False).exclude(state__in=TERMINAL)
    return found.order_by("unit_kerja", "jabatan")
