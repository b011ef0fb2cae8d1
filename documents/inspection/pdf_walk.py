"""Part of the program `pdf_reader`: a walk over all resolved objects of a PDF, by lists of what is allowed.

Actions: going to places and to files beside this one, names, web and mail addresses (`targets`), what changes only
what is shown, and Acrobat's own helpers for numbers, dates and percentages. Bounded: what streams unfold to.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from targets import MACHINE, PROGRAM, is_harmless, kind_of  # type: ignore[import-not-found]

#: What any reader may do (ISO 32000-2, 12.6.4): going and showing, nothing that leaves the document or runs.
ALLOWED = {
    *("/GoTo", "/GoToDp", "/Named", "/URI", "/Thread", "/Hide", "/ResetForm", "/SetOCGState", "/Trans"),
    "/JavaScript",  # Acrobat's own helpers only
    *("/GoToR", "/GoToE"),  # to a file beside this one or on this machine; to an attachment of this one
}
_KNOWN = {
    *("/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"),
    *("/RichMediaExecute", "/GoTo3DView", "/SetState"),
}
#: Annotations that play or run something; they have a place on a page (/Rect).
_PLAYERS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_SPELLINGS = ("/UF", "/F", "/DOS", "/Unix", "/Mac")
_TRIGGERS = ("/OpenAction", "/A", "/PA", "/Next")
_LITERAL = r'(?:"(?:[^"\\\r\n]|\\.)*"|\'(?:[^\'\\\r\n]|\\.)*\'|-?\d+(?:\.\d+)?|true|false)'
_LIST = rf"(?:new\s+Array\s*\((?:\s*{_LITERAL}\s*,?)*\)|\[(?:\s*{_LITERAL}\s*,?)*\]|{_LITERAL})"
_HELPER = (
    rf"AF(?:Number|Date|Percent|Special|Time|Simple|Range)_\w+\s*\(\s*(?:{_LIST}\s*(?:,\s*{_LIST}\s*)*)?\)"
)
_HELPERS = re.compile(rf"\s*(?:{_HELPER}\s*;?\s*)*")
_LONGEST_HELPER = 20_000
#: Objects of any interest; the others, most of them, are passed over. Names come in one spelling.
_INTEREST = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE|Rendition|Movie|Sound|RichMedia\w*|Screen|3D|GoTo3DView"
    rb"|SetState|Thread|URI|EF|XFA|OpenAction|AA|A|PA|Next|Ref|FFilter|RF)\b|/U?F\s*[(<]|/(?:S|Subtype)\s+\d+\s+\d+\s+R|/S\s*/(?:URI|JavaScript)"
)
_LIVE_XFA = {"script", "submit", "execute", "connectionSet", "wsdlConnection", "exObject", "manifest"}
_PICTURES = {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
_FLATE = {"/FlateDecode", "/Fl"}
_SMALL = 60_000  # packed bytes; deflate unfolds at most 1,032 times
_TOTAL = 512 * 1024 * 1024  # bytes, of all pages together
_MOST_PIXELS = 1_000_000_000
_PIECE = 256 * 1024
_MOST_FILES = 300


class Refused(Exception):
    """One word, the answer of the program."""


class Walk:
    """files: attachments found, (names, content). limit: bytes that one stream may unfold to."""

    def __init__(self, pikepdf: Any, limit: int) -> None:
        self.pikepdf, self.limit, self.unfolded = pikepdf, limit, 0
        self.files: list[tuple[list[str], bytes]] = []
        self._named: set[tuple[int, int]] = set()
        self._loose: dict[tuple[int, int], Any] = {}

    def whole(self, pdf: Any) -> None:
        for found in pdf.objects:
            if isinstance(found, self.pikepdf.Stream):
                self.stream(found)
                self.container(found.stream_dict)
            elif isinstance(found, self.pikepdf.Dictionary | self.pikepdf.Array):
                self.container(found)
        for place, stream in self._loose.items():
            if place not in self._named:
                self._keep([], stream)

    # --- dictionaries ---------------------------------------------------------------------------------------

    def container(self, outer: Any) -> None:
        """An object with what lies directly in it."""
        if not _INTEREST.search(outer.unparse(resolved=True)):
            return
        for part in self._dictionaries(outer):
            self._judge(part)

    def _dictionaries(self, outer: Any) -> Iterator[Any]:
        waiting = [outer]
        while waiting:
            part = waiting.pop()
            if isinstance(part, self.pikepdf.Dictionary):
                yield part
                children = [value for _, value in part.items()]
            else:
                children = list(part)
            waiting += [
                c
                for c in children
                if isinstance(c, self.pikepdf.Dictionary | self.pikepdf.Array) and not c.is_indirect
            ]

    def _judge(self, part: Any) -> None:
        self._action(part, certain=False)
        for key in _TRIGGERS:
            for action in self._actions(part.get(key)):
                self._action(action, certain=True)
        events = part.get("/AA")
        if isinstance(events, self.pikepdf.Dictionary):
            for _, value in events.items():
                for action in self._actions(value):
                    self._action(action, certain=True)
        if "/Rect" in part and self._name(part, "/Subtype") in _PLAYERS:
            raise Refused("actions")
        base = part.get("/URI")
        if isinstance(base, self.pikepdf.Dictionary) and "/Base" in base:
            self._address(base["/Base"])
        if "/XFA" in part:
            self._form(part["/XFA"])
        if isinstance(part.get("/Ref"), self.pikepdf.Dictionary) and "/F" in part["/Ref"]:
            raise Refused("actions")  # a page of another file shown in this one
        if "/EF" in part:
            self._filespec(part)
        elif any(self._leads_away(part.get(key)) for key in _SPELLINGS):
            raise Refused("links")

    def _leads_away(self, name: Any) -> bool:
        """Of a file that is named and not held, whatever names it (attached by name only, proxies of printers)."""
        text = self._text(name) if isinstance(name, self.pikepdf.String) else ""
        return bool(text) and kind_of(text) in (MACHINE, PROGRAM)

    def _actions(self, value: Any) -> list[Any]:
        """Dictionaries that would be executed; places in the document are arrays."""
        if isinstance(value, self.pikepdf.Array):
            return [one for one in value if isinstance(one, self.pikepdf.Dictionary)]
        return [value] if isinstance(value, self.pikepdf.Dictionary) else []

    def _action(self, part: Any, certain: bool) -> None:
        """certain: it stands where actions stand, so that any unlisted kind is refused."""
        kind = self._name(part, "/S")
        if kind in _KNOWN or (certain and kind and kind not in ALLOWED):
            raise Refused("actions")
        if kind == "/JavaScript" and not self._helper(part.get("/JS")):
            raise Refused("actions")
        if kind == "/URI" and "/URI" in part:
            self._address(part["/URI"])
        if kind in ("/GoToR", "/GoToE", "/Thread", "/GoTo") and "/F" in part:
            self._file(part["/F"], kind)

    def _helper(self, script: Any) -> bool:
        text = self._text(script)
        return len(text) <= _LONGEST_HELPER and _HELPERS.fullmatch(text) is not None

    def _address(self, value: Any) -> None:
        if not is_harmless(self._text(value)):
            raise Refused("links")

    def _file(self, value: Any, kind: str) -> None:
        """Another file that opens, perhaps by itself: a name, or the several spellings of one."""
        names = [value]
        if isinstance(value, self.pikepdf.Dictionary):
            if self._name(value, "/FS") or "/EF" in value or kind == "/GoToE":
                raise Refused("actions")
            names = [value[key] for key in _SPELLINGS if key in value]
        elif kind == "/GoToE":
            raise Refused("actions")
        if not all(is_harmless(self._text(name), pressed=False, near=True) for name in names):
            raise Refused("links")

    def _text(self, value: Any) -> str:
        if isinstance(value, self.pikepdf.Stream):
            content = bytes(value.read_bytes())
            if content.startswith((b"\xfe\xff", b"\xff\xfe")):
                return content.decode("utf-16", "replace")
            return content.decode("latin-1")
        return str(value) if value is not None else ""

    def _name(self, part: Any, key: str) -> str:
        value = part.get(key)
        return str(value) if isinstance(value, self.pikepdf.Name) else ""

    def _form(self, xfa: Any) -> None:
        """A form of its own language: forms that only show pass, scripts and connections do not."""
        packets = [xfa] if isinstance(xfa, self.pikepdf.Stream) else []
        if isinstance(xfa, self.pikepdf.Array):
            packets = [one for one in xfa if isinstance(one, self.pikepdf.Stream)]
        parser = expat.ParserCreate(namespace_separator=" ")

        def begin(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(" ")[2] in _LIVE_XFA:
                raise Refused("actions")
            for key, value in attributes.items():  # pictures and parts that it would load by itself
                if key.rpartition(" ")[2] in ("href", "use", "usehref") and not is_harmless(
                    value, pressed=False
                ):
                    raise Refused("actions")

        parser.StartElementHandler = begin
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse()
        try:
            for packet in packets:
                parser.Parse(bytes(packet.read_bytes()), False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refused("actions") from error

    def _refuse(self) -> None:
        raise Refused("actions")

    # --- attachments ----------------------------------------------------------------------------------------

    def _filespec(self, part: Any) -> None:
        names = [self._text(part[key]) for key in _SPELLINGS if key in part]
        files = part["/EF"]
        if not isinstance(files, self.pikepdf.Dictionary):
            return
        for _, stream in files.items():
            if isinstance(stream, self.pikepdf.Stream) and stream.objgen not in self._named:
                self._named.add(stream.objgen)
                self._keep(names, stream)
        related = part.get("/RF")
        lists = (
            [value for _, value in related.items()] if isinstance(related, self.pikepdf.Dictionary) else []
        )
        for pairs in lists:  # name, file, name, file
            whole = list(pairs) if isinstance(pairs, self.pikepdf.Array) else []
            for name, stream in zip(whole[::2], whole[1::2], strict=False):
                if isinstance(stream, self.pikepdf.Stream):
                    self._keep([self._text(name)], stream)

    def _keep(self, names: list[str], stream: Any) -> None:
        if len(self.files) >= _MOST_FILES:
            raise Refused("bomb")
        try:
            content = bytes(stream.read_bytes(self.pikepdf.StreamDecodeLevel.specialized))
        except self.pikepdf.PdfError as error:
            raise Refused("bomb" if "limit" in str(error) or "memory" in str(error) else "unusual") from error
        self.unfolded += len(content)
        if self.unfolded > _TOTAL:
            raise Refused("bomb")
        self.files.append((names, content))

    # --- streams --------------------------------------------------------------------------------------------

    def stream(self, found: Any) -> None:
        """Raise Refused for one that unfolds without bound, or whose data lie outside of the file."""
        facts = found.stream_dict
        if "/F" in facts or self._name(facts, "/Subtype") == "/PS":
            raise Refused("actions")  # data elsewhere; a program for the printer
        if self._name(facts, "/Type") == "/EmbeddedFile":
            self._loose[found.objgen] = found
        allowed = self.limit
        if self._name(facts, "/Subtype") == "/Image":
            allowed = max(allowed, self._picture(facts))
        filters = self._filters(facts)
        packing = [one for one in filters if one not in _PICTURES]
        if not packing or self._name(facts, "/Type") in ("/ObjStm", "/XRef"):
            return
        raw = found.get_raw_stream_buffer()
        if len(raw) < _SMALL and len(packing) == 1:
            return
        size = (
            self._inflated(raw, allowed)
            if filters[0] in _FLATE and len(filters) == 1
            else self._decoded(found)
        )
        if size > allowed:
            raise Refused("bomb")
        if self._name(facts, "/Subtype") != "/Image":
            self.unfolded += size
            if self.unfolded > _TOTAL:
                raise Refused("bomb")

    def _picture(self, facts: Any) -> int:
        """Bytes that a picture of its size may have, unpacked."""
        width, height = facts.get("/Width", 0), facts.get("/Height", 0)
        if not isinstance(width, int) or not isinstance(height, int):
            return 0
        if width * height > _MOST_PIXELS:
            raise Refused("bomb")
        return width * height * 8 + height

    def _filters(self, facts: Any) -> list[str]:
        value = facts.get("/Filter")
        if isinstance(value, self.pikepdf.Array):
            return [str(one) for one in value]
        return [str(value)] if value is not None else []

    def _inflated(self, raw: Any, allowed: int) -> int:
        """Bytes it unfolds to, counted up to the bound; damaged data end where they are damaged."""
        stream, size, rest = zlib.decompressobj(), 0, bytes(raw)
        try:
            while rest and not stream.eof and size <= allowed:
                size += len(stream.decompress(rest, _PIECE))
                rest = stream.unconsumed_tail
        except zlib.error:
            return size
        return size

    def _decoded(self, found: Any) -> int:
        try:
            return len(found.read_bytes(self.pikepdf.StreamDecodeLevel.generalized))
        except self.pikepdf.PdfError as error:
            return self.limit * 1000 if "limit" in str(error) or "memory" in str(error) else 0
