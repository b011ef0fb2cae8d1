"""Which documents of a case are signed, read live: for guards and facts of the case types that ask for them.

Each is one statement. Of a document and its replacement the newest that is signed stands; a replacement that is only
being prepared takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from workflows.showing import once

from .models import Dokumen
from .states import State

#: Signed by all.
SIGNED = (State.DITANDATANGANI, State.TERKIRIM, State.TERUNGGAH)


def signed_documents(
    case: Any, jenis: str, kunci: str | None = None, isi: Mapping[str, Any] | None = None
) -> QuerySet[Dokumen]:
    """The documents of a kind that a case (its key) has, signed by all and not replaced, the newest first.

    kunci: of this one only ("2026-12-01"); isi: whose content has these values. On a page the same rows every time, so
    that `asked` and `told` of a manifest may name them.
    """

    def rows() -> QuerySet[Dokumen]:
        newer = Dokumen.objects.filter(menggantikan=OuterRef("pk"), state__in=SIGNED)
        found = Dokumen.objects.filter(~Exists(newer), induk=case, jenis=jenis, state__in=SIGNED)
        if kunci is not None:
            found = found.filter(kunci=kunci)
        if isi:
            found = found.filter(isi__contains=dict(isi))
        return found.order_by("-pk")

    return once(("signed", case, jenis, kunci, repr(sorted((isi or {}).items()))), rows)


def is_signed(case: Any, jenis: str, kunci: str | None = None, isi: Mapping[str, Any] | None = None) -> bool:
    return bool(signed_documents(case, jenis, kunci, isi))


def uploaded(case: Any, jenis: str, kunci: str | None = None) -> list[Dokumen]:
    """Those of them whose upload to MST is noted: `mst_id`, `mst_pada`, `mst_oleh`, `mst_sidik` (CB-240)."""
    return [row for row in signed_documents(case, jenis, kunci) if row.state == State.TERUNGGAH]
