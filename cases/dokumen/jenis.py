"""Kinds of signed documents (jenis): declared by the case types, read here.

A case type registers its kinds; the machine, the rendering and the pages are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.registry import Registry

#: As many lanes as the flow has; §13.10 needs two.
MOST_SIGNERS = 3
#: The layout of a berita acara, checklist or result of whatever kind.
PLAIN = "lembar"


@dataclass(frozen=True)
class Signer:
    """Who signs, in the order of the lines: a person (`user`); or whoever holds a role (`role`) on the documented case
    or above it, one person a line; or with neither any petugas of the institution.

    peran: the line's title on paper ("Petugas KASN", "Panitia Seleksi"). Raises ValueError for both at once.
    """

    peran: str
    user: Any = None
    role: str = ""

    def __post_init__(self) -> None:
        if self.user is not None and self.role:
            raise ValueError(f"{self.peran}: a line is a person's or a role's")


#: (key of a machine, key of an object, act): what is asked when all have signed.
Asked = tuple[str, Any, str]


def as_asked(parent: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The content of a kind whose acts say all that is printed (`effects.request_document`)."""
    return values


@dataclass(frozen=True)
class JenisDokumen:
    """One kind of signed document.

    key: identifier, also the key of the document kind (`documents.kinds`) of its files; label: Indonesian;
    template: the layout under templates/dokumen, the plain one (`PLAIN`) for a kind that names none; signers: from
    the parent case and the person who asked, None where it was SYSTEM alone; content: from the parent case and the
    values of the act that asked, what a person may edit before signing and what the layout prints ({perihal, isi,
    nomor_surat, tanggal, rincian, kepada, pembuka, penutup; of the plain one also tabel, pernyataan}).

    different_persons: nobody may sign two lines (CB-61); joint: the institution sees it from the first signature on,
    because it signs too; mst: to be uploaded to MST once sent (CB-240); numbered: it is signed only under the number
    that an office gave it; keeper: the role whose holders look after it, any of them, in place of a petugas; signed:
    what learns that all have signed, through DK-6: (machine, act) of the documented case, or from the document what
    is asked (`workflows.asks`).
    """

    key: str
    label: str
    template: str = ""
    signers: Callable[[Any, Any], Sequence[Signer]] = lambda parent, person: ()
    content: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] = as_asked
    different_persons: bool = True
    joint: bool = False
    mst: bool = False
    numbered: bool = True
    keeper: str = ""
    signed: tuple[str, str] | Callable[[Any], Iterable[Asked]] | None = None

    @property
    def layout(self) -> str:
        return self.template or PLAIN

    def asks_of(self, dokumen: Any) -> list[Asked]:
        """What is asked when this one has been signed by all."""
        if self.signed is None:
            return []
        if callable(self.signed):
            return list(self.signed(dokumen))
        machine, act = self.signed
        return [(machine, dokumen.induk_id, act)]


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


def keepers() -> frozenset[str]:
    """The roles that keep documents of some kind."""
    return frozenset(kind.keeper for kind in _known if kind.keeper)
