"""Whether an account may be used."""

from __future__ import annotations

from django.db.models import TextChoices


class Keadaan(TextChoices):
    AKTIF = "aktif", "Aktif"
    NONAKTIF = "nonaktif", "Nonaktif"
