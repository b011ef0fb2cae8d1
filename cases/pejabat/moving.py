"""Officials of an institution that becomes part of another one: they follow their posts."""

from __future__ import annotations

from cases.organisations.attached import Attached, Moving

from .models import Pejabat


def follow(moving: Moving) -> int:
    return Pejabat.objects.filter(institution=moving.old).update(institution=moving.new)


OFFICIALS = Attached(
    key="pejabat",
    label="Pejabat tercatat",
    models=("pejabat.Pejabat",),
    count=lambda institution: Pejabat.objects.filter(institution=institution).count(),
    follow=follow,
)
