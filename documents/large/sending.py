"""A large file on its way: begun, its parts signed, finished or given up. No byte of it passes through here.

What has arrived is asked from the store, never believed of the sender.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from documents import quota, storage
from documents.errors import FileRefused, LargeRefused, UploadUnknown
from documents.inspection import TYPES
from documents.kinds import Kind, kinds, readable_size
from documents.models import LargeUpload, Upload
from documents.names import tidy_name
from documents.receiving import as_id

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

KEPT = timedelta(days=7)
MOST_OPEN = 5  # per person
MOST_URLS = 50  # per call
URL_SECONDS = 15 * 60
_MOST_PARTS = 10_000  # S3's own bound
_BATCH = 200

State = LargeUpload.State


@dataclass(frozen=True)
class Progress:
    """received: numbers of the parts that the store has whole; received_bytes: their sum."""

    received: tuple[int, ...]
    received_bytes: int


@dataclass(frozen=True)
class SignedPart:
    """Where to PUT one part, of exactly `size` bytes, with which headers."""

    number: int
    size: int
    url: str
    headers: Mapping[str, str]


def begin(uploader: AbstractBaseUser, *, name: str, size: int, kind: str, sha256: str = "") -> LargeUpload:
    """Prepare the store for a file of `size` bytes; sha256: of the whole, hex or base64, where it is known.

    Raises LargeRefused (E-REF unknown kind or one whose files are small, E-FMT sha256, E-GUARD too many on
    their way, or too many bytes that no act has used), FileRefused (extension, size), StorageUnavailable.
    """
    definition = kinds.get(kind)
    if definition is None or not definition.types.large:
        raise LargeRefused(
            "E-REF", "Jenis dokumen ini tidak dikenal atau tidak menerima berkas besar.", "kind"
        )
    digest = _digest(sha256, "sha256") if sha256 else ""
    name = tidy_name(name)
    extension = PurePosixPath(name).suffix[1:].lower()
    _check(name, extension, size, definition)
    _check_room(uploader, size)

    key, multipart = storage.begin_parts(TYPES[extension])
    part_size = max(settings.DOCUMENTS_PART_BYTES, -(-size // _MOST_PARTS))
    try:
        with quota.alone(uploader):  # two begun at once must not both be the last allowed one
            _check_room(uploader, size)
            return LargeUpload.objects.create(
                uploader_id=uploader.pk,
                kind=kind,
                original_name=name,
                size=size,
                part_size=part_size,
                sha256=digest,
                storage_key=key,
                multipart=multipart,
                expires_at=timezone.now() + KEPT,
            )
    except LargeRefused:
        storage.drop_parts(key, multipart)
        raise


def get_own(uploader: AbstractBaseUser, pk: UUID | str) -> LargeUpload:
    """Raises UploadUnknown, the same for one that does not exist and for somebody else's."""
    key = as_id(pk)
    own = LargeUpload.objects.select_related("upload").filter(uploader=uploader.pk)
    found = own.filter(pk=key).first() if key else None
    if found is None:
        raise UploadUnknown
    return found


def progress_of(large: LargeUpload) -> Progress:
    """What has arrived. Raises StorageUnavailable."""
    if large.state in (State.CHECKING, State.DONE):
        return Progress(tuple(range(1, large.part_count + 1)), large.size)
    if large.state == State.REFUSED:
        return Progress((), 0)
    try:
        parts = storage.received_parts(large.storage_key, large.multipart)
    except storage.PartsGone:
        _lost(large)
        return Progress((), 0)
    whole = sorted(n for n in parts if str(n) in large.digests and parts[n].size == large.size_of_part(n))
    return Progress(tuple(whole), sum(parts[n].size for n in whole))


def sign_parts(large: LargeUpload, wanted: Mapping[int, str]) -> list[SignedPart]:
    """Addresses for parts, number -> SHA-256 of that part (hex or base64), valid for `URL_SECONDS`.

    A part keeps the digest it was first given: what the store received under it stays the same bytes.
    Raises LargeRefused: E-STATE, E-RNG (number, too many at once), E-FMT, E-GUARD (another digest).
    """
    if not 0 < len(wanted) <= MOST_URLS:
        raise LargeRefused("E-RNG", f"Minta alamat untuk 1 sampai {MOST_URLS} bagian sekaligus.", "parts")
    for number in wanted:
        if not 1 <= number <= large.part_count:
            raise LargeRefused(
                "E-RNG",
                f"Bagian {number} tidak ada; berkas ini terdiri atas {large.part_count} bagian.",
                "parts",
            )
    digests = {str(number): _digest(value, "parts") for number, value in wanted.items()}
    with transaction.atomic():
        locked = LargeUpload.objects.select_for_update().filter(pk=large.pk).first()
        if locked is None:
            raise UploadUnknown
        _must_be_open(locked)
        for name, digest in digests.items():
            if locked.digests.get(name, digest) != digest:
                raise LargeRefused(
                    "E-GUARD",
                    f"Bagian {name} sudah dinyatakan dengan SHA-256 lain: isi berkas berubah. "
                    "Batalkan pengiriman ini dan mulai dari awal.",
                    "parts",
                )
        if digests.keys() - locked.digests.keys():
            locked.digests |= digests
            locked.save(update_fields=["digests"])
    large.digests = locked.digests
    signed = []
    for number in wanted:
        size = locked.size_of_part(number)
        url, headers = storage.part_url(
            locked.storage_key,
            locked.multipart,
            number,
            size=size,
            sha256=digests[str(number)],
            seconds=URL_SECONDS,
        )
        signed.append(SignedPart(number, size, url, headers))
    return signed


def finish(large: LargeUpload) -> LargeUpload:
    """All parts are there: hand the file to the worker. Repeating it changes nothing.

    Raises LargeRefused (E-STATE expired, E-GUARD naming the missing parts), StorageUnavailable.
    """
    if large.state == State.SENDING:
        _must_be_open(large)
        received = set(progress_of(large).received)
        _must_be_open(large)  # the store may have lost it
        missing = [number for number in range(1, large.part_count + 1) if number not in received]
        if missing:
            raise LargeRefused(
                "E-GUARD", f"Belum semua bagian diterima: bagian {_ranges(missing)} belum ada."
            )
        LargeUpload.objects.filter(pk=large.pk, state=State.SENDING).update(state=State.CHECKING)
    fresh = LargeUpload.objects.select_related("upload").filter(pk=large.pk).first()
    if fresh is None:
        raise UploadUnknown
    return fresh


def give_up(large: LargeUpload) -> None:
    """Forget it and what was received. Raises LargeRefused (E-STATE) while it is being checked."""
    with transaction.atomic():
        locked = LargeUpload.objects.select_for_update().filter(pk=large.pk).first()
        if locked is None:
            raise UploadUnknown
        if locked.state == State.CHECKING:
            raise LargeRefused("E-STATE", "Berkas sedang diperiksa dan tidak dapat dibatalkan.")
        locked.delete()
    if locked.state == State.SENDING:
        storage.drop_parts(locked.storage_key, locked.multipart)


def sweep_expired(*, dry_run: bool = False) -> int:
    """Close what has expired, never one that is being checked. Raises StorageUnavailable; what is left of an
    upload without its row is found by `storage.abort_parts_older_than`."""
    expired: QuerySet[LargeUpload] = LargeUpload.objects.filter(expires_at__lt=Now())
    expired = expired.exclude(state=State.CHECKING)
    if dry_run:
        return expired.count()
    closed = 0
    while True:
        with transaction.atomic():
            batch = list(expired.select_for_update(skip_locked=True).order_by("pk")[:_BATCH])
            LargeUpload.objects.filter(pk__in=[large.pk for large in batch]).delete()
        if not batch:
            return closed
        for large in batch:
            closed += 1
            if large.state == State.SENDING:
                storage.drop_parts(large.storage_key, large.multipart)


def spared_parts() -> set[str]:
    """Multipart uploads, by the store's id, that somebody is still sending or the worker is joining."""
    alive = LargeUpload.objects.filter(state__in=[State.SENDING, State.CHECKING])
    return set(alive.values_list("multipart", flat=True))


def _check(name: str, extension: str, size: int, kind: Kind) -> None:
    if extension not in kind.types.extensions:
        reason = "jenis berkas ini tidak diterima"
    elif size <= 0:
        reason = "berkas kosong"
    elif size > kind.limit:
        reason = "ukurannya melampaui batas"
    else:
        return
    raise FileRefused(f"Berkas “{name}” ditolak: {reason}. Yang diterima: {kind.describe()}.")


def _check_room(uploader: AbstractBaseUser, size: int) -> None:
    """Whether one more file of `size` bytes may come: bounded in number on the way, in bytes until an act
    has used them."""
    own = LargeUpload.objects.filter(uploader=uploader.pk)
    on_their_way = own.filter(Q(state=State.SENDING, expires_at__gt=Now()) | Q(state=State.CHECKING))
    if on_their_way.count() >= MOST_OPEN:
        raise LargeRefused(
            "E-GUARD",
            f"Paling banyak {MOST_OPEN} berkas besar dikirim bersamaan. "
            "Selesaikan atau batalkan salah satunya dahulu.",
        )
    # in this order: a file that the worker finishes in between counts twice rather than not at all
    held = _bytes_of(on_their_way) + _bytes_of(Upload.objects.filter(uploader=uploader.pk, used_at=None))
    if held + size > settings.DOCUMENTS_UNUSED_BYTES:
        raise LargeRefused(
            "E-GUARD",
            f"Berkas Anda yang sedang dikirim atau belum dipakai berukuran {readable_size(held)}; dengan berkas "
            f"ini melampaui {readable_size(settings.DOCUMENTS_UNUSED_BYTES)}. Pakai dahulu berkas yang sudah "
            "diterima, atau batalkan pengiriman lain.",
        )


def _bytes_of(files: QuerySet[LargeUpload] | QuerySet[Upload]) -> int:
    return int(files.aggregate(total=Sum("size"))["total"] or 0)


def _must_be_open(large: LargeUpload) -> None:
    if large.state != State.SENDING:
        raise LargeRefused("E-STATE", f"Pengiriman berkas ini sudah ditutup: {large.get_state_display()}.")
    if large.expires_at <= timezone.now():
        raise LargeRefused("E-STATE", "Batas waktu pengiriman berkas ini sudah lewat. Mulai dari awal.")


def _lost(large: LargeUpload) -> None:
    """The store dropped what it had (a lifecycle rule, a restore): nothing can be resumed."""
    refusal = "Bagian yang telah dikirim tidak ada lagi di penyimpanan. Mulai pengiriman dari awal."
    LargeUpload.objects.filter(pk=large.pk, state=State.SENDING).update(state=State.REFUSED, refusal=refusal)
    large.refresh_from_db()


def _digest(value: str, field: str) -> str:
    """SHA-256 given as hex or base64, as lower-case hex."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", value):
        return value.lower()
    if re.fullmatch(r"[A-Za-z0-9+/]{43}=", value):
        return b64decode(value).hex()
    raise LargeRefused("E-FMT", "SHA-256 ditulis sebagai 64 angka heksadesimal atau sebagai base64.", field)


def _ranges(numbers: list[int], most: int = 5) -> str:
    """[1, 2, 3, 7] as "1–3, 7"; after `most` ranges an ellipsis."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = [f"{first}" if first == last else f"{first}–{last}" for first, last in ranges[:most]]
    return ", ".join(said) + (", …" if len(ranges) > most else "")
