"""The markup of newer office files: what it fetches or starts by itself, by lists of what is allowed.

Links that somebody must press, pictures and films of the web and links to other books are ordinary. Templates,
objects and frames from elsewhere, DDE, and buttons that start programs are not.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from .packages import is_remote
from .reading import WINDOW
from .refusals import BROKEN, PROGRAMS, REMOTE, Unacceptable
from .zips import Entry

#: What a reader follows only when asked, or shows without running it; by the end of the relation's type.
_SHOWN = {"hyperlink", "image", "video", "audio", "media", "linkedimage"}
_BOOKS = {
    *("externallink", "externallinkpath", "externallinklongpath", "xlpathmissing"),
    *("xllibrary", "xllibrarypath", "xlstartup", "xlalternatestartup"),
}
_PRESSED = re.compile(
    r"\s*(?:https?:|mailto:|ftps?:|tel:|sip:|callto:|onenote:|file:|#|\\\\|//|[a-z]:[\\/]|(?![a-z][a-z0-9+.-]*:))",
    re.I,
)
_STARTS = re.compile(r"\s*ppaction://(?:program|macro)", re.I)
_DDE = re.compile(r"\s*\"?\s*DDE(?:AUTO)?\b", re.I)
_FETCHES = re.compile(r"\s*\"?\s*(?:INCLUDETEXT|INCLUDE|IMPORT|LINK|RD|DATABASE)\b(.*)", re.I | re.S)
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
#: Microsoft Forms and the boxes of web forms; other controls may be anything.
_CONTROLS = re.compile(
    r"\{?(?:8BD21D[1-6]0-EC42-11CE-9E0D-00AA006002F3|D7053240-CE69-11CD-A777-00DD01143C57"
    r"|79176FB0-B7F2-11CE-97EF-00AA006D2776|DFD181E0-5E2F-11CE-A449-00AA004A803D|978C9E23-D4B0-11CE-BF2D-00AA003F40D0"
    r"|4C599241-6926-101B-9992-00000B65C6F9|6E182020-F460-11CE-9BCD-00AA00608E01|46E31370-3F7A-11CE-BED6-00AA00611080"
    r"|5512D1[0-9A-F]{2}-5CC6-11CF-8D67-00AA00BDCE1D|EAE50EB0-4A62-11CE-BED6-00AA00611080)\}?\Z",
    re.I,
)
_TOKENS = re.compile(rb"instr|fldChar|ppaction|ddeLink|classid|oleLink|<!DOCTYPE|<!ENTITY", re.I)
_OVERLAP = 16


def inspect(entry: Entry) -> None:
    """Raise Unacceptable for a part that fetches or starts something by itself."""
    if entry.name.lower().endswith(".rels"):
        _parsed(entry, _Relations())
    elif _interesting(entry):
        _parsed(entry, _Markup())


def _interesting(entry: Entry) -> bool:
    """Most parts are long and say nothing of the kind: only the others are parsed."""
    content, tail = entry.content, b""
    content.seek(0)
    if content.read(2) in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        return True
    content.seek(0)
    while chunk := content.read(WINDOW):
        if _TOKENS.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP:]
    return False


def _parsed(entry: Entry, reader: _Relations | _Markup) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise Unacceptable(PROGRAMS)

    parser.StartElementHandler = lambda name, attributes: reader.begin(
        name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: reader.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse
    entry.content.seek(0)
    try:
        while chunk := entry.content.read(WINDOW):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if size_is_nothing(entry):
            return
        raise Unacceptable(BROKEN) from error


def size_is_nothing(entry: Entry) -> bool:
    return not entry.head.strip()


class _Relations:
    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode", "").strip().lower() != "external":
            return
        kind = attributes.get("Type", "").strip().rpartition("/")[2].lower()
        target = attributes.get("Target", "")
        if kind in _BOOKS:
            return
        if kind == "hyperlink":
            if not _PRESSED.match(target):
                raise Unacceptable(REMOTE)
        elif kind in _SHOWN:
            if is_remote(target) and not re.match(r"\s*https?://", target, re.I):
                raise Unacceptable(REMOTE)
        elif is_remote(target):
            raise Unacceptable(REMOTE)

    def end(self, name: str) -> None:
        """Nothing follows."""

    def text(self, data: str) -> None:
        """Relations have none."""


class _Markup:
    """Fields of Word may be split over runs and stand in each other: their instruction is put together."""

    def __init__(self) -> None:
        self.fields: list[list[str]] = []
        self.loose: list[str] = []
        self.inside = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("ddeLink",) or (name == "oleLink" and is_remote(attributes.get("progId", ""))):
            raise Unacceptable(REMOTE)
        if "classid" in attributes and not _CONTROLS.match(attributes["classid"]):
            raise Unacceptable(PROGRAMS)
        if any(_STARTS.match(value) for value in attributes.values()):
            raise Unacceptable(PROGRAMS)
        if name == "fldSimple":
            self._judge(attributes.get("instr", ""))
        elif name == "fldChar":
            kind = attributes.get("fldCharType", "")
            if kind == "begin":
                self.fields.append([])
            elif self.fields:
                self._judge("".join(self.fields[-1]))
                if kind == "end":
                    self.fields.pop()
        self.inside = name in ("instrText", "delInstrText")

    def end(self, name: str) -> None:
        self.inside = False

    def text(self, data: str) -> None:
        if self.inside:
            place = self.fields[-1] if self.fields else self.loose
            place.append(data)
            self._judge("".join(place[-50:]))

    def _judge(self, instruction: str) -> None:
        if _DDE.match(instruction):
            raise Unacceptable(REMOTE)
        found = _FETCHES.match(instruction)
        if found and any(is_remote(one.replace("\\\\", "\\")) or is_remote(one) for one in _words(found[1])):
            raise Unacceptable(REMOTE)


def _words(text: str) -> list[str]:
    """The arguments; switches such as \\a begin with one backslash."""
    return [quoted or word for quoted, word in _QUOTED.findall(text)]
