"""Reading units: which one serves an institution or a province, and on which day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .models import Institution, Unit, UnitWilayah
from .zones import today_wib


def unit_of_province(provinsi: str, on: dt.date | None = None) -> Unit | None:
    """The regional office that serves a province on a day, today when none is named; None where none does."""
    found = serving(provinsi, on)
    return found.unit if found is not None else None


def serving(provinsi: str, on: dt.date | None = None) -> UnitWilayah | None:
    """Which unit serves a province, with the source of that and whether anybody has compared it (`diragukan`)."""
    day = on or today_wib()
    rows = UnitWilayah.objects.filter(
        Q(sejak=None) | Q(sejak__lte=day), Q(sampai=None) | Q(sampai__gte=day), provinsi=provinsi
    )
    return rows.select_related("unit").order_by("-id").first()


def unit_of(institution: Institution, on: dt.date | None = None) -> Unit | None:
    """The regional office of a regional institution; None for one of the centre, which is PPSS's own (CB-14)."""
    return unit_of_province(institution.provinsi_id, on) if institution.provinsi_id else None


def provinces_of(unit: Unit, on: dt.date | None = None) -> list[str]:
    """Codes of the provinces that a unit serves on a day, in their order."""
    day = on or today_wib()
    rows = unit.wilayah.filter(Q(sejak=None) | Q(sejak__lte=day), Q(sampai=None) | Q(sampai__gte=day))
    return list(rows.order_by("provinsi").values_list("provinsi_id", flat=True))


def with_units_below(unit: Unit) -> list[Unit]:
    """The unit and what stands under it, whatever the depth."""
    found, todo = [unit], [unit.pk]
    while todo:
        below = list(Unit.objects.filter(induk__in=todo).order_by("kode"))
        found += below
        todo = [one.pk for one in below]
    return found
