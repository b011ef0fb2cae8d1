"""Add-ins of the web in newer office files: what a citation program or a translator leaves behind.

In order: a pane of the store of Office, or of the catalogue of an organisation, that is closed and does not open by
itself; nothing is loaded until somebody opens it. A page in the middle of the document is loaded with it, and an add-in
of a folder or of a developer's machine is of nobody knows whom.
"""

from __future__ import annotations

from .refusals import REMOTE, Unacceptable
from .targets import NAME, kind_of

_STORES = {"omex", "excatalog"}
_CLOSED = {"0", "false", "off"}
_OPENS = "office.autoshowtaskpanewithdocument"


class Addins:
    """Reads one part of markup. Raises Unacceptable for an add-in that opens with the document, or of elsewhere."""

    def __init__(self) -> None:
        self.depth = 0
        self.root = ""
        self.known = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            self.root = name
        elif name == "webextension" or (name == "webextensionref" and self.root != "taskpanes"):
            raise Unacceptable(REMOTE)  # in a drawing or on a slide
        if name == "taskpane" and attributes.get("visibility", "").lower() not in _CLOSED:
            raise Unacceptable(REMOTE)
        if self.root == "webextension":
            self._describe(name, attributes)

    def _describe(self, name: str, attributes: dict[str, str]) -> None:
        if name == "reference":
            self.known = True
            store = attributes.get("storeType", "").lower()
            if store not in _STORES or kind_of(attributes.get("store", "")) != NAME:
                raise Unacceptable(REMOTE)
        if name == "property" and attributes.get("name", "").lower() == _OPENS:
            raise Unacceptable(REMOTE)

    def end(self, name: str) -> None:
        self.depth -= 1
        if not self.depth and self.root == "webextension" and not self.known:
            raise Unacceptable(REMOTE)
