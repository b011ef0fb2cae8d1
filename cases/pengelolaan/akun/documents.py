"""The photo of a petugas (Gambar 4, SJ-13)."""

from __future__ import annotations

from uuid import UUID

from cases.organisations.permissions import sees_all
from documents.kinds import FILE_IMG, Kind, Lock
from documents.models import Attachment
from workflows.actors import Actor

from .forms import FOTO

#: Personal data that proves nothing: no object lock keeps it.
KINDS = (Kind(FOTO, "Foto petugas", FILE_IMG, lock=Lock.NONE),)


def may_read(attachment: Attachment, actor: Actor) -> bool:
    return sees_all(actor) and attachment.kind == FOTO


def photo_of(person_id: UUID) -> Attachment | None:
    """The photo that stands, the newest version."""
    rows = Attachment.objects.filter(owner_type="akun", owner_id=person_id, kind=FOTO, withdrawn_at=None)
    return rows.order_by("-version").first()
