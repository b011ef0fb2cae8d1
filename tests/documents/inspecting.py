"""Asking the inspection, and a file that must not hide inside another one."""

from __future__ import annotations

import io
import re

from documents.inspection import Unacceptable, inspect
from documents.inspection.refusals import BOMB, FOREIGN, MARKUP

from . import material as m

ZIP = m.zipped("Jahat.class", b"\xca\xfe\xba\xbe")
MISMATCH = "isinya lain"
_NAMED = re.compile(r"isinya [^;]+; [^;]+(?:; [^;]+)?")


def verdict(content: bytes, extension: str) -> str:
    """The media type, or the reason of the refusal; MISMATCH for a sentence that says what the file is."""
    said = sentence(content, extension)
    return MISMATCH if _NAMED.fullmatch(said) and said not in _OTHERS else said


def sentence(content: bytes, extension: str) -> str:
    try:
        return inspect(io.BytesIO(content), extension)
    except Unacceptable as refusal:
        return str(refusal)


_OTHERS = {BOMB, FOREIGN, MARKUP}
