"""How much one person may send with forms and the API: what no act has used yet, and what came in a day.

Counted in the table of received files, under the person's own row, so that two requests at once do not both take the
last place. Recordings have bounds of their own (`large`); what Alur renders itself is nobody's to count.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Now
from psycopg.errors import LockNotAvailable

from .errors import FileRefused, PersonBusy
from .inspection import TYPES
from .kinds import FILE_VID, readable_size
from .models import ScanState, Upload

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)

A_DAY = timedelta(hours=24)
_RECORDINGS = [TYPES[extension] for extension in FILE_VID.extensions]


def check_room(uploader: AbstractBaseUser, name: str, size: int) -> None:
    """Raise FileRefused where one more file of `size` bytes is more than this person may send now. One query."""
    own = Upload.objects.filter(uploader=uploader.pk).exclude(scan_state=ScanState.OWN)
    unused, today = Q(used_at=None), Q(created_at__gt=Now() - A_DAY)
    counted = (
        own.exclude(detected_type__in=_RECORDINGS)
        .filter(unused | today)
        .aggregate(
            unused=Count("pk", filter=unused),
            unused_bytes=Sum("size", filter=unused, default=0),
            today=Count("pk", filter=today),
            today_bytes=Sum("size", filter=today, default=0),
        )
    )
    files, most = settings.DOCUMENTS_OPEN_FILES, settings.DOCUMENTS_OPEN_BYTES
    if counted["unused"] >= files or counted["unused_bytes"] + size > most:
        raise _refused(
            uploader,
            name,
            f"{_said(counted['unused'], counted['unused_bytes'])} yang Anda unggah belum dipakai; batasnya "
            f"{_said(files, most)}. Kirim dahulu isian yang memuatnya. Berkas yang tidak dipakai terhapus "
            "sendiri setelah satu hari, yang ada pada draf setelah 30 hari",
        )
    files, most = settings.DOCUMENTS_DAY_FILES, settings.DOCUMENTS_DAY_BYTES
    if counted["today"] >= files or counted["today_bytes"] + size > most:
        raise _refused(
            uploader,
            name,
            f"dalam 24 jam terakhir Anda mengunggah {_said(counted['today'], counted['today_bytes'])}; batasnya "
            f"{_said(files, most)}. Coba lagi beberapa jam lagi",
        )


@contextmanager
def holding(uploader: AbstractBaseUser, name: str, size: int) -> Iterator[None]:
    """A transaction in which nobody else takes this person's last place. Raises as `check_room`, and PersonBusy."""
    with alone(uploader):
        check_room(uploader, name, size)
        yield


@contextmanager
def alone(person: AbstractBaseUser) -> Iterator[None]:
    """A transaction behind the person's own row: what they send at once follows each other. Raises PersonBusy."""
    try:
        with transaction.atomic():
            get_user_model()._default_manager.select_for_update(no_key=True).get(pk=person.pk)
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise PersonBusy from error


def _said(files: int, size: int) -> str:
    return f"{files:,}".replace(",", ".") + f" berkas ({readable_size(size)})"


def _refused(uploader: AbstractBaseUser, name: str, reason: str) -> FileRefused:
    logger.warning("upload of %s refused: quota", uploader.pk)
    return FileRefused(f"Berkas “{name}” belum diterima: {reason}.")
