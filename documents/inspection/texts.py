"""Plain data and markup that documents carry along: inert ones pass, by lists of what is allowed.

Web pages keep text, tables and links; drawings (SVG) keep shapes. Nothing that runs or loads anything.
"""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from typing import BinaryIO, cast
from xml.parsers import expat

from . import readers
from .reading import read_at
from .refusals import BOMB, BROKEN, NESTED, PROGRAMS, Unacceptable
from .zips import Budget

PLAIN = frozenset({"txt", "csv", "tsv", "tab", "json", "xml", "css", "log", "md", "bib", "tex", "xsd", "xmp"})
PAGES = frozenset({"html", "htm"})
MOST = 16 * 1024 * 1024  # bytes
_READER = Path(__file__).with_name("page_reader.py")

TAGS = frozenset(
    """html head body title meta style p div span br hr wbr b i u s em strong small big sub sup strike del ins mark
    q cite dfn abbr code pre samp kbd var tt blockquote address center font h1 h2 h3 h4 h5 h6 ul ol li dl dt dd menu dir
    table caption colgroup col thead tbody tfoot tr td th a img figure figcaption section article header footer main
    nav aside time label bdi bdo ruby rt rp nobr xml""".split()  # noqa: SIM905
)
OFFICE = re.compile(r"(?:o|w|v|m|x|st1|st2):[a-z0-9]+")
ADDRESSES = frozenset(
    {"href", "src", "background", "cite", "longdesc", "xlink:href", "data", "action", "poster"}
)
SAFE_ADDRESS = re.compile(
    r"(?:https?:|mailto:|tel:|cid:|data:image/(?:png|jpe?g|gif)[;,]|#)|(?![a-z][a-z0-9+.-]*:|[\\/]{2})"
)
LIVE_STYLE = re.compile(
    r"expression\s*\(|javascript:|@import|behaviou?r\s*:|-moz-binding|\\[0-9a-f]"
    r"|url\s*\(\s*['\"]?(?!data:image/|#)",
    re.I,
)
META = frozenset({"", "content-type", "content-language", "content-style-type", "x-ua-compatible"})
_SHAPES = frozenset(
    """svg g path rect circle ellipse line polyline polygon text tspan textPath defs clipPath mask pattern
    linearGradient radialGradient stop use symbol marker image title desc metadata style filter switch a""".split()  # noqa: SIM905
)
_SVG = "http://www.w3.org/2000/svg"
_LIVE_SPACES = (
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.w3.org/2001/xml-events",
)
#: A cell that starts another program when a table is opened (DDE).
#: Each blank is looked at once: what begins a cell is none itself, a line end or a tab begins one anew.
_CALLS = re.compile(r"(?:^|[,;\t\"'])[^\S\n\t]*+[=+\-@][^\r\n,;\t|]{0,60}+\|[^\r\n!]{0,260}+!", re.MULTILINE)
_PAGE = re.compile(r"<(?:!doctype|html|head|body|script|svg|iframe|img|\?)", re.I)
_LIVE_XML = re.compile(
    r"<\?\s*(?:xml-stylesheet|mso-application)|<!ENTITY|<[\w.-]*:?script[\s>]|XSL/Transform|1999/xhtml"
    r"|2000/svg|javascript:",
    re.I,
)


def inspect_text(content: bytes, extension: str, budget: Budget) -> None:
    """Raise Unacceptable unless this is inert text as its extension (of `PLAIN` or `PAGES`) says."""
    if extension in PAGES:
        inspect_page(content, budget)
    else:
        inspect_plain(content, extension)


def inspect_plain(content: bytes, extension: str) -> None:
    """As `inspect_text`, of one of `PLAIN`."""
    text = decoded(content)
    start = text.lstrip()
    if start.startswith("#!") or _CALLS.search(text) or _LIVE_XML.search(text):
        raise Unacceptable(PROGRAMS)
    if extension not in ("xml", "xsd", "xmp") and _PAGE.match(start):
        raise Unacceptable(PROGRAMS)
    if extension == "css" and LIVE_STYLE.search(text):
        raise Unacceptable(PROGRAMS)


def inspect_drawing(content: bytes, budget: Budget) -> None:
    """Raise Unacceptable unless this SVG is only shapes, as the icons of office programs are."""
    parser = expat.ParserCreate(namespace_separator=" ")
    style: list[str] = []

    def refuse(*_: object) -> None:
        raise Unacceptable(PROGRAMS)

    def begin(name: str, attributes: dict[str, str]) -> None:
        budget.elements -= 1
        if budget.elements < 0:
            raise Unacceptable(BOMB)
        space, _, local = name.rpartition(" ")
        if space in _LIVE_SPACES or (
            space in (_SVG, "") and local not in _SHAPES and not local.startswith("fe")
        ):
            raise Unacceptable(PROGRAMS)
        for key, value in attributes.items():
            word = key.rpartition(" ")[2].lower()
            if word.startswith("on") or (word == "style" and LIVE_STYLE.search(value)):
                raise Unacceptable(PROGRAMS)
            allowed = (
                "#",
                "data:image/png",
                "data:image/jp",
                *(("http://", "https://") if local == "a" else ()),
            )
            if word == "href" and not value.strip().lower().startswith(allowed):
                raise Unacceptable(PROGRAMS)

    parser.StartElementHandler = begin
    parser.CharacterDataHandler = style.append
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unacceptable(BROKEN) from error
    if "@import" in "".join(style).lower():
        raise Unacceptable(PROGRAMS)


def inspect_page(content: bytes, budget: Budget, task: str = "page") -> None:
    """Raise Unacceptable for a page that runs or loads anything; task "saved" for MHTML, which must hold only such
    pages, style and pictures. Raises Unexamined where its reader did not answer."""
    budget.pages -= 1
    if budget.pages < 0:
        raise Unacceptable(NESTED)
    with tempfile.TemporaryFile() as said:
        readers.run(_READER, task, io.BytesIO(content), cast(BinaryIO, said))
        if read_at(cast(BinaryIO, said), 0, 16) != b"ok":
            raise Unacceptable(PROGRAMS)


_LIVE_RICH = re.compile(
    rb"\\(?:obj(?:ect|data|ocx|update|autlink|html)|ddeauto)|\\\*\\template|\bDDE(?:AUTO)?\b", re.I
)


def inspect_rich(content: bytes) -> None:
    """Raise Unacceptable for RTF with objects, templates or links to other programs."""
    if not content.startswith(b"{\\rt") or _LIVE_RICH.search(content):
        raise Unacceptable(PROGRAMS)


def decoded(content: bytes) -> str:
    if len(content) > MOST:
        raise Unacceptable(PROGRAMS)
    for mark, code in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if content.startswith(mark):
            return content[len(mark) :].decode(code, "replace")
    if b"\0" in content or content.startswith((b"MZ", b"PK\x03\x04", b"%PDF-", b"\x7fELF", b"\xff\xd8\xff")):
        raise Unacceptable(PROGRAMS)
    return content.decode("utf-8", "replace")
