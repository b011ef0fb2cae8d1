"""Why a document could not be rendered."""

from __future__ import annotations

from documents.errors import DocumentError


class RenderingError(DocumentError):
    """message: one Indonesian sentence for the reader; detail: what the programmer needs, for the log."""

    code = "E-GUARD"

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} {self.detail}".strip()
