"""Findings about an institution that ends: they stay with the one they were made about, as what happened then."""

from __future__ import annotations

from cases.organisations.attached import Attached

from .models import Temuan

FINDINGS = Attached(
    key="temuan",
    label="Temuan yang tetap pada institusi ini",
    models=("jpt.Temuan",),
    count=lambda institution: Temuan.objects.filter(institusi=institution).count(),
)
