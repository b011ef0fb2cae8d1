"""A file that somebody wants verified: hashed and searched as it streams in, kept nowhere."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MAX_BYTES = 25 * 1024 * 1024
#: A request larger than this is not even read to its end.
HOPELESS_BYTES = 4 * MAX_BYTES
_CODE = re.compile(rb"alur:([A-HJ-NP-Z2-9]{20})(?![A-Za-z0-9])")
_OVERLAP = 64  # bytes; longer than what is looked for
_MOST_CODES = 5


class Fingerprint(UploadedFile):
    """What remains of it. size in bytes; sha256 in hex; codes: those its metadata names; whole: within MAX_BYTES."""

    def __init__(self, size: int, sha256: str, codes: tuple[str, ...]) -> None:
        super().__init__(name="berkas", size=size)
        self.sha256, self.codes = sha256, codes
        self.whole = size <= MAX_BYTES

    def close(self) -> None:
        """There is nothing to close."""


class HashingHandler(FileUploadHandler):
    """Takes the first file of the request; its bytes reach neither memory nor disk as a whole."""

    done = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.done:
            raise SkipFile
        self.size, self.tail = 0, b""
        self.digest, self.codes = hashlib.sha256(), dict[str, None]()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > MAX_BYTES:
            return
        self.digest.update(raw_data)
        window = self.tail + raw_data
        for match in _CODE.finditer(window):
            if len(self.codes) < _MOST_CODES:
                self.codes[match[1].decode()] = None
        self.tail = window[-_OVERLAP:]

    def file_complete(self, file_size: int) -> Fingerprint:
        self.done = True
        return Fingerprint(self.size, self.digest.hexdigest(), tuple(self.codes))


def hopeless(request: HttpRequest) -> bool:
    """Too large to be read at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not (length.isascii() and length.isdigit() and len(length) < 16) or int(length) > HOPELESS_BYTES


def expect(request: HttpRequest) -> None:
    """Call before anything reads the body."""
    request.upload_handlers = [HashingHandler(request)]  # type: ignore[assignment]


def taken(request: HttpRequest) -> Fingerprint | None:
    """The file sent under the name `file`, if any that is not empty."""
    found = request.FILES.get("file")
    return found if isinstance(found, Fingerprint) and found.size else None
