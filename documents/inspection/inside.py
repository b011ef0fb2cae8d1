"""What a document carries along (attachments of a PDF, objects of an office file) goes through the same intake.

Only types that the intake itself takes, and inert text; each decoded fully, in bounded number and depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from . import texts
from .reading import read_at, size_of
from .refusals import NESTED, PROGRAMS, Mismatch, Unacceptable
from .zips import Budget

_MOST_DEEP = 4
#: What Windows leaves away at the end of a name, and what hides its true end.
_FALSE_END = " .\u00a0\u3000"
_HIDING = re.compile(r"[\x00-\x1f\x7f:\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass
class Carried:
    """What one uploaded file may carry, counted over all its depths.

    judge: (content, extension, carried) -> media type, the intake itself; types: extensions it takes; budget: what
    all archives in it may unfold to.
    """

    judge: Callable[[BinaryIO, str, Carried], str]
    types: frozenset[str]
    files: int = 300
    pdfs: int = 20
    depth: int = 0
    budget: Budget = field(default_factory=Budget)

    def take(self, content: BinaryIO, names: Iterable[str]) -> None:
        """Raise Unacceptable unless this file may be carried along under all of its names."""
        extensions = {_extension(name) for name in names} or {""}
        with self.deeper():
            for extension in extensions:
                if extension in self.types:
                    self._as_document(content, extension)
                elif extension in texts.PLAIN | texts.PAGES or not extension:
                    if size_of(content) > texts.MOST:
                        raise Unacceptable(PROGRAMS)
                    texts.inspect_text(read_at(content, 0, texts.MOST), extension or "txt", self.budget)
                else:
                    raise Unacceptable(PROGRAMS)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One more file, inside the one before. Raises Unacceptable beyond the bounds."""
        self.files -= 1
        if self.files < 0 or self.depth >= _MOST_DEEP:
            raise Unacceptable(NESTED)
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    def _as_document(self, content: BinaryIO, extension: str) -> None:
        self.pdfs -= extension == "pdf"
        if self.pdfs < 0:
            raise Unacceptable(NESTED)
        try:
            self.judge(content, extension, self)
        except Mismatch as other:  # its sentence speaks of the file that was sent
            raise Unacceptable(PROGRAMS) from other


def _extension(name: str) -> str:
    """Lower case, no dot, as Windows would see it. Raises Unacceptable for a name that hides its end."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    if _HIDING.search(last.strip("\0")):
        raise Unacceptable(PROGRAMS)
    _, dot, extension = last.strip("\0").rstrip(_FALSE_END).rpartition(".")
    return extension.lower() if dot else ""
