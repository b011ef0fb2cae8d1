"""Where a link in a document leads, judged by what it can do; it imports nothing, for the program `pdf_reader` too.

| target | |
|---|---|
| web, mail, telephone; a place in the document; a relative name | in order |
| a path of this machine's drives (`C:\\...`, `file:///C:/...`), of a Mac too, to a document or a folder | in order |
| what pages put in the place of a link (`javascript:void(0)`), where somebody presses it | in order: it does nothing |
| a share of the own network (`\\\\berkas\\...`: one word, no dots) | in order where somebody presses it |
| a share of any other machine (dots, numbers, ports) | refused: Windows sends it the password's digest |
| every other scheme | refused: it starts a program |
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_WEB = re.compile(r"(?:https?|ftps?|mailto|tel|sip|callto|onenote):", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.I)
_DRIVE = re.compile(r"[\\/]?[a-z][:|](?:[\\/](?![\\/])|[^\\/:]|\Z)", re.I)
_PORT = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+:\d{1,5}(?:[/?#]|\Z)", re.I)
#: A drive as the specification of PDF writes it; any other name there is a machine of the network.
_PDF_DRIVE = re.compile(r"/[a-z]/(?![\\/])", re.I)
#: As Word and PowerPoint of a Mac write a path of it: four slashes, which elsewhere begin a share.
_MAC = re.compile(r"Macintosh ?HD:|file:/{3,4}(?:Users|Volumes|Applications|Library|private)/", re.I)
_NOTHING = re.compile(r"javascript:(?:void(?:0|\(0?\))?|//|#|returnfalse)?;*", re.I)
_SHARE = re.compile(r"[\\/]{2,}([^\\/]*)(?:[\\/]|\Z)")
_FILE = re.compile(r"file:(.*)", re.I | re.S)
#: A name of the own network: what the Internet cannot answer to.
_NEAR = re.compile(r"[a-z][a-z0-9_-]{0,14}", re.I)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: What a link to a file may open.
_DOCUMENTS = frozenset(
    """pdf doc docx dot rtf odt xls xlsx csv ods ppt pptx pps odp txt htm html xml jpg jpeg png gif bmp tif tiff webp
    heic mp3 mp4 mov avi mkv zip msg eml vsd vsdx mpp dwg one""".split()  # noqa: SIM905
)


WEB, LOCAL, SHARE, MACHINE, PROGRAM, NAME = "web", "local", "share", "machine", "program", "name"


def is_harmless(target: str, *, pressed: bool = True, near: bool = False) -> bool:
    """pressed: somebody follows it, it does not open by itself; near: a name without a scheme is a file, not the
    address of a page."""
    kind = kind_of(target)
    if pressed and _NOTHING.fullmatch(plain(target)):
        return True
    if kind == NAME:
        return not near or not plain(target).startswith(("/", "\\")) or bool(_PDF_DRIVE.match(plain(target)))
    if kind == WEB:
        return pressed
    return (kind == LOCAL or (kind == SHARE and pressed)) and _is_document(plain(target))


def is_remote(target: str) -> bool:
    """Whether whatever opens it by itself goes into the network, or starts a program."""
    return kind_of(target) not in (LOCAL, NAME)


def kind_of(target: str) -> str:
    """Where it leads: the web, a file here, a share of the own network, another machine, a program, a mere name."""
    text = plain(target)
    if _WEB.match(text):
        return WEB
    if _MAC.match(text):
        return LOCAL
    if file := _FILE.match(text):
        return _file(file[1].replace("\\", "/"))
    if _DRIVE.match(text):
        return LOCAL
    if share := _SHARE.match(text):
        return SHARE if _NEAR.fullmatch(share[1]) else MACHINE
    if _SCHEME.match(text) and not _PORT.match(text):
        return PROGRAM
    return NAME


def plain(target: str) -> str:
    """As it is followed: without what is not seen, and without the escapes that hide its slashes."""
    text = _UNSEEN.sub("", target)
    for _ in range(2):
        text = unquote(text)
    return _UNSEEN.sub("", text)


def _file(path: str) -> str:
    """Behind `file:`: two slashes, or more than three, name a machine unless a drive follows."""
    slashes = len(path) - len(path.lstrip("/"))
    name = path[slashes:]
    if re.match(r"[a-z][:|]", name, re.I):
        return LOCAL if slashes <= 3 and "//" not in name else MACHINE
    machine = name.split("/", 1)[0]
    if slashes == 2 and machine.lower() == "localhost":
        return LOCAL
    if slashes == 2 or slashes > 3:
        return SHARE if _NEAR.fullmatch(machine) else MACHINE
    return LOCAL


def _is_document(path: str) -> bool:
    """Whether it ends as a document does, or as a folder."""
    name = re.split(r"[?#]", path, maxsplit=1)[0].replace("\\", "/").rstrip(" .").rpartition("/")[2]
    _, dot, extension = name.rpartition(".")
    return not dot or extension.lower() in _DOCUMENTS
