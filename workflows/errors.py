"""Refusals are part of the interface: each names its code, the field or guard, and the legal basis.

Codes and their meaning are the vocabulary of the catalogue (docs/spec/sijapti.md §0.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .legal import shown

E_REQ, E_FMT, E_RNG, E_REF, E_DUP, E_FILE = "E-REQ", "E-FMT", "E-RNG", "E-REF", "E-DUP", "E-FILE"
E_STATE, E_GUARD, E_STALE, E_PERM, E_HIDE = "E-STATE", "E-GUARD", "E-STALE", "E-PERM", "E-HIDE"
#: Nothing is wrong with what was asked: others are in the way, or the database is. The same call later may succeed.
E_BUSY = "E-BUSY"
#: A fault of ours (HTTP 500); whether something changed is not known.
E_FAIL = "E-FAIL"

#: Codes that point at a field of the form that was sent.
FIELD_CODES = frozenset({E_REQ, E_FMT, E_RNG, E_REF, E_DUP, E_FILE})
#: Refusals that are written to the access log (catalogue §15.5).
LOGGED_CODES = frozenset({E_STATE, E_GUARD, E_STALE, E_PERM, E_HIDE})

#: Seconds after which a call refused as busy may be tried again (HTTP Retry-After).
RETRY_AFTER = 5

HTTP_STATUS = {
    E_PERM: 403,
    E_HIDE: 404,
    E_STATE: 409,
    E_GUARD: 409,
    E_STALE: 409,
    E_BUSY: 503,
    E_FAIL: 500,
    **dict.fromkeys(FIELD_CODES, 422),
}


@dataclass(frozen=True)
class Reason:
    """Why an act is refused.

    guard: name of the guard, fact or predicate; message: one Indonesian sentence that says what to do;
    legal_basis: the article; it may be given as declared, with numbers of the catalogue, which are not shown;
    code: one of the codes above; field: the form field, if one; empty: fields it asks for that were left empty.
    """

    guard: str
    message: str
    legal_basis: str = ""
    code: str = E_GUARD
    field: str = ""
    empty: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "legal_basis", shown(self.legal_basis))


@dataclass(frozen=True)
class FieldError:
    code: str
    message: str


@dataclass
class Refused(Exception):
    """An act was refused; nothing changed.

    code: the code that decides the HTTP status; reasons: unmet guards, all together;
    errors: per field of the form, in the order of the form.
    """

    code: str
    message: str
    reasons: Sequence[Reason] = ()
    errors: Mapping[str, Sequence[FieldError]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.code, self.message)

    def __str__(self) -> str:
        details = "; ".join(r.message for r in self.reasons) or "; ".join(
            f"{name}: {error.message}" for name, errors in self.errors.items() for error in errors
        )
        return f"{self.code} {self.message}" + (f" ({details})" if details else "")


def hidden() -> Refused:
    """The same answer whether the object does not exist or belongs to somebody else."""
    return Refused(E_HIDE, "Data tidak ditemukan.")


def busy() -> Refused:
    return Refused(
        E_BUSY,
        "Data ini sedang diproses permintaan lain. Tidak ada yang berubah; coba lagi beberapa saat lagi.",
    )


def stale() -> Refused:
    return Refused(
        E_STALE, "Data sudah berubah sejak halaman ini dibuka. Muat ulang untuk melihat versi terbaru."
    )
