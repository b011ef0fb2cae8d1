"""Run as a program by `pdf`: reads a PDF from standard input, says what it found (`judge`: one line of JSON, the
attachments behind it) or unpacks its attachments into a zip archive (`unpack`).

It knows nothing of Django, and what it imports is loaded under the limits.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU = 15  # seconds
OUTPUT = 256 * 1024 * 1024  # bytes of unpacked attachments, all together
STREAM = 64 * 1024 * 1024  # bytes a list of objects may unfold to
MOST_PADDED = 64 * 1024 * 1024  # bytes
REFUSED = 4  # as `readers` knows it
MOST_OBJECTS = 400_000  # no program writes so many in 20 MB
MOST_EARLIER = 20  # revisions
_ENDS = re.compile(rb"startxref\s{1,8}[1-9]\d{0,11}\s{1,8}%%EOF")
_OBJECTS = re.compile(rb"/Type\s{0,8}/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents\s{0,8}\[?\s{0,8}(\d{1,9})\s{1,8}\d{1,5}\s{1,8}R\b")
_BEGUN = re.compile(rb">>\s{0,8}stream\r?\n")
_STREAMS = re.compile(rb"(\d{1,9})\s{1,8}\d{1,5}\s{1,8}obj\b")
_SIZES = re.compile(rb"/Size\s{1,8}(\d{1,10})|(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj")


def judge(file: BinaryIO, target: BinaryIO) -> None:
    if highest_of(file) > MOST_OBJECTS:
        target.write(b'{"word": "unusual", "files": []}\n')
        return
    word: str = "broken"
    files: list[tuple[list[str], bytes]] = []
    for attempt in attempts(file):
        word, files = look(attempt)
        if word != "broken":
            break
    if word == "ok":
        word = earlier(file)
    if word == "broken":
        word = "bomb" if unfolds(file) else "unusual" if opens_elsewhere(file) else word
    said = [{"names": names, "size": len(content)} for names, content in files]
    target.write(json.dumps({"word": word, "files": said}).encode() + b"\n")
    for _, content in files:
        target.write(content)
    target.flush()


def attempts(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file as it is, or with room where qpdf would drop objects of high numbers; then as pdfium writes it."""
    with padded(file) as roomy:
        yield roomy
    if unfolds(file):
        return
    file.seek(0)
    if misses_contents(file.read()):
        return
    with rewritten(file) as copy:
        if copy is not None:
            with padded(copy) as roomy:
                yield roomy


def earlier(file: BinaryIO) -> str:
    """ "ok", or why a revision before the last one is refused: a reader can show it, as of a signature it does."""
    file.seek(0)
    data = file.read()
    ends = [match.end() for match in _ENDS.finditer(data) if match.end() < len(data.rstrip())]
    for end in ends[-MOST_EARLIER:]:
        with tempfile.TemporaryFile() as copy:
            copy.write(data[:end] + b"\n")
            copy.flush()
            word, _ = look(cast(BinaryIO, copy))
            if word in ("actions", "links"):
                return word
    return "ok"


def unfolds(file: BinaryIO) -> bool:
    """Whether a list of objects, which qpdf did not unfold, goes beyond its bound."""
    file.seek(0)
    data = file.read()
    for match in _OBJECTS.finditer(data):
        stream = zlib.decompressobj()
        with suppress(zlib.error):
            stream.decompress(data[match.end() :], STREAM)
            if stream.unconsumed_tail and not stream.eof:
                return True
    return False


def look(file: BinaryIO) -> tuple[str, list[tuple[list[str], bytes]]]:
    """(one word, attachments with their names)."""
    import pikepdf
    from pdf_walk import Refused, Walk  # type: ignore[import-not-found]

    try:
        with opened(file) as pdf:
            if not len(pdf.pages):
                return "broken", []
            walk = Walk(pikepdf, STREAM)
            walk.whole(pdf)
            if misses_pages(pikepdf, pdf, file):
                return "broken", []
            if any("limit" in str(warning) or "nesting" in str(warning) for warning in pdf.get_warnings()):
                return "unusual", []
            return "ok", walk.files
    except Refused as refused:
        return str(refused), []
    except pikepdf.PasswordError:
        return "encrypted", []
    except pikepdf.PdfError as error:
        locked = "encryption" in str(error).lower() or "security handler" in str(error).lower()
        return "encrypted" if locked else "broken", []


def misses_pages(pikepdf: Any, pdf: Any, file: BinaryIO) -> bool:
    """Whether a damaged file has fewer pages than it says, or not what stands on them: the rest did not arrive."""
    if not any("reconstruct" in str(warning) for warning in pdf.get_warnings()):
        return False
    told = pdf.Root.Pages.get("/Count") if isinstance(pdf.Root.get("/Pages"), pikepdf.Dictionary) else None
    if isinstance(told, int) and told > len(pdf.pages):
        return True
    file.seek(0)
    return misses_contents(file.read())


def misses_contents(data: bytes) -> bool:
    """Whether what stands on a page is not, or not whole, in the file; streams are always objects of their own."""
    if _BEGUN.search(data, data.rfind(b"endstream") + 9):
        return True
    found = {int(match[1]) for match in _STREAMS.finditer(data)}
    return any(int(match[1]) not in found for match in _CONTENTS.finditer(data))


def opened(file: Any) -> Any:
    import pikepdf
    from pikepdf.settings import set_qpdf_limits

    set_qpdf_limits(
        flate_max_memory=STREAM,
        run_length_max_memory=STREAM,
        png_max_memory=STREAM,
        tiff_max_memory=STREAM,
        parser_max_errors=0,
        parser_max_container_size_damaged=1_000_000,
    )
    file.seek(0)
    # mapped: through Python's own file object each of 100,000 objects costs ten times as much
    return pikepdf.open(file, access_mode=pikepdf.AccessMode.mmap, suppress_warnings=True)


def highest_of(file: BinaryIO) -> int:
    """The highest number of an object that the file names."""
    file.seek(0)
    data = file.read()
    return max((int(match[1] or match[2]) for match in _SIZES.finditer(data)), default=0)


@contextmanager
def padded(file: BinaryIO) -> Iterator[BinaryIO]:
    """qpdf takes no object whose number is above a third of the size: what others show, it would not see.

    Blanks before the last place of the table move nothing and make room.
    """
    highest = highest_of(file)
    file.seek(0)
    data = file.read()
    at = data.rfind(b"startxref")
    if highest * 4 <= len(data) or highest * 4 > MOST_PADDED or at < 0:
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        copy.write(data[:at] + b"\n" + b" " * (highest * 4) + b"\n" + data[at:])
        copy.flush()
        yield cast(BinaryIO, copy)


@contextmanager
def rewritten(file: BinaryIO) -> Iterator[BinaryIO | None]:
    """As pdfium understands the file, where qpdf does not; None where it does not either."""
    import pypdfium2

    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file.read())
        if not len(document):
            raise ValueError("no page")
    except (pypdfium2.PdfiumError, ValueError):
        yield None
        return
    with tempfile.TemporaryFile() as copy:
        document.save(copy)
        copy.flush()
        yield cast(BinaryIO, copy)


def opens_elsewhere(file: BinaryIO) -> bool:
    """Whether pdfium opens the whole of it, with all its pages."""
    file.seek(0)
    if misses_contents(file.read()):
        return False
    with rewritten(file) as copy:
        return copy is not None


def unpack(file: BinaryIO, target: BinaryIO) -> None:
    """Write every attachment, unpacked, into a zip archive; nothing at all where there is none."""
    found = io.BytesIO()
    judge(file, found)
    found.seek(0)
    said = json.loads(found.readline())
    files = said["files"]
    if said["word"] != "ok":
        sys.exit(REFUSED)
    if files:
        with zipfile.ZipFile(target, "w") as archive:
            for number, one in enumerate(files):
                archive.writestr(str(number), found.read(one["size"]))


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    from documents.fence import fence

    fence(MEMORY, CPU, OUTPUT)
    if sys.argv[1] == "unpack":
        unpack(sys.stdin.buffer, sys.stdout.buffer)
    else:
        judge(sys.stdin.buffer, sys.stdout.buffer)
