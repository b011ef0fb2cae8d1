"""The totals of the landing page: four categories × what is counted; institutions see their own (SJ-10)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count

from cases.core.declared.menu import totals
from cases.core.declared.registry import case_types
from workflows.actors import Actor

from .sight import cases_visible_to

#: LPNK and LNS count under Lembaga, kabupaten and kota together.
CATEGORIES = {
    "Kementerian": ("Kementerian",),
    "Lembaga": ("LPNK", "LNS"),
    "Provinsi": ("Provinsi",),
    "Kabupaten/Kota": ("Kabupaten", "Kota"),
}


def figures(actor: Actor, category: str = "") -> list[dict[str, Any]]:
    """[{category, figures: [{label, value}]}]; an unknown category is ignored.

    One query, and one per `Total`.
    """
    counted = [kind for kind in case_types() if kind.counted]
    rows = cases_visible_to(actor).filter(type__in=[kind.key for kind in counted]).order_by()
    by_type: dict[str, Counter[str]] = {}
    for key, jenis, number in rows.values_list("type", "institution__jenis").annotate(number=Count("pk")):
        by_type.setdefault(key, Counter())[jenis] += number
    columns = [(kind.label, by_type.get(kind.key, Counter())) for kind in counted]
    columns += [(total.label, Counter(total.count(actor))) for total in totals()]
    institution = getattr(actor, "institution", None)
    shown = {category: CATEGORIES[category]} if category in CATEGORIES else CATEGORIES
    if institution is not None:
        shown = {name: kinds for name, kinds in CATEGORIES.items() if institution.jenis in kinds}
    return [
        {
            "category": name,
            "figures": [{"label": label, "value": sum(found[j] for j in kinds)} for label, found in columns],
        }
        for name, kinds in shown.items()
    ]
