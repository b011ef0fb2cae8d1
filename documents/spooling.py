"""Files of a request on their way to the checks, and what happens when the temporary folder is full.

A file that does not fit is passed over: the page is answered all the same, with what was typed still on it and a
sentence at the field of the file, instead of losing the whole form with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from .errors import StorageFull

logger = logging.getLogger(__name__)


class Unspooled(UploadedFile):  # type: ignore[type-arg]
    """A file of which nothing was kept. Reading it raises StorageFull."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self._refuse()

    def read(self, *args: Any) -> bytes:
        self._refuse()

    def seek(self, *args: Any) -> int:
        return 0

    def close(self) -> None:
        return None

    def _refuse(self) -> NoReturn:
        raise StorageFull


class SparingHandler(TemporaryFileUploadHandler):
    """Django's handler of larger files, which outlives a folder that takes no more (FILE_UPLOAD_HANDLERS)."""

    failed = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.failed = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.failed:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._give_up(error)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.failed:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._give_up(error)
        return Unspooled(None, self.file_name, self.content_type, file_size, self.charset)

    def _give_up(self, error: OSError) -> None:
        logger.error("temporary folder takes no more: %s", error)
        self.failed = True
        with suppress(OSError, AttributeError):  # what is left in its buffer does not fit either
            self.file.close()
