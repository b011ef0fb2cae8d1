"""A file that somebody wants verified: hashed and searched as it streams in, gone when the answer is given."""

from __future__ import annotations

import hashlib
import re
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from documents.signing.verification import MAX_BYTES as SIGNED_BYTES
from workflows.parsing import count

MAX_BYTES = 25 * 1024 * 1024
IN_MEMORY = 512 * 1024  # bytes
#: A request larger than this is not even read to its end.
HOPELESS_BYTES = 4 * MAX_BYTES
_CODE = re.compile(rb"alur:([A-HJ-NP-Z2-9]{20})(?![A-Za-z0-9])")
_OVERLAP = 64  # bytes; longer than what is looked for
_MOST_CODES = 5


if TYPE_CHECKING:
    _File = UploadedFile[Any]
else:  # Django's takes no type where it runs
    _File = UploadedFile


class Fingerprint(_File):
    """What remains of it. size in bytes; sha256 in hex; codes: those its metadata names; whole: within MAX_BYTES."""

    def __init__(self, size: int, sha256: str, codes: tuple[str, ...], pdf: IO[bytes] | None) -> None:
        super().__init__(name="berkas", size=size)
        self._pdf = pdf
        self.sha256, self.codes = sha256, codes
        self.whole = size <= MAX_BYTES

    def signed(self) -> bytes:
        """The PDF, for the examination of its signatures; empty for a file that is none or too large for it."""
        if self._pdf is None or not self.whole or (self.size or 0) > SIGNED_BYTES:
            return b""
        self._pdf.seek(0)
        return self._pdf.read()

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()


class HashingHandler(FileUploadHandler):
    """Takes the first file of the request. Of a PDF a nameless temporary file is made that ends with the answer."""

    done = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.done:
            raise SkipFile
        self.size, self.tail = 0, b""
        self.pdf: IO[bytes] | None = None
        self.digest, self.codes = hashlib.sha256(), dict[str, None]()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > MAX_BYTES:
            return
        self.digest.update(raw_data)
        if not start and b"%PDF-" in raw_data[:1024]:
            self.pdf = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by Django with the request
        if self.pdf is not None and self.size <= SIGNED_BYTES:
            self.pdf.write(raw_data)
        window = self.tail + raw_data
        for match in _CODE.finditer(window):
            if len(self.codes) < _MOST_CODES:
                self.codes[match[1].decode()] = None
        self.tail = window[-_OVERLAP:]

    def file_complete(self, file_size: int) -> Fingerprint:
        self.done = True
        return Fingerprint(self.size, self.digest.hexdigest(), tuple(self.codes), self.pdf)


def hopeless(request: HttpRequest) -> bool:
    """Too large to be read at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return count(length, most=HOPELESS_BYTES) is None


def expect(request: HttpRequest) -> None:
    """Call before anything reads the body."""
    request.upload_handlers = [HashingHandler(request)]


def taken(request: HttpRequest) -> Fingerprint | None:
    """The file sent under the name `file`, if any that is not empty."""
    found = request.FILES.get("file")
    return found if isinstance(found, Fingerprint) and found.size else None
