"""Plain data and markup that documents carry along: inert ones pass, by lists of what is allowed.

Web pages keep text, tables and links; drawings (SVG) keep shapes. Nothing that runs or loads anything.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from html.parser import HTMLParser
from xml.parsers import expat

from .refusals import BROKEN, PROGRAMS, Unacceptable

PLAIN = frozenset({"txt", "csv", "tsv", "tab", "json", "xml", "css", "log", "md", "bib", "tex", "xsd", "xmp"})
PAGES = frozenset({"html", "htm"})
MOST = 16 * 1024 * 1024  # bytes

_TAGS = frozenset(
    """html head body title meta style p div span br hr wbr b i u s em strong small big sub sup strike del ins mark
    q cite dfn abbr code pre samp kbd var tt blockquote address center font h1 h2 h3 h4 h5 h6 ul ol li dl dt dd menu dir
    table caption colgroup col thead tbody tfoot tr td th a img figure figcaption section article header footer main
    nav aside time label bdi bdo ruby rt rp nobr xml""".split()  # noqa: SIM905
)
_OFFICE = re.compile(r"(?:o|w|v|m|x|st1|st2):[a-z0-9]+")
_ADDRESSES = frozenset(
    {"href", "src", "background", "cite", "longdesc", "xlink:href", "data", "action", "poster"}
)
_SAFE_ADDRESS = re.compile(
    r"(?:https?:|mailto:|tel:|cid:|data:image/(?:png|jpe?g|gif)[;,]|#)|(?![a-z][a-z0-9+.-]*:|[\\/]{2})"
)
_LIVE_STYLE = re.compile(
    r"expression\s*\(|javascript:|@import|behaviou?r\s*:|-moz-binding|\\[0-9a-f]"
    r"|url\s*\(\s*['\"]?(?!data:image/|#)",
    re.I,
)
_META = frozenset({"", "content-type", "content-language", "content-style-type", "x-ua-compatible"})
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
_CALLS = re.compile(r"(?:^|[,;\t\"'])\s*[=+\-@][^\r\n,;\t]{0,60}\|[^\r\n]{0,200}!", re.MULTILINE)
_PAGE = re.compile(r"<(?:!doctype|html|head|body|script|svg|iframe|img|\?)", re.I)
_LIVE_XML = re.compile(
    r"<\?\s*(?:xml-stylesheet|mso-application)|<!ENTITY|<[\w.-]*:?script[\s>]|XSL/Transform|1999/xhtml"
    r"|2000/svg|javascript:",
    re.I,
)


def inspect_text(content: bytes, extension: str) -> None:
    """Raise Unacceptable unless this is inert text as its extension (of `PLAIN` or `PAGES`) says."""
    text = _decoded(content)
    if extension in PAGES:
        _Page().judge(text)
        return
    start = text.lstrip()
    if start.startswith("#!") or _CALLS.search(text) or _LIVE_XML.search(text):
        raise Unacceptable(PROGRAMS)
    if extension not in ("xml", "xsd", "xmp") and _PAGE.match(start):
        raise Unacceptable(PROGRAMS)
    if extension == "css" and _LIVE_STYLE.search(text):
        raise Unacceptable(PROGRAMS)


def inspect_drawing(content: bytes) -> None:
    """Raise Unacceptable unless this SVG is only shapes, as the icons of office programs are."""
    parser = expat.ParserCreate(namespace_separator=" ")
    style: list[str] = []

    def refuse(*_: object) -> None:
        raise Unacceptable(PROGRAMS)

    def begin(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space in _LIVE_SPACES or (
            space in (_SVG, "") and local not in _SHAPES and not local.startswith("fe")
        ):
            raise Unacceptable(PROGRAMS)
        for key, value in attributes.items():
            word = key.rpartition(" ")[2].lower()
            if word.startswith("on") or (word == "style" and _LIVE_STYLE.search(value)):
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


def inspect_saved_page(content: bytes) -> None:
    """Raise Unacceptable unless this MHTML holds only pages as above, style and pictures."""
    for part in message_from_bytes(content).walk():
        kind = part.get_content_type()
        if part.is_multipart() or (kind.startswith("image/") and kind != "image/svg+xml"):
            continue
        if kind not in ("text/html", "text/plain", "text/css", "text/xml", "application/xml"):
            raise Unacceptable(PROGRAMS)
        body = part.get_payload(decode=True)
        inspect_text(body if isinstance(body, bytes) else b"", {"text/html": "html"}.get(kind, "xml"))


_LIVE_RICH = re.compile(
    rb"\\(?:obj(?:ect|data|ocx|update|autlink|html)|ddeauto)|\\\*\\template|\bDDE(?:AUTO)?\b", re.I
)


def inspect_rich(content: bytes) -> None:
    """Raise Unacceptable for RTF with objects, templates or links to other programs."""
    if not content.startswith(b"{\\rt") or _LIVE_RICH.search(content):
        raise Unacceptable(PROGRAMS)


class _Page(HTMLParser):
    """Raises Unacceptable at the first thing that is not on the lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.styled = False

    def judge(self, text: str) -> None:
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS and not _OFFICE.fullmatch(tag):
            raise Unacceptable(PROGRAMS)
        given = {name.lower(): value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv", "").lower() not in _META:
            raise Unacceptable(PROGRAMS)
        for name, value in given.items():
            address = "".join(value.split()).lower()
            if name.startswith("on") or name in ("srcdoc", "formaction", "srcset", "ping"):
                raise Unacceptable(PROGRAMS)
            if name in _ADDRESSES and not _SAFE_ADDRESS.match(address):
                raise Unacceptable(PROGRAMS)
            if name == "style" and _LIVE_STYLE.search(value):
                raise Unacceptable(PROGRAMS)
        self.styled = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.styled = False

    def handle_data(self, data: str) -> None:
        if self.styled and _LIVE_STYLE.search(data):
            raise Unacceptable(PROGRAMS)

    def handle_pi(self, data: str) -> None:
        if not data.lower().startswith("xml"):
            raise Unacceptable(PROGRAMS)


def _decoded(content: bytes) -> str:
    if len(content) > MOST:
        raise Unacceptable(PROGRAMS)
    for mark, code in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if content.startswith(mark):
            return content[len(mark) :].decode(code, "replace")
    if b"\0" in content or content.startswith((b"MZ", b"PK\x03\x04", b"%PDF-", b"\x7fELF", b"\xff\xd8\xff")):
        raise Unacceptable(PROGRAMS)
    return content.decode("utf-8", "replace")
