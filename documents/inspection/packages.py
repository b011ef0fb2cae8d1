"""Objects embedded in office files: what was packed as a file goes through the intake like any other.

An archive is what its list of names says: a document of Word, Excel or PowerPoint is judged as one. Any other package
of theirs (a drawing of Visio, a binary book, what WPS keeps beside a book) is looked through part by part.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import PureWindowsPath
from typing import BinaryIO

from .foreign import is_markup
from .inside import Carried
from .ole import attacks_formulas, keeps_its_own
from .reading import CFB, ZIP
from .refusals import PROGRAMS, Unacceptable

PROGRAM_HEADS = (
    *(b"MZ\x90", b"MZ\x00", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"),
    b"L\0\0\0\x01\x14\x02",  # a shortcut of Windows
)
_Judge = Callable[[BinaryIO, Carried], None]
_FORMULA = "equation native"
_FORMULA_TYPE = b"application/vnd.oasis.opendocument.formula"
_MAIN = {
    re.compile(rb"word[/\\]document\d*\.xml"): "docx",
    re.compile(rb"xl[/\\]workbook\d*\.xml"): "xlsx",
    re.compile(rb"ppt[/\\]presentation\d*\.xml"): "pptx",
}
ARCHIVE_HEADS = (b"Rar!", b"7z\xbc\xaf", b"MSCF", b"\x1f\x8b\x08", b"ITSF")


def inspect_native(content: bytes, carried: Carried, owner: str = "") -> None:
    """A stream `\\x01Ole10Native` of an object of the class `owner`. Raises Unacceptable.

    It is a packed file, a bitmap of the paint program, or what another program keeps there (`ole`).
    """
    size = int.from_bytes(content[:4], "little")
    body = content[4 : 4 + size]
    if body.startswith((b"BM", b"\x28\0\0\0")) or not body.strip(b"\0"):
        return
    if packed := _packed_file(body):
        names, data = packed
        carried.take(io.BytesIO(data), names)
    elif not keeps_its_own(owner, body):
        raise Unacceptable(PROGRAMS)


def _packed_file(body: bytes) -> tuple[list[str], bytes] | None:
    """(names, content) of an OLE package ([MS-OLEDS])."""
    label, _, rest = body[2:].partition(b"\0")
    path, _, rest = rest.partition(b"\0")
    length = int.from_bytes(rest[4:8], "little")
    temporary, rest = rest[8 : 8 + length].rstrip(b"\0"), rest[8 + length :]
    size = int.from_bytes(rest[:4], "little")
    data = rest[4 : 4 + size]
    names = [PureWindowsPath(part.decode("latin-1")).name for part in (label, path, temporary) if part]
    if not body.startswith(b"\x02\0") or not names or len(data) != size or not size:
        return None
    return [name for name in names if not name.lower().endswith(".tmp")] or names, data


def inspect_stream(
    stream: BinaryIO, carried: Carried, compound: _Judge, archive: _Judge, name: str = ""
) -> None:
    """Any other stream of an object: a document in it goes through the intake, a program is refused."""
    head = stream.read(1024)
    if name.lower() == _FORMULA and attacks_formulas(head[28:]):
        raise Unacceptable(PROGRAMS)
    if head.startswith((*PROGRAM_HEADS, *ARCHIVE_HEADS)) or (is_markup(head) and b"<script" in head.lower()):
        raise Unacceptable(PROGRAMS)
    if head.startswith((b"%PDF-", CFB, ZIP)):
        stream.seek(0)
        whole = io.BytesIO(stream.read())
        if head.startswith(b"%PDF-"):
            carried.take(whole, ["x.pdf"])
        else:
            (compound if head.startswith(CFB) else archive)(whole, carried)


def office_of(archive: BinaryIO) -> str:
    """What an archive is by the names in it: docx, xlsx, pptx, "zip" for what is nothing of office programs.

    "package" is any other one of theirs, "formula" one of LibreOffice.
    """
    archive.seek(0)
    whole = archive.read()
    names = whole[whole.find(b"PK\x01\x02") :] if b"PK\x01\x02" in whole else b""
    for part, extension in _MAIN.items():
        if part.search(names):
            return extension
    if _FORMULA_TYPE in whole[:200]:
        return "formula"
    return "package" if b"[content_types].xml" in names.lower() else "zip"
