"""Kinds of documents: what an attachment is, declared by the case types.

A case type registers its kinds once (in its app's `ready`); forms, binding and guards read them here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices

from .registry import Registry

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileClass:
    """A class of files of the catalogue (§0.4): allowed extensions (lower case, no dot) and size in bytes.

    large: received in parts by the store itself (`large`), not with a form.
    """

    key: str
    extensions: tuple[str, ...]
    max_bytes: int
    large: bool = False

    def describe(self, max_bytes: int | None = None) -> str:
        """What is accepted, for hints and refusals: "pdf, jpg, jpeg, png, paling besar 20 MB"."""
        return f"{', '.join(self.extensions)}, paling besar {readable_size(max_bytes or self.max_bytes)}"

    @property
    def accept(self) -> str:
        """Value of the HTML attribute `accept`."""
        return ",".join(f".{extension}" for extension in self.extensions)


def readable_size(size: int) -> str:
    """`size` in bytes as "50 GB", "20 MB", "1,5 MB", "300 KB" or "12 byte" (1 MB = 1,048,576 bytes)."""
    for unit, name in ((1024 * MEGABYTE, "GB"), (MEGABYTE, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0").replace(".", ",") + f" {name}"
    return f"{size} byte"


_DOC = ("pdf", "jpg", "jpeg", "png")
FILE_DOC = FileClass("FILE-DOC", _DOC, 20 * MEGABYTE)
FILE_ANY = FileClass("FILE-ANY", (*_DOC, "doc", "docx", "xls", "xlsx", "ppt", "pptx"), 20 * MEGABYTE)
FILE_IMG = FileClass("FILE-IMG", ("jpg", "jpeg", "png"), 2 * MEGABYTE)
FILE_XLS = FileClass("FILE-XLS", ("xls", "xlsx"), 10 * MEGABYTE)
#: Recordings: sent straight to the store in parts, never through the web server (CB-117).
FILE_VID = FileClass("FILE-VID", ("mp4", "mkv", "avi"), 50 * 1024 * MEGABYTE, large=True)


class Classification(TextChoices):
    """Who a kind concerns; the access check itself is made by the case type."""

    TERBUKA = "terbuka", "Terbuka"
    INTERNAL = "internal", "Internal"
    TERBATAS = "terbatas", "Terbatas"
    RAHASIA = "rahasia", "Rahasia"


class Lock(TextChoices):
    """How the store holds an object once the act that used it has committed.

    GOVERNANCE may be lifted by somebody with a special right, COMPLIANCE by nobody before its date: only for
    kinds that a law fixes, because a file sent by mistake could not be removed either.
    """

    GOVERNANCE = "GOVERNANCE", "Tata kelola"
    COMPLIANCE = "COMPLIANCE", "Kepatuhan"
    NONE = "", "Tanpa kunci"


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    key: identifier of the catalogue, unique over all case types (`surat_pengantar_rencana`);
    label: Indonesian; types: the accepted files; max_bytes: a tighter bound than that of `types`;
    retention: whole years to keep it after the case has ended, None = for good (SJ-140);
    lock, lock_years: object lock and its length from the binding act on; a COMPLIANCE kind must say how long.
    """

    key: str
    label: str
    types: FileClass = FILE_DOC
    max_bytes: int = 0
    retention: int | None = None
    classification: Classification = Classification.INTERNAL
    lock: Lock = Lock.GOVERNANCE
    lock_years: int = 0

    def __post_init__(self) -> None:
        if self.lock == Lock.COMPLIANCE and not self.lock_years:
            raise ImproperlyConfigured(f"document kind {self.key!r}: a COMPLIANCE lock needs lock_years")

    @property
    def limit(self) -> int:
        """Largest accepted size in bytes."""
        return min(self.max_bytes or self.types.max_bytes, self.types.max_bytes)

    def describe(self) -> str:
        return self.types.describe(self.limit)


class Kinds(Registry[Kind]):
    def register(self, *kinds: Kind) -> None:
        for kind in kinds:
            self.add(kind.key, kind)


kinds = Kinds("document kind")
