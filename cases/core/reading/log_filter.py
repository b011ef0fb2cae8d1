"""Filters of the activity log: act, result, person, text, object, institution, days (SJ-127)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from cases.organisations.badan import in_words
from cases.organisations.models import User
from workflows.actors import Actor
from workflows.errors import E_REF

from .filters import FilterForm
from .listing import uuid_or_none
from .saying import known_acts
from .sight import cases_visible_to, people_seen_by
from .task_filter import InstitutionField, named


class LogFilter(FilterForm):
    q = forms.CharField(
        label="Cari", required=False, max_length=200, help_text="Nama orang, aksi, nomor atau judul kasus"
    )
    objek = forms.CharField(
        label="Objek", required=False, max_length=60, help_text="Nomor kasus, atau ID objek mana pun"
    )

    def prepare(self) -> None:
        self.put("aksi", "Aksi", known_acts())
        self.put("hasil", "Hasil", [("ok", "Berhasil"), ("ditolak", "Ditolak")])
        self.put_row("petugas", "Pengguna", self._seen, _by_side(self._seen()))
        self.fields["institution"] = InstitutionField(label="Institusi")
        self.put_days("Dari", "Sampai")

    def _seen(self) -> QuerySet[User]:
        own = people_seen_by(self.actor)
        return User.objects.all() if own is None else own

    def clean_objek(self) -> str:
        """A case by its number, of those one sees; the key of an object is taken as it is."""
        named = str(self.cleaned_data["objek"]).strip()
        if not named or uuid_or_none(named) is not None:
            return named
        if not cases_visible_to(self.actor).filter(number=named.upper()).exists():
            raise ValidationError("Tidak ada kasus dengan nomor ini.", code=E_REF)
        return named


def _by_side(people: QuerySet[User]) -> Any:
    """(heading, people) of the supervising body, then of each institution; who is inactive is marked. One query."""
    own: list[tuple[str, str]] = []
    others: dict[str, list[tuple[str, str]]] = {}
    rows = people.order_by("institution__nama", "nama", "id")
    for pk, name, active, institution in rows.values_list("pk", "nama", "is_active", "institution__nama"):
        group = own if institution is None else others.setdefault(institution, [])
        group.append((str(pk), name if active else f"{name} (nonaktif)"))
    body = [(str(in_words("Petugas {badan} dan auditor")), own)] if own else []
    return [*body, *others.items()]


def narrowed(
    actor: Actor, filters: Mapping[str, Any], ledger: QuerySet[Any], access: QuerySet[Any]
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Both books by text, object and institution.

    Text is sought in what stands on a line for everybody who sees the line: who, which act, which case. What an
    entry holds is not sought: a hit would tell of content that the reader may not read.
    """
    cases = cases_visible_to(actor)
    if q := str(filters.get("q") or "").strip():
        acts = [name for name, label in known_acts() if q.lower() in label.lower()]
        who = Q(actor__in=User.objects.filter(Q(nama__icontains=q) | Q(username__iexact=q)).values("pk"))
        about = cases.filter(Q(title__icontains=q) | Q(number__iexact=q)).values("pk")
        ledger = ledger.filter(who | Q(act__in=acts) | Q(stream__in=about))
        access = access.filter(who | Q(action__in=acts) | Q(object_id__in=about))
    if objek := str(filters.get("objek") or ""):
        key = uuid_or_none(objek)
        if key is None:
            key = cases.filter(number=objek.upper()).values_list("pk", flat=True).first()
        ledger = ledger.filter(Q(stream=key) | Q(object_id=key))
        access = access.filter(object_id=key)
    if institution := str(filters.get("institution") or ""):
        of_it = cases.filter(named(institution, "institution", Q(institution__nama__icontains=institution)))
        own = named(institution, "institution", Q(institution__nama__icontains=institution))
        who = Q(actor__in=User.objects.filter(own).values("pk"))
        ledger = ledger.filter(who | Q(stream__in=of_it.values("pk")))
        access = access.filter(who | Q(object_id__in=of_it.values("pk")))
    return ledger, access
