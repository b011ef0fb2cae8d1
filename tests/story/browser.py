"""A person at the browser: reads the page, clicks, types and chooses by what is written there.

Imports nothing of the project. Fields are found by the identifier that the page carries beside its label, and
entered through the label, so that a label without its control fails.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Response

from tests.story.client import PDF
from tests.support.in_browser import widest

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
FILE = {"name": "dokumen.pdf", "mimeType": "application/pdf", "buffer": PDF}
#: What the page calls a choice that the script names by its value.
SHOWN = {"assessment_centre": "Assessment centre"}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
#: Buttons of a form that leads on.
_NEXT, _CHECK = "Simpan dan lanjutkan", "Periksa jawaban Anda"


@dataclass(frozen=True)
class Seen:
    """A case as its history page shows it to the auditor.

    state: of the tag, as the catalogue writes it; turns: open turns; entries: entries of the ledger;
    refused: codes of refused attempts, newest first.
    """

    state: str
    turns: tuple[str, ...]
    entries: int
    refused: tuple[str, ...]


class Person:
    """One person's browser. scripts: off for somebody who works without them."""

    def __init__(self, browser: Browser, base: str, *, scripts: bool = True) -> None:
        self.base, self.scripts = base, scripts
        self.context = browser.new_context(
            viewport=WIDE, locale="id-ID", timezone_id="Asia/Jakarta", java_script_enabled=scripts
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.status = 0
        self.faults: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # the browser reports every page answered with 4xx, and those are asked for
        own_page = message.location.get("url", "") == self.page.url
        if message.type in ("error", "warning") and not (own_page and "status of 4" in message.text):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        own = response.request.is_navigation_request() and response.frame == self.page.main_frame
        if own and not 300 <= response.status < 400:
            self.status = response.status

    # --- going and looking ---

    def log_in(self, username: str, password: str) -> None:
        self.go("/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.get_by_role("button", name="Log Out").wait_for()

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base + path)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base).split("?")[0]

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """What the page says, for the report of a failed check."""
        return f"{self.page.url}\n{self.page.locator('main').inner_text()}"

    def codes(self) -> set[str]:
        """Codes of all that the page refuses."""
        shown = self.page.locator("main [data-code]")
        return {str(shown.nth(n).get_attribute("data-code")) for n in range(shown.count())}

    def look(self, case: str) -> Seen:
        """The case as its history page shows it."""
        self.go(f"{case}riwayat/")
        main = self.page.locator("main")
        turns = main.locator(".alur-next__turn:has(strong)")
        tags = main.locator(".alur-timeline__item--refused .alur-tag")
        refused = [str(tags.nth(n).get_attribute("data-outcome")) for n in range(tags.count())]
        last = main.locator(".alur-timeline__item[id^=catatan-]").first.get_attribute("id") or ""
        return Seen(
            state=main.locator("header .alur-tag").inner_text().lower().replace(" ", "_"),
            turns=tuple(turns.nth(n).locator("strong").first.inner_text() for n in range(turns.count())),
            entries=int(last.removeprefix("catatan-")),
            refused=tuple(refused),
        )

    # --- acting ---

    def offered(self, act: str, of: Locator | None = None) -> Locator:
        """The button that leads to an act, in this part of the page."""
        return (of or self.page.locator(".alur-next")).locator(f"a[data-act={act}]")

    def act(self, values: Mapping[str, Any], *, twice: bool = False) -> None:
        """Fill the form of the open page, step by step if it has steps, and send it until it is done or refused."""
        title = self.heading
        while True:
            self.fill(values)
            if not self._buttons(_NEXT).count():
                break
            with self.page.expect_navigation():
                self._buttons(_NEXT).click()
            if self.codes():
                return
            if self.heading == _CHECK:
                break
        self.submit(twice=twice)
        if self.heading.startswith(title) and "yakin" in self.heading:
            self.submit(twice=twice)

    def submit(self, *, twice: bool = False) -> None:
        """The main button of the form of the page; twice: a double click."""
        button = self.page.locator("main form .alur-buttons button").first
        self.page.evaluate("() => { document.alurLeft = true; }")
        try:
            with self.page.expect_navigation():
                button.dblclick() if twice else button.click()
        except Error as error:
            # without scripts both clicks post: the browser drops the first answer and waits for the second
            if not twice or "ERR_ABORTED" not in str(error):
                raise
            for _ in range(600):  # 30 s
                if not self._is_left():
                    break
                self.page.wait_for_timeout(50)
        # of two answers the first may stand there already while the second is still on its way
        self.page.wait_for_load_state("networkidle" if twice else "load")

    def _is_left(self) -> bool:
        """Whether the page is still the one whose form was sent."""
        try:
            return bool(self.page.evaluate("() => document.alurLeft === true"))
        except Error:  # just being replaced
            return True

    def _buttons(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def drop_draft(self) -> None:
        """Throw away what a form in steps has kept, where there is something."""
        if self.page.locator(".alur-draft-drop").count():
            self.page.get_by_text("Hapus draf").click()
            self._buttons("Ya, hapus semua isian dan mulai dari awal").click()

    # --- filling ---

    def fill(self, values: Mapping[str, Any]) -> None:
        """Enter what is given, and something into every other field with a star that is empty."""
        groups = self.page.locator("main form [data-field]:not([data-rows] [data-field])")
        for n in range(groups.count()):
            group = groups.nth(n)
            self._field(group, str(group.get_attribute("data-field")), values)

    def _field(self, group: Locator, name: str, values: Mapping[str, Any]) -> None:
        if name in values:
            self._enter(group, values[name])
        elif self._stars(group) and self._empty(group):
            self._enter(group, None)

    @staticmethod
    def _stars(group: Locator) -> int:
        """Of repeated rows the star of the whole; those of their cells ask for nothing while no row is begun."""
        rows = group.get_attribute("data-rows") is not None
        return group.locator(":scope > legend .alur-required" if rows else ".alur-required").count()

    def _enter(self, group: Locator, value: Any) -> None:
        """value: what to enter, None for whatever the field takes."""
        label = self._label(group)
        if group.get_attribute("data-rows") is not None:
            self._rows(group, value if value is not None else [{}])
        elif group.locator("input[type=file]").count():
            group.get_by_label(label).set_input_files([FILE] if value in (None, "berkas") else [])
        elif group.locator("legend").count():
            chosen = value if isinstance(value, list) else [value]
            for one in chosen:
                option = (
                    group.get_by_label(SHOWN.get(one, str(one)))
                    if one is not None
                    else group.locator("input").first
                )
                option.check()
        elif group.locator("input[type=checkbox]").count():
            group.get_by_label(label).set_checked(value is not False)
        elif group.locator("select").count():
            group.get_by_label(label).select_option(label=self._option(group, value))
        elif self.scripts and group.locator("textarea[data-rich]").count():
            # the editor in its place, once it stands there: what is typed there is text, no markup
            text = re.sub("<[^>]+>", "", self._text(group, label, value))
            group.locator(".alur-editor__text").fill(text)
        else:
            group.get_by_label(label).fill(self._text(group, label, value))

    def _label(self, group: Locator) -> str:
        text = group.locator("legend, label:not(.govuk-checkboxes__label):not(.govuk-radios__label)").first
        if not text.count():
            text = group.locator("label").first
        return text.inner_text().removesuffix("*").strip()

    def _option(self, group: Locator, value: Any) -> str:
        """The line of a drop-down that begins so; the first real one for None."""
        lines = [line.strip() for line in group.locator("option").all_inner_texts()]
        start = "" if value is None else str(value)
        return next(line for line in lines if line.startswith(start) and not line.startswith("--"))

    def _text(self, group: Locator, label: str, value: Any) -> str:
        if value is not None:
            return _ISO.sub(r"\3/\2/\1", str(value))
        control = group.get_by_label(label)
        if control.get_attribute("placeholder") == "DD/MM/YYYY":
            return str(self.page.evaluate("new Date().toLocaleDateString('en-GB')"))
        if control.get_attribute("type") == "number":
            return control.get_attribute("min") or "1"
        return f"Isi {label}"

    def _rows(self, group: Locator, rows: list[Mapping[str, Any]]) -> None:
        shown = group.locator("[data-row]")
        while shown.count() < len(rows):
            group.get_by_role("button", name="+ Tambah").click()
        for number, row in enumerate(rows):
            cells = shown.nth(number).locator("[data-field]")
            for n in range(cells.count()):
                cell = cells.nth(n)
                self._field(cell, str(cell.get_attribute("data-field")).rpartition("-")[2], row)

    @staticmethod
    def _empty(group: Locator) -> bool:
        if group.get_attribute("data-rows") is not None:
            controls = group.locator("[data-row] :is(input:not([type=hidden]), select, textarea)")
            return all(not controls.nth(n).input_value() for n in range(controls.count()))
        if group.locator("input[type=file], input[type=checkbox], input[type=radio]").count():
            return not group.locator("input:checked").count()
        return not group.locator("input, select, textarea").first.input_value()


class Camera:
    """Pictures of the story for people to look at, in the folder that ALUR_SHOTS names; none without it."""

    def __init__(self) -> None:
        self.folder = os.environ.get("ALUR_SHOTS", "")
        self.taken = 0

    def shoot(self, person: Person, name: str) -> None:
        if not self.folder:
            return
        self.taken += 1
        for size in (WIDE, PHONE):
            person.page.set_viewport_size(size)
            file = Path(self.folder) / f"{self.taken:02d}-{name}-{size['width']}.png"
            person.page.screenshot(path=file, full_page=True)
        person.page.set_viewport_size(WIDE)


def overflow(person: Person) -> int:
    """Pixels by which the open page is wider than a phone; 0 when nothing sticks out."""
    person.page.set_viewport_size(PHONE)
    wide = widest(person.page)
    person.page.set_viewport_size(WIDE)
    return max(0, wide - PHONE["width"])
