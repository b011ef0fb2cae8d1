"""Kinds of documents: what an attachment is, declared by the case types.

A case type registers its kinds once (in its app's `ready`); forms, binding and guards read them here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileClass:
    """A class of files of the catalogue (§0.4): allowed extensions (lower case, no dot) and size in bytes."""

    key: str
    extensions: tuple[str, ...]
    max_bytes: int

    def describe(self, max_bytes: int | None = None) -> str:
        """What is accepted, for hints and refusals: "pdf, jpg, jpeg, png, paling besar 20 MB"."""
        return f"{', '.join(self.extensions)}, paling besar {readable_size(max_bytes or self.max_bytes)}"

    @property
    def accept(self) -> str:
        """Value of the HTML attribute `accept`."""
        return ",".join(f".{extension}" for extension in self.extensions)


def readable_size(size: int) -> str:
    """`size` in bytes as "20 MB", "1,5 MB", "300 KB" or "12 byte" (1 MB = 1,048,576 bytes)."""
    for unit, name in ((MEGABYTE, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0").replace(".", ",") + f" {name}"
    return f"{size} byte"


_DOC = ("pdf", "jpg", "jpeg", "png")
FILE_DOC = FileClass("FILE-DOC", _DOC, 20 * MEGABYTE)
FILE_ANY = FileClass("FILE-ANY", (*_DOC, "doc", "docx", "xls", "xlsx", "ppt", "pptx"), 20 * MEGABYTE)
FILE_IMG = FileClass("FILE-IMG", ("jpg", "jpeg", "png"), 2 * MEGABYTE)
FILE_XLS = FileClass("FILE-XLS", ("xls", "xlsx"), 10 * MEGABYTE)


class Classification(TextChoices):
    """Who a kind concerns; the access check itself is made by the case type."""

    TERBUKA = "terbuka", "Terbuka"
    INTERNAL = "internal", "Internal"
    TERBATAS = "terbatas", "Terbatas"
    RAHASIA = "rahasia", "Rahasia"


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    key: identifier of the catalogue, unique over all case types (`surat_pengantar_rencana`);
    label: Indonesian; types: the accepted files; max_bytes: a tighter bound than that of `types`;
    retention: whole years to keep it after the case has ended, None = for good (SJ-140).
    """

    key: str
    label: str
    types: FileClass = FILE_DOC
    max_bytes: int = 0
    retention: int | None = None
    classification: Classification = Classification.INTERNAL

    @property
    def limit(self) -> int:
        """Largest accepted size in bytes."""
        return min(self.max_bytes or self.types.max_bytes, self.types.max_bytes)

    def describe(self) -> str:
        return self.types.describe(self.limit)


@dataclass
class KindRegistry:
    """The kinds of all case types, by key."""

    _kinds: dict[str, Kind] = field(default_factory=dict)

    def register(self, *kinds: Kind) -> None:
        """Add kinds; the very same declaration again is harmless, another one under the key is not."""
        for kind in kinds:
            known = self._kinds.setdefault(kind.key, kind)
            if known != kind:
                raise ImproperlyConfigured(f"document kind {kind.key!r} is declared twice, differently")

    def get(self, key: str) -> Kind:
        """The kind of this key; KeyError for one nobody registered (a programming error)."""
        return self._kinds[key]

    def __contains__(self, key: object) -> bool:
        return key in self._kinds

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())


kinds = KindRegistry()
