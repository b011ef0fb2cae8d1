"""What became of files that waited: told to whoever must know, in the transaction that writes it down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from .models import Attachment, LargeUpload, ScanState, Upload, WaitingFile

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """Of one object. state: from now on; reason: completes "Berkas … ditolak: …" where it is refused;
    attachments: what acts have used of it; uploads: what nobody has used; large: sent in parts."""

    state: ScanState
    reason: str = ""
    attachments: Sequence[Attachment] = ()
    uploads: Sequence[Upload] = ()
    large: Sequence[LargeUpload] = ()

    @property
    def ended(self) -> bool:
        """Nothing more will be found out."""
        return self.state not in (ScanState.PENDING, ScanState.UNEXAMINED)


#: Told of each; what it raises takes the outcome back.
Told = Callable[[Outcome], None]


def write_down(
    key: str, before: ScanState, after: ScanState, *, reason: str, answer: str, told: Told | None
) -> None:
    """All rows of an object change together. The upload's row first: an act that binds it holds that row, and its
    attachment is there when it lets go."""
    waiting = {"storage_key": key, "scan_state": before}
    with transaction.atomic():
        uploads = list(Upload.objects.filter(**waiting).select_for_update().order_by("pk"))
        Upload.objects.filter(pk__in=[found.pk for found in uploads]).update(scan_state=after)
        used = list(Attachment.objects.filter(**waiting).select_for_update().order_by("pk"))
        Attachment.objects.filter(pk__in=[found.pk for found in used]).update(scan_state=after)
        if after != ScanState.UNEXAMINED:
            WaitingFile.objects.filter(storage_key=key).delete()
        if told is not None:
            large = LargeUpload.objects.filter(upload__storage_key=key)
            unused = [upload for upload in uploads if upload.used_at is None]
            told(Outcome(after, reason, used, unused, list(large)))
    if after == ScanState.QUARANTINED:
        logger.warning("object %s is quarantined: %s", key, answer or reason)
