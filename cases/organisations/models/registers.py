from django.db import models

from workflows.models import Boundary


class Buku(Boundary):
    """Lock and ledger stream of one register, outside of every case (docs/decisions/011-registers.md)."""

    kode = models.CharField(max_length=40, unique=True)

    class Meta:
        verbose_name = "buku"

    def __str__(self) -> str:
        return self.kode
