"""Asking the inspection, and a file that must not hide inside another one."""

from __future__ import annotations

import io

from documents.inspection import Unacceptable, inspect

from . import material as m

ZIP = m.zipped("Jahat.class", b"\xca\xfe\xba\xbe")


def verdict(content: bytes, extension: str) -> str:
    """The media type, or the reason of the refusal."""
    try:
        return inspect(io.BytesIO(content), extension)
    except Unacceptable as refusal:
        return str(refusal)
