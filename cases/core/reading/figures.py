"""The totals of the landing page: four categories × what is counted; institutions see their own (SJ-10)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Sum

from cases.core.declared.menu import totals
from cases.core.declared.registry import case_types
from cases.core.models import CaseTotal
from workflows.actors import Actor

from .sight import cases_visible_to, totals_seen_by

#: LPNK and LNS count under Lembaga, kabupaten and kota together.
CATEGORIES = {
    "Kementerian": ("Kementerian",),
    "Lembaga": ("LPNK", "LNS"),
    "Provinsi": ("Provinsi",),
    "Kabupaten/Kota": ("Kabupaten", "Kota"),
}


def figures(actor: Actor, category: str = "") -> list[dict[str, Any]]:
    """[{category, figures: [{label, value}]}]; an unknown category is ignored.

    One query, over totals and not over cases.
    """
    counted = [kind for kind in case_types() if kind.counted]
    keys = [kind.key for kind in counted]
    seen = totals_seen_by(actor)
    cases: Any
    if seen is None:  # of some institutions and some cases beside: few enough to be counted
        rows = cases_visible_to(actor).select_related(None).filter(type__in=keys).order_by()
        cases = rows.values_list("type", "institution__jenis").annotate(Count("pk"))
    else:
        noted = CaseTotal.objects.filter(seen, type__in=keys).order_by()
        cases = noted.values_list("type", "institution__jenis").annotate(Sum("number"))
    others = [total.counts(actor, total.label) for total in totals()]
    found: dict[str, Counter[str]] = {}
    for name, jenis, number in cases.union(*others, all=True):
        found.setdefault(name, Counter())[jenis] += number
    names = [(kind.label, kind.key) for kind in counted] + [(total.label, total.label) for total in totals()]
    columns = [(label, found.get(name, Counter())) for label, name in names]
    institution = getattr(actor, "institution", None)
    shown = {category: CATEGORIES[category]} if category in CATEGORIES else CATEGORIES
    if institution is not None:
        shown = {name: kinds for name, kinds in CATEGORIES.items() if institution.jenis in kinds}
    return [
        {
            "category": name,
            "figures": [{"label": label, "value": sum(n[j] for j in kinds)} for label, n in columns],
        }
        for name, kinds in shown.items()
    ]
