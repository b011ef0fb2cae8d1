"""Run as a program by `pdf`: reads a PDF from standard input and says in one word what it found (`judge`), or
unpacks its attachments (`unpack`).

It knows nothing of Django, and what it imports is loaded under the limits.
"""

from __future__ import annotations

import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU = 15  # seconds
OUTPUT = 256 * 1024 * 1024  # bytes of unpacked attachments, all together
STREAM = 64 * 1024 * 1024  # bytes a list of objects may unfold to
_ACTIONS = {"/JavaScript", "/Launch"}
_ACTION_KEYS = ("/JS", "/JavaScript")
_HEAD = 1024  # bytes of an attachment


def limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit of the caller remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opened(file: Any) -> Any:
    import pikepdf
    from pikepdf.settings import set_qpdf_limits

    set_qpdf_limits(flate_max_memory=STREAM, run_length_max_memory=STREAM, png_max_memory=STREAM)
    # mapped: through Python's own file object each of 100,000 objects costs ten times as much
    return pikepdf.open(file, access_mode=pikepdf.AccessMode.mmap)


def judge(file: Any) -> str:
    import pikepdf

    try:
        with opened(file) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            if not len(pdf.pages):
                return "broken"
            for found in pdf.objects:
                if word := judge_object(found, pikepdf):
                    return word
    except pikepdf.PasswordError:
        return "encrypted"
    except pikepdf.PdfError:
        return "broken"
    return "ok"


def judge_object(found: Any, pikepdf: Any) -> str:
    """ "" where an object and what lies directly in it are harmless."""
    for part in dictionaries(found, pikepdf):
        if any(key in part for key in _ACTION_KEYS) or str(part.get("/S", "")) in _ACTIONS:
            return "actions"
        if "/EF" in part and carries_program(part, pikepdf):
            return "programs"
    return ""


def dictionaries(found: Any, pikepdf: Any) -> Iterator[Any]:
    """The dictionaries directly in an object, itself included, if one of them may be of interest."""
    outer = found.stream_dict if isinstance(found, pikepdf.Stream) else found
    if not isinstance(outer, pikepdf.Dictionary | pikepdf.Array):
        return
    text = outer.unparse(resolved=True)  # quick; names come out in one spelling
    if not any(word in text for word in (b"/JS", b"/JavaScript", b"/Launch", b"/EF")):
        return
    waiting = [outer]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary):
            yield part
            children = [value for _, value in part.items()]
        else:
            children = list(part)
        waiting += [c for c in children if is_direct_container(c, pikepdf)]


def is_direct_container(value: Any, pikepdf: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def carries_program(filespec: Any, pikepdf: Any) -> bool:
    names = [str(filespec[key]) for key in ("/UF", "/F", "/DOS", "/Unix", "/Mac") if key in filespec]
    if any(is_program(name, b"") for name in names):
        return True
    return any(is_program("", head_of(stream)) for stream in streams_of(filespec, pikepdf))


def streams_of(filespec: Any, pikepdf: Any) -> list[Any]:
    files = filespec["/EF"]
    found = [value for _, value in files.items()] if isinstance(files, pikepdf.Dictionary) else []
    return [stream for stream in found if isinstance(stream, pikepdf.Stream)]


def head_of(stream: Any) -> bytes:
    """The first bytes of an attachment, as far as the two usual ways of storing it tell them."""
    raw = bytes(stream.read_raw_bytes())
    packing = stream.stream_dict.get("/Filter")
    if packing is None:
        return raw[:_HEAD]
    if "/FlateDecode" in str(packing):
        try:
            return zlib.decompressobj().decompress(raw, _HEAD)
        except zlib.error:
            return b""
    return b""


def unpack(file: Any, target: Any) -> None:
    """Write every attachment, unpacked, into a zip archive; nothing at all where there is none."""
    import pikepdf

    with opened(file) as pdf:
        found = {}
        for thing in pdf.objects:
            for part in dictionaries(thing, pikepdf):
                if "/EF" in part:
                    found.update({stream.objgen: stream for stream in streams_of(part, pikepdf)})
            if isinstance(thing, pikepdf.Stream) and thing.stream_dict.get("/Type") == "/EmbeddedFile":
                found[thing.objgen] = thing
        if found:
            with zipfile.ZipFile(target, "w") as archive:
                for (number, _), stream in found.items():
                    archive.writestr(str(number), stream.read_bytes())


if __name__ == "__main__":
    limit()
    sys.path.insert(0, str(Path(__file__).parent))
    from programs import is_program  # type: ignore[import-not-found]

    sys.path.pop(0)
    if sys.argv[1] == "unpack":
        unpack(sys.stdin.buffer, sys.stdout.buffer)
    else:
        sys.stdout.write(judge(sys.stdin.buffer))
