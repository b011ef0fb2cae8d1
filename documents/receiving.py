"""Receiving a file: checked while it streams in, then stored, then written down (SJ-140, catalogue §0.4).

The object comes first, its row second: whatever dies in between leaves an object without a row, which
`sweeping` removes, and never a row without its object. For the same reason a failed row does not take
its object along at once: the commit may have succeeded although its answer was lost.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from . import examining, quota, scanning, storage
from .errors import FileRefused, StorageFull, StorageUnavailable
from .inspection import TYPES, Unacceptable, Unexamined, inspect
from .kinds import FILE_ANY, FileClass
from .models import ScanState, Upload
from .names import tidy_name

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024  # bytes


def receive(
    file: BinaryIO | UploadedFile[Any],
    name: str,
    *,
    uploader: AbstractBaseUser,
    file_class: FileClass = FILE_ANY,
    max_bytes: int | None = None,
    field: str = "",
    own: bool = False,
) -> Upload:
    """Check, store and write down one file that `uploader` sends; no act has used it yet.

    name: as the sender's machine calls it; file_class: what is accepted; max_bytes: a tighter bound;
    field: the form field it was sent for; own: rendered or signed here, not scanned. Memory stays within a
    few chunks whatever the size.

    Raises FileRefused (E-FILE: empty, too large, refused by `inspection`, infected, more than the person may send
    now) before anything is stored, StorageUnavailable when the object store fails; then nothing is saved. A file
    whose reader gave no answer is kept as UNEXAMINED: nobody gets it until `examining` has looked at it again.
    """
    limit = min(max_bytes or file_class.max_bytes, file_class.max_bytes)
    name = tidy_name(name)
    extension = PurePosixPath(name).suffix[1:].lower()
    if extension not in file_class.extensions:
        raise _refused(name, "jenis berkas ini tidak diterima", file_class, limit)

    # Spooled to a nameless temporary file: the checks need to seek, the store needs the verified whole.
    with tempfile.SpooledTemporaryFile(max_size=2 * CHUNK) as spool:
        content = cast(BinaryIO, spool)
        digest, size = hashlib.sha256(), 0
        for chunk in _chunks(file):
            size += len(chunk)
            if size > limit:
                raise _refused(name, "ukurannya melampaui batas", file_class, limit)
            digest.update(chunk)
            try:
                content.write(chunk)
            except OSError as error:
                raise StorageFull from error
        if not size:
            raise _refused(name, "berkas kosong", file_class, limit)
        if not own:
            quota.check_room(uploader, name, size)  # before the work; who comes first is decided below
        try:
            detected, state = _judged(content, extension, own=own)
        except Unacceptable as reason:
            logger.info("file of %s refused: %s", uploader.pk, reason)
            raise _refused(name, str(reason), file_class, limit) from reason
        content.seek(0)
        key = storage.put(content, detected)

    try:
        with transaction.atomic() if own else quota.holding(uploader, name, size):
            upload = Upload.objects.create(
                original_name=name,
                size=size,
                sha256=digest.hexdigest(),
                detected_type=detected,
                storage_key=key,
                uploader_id=uploader.pk,
                field=field[:100],
                scan_state=state,
            )
            if state == ScanState.UNEXAMINED:
                examining.wait_for(key)
    except FileRefused:  # another request took the last place meanwhile: no row was tried
        with suppress(StorageUnavailable):
            storage.erase(key)
        raise
    return upload


def _judged(content: BinaryIO, extension: str, *, own: bool) -> tuple[str, ScanState]:
    """(media type, state). Raises Unacceptable, also for what the virus scanner refuses."""
    try:
        detected = inspect(content, extension)
        verdict = None if own else scanning.scan(content, detected)
    except Unexamined as unknown:
        logger.warning("a file could not be examined and is looked at again: %s", unknown)
        return TYPES[extension], ScanState.OWN if own else ScanState.UNEXAMINED
    if verdict is None:
        return detected, ScanState.OWN
    if verdict.state == ScanState.QUARANTINED:
        logger.warning("file refused by the virus scanner: %s", verdict.answer)
        raise Unacceptable(verdict.reason)
    return detected, verdict.state


def keep(ids: Iterable[UUID | str], *, uploader: AbstractBaseUser, until: datetime) -> int:
    """Spare unused uploads of `uploader` from the sweep until then, for a draft that refers to them.

    Ids that are none are passed over. Returns how many there were.
    """
    keys = [key for key in map(as_id, ids) if key]
    unused = Upload.objects.filter(pk__in=keys, uploader=uploader.pk, used_at=None)
    return unused.update(keep_until=until)


def as_id(value: UUID | str) -> UUID | None:
    """The id that `value` writes, None when it writes none."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _chunks(file: BinaryIO | UploadedFile[Any]) -> Iterator[bytes]:
    if isinstance(file, UploadedFile):
        yield from file.chunks(CHUNK)
        return
    while chunk := file.read(CHUNK):
        yield chunk


def _refused(name: str, reason: str, file_class: FileClass, limit: int) -> FileRefused:
    return FileRefused(f"Berkas “{name}” ditolak: {reason}. Yang diterima: {file_class.describe(limit)}.")
