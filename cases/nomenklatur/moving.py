"""Posts of an institution that becomes part of another one."""

from __future__ import annotations

from cases.organisations.attached import Attached, Moving
from cases.organisations.models import Institution

from .models import Nomenklatur
from .selectors import owned_by


def _twins(old: Institution, new: Institution) -> list[str]:
    """The same post in both: one of them has to end before, as an institution has a post once (SJ-36)."""
    theirs = owned_by(new.pk).values("post_key")
    rows = owned_by(old.pk).filter(post_key__in=theirs)
    return [f"{row.jabatan} pada {row.unit_kerja} ada pada keduanya" for row in rows[:20]]


def follow(moving: Moving) -> int:
    """They are cases and follow as such; here is the institution that their own table repeats."""
    return Nomenklatur.objects.filter(institution=moving.old).update(institution=moving.new)


POSTS = Attached(
    key="nomenklatur",
    label="Nomenklatur yang berlaku",
    models=("nomenklatur.Nomenklatur",),
    count=lambda institution: owned_by(institution.pk).count(),
    conflicts=_twins,
    follow=follow,
)
