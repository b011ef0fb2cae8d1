"""Word, Excel and PowerPoint before 2007, and the envelope of every encrypted newer one.

The parser holds one main stream as a whole.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import Any, BinaryIO

import olefile  # type: ignore[import-untyped]
from msoffcrypto import OfficeFile  # type: ignore[import-untyped]

from . import fields, ole, vba
from .foreign import refuse_archive, refuse_behind
from .inside import Carried
from .old_links import judge_dde_of_old_books, judge_linked_book
from .packages import inspect_native, inspect_stream
from .reading import CFB, find, size_of
from .refusals import BOMB, BROKEN, ENCRYPTED, MACROS, PROGRAMS, REMOTE, Unacceptable, Unexamined
from .targets import is_remote

#: Stream that tells the formats apart.
_MAIN_STREAMS = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt"}
#: What the parser says of a stream whose end did not arrive.
_SHORT = "stream size is less than declared"
_NATIVE, _LINK = "\x01ole10native", "\x01ole"
#: VbaInfoContainer with VbaInfoAtom.fHasMacros = 1 ([MS-PPT] 2.4.10, 2.4.11).
_PPT_MACROS = re.compile(
    rb"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL
)
#: ExOleObjStg, packed (instance 1) or not ([MS-PPT] 2.10.34).
_PPT_OBJECT = re.compile(rb"([\x00\x10])\x00\x11\x10(.{4})", re.DOTALL)
_MOST_OBJECT = 64 * 1024 * 1024  # bytes
#: InteractiveInfoAtom whose action is to run a program ([MS-PPT] 2.8.5).
_PPT_RUNS = re.compile(rb"\x00\x00\xf3\x0f\x10\x00\x00\x00.{8}\x02", re.DOTALL)
#: Records of a workbook ([MS-XLS]); kinds of sheets: Excel 4 macro, Visual Basic module.
_BOUNDSHEET, _EOF, _FILEPASS, _SUPBOOK, _MACRO_SHEETS = 0x0085, 0x000A, 0x002F, 0x01AE, (1, 6)
_EXTERNSHEET = 0x0017
_QUERIES = (0x00DC, 0x0876)  # a query of a database or a page, a connection
_MAX_RECORDS, _MOST_RECORDS = 100_000, 3_000_000
_TEMPLATE_AT, _TABLE_FLAG = 0x019A, 0x0200


def inspect(content: BinaryIO, carried: Carried) -> str:
    """The extension of the format (doc, xls, ppt), empty for another compound file. Raises Unacceptable."""
    try:
        with _opened(content) as container:
            found, locked = _formats(container)
            if len(found) == 1 and not locked:
                locked = _locked(content, container, found)
            if locked:
                raise Unacceptable(ENCRYPTED)
            _look(content, container, found, carried)
            if any(_SHORT in str(said) for _, said in container.parsing_issues):
                raise Unacceptable(BROKEN)
            end = _end_of(container)
    except (Unacceptable, Unexamined):
        raise
    except Exception as error:  # a parser of hostile input may raise anything
        raise Unacceptable(BROKEN) from error
    refuse_archive(content, size_of(content))
    refuse_behind(content, end)
    return found.pop() if len(found) == 1 else ""


def inspect_embedded(content: BinaryIO, carried: Carried) -> None:
    """An object inside another office file: of any kind, but without macros and programs. Raises Unacceptable."""
    with carried.deeper():
        try:
            with _opened(content) as container:
                found, locked = _formats(container)
                if locked:
                    raise Unacceptable(ENCRYPTED)
                _look(content, container, found, carried)
        except (Unacceptable, Unexamined):
            raise
        except Exception as error:  # as above
            raise Unacceptable(BROKEN) from error


def _opened(content: BinaryIO) -> Any:
    content.seek(0)
    return olefile.OleFileIO(content)


def _formats(container: Any) -> tuple[set[str], bool]:
    """(formats found, whether encrypted as a whole)."""
    top = {path[0].lower() for path in container.listdir() if len(path) == 1}
    return {
        extension for stream, extension in _MAIN_STREAMS.items() if stream in top
    }, "encryptedpackage" in top


def _locked(content: BinaryIO, container: Any, found: set[str]) -> bool:
    if container.exists("Book") and not container.exists("Workbook"):
        return any(record == _FILEPASS for record, _ in _records(container.openstream("Book")))
    content.seek(0)
    return found <= {"doc", "xls", "ppt"} and bool(OfficeFile(content).is_encrypted())


def _look(content: BinaryIO, container: Any, found: set[str], carried: Carried) -> None:
    from .ooxml import inspect_archive  # which looks into older files itself

    paths = container.listdir(streams=True, storages=False)
    # entries of the directory may share their data: each is read by itself
    _spend(carried, len(paths), sum(container.get_size(path) for path in paths))
    ole.judge_classes(container, paths)
    if vba.has_code(container, paths):
        raise Unacceptable(MACROS)
    for path in paths:
        stream = container.openstream(path)
        if path[-1].lower() == _NATIVE:
            inspect_native(stream.read(), carried, ole.class_of(container, path))
        elif path[-1].lower() == _LINK:
            ole.judge_link(stream.read())
        elif not (len(path) == 1 and path[0].lower() in _MAIN_STREAMS):
            inspect_stream(stream, carried, inspect_embedded, inspect_archive, path[-1])
    if "xls" in found:
        name = "Workbook" if container.exists("Workbook") else "Book"
        _look_at_book(container.openstream(name), older=name == "Book")
    if "doc" in found:
        _look_at_document(container, carried)
    if "ppt" in found:
        _look_at_slides(content, container.openstream("PowerPoint Document").read(), carried)


def _records(book: BinaryIO, whole: bool = False) -> Any:
    """(kind, content), of the list of sheets alone or of the sheets behind it too."""
    for _ in range(_MOST_RECORDS if whole else _MAX_RECORDS):
        head = book.read(4)
        record, length = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        if len(head) < 4 or (record == _EOF and not whole):
            return
        yield record, book.read(length)


def _look_at_book(book: BinaryIO, older: bool) -> None:
    listed = True
    for record, body in _records(book, whole=True):
        listed = listed and record != _EOF  # the list of sheets stands before the first end of a part
        if listed and record == _BOUNDSHEET and len(body) > 5 and body[5] in _MACRO_SHEETS:
            raise Unacceptable(MACROS)
        if listed and record == _SUPBOOK and len(body) > 5:
            count, wide = int.from_bytes(body[2:4], "little"), body[4] & 1
            text = body[5 : 5 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
            judge_linked_book(text)
        if older and record == _EXTERNSHEET and body:
            judge_dde_of_old_books(body[1 : 1 + body[0]].decode("latin-1"))
        if record in _QUERIES:
            raise Unacceptable(REMOTE)


def _look_at_document(container: Any, carried: Carried) -> None:
    stream = container.openstream("WordDocument")
    fields.judge_old(stream.read(), carried.budget)
    stream.seek(0)
    fib = stream.read(_TEMPLATE_AT + 8)
    start, length = (int.from_bytes(fib[at : at + 4], "little") for at in (_TEMPLATE_AT, _TEMPLATE_AT + 4))
    table = "1Table" if int.from_bytes(fib[10:12], "little") & _TABLE_FLAG else "0Table"
    if len(fib) < _TEMPLATE_AT + 8 or not 6 <= length < 65536 or not container.exists(table):
        return
    names = container.openstream(table).read()[start : start + length]
    at, found = 6, list[str]()
    while names.startswith(b"\xff\xff") and at + 2 <= len(names) and len(found) < 2:
        size = 2 * int.from_bytes(names[at : at + 2], "little")
        found.append(names[at + 2 : at + 2 + size].decode("utf-16-le", "replace"))
        at += 2 + size
    if len(found) == 2 and is_remote(found[1]):
        raise Unacceptable(REMOTE)


def _look_at_slides(content: BinaryIO, slides: bytes, carried: Carried) -> None:
    if find(content, _PPT_MACROS) >= 0 or _PPT_MACROS.search(slides):
        raise Unacceptable(MACROS)
    view = memoryview(slides)
    if _PPT_RUNS.search(slides):
        raise Unacceptable(PROGRAMS)
    for match in _PPT_OBJECT.finditer(slides):
        body: bytes | memoryview = view[match.end() : match.end() + int.from_bytes(match[2], "little")]
        if match[1] == b"\x10":
            unpacking = zlib.decompressobj()
            try:
                body = unpacking.decompress(body[4:], _MOST_OBJECT)
            except zlib.error:
                continue
            if unpacking.unconsumed_tail:
                raise Unacceptable(BOMB)
            _spend(carried, 1, len(body))
        if bytes(body[: len(CFB)]) == CFB:
            inspect_embedded(io.BytesIO(body), carried)


def _spend(carried: Carried, entries: int, size: int) -> None:
    """Take from what the whole file may unfold to. Raises Unacceptable beyond it."""
    carried.budget.entries -= entries
    carried.budget.bytes -= size
    if carried.budget.entries < 0 or carried.budget.bytes < 0:
        raise Unacceptable(BOMB)


def _end_of(container: Any) -> int:
    """Position behind the last sector that is in use."""
    used = [number for number, following in enumerate(container.fat) if following != 0xFFFFFFFF]
    return (max(used, default=0) + 2) * int(container.sector_size)
