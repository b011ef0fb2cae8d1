"""Objects embedded in office files: what was packed as a file goes through the intake like any other."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PureWindowsPath
from typing import BinaryIO

from .foreign import is_markup
from .inside import Carried
from .reading import CFB, ZIP
from .refusals import PROGRAMS, Unacceptable

PROGRAM_HEADS = (
    *(b"MZ\x90", b"MZ\x00", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"),
    b"L\0\0\0\x01\x14\x02",  # a shortcut of Windows
)
ARCHIVE_HEADS = (b"Rar!", b"7z\xbc\xaf", b"MSCF", b"\x1f\x8b\x08", b"ITSF")


def inspect_native(content: bytes, carried: Carried) -> None:
    """A stream `\\x01Ole10Native`: a packed file, or a bitmap of the paint program. Raises Unacceptable."""
    size = int.from_bytes(content[:4], "little")
    body = content[4 : 4 + size]
    if body.startswith((b"BM", b"\x28\0\0\0")) or not body.strip(b"\0"):
        return
    names, data = _packed_file(body)
    carried.take(io.BytesIO(data), names)


def _packed_file(body: bytes) -> tuple[list[str], bytes]:
    """(names, content) of an OLE package ([MS-OLEDS]). Raises Unacceptable for one that is none."""
    label, _, rest = body[2:].partition(b"\0")
    path, _, rest = rest.partition(b"\0")
    length = int.from_bytes(rest[4:8], "little")
    temporary, rest = rest[8 : 8 + length].rstrip(b"\0"), rest[8 + length :]
    size = int.from_bytes(rest[:4], "little")
    data = rest[4 : 4 + size]
    names = [PureWindowsPath(part.decode("latin-1")).name for part in (label, path, temporary) if part]
    if not body.startswith(b"\x02\0") or not names or len(data) != size or not size:
        raise Unacceptable(PROGRAMS)
    return [name for name in names if not name.lower().endswith(".tmp")] or names, data


def inspect_stream(stream: BinaryIO, carried: Carried, compound: Callable[[BinaryIO, Carried], None]) -> None:
    """Any other stream of an object: a document in it goes through the intake, a program is refused."""
    head = stream.read(1024)
    if head.startswith((*PROGRAM_HEADS, *ARCHIVE_HEADS)) or (is_markup(head) and b"<script" in head.lower()):
        raise Unacceptable(PROGRAMS)
    kind = "pdf" if head.startswith(b"%PDF-") else office_of(head, stream)
    if kind or head.startswith(CFB):
        stream.seek(0)
        whole = io.BytesIO(stream.read())
        if head.startswith(CFB):
            compound(whole, carried)
        else:
            carried.take(whole, [f"x.{kind}"])


def office_of(head: bytes, stream: BinaryIO) -> str:
    """The newer office format that a zip archive is by the names in it, "zip" for none of them."""
    if not head.startswith(ZIP):
        return ""
    stream.seek(0)
    whole = stream.read()
    for part, extension in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
        if b"PK\x01\x02" in whole and part in whole[whole.index(b"PK\x01\x02") :]:
            return extension
    return "zip"
