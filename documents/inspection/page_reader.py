"""Run as a program by `texts`: judges a web page (`page`) or a saved one with its parts (`saved`), both from standard
input; says "ok" or "refused".

Python's parsers of HTML and of mail need hours for a page that is made so, and fail on what is no page: they run under
the limits of a process of its own. It knows nothing of Django.
"""

from __future__ import annotations

import sys
from email import message_from_bytes
from html.parser import HTMLParser
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from documents.fence import fence
from documents.inspection.refusals import PROGRAMS, Unacceptable
from documents.inspection.texts import (
    ADDRESSES,
    LIVE_STYLE,
    META,
    OFFICE,
    SAFE_ADDRESS,
    TAGS,
    decoded,
    inspect_plain,
)

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU = 15  # seconds


def judge(task: str, content: bytes) -> str:
    try:
        if task == "saved":
            saved(content)
        else:
            page(content)
    except (Unacceptable, AssertionError, RecursionError, ValueError, LookupError):
        return "refused"  # by the lists, or by a parser that takes it for no page
    return "ok"


def page(content: bytes, own: frozenset[str] = frozenset()) -> None:
    """Raise Unacceptable for a page with anything that runs or loads; own: addresses of what was saved with it."""
    reader = _Page(own)
    reader.feed(decoded(content))
    reader.close()


def saved(content: bytes) -> None:
    """Raise Unacceptable unless this MHTML holds only pages as above, style and pictures."""
    parts = list(message_from_bytes(content).walk())
    own = frozenset(str(place).strip().lower() for part in parts if (place := part.get("Content-Location")))
    for part in parts:
        kind = part.get_content_type()
        if part.is_multipart() or (kind.startswith("image/") and kind != "image/svg+xml"):
            continue
        if kind not in ("text/html", "text/plain", "text/css", "text/xml", "application/xml"):
            raise Unacceptable(PROGRAMS)
        found = part.get_payload(decode=True)
        body = found if isinstance(found, bytes) else b""
        if kind == "text/html":
            page(body, own)
        else:
            inspect_plain(body, "xml")


class _Page(HTMLParser):
    """Raises Unacceptable at the first thing that is not on the lists."""

    def __init__(self, own: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.own = own
        self.styled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS and not OFFICE.fullmatch(tag):
            raise Unacceptable(PROGRAMS)
        given = {name.lower(): value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv", "").lower() not in META:
            raise Unacceptable(PROGRAMS)
        for name, value in given.items():
            address = "".join(value.split()).lower()
            if name.startswith("on") or name in ("srcdoc", "formaction", "srcset", "ping"):
                raise Unacceptable(PROGRAMS)
            if name in ADDRESSES and not (SAFE_ADDRESS.match(address) or address in self.own):
                raise Unacceptable(PROGRAMS)
            if name == "style" and LIVE_STYLE.search(value):
                raise Unacceptable(PROGRAMS)
        self.styled = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.styled = False

    def handle_data(self, data: str) -> None:
        if self.styled and LIVE_STYLE.search(data):
            raise Unacceptable(PROGRAMS)

    def handle_pi(self, data: str) -> None:
        if not data.lower().startswith("xml"):
            raise Unacceptable(PROGRAMS)


if __name__ == "__main__":
    fence(MEMORY, CPU)
    sys.stdout.write(judge(sys.argv[1], sys.stdin.buffer.read()))
