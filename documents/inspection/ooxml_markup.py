"""The markup of newer office files: what it fetches or starts by itself, by lists of what is allowed.

What parts are there and where they lead is told by the relations (`ooxml_relations`); data connections and queries are
judged in `ooxml_queries`. Here: fields, DDE, controls, buttons that start programs, menus, formulas that fetch.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from . import fields
from .ole import CONTROLS
from .ooxml_addins import Addins
from .ooxml_queries import judge_connection, judge_mashup
from .ooxml_relations import Relations
from .reading import WINDOW
from .refusals import BOMB, BROKEN, PROGRAMS, REMOTE, Unacceptable
from .targets import is_remote
from .zips import Budget, Entry

_STARTS = re.compile(r"\s*ppaction://(?:program|macro)", re.I)
#: Names that a part must have to say anything of the kind (names, unlike values, cannot be escaped).
_TOKENS = re.compile(
    rb"instr|fldChar|action\s*=|macro\s*=\s*(?:\"[^\"]|'[^'])|ddeLink|classid|oleLink|customUI|connection\b|connectString"
    rb"|refreshO|dbPr|webPr|DataMashup|volType|webextension|taskpane|[:<]wll\b|<!DOCTYPE|<!ENTITY"
    rb"|(?:WEBSERVICE|RTD|REGISTER(?:\.ID)?|CALL|SQL\.REQUEST)\s*\(|<(?:\w{1,9}:)?f(?:\s[^>]{0,200})?>[^<]{0,2000}&#",
    re.I,
)
_OVERLAP = 2400
#: Encodings in which the names above are written as they are here.
_PLAIN = re.compile(
    rb"\s{0,64}<(?:\?xml(?![^>]{0,200}encoding)|\?xml[^>]{0,200}encoding\s*=\s*[\"'](?:utf-8|us-ascii|ascii|iso-8859-\d+"
    rb"|windows-125\d)[\"']|[^?\0])",
    re.I,
)
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "oldFormula"}
#: Functions of a cell that fetch from the network or load a program when the book is opened.
_FETCHING = re.compile(
    r"(?<![\w.])(?:_xlfn\.)?(?:WEBSERVICE|RTD|REGISTER(?:\.ID)?|CALL|SQL\.REQUEST)\s*\(", re.I
)
#: A macro of another file; those of this one are gone with its code.
_ELSEWHERE = re.compile(r".*\.(?:xl\w+|do[ct]\w*|pp\w+)['\"]?!|.*[\\/]", re.I | re.S)


_MOST_INSTRUCTION = 4096  # characters of a field that are looked at: its name and its path
_MOST_TEXT = 48 * 1024 * 1024  # characters of one element
#: What looking at a field costs of the budget, in elements of markup.
_OF_CHARACTERS = 256


def inspect(entry: Entry, budget: Budget) -> None:
    """Raise Unacceptable for a part that fetches or starts something by itself."""
    if entry.name.lower().endswith(".rels"):
        _parsed(entry, Relations(entry.name), budget)
    elif _interesting(entry):
        _parsed(entry, _Markup(budget), budget)


def _interesting(entry: Entry) -> bool:
    """Most parts are long and say nothing of the kind: only the others are parsed, and those in rare encodings."""
    content, tail = entry.content, b""
    if not _PLAIN.match(entry.head.removeprefix(b"\xef\xbb\xbf")[:400]):
        return True
    content.seek(0)
    while chunk := content.read(WINDOW):
        if _TOKENS.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP:]
    return False


def _parsed(entry: Entry, reader: Relations | _Markup, budget: Budget) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise Unacceptable(PROGRAMS)

    def begin(name: str, attributes: dict[str, str]) -> None:
        budget.elements -= 1
        if budget.elements < 0:
            raise Unacceptable(BOMB)
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()} if attributes else {}
        reader.begin(name.rpartition(" ")[2], local)

    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: reader.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse
    entry.content.seek(0)
    try:
        while chunk := entry.content.read(WINDOW):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # broken, or in an encoding that is none
        if size_is_nothing(entry):
            return
        raise Unacceptable(BROKEN) from error


def size_is_nothing(entry: Entry) -> bool:
    return not entry.head.strip()


class _Markup:
    """Fields of Word may be split over runs and stand in each other: their instruction is put together."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget  # of the whole file: an archive inside it counts too
        self.fields: list[str] = []
        self.loose = ""
        self.inside = ""  # the element whose text is kept
        self.kept: list[str] = []
        self.length = 0  # of what is kept
        self.menus = False
        self.addins = Addins()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.addins.begin(name, attributes)
        if name == "wll":
            raise Unacceptable(PROGRAMS)
        if name == "ddeLink" or (name == "volType" and attributes.get("type") != "olapFunctions"):
            raise Unacceptable(
                REMOTE
            )  # cells of a cube ask where its connection says, which is judged by itself
        if name == "oleLink" and is_remote(attributes.get("progId", "")):
            raise Unacceptable(REMOTE)
        if "classid" in attributes and not CONTROLS.match(attributes["classid"]):
            raise Unacceptable(PROGRAMS)
        if any(_STARTS.match(value) for value in attributes.values()):
            raise Unacceptable(PROGRAMS)
        self.menus = self.menus or name == "customUI"
        if self.menus and any(key.startswith(("on", "get", "load")) for key in attributes):
            raise Unacceptable(PROGRAMS)  # what a menu calls
        macro = attributes.get("macro", "")
        if macro and (_ELSEWHERE.match(macro) or is_remote(macro)):
            raise Unacceptable(PROGRAMS)
        judge_connection(name, attributes)
        if name == "fldSimple":
            fields.judge(attributes.get("instr", ""), self.budget)
        elif name == "fldChar":
            kind = attributes.get("fldCharType", "")
            if kind == "begin":
                self.fields.append("")
            elif self.fields:
                fields.judge(self.fields[-1], self.budget)
                if kind == "end":
                    self.fields.pop()
        self.inside = name if name in ("instrText", "delInstrText", "DataMashup", *_FORMULAS) else ""
        self.kept, self.length = [], 0

    def end(self, name: str) -> None:
        self.addins.end(name)
        if self.inside in ("instrText", "delInstrText"):
            self._instruct("".join(self.kept))
        if self.inside in _FORMULAS and _FETCHING.search("".join(self.kept)):
            raise Unacceptable(REMOTE)
        if self.inside == "DataMashup":
            judge_mashup("".join(self.kept), self.budget)
        self.inside = ""

    def text(self, data: str) -> None:
        if self.inside:
            self.kept.append(data)
            self.length += len(data)
            if self.length > _MOST_TEXT:
                raise Unacceptable(BOMB)

    def _spend(self, elements: int) -> None:
        self.budget.elements -= elements
        if self.budget.elements < 0:
            raise Unacceptable(BOMB)

    def _instruct(self, data: str) -> None:
        """One more piece of the innermost field; what citation programs keep there may be long."""
        before = self.fields[-1] if self.fields else self.loose
        whole = before if len(before) >= _MOST_INSTRUCTION else " ".join(f"{before}{data}¤".split())[:-1]
        if len(before) < _MOST_INSTRUCTION:
            self._spend(len(before) // _OF_CHARACTERS)
            fields.judge(whole[: 2 * _MOST_INSTRUCTION], self.budget)
        if len(whole) > _MOST_INSTRUCTION and fields.fetches(whole[:_MOST_INSTRUCTION]):
            raise Unacceptable(REMOTE)
        if self.fields:
            self.fields[-1] = whole[:_MOST_INSTRUCTION]
        else:
            self.loose = whole[-_MOST_INSTRUCTION:]
