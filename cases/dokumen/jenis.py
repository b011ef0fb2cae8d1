"""Kinds of signed documents (jenis): declared by the case types, read here.

A case type registers its kinds; the machine, the rendering and the pages are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.registry import Registry

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


_known: Registry[JenisDokumen] = Registry("signed document")


def register(*kinds: JenisDokumen) -> None:
    """Called by a case type in its AppConfig.ready()."""
    for kind in kinds:
        _known.add(kind.key, kind)


def jenis(key: str) -> JenisDokumen:
    """Raises KeyError for one nobody registered (a programming error)."""
    return _known[key]


def all_jenis() -> list[JenisDokumen]:
    return list(_known)
