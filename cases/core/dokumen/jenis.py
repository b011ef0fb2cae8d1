"""Kinds of signed documents (jenis): declared by the case types, read here.

A case type names its kinds in its manifest; the machine, the rendering and the pages are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: As many lanes as the flow has; §13.10 needs two.
MOST_SIGNERS = 3


@dataclass(frozen=True)
class Signer:
    """Who signs, in the order of the lines: a person (`user`), or with None any petugas of the institution.

    peran: the line's title on paper ("Petugas KASN", "Panitia Seleksi").
    """

    peran: str
    user: Any = None


@dataclass(frozen=True)
class JenisDokumen:
    """One kind of signed document.

    key: identifier, also the key of the document kind (`documents.kinds`) of its files; label: Indonesian;
    template: the layout under templates/dokumen; signers: from the parent case and the person who asked;
    content: from the parent case and the values of the act that asked, what a person may edit before signing
    ({perihal, isi, nomor_surat, tanggal, rincian, kepada, pembuka, penutup}); different_persons: nobody may
    sign two lines (CB-61); joint: the institution sees it from the first signature on, because it signs too;
    mst: to be uploaded to MST once sent (CB-240).
    """

    key: str
    label: str
    template: str
    signers: Callable[[Any, Any], Sequence[Signer]]
    content: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]
    different_persons: bool = True
    joint: bool = False
    mst: bool = False


_known: dict[str, JenisDokumen] = {}


def register(*kinds: JenisDokumen) -> None:
    """Add kinds; the very same declaration again is harmless, another one under the key is not."""
    for kind in kinds:
        if _known.setdefault(kind.key, kind) is not kind:
            raise ImproperlyConfigured(f"signed document {kind.key!r} is declared twice")


def jenis(key: str) -> JenisDokumen:
    """Raises KeyError for one nobody registered (a programming error)."""
    return _known[key]


def all_jenis() -> list[JenisDokumen]:
    return list(_known.values())
