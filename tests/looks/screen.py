"""A browser without a server: it is given the answer to look at, and style sheets and scripts as they lie."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

from tests.looks.sheets import Sheet

BASE = "https://testserver"
AXE = Path(__file__).parent.parent / "support" / "axe" / "axe.min.js"
WIDTHS = {1280: 900, 360: 740}
LOOK = """async () => {
  const {violations} = await axe.run(document, {
    resultTypes: ["violations"], iframes: false, rules: {"target-size": {enabled: true}},
  });
  const told = violations.map((rule) =>
    `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  const width = document.documentElement.clientWidth, wide = document.documentElement.scrollWidth;
  if (wide > width) {
    const out = [...document.querySelectorAll("body *")].filter((part) =>
      part.getBoundingClientRect().right > width + 1 && !part.closest(".alur-scroll, .alur-tabs"));
    told.push(`${wide - width} px sideways: `
      + out.slice(0, 4).map((part) => `${part.tagName}.${part.className}`).join(" | "));
  }
  return told;
}"""


class Screen:
    def __init__(self, page: Any) -> None:
        self.page = page
        self.faults: list[str] = []
        self.sheet = Sheet("/", 200, b"")
        self.axe = AXE.read_text()
        page.route("**/*", self._answer)
        page.on("console", lambda said: said.type in {"error", "warning"} and self.faults.append(said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def show(self, sheet: Sheet, width: int = 1280) -> None:
        self.sheet, self.faults = sheet, []
        self.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        self.page.goto(BASE + sheet.path)

    def look(self, sheet: Sheet, width: int) -> list[str]:
        """What axe, the width and the console of the browser have against it."""
        self.show(sheet, width)
        self.page.evaluate(self.axe)
        return [*self.page.evaluate(LOOK), *self.faults]

    def _answer(self, route: Any) -> None:
        request, path = route.request, urlsplit(route.request.url).path
        if request.is_navigation_request() and request.frame.parent_frame is None:
            # a status of 4xx is told on the console, and is meant
            route.fulfill(status=200, body=self.sheet.body, headers=dict(self.sheet.headers))
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(
                status=200 if found else 404, body=_read(found) if found else b"", content_type=kind
            )
        else:
            route.fulfill(status=200, body=b"", content_type="text/html")


_kept: dict[str, bytes] = {}


def _read(path: str) -> bytes:
    if path not in _kept:
        _kept[path] = Path(path).read_bytes()
    return _kept[path]
