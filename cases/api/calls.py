"""What a call carries beside its body: the version it saw and its key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StrictInt

from cases.core.doing.bulk import LIMIT
from cases.core.doing.exact import Exact
from cases.organisations.requests import AccountRequest
from workflows.errors import E_FMT, FieldError, Refused
from workflows.gate import Outcome, perform
from workflows.models import Subject
from workflows.parsing import count
from workflows.repeats import usable


class ActBody(Exact):
    """Body of a transition: the values of its form, by the catalogue's identifiers. consent: of an act of two people,
    what somebody else has said yes to, in place of `data`."""

    data: dict[str, Any] = Field(default_factory=dict)
    task: StrictInt | None = None
    consent: UUID | None = None


class RowOfAct(Exact):
    """One child of a call for several: what only it brings, and the version the caller saw of it (If-Match)."""

    id: UUID
    data: dict[str, Any] = Field(default_factory=dict)
    version: int | None = None


class RowsBody(Exact):
    """Body of one act on several children."""

    items: list[RowOfAct] = Field(min_length=1, max_length=LIMIT)
    data: dict[str, Any] = Field(default_factory=dict)


class NewCase(Exact):
    """Body of a creation. act: one of the type's creating acts, by default the first."""

    type: str
    data: dict[str, Any] = Field(default_factory=dict)
    act: str = ""


class Credentials(Exact):
    username: str
    password: str
    otp: str | None = None


class Reassignment(Exact):
    """Who gets the task; alasan is asked for where the appointed petugas of a case is replaced."""

    to: UUID
    alasan: str = ""


class Withdrawal(Exact):
    """Why a file is withdrawn (SJ-140)."""

    alasan: str = ""


def press(request: AccountRequest, obj: Subject, name: str, body: ActBody) -> Outcome:
    """The gate for one act, as the call asks for it: at its version, once for its key."""
    return perform(
        obj,
        name,
        actor=request.user,
        data=body.data,
        task=body.task,
        consent=body.consent,
        version=if_match(request),
        idempotency_key=idempotency_key(request),
    )


def if_match(request: HttpRequest) -> int | None:
    """The version in If-Match, or None. Raises Refused(E-FMT)."""
    value = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not value or value == "*":
        return None
    version = count(value)
    if version is None:
        error = FieldError(E_FMT, "If-Match harus memuat nomor versi.")
        raise Refused(E_FMT, error.message, errors={"If-Match": [error]})
    return version


def idempotency_key(request: HttpRequest) -> str:
    """Raises Refused: E-RNG for a key over 190 characters, E-FMT for one with characters nobody sees."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 190:
        raise Refused("E-RNG", "Idempotency-Key paling panjang 190 karakter.")
    if key and not usable(key):
        raise Refused(E_FMT, "Idempotency-Key memuat karakter kendali.")
    return key
