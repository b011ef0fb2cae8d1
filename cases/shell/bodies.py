"""How much a request may carry, decided before anything of it is read.

| who, where | most bytes | files |
|---|---|---|
| nobody logged in: login, code, and every other address | `ANONYMOUS_BYTES` | none |
| nobody any more: a form whose session ended, from a browser known here | as when logged in | dropped |
| logged in, a page or call without a file field | `FORM_BYTES` | none |
| logged in, a page whose form has a file field; `POST /uploads` | `FILES_BYTES` | yes |
| the public verification, which keeps nothing of what it reads | as it says itself | yes |

What is larger is answered 413 with a sentence; a body without a length (chunked) 411, for how much would come is not
known. Files larger than 512 KB wait in the temporary folder while their request lasts: of all requests of one process
together at most `SPOOL_BYTES`; who comes after that is told that it is busy (503). Nobody fills the disk without an
account, and nobody with one fills it either.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from cases.core.declared.registry import case_type, case_types
from cases.core.reading.sight import cases_visible_to
from cases.organisations.auth.lock import has_logged_in
from documents.fields import DocumentsField
from documents.kinds import readable_size
from workflows.errors import E_BUSY, E_FILE, E_FMT, E_RNG
from workflows.machine import declared
from workflows.secret_fields import SecretFileField

ANONYMOUS_BYTES = 64 * 1024
FORM_BYTES = 5 * 1024 * 1024
FILES_BYTES = 110 * 1024 * 1024
#: Of one web process; `gunicorn` runs a few of them.
SPOOL_BYTES = 512 * 1024 * 1024
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
Answer = Callable[[HttpRequest, int, str, str], HttpResponse]


def takes_files(view: Any) -> Any:
    """Decorator of a page whose form has a file field of its own; pages of acts are known by their act."""
    view.takes_files = True
    return view


def reads_itself(view: Any) -> Any:
    """Decorator of a page that bounds its body itself and keeps nothing of it (the public verification)."""
    view.reads_itself = True
    return view


def check_takes_files(request: HttpRequest, form: Any) -> None:
    """A form with a file field on a page that lets none through is a fault of the page, told at its first try."""
    found = request.resolver_match
    if (
        found is not None
        and has_files(form)
        and not (getattr(found.func, "takes_files", False) or _named_so(found))
    ):
        raise ImproperlyConfigured(f"{found.view_name} shows a file field: decorate it with takes_files")


class TooLarge(RequestDataTooBig):
    """Refused before it was read; the sentence can be shown as it is."""


class NoFiles(FileUploadHandler):
    """The upload handler where no file is expected: the first file part ends the reading."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise TooLarge("Halaman ini tidak menerima berkas.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class DroppedFiles(NoFiles):
    """Where a session has ended: files are passed over and touch no disk, the text beside them is kept."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.request.files_dropped = True  # type: ignore[union-attr]
        raise SkipFile


class Spool:
    """What the requests of this process may have in the temporary folder together."""

    def __init__(self, most: int) -> None:
        self.most, self.taken, self.lock = most, 0, threading.Lock()

    def take(self, size: int) -> bool:
        with self.lock:
            if self.taken + size > self.most:
                return False
            self.taken += size
            return True

    def give_back(self, size: int) -> None:
        with self.lock:
            self.taken -= size


spool = Spool(SPOOL_BYTES)


class BodyLimitMiddleware:
    """Before the CSRF check, which is the first to read a body, and after the session is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            if held := getattr(request, "spooled", 0):
                spool.give_back(held)

    def process_view(
        self, request: HttpRequest, view: Any, args: Iterable[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method not in _WRITES:
            return None
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if not length.isascii() or not length.isdigit():
            if request.headers.get("Transfer-Encoding"):
                return _refused(request, 411, E_FMT, "Panjang kiriman harus disebut (Content-Length).")
            length = "0"
        most, files = _allowed(request, view)
        if most is None:
            return None
        if len(length) > 18 or int(length) > most:
            size = "lebih dari 1 EB" if len(length) > 18 else readable_size(int(length))
            sentence = f"Kiriman ini {size}; paling besar {readable_size(most)}. " + (
                "Kirim berkasnya satu per satu." if files else "Tidak ada yang tersimpan."
            )
            return _refused(request, 413, E_FILE if files else E_RNG, sentence)
        if _has_ended(request):
            request.upload_handlers = [DroppedFiles(request)]
            return None
        if not files:
            request.upload_handlers = [NoFiles(request)]
            return None
        if not spool.take(int(length)):
            sentence = (
                "Terlalu banyak berkas sedang diterima. Tidak ada yang tersimpan; coba lagi sebentar lagi."
            )
            return _refused(request, 503, E_BUSY, sentence)
        request.spooled = int(length)  # type: ignore[attr-defined]
        return None


def _refused(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    from .answering import failure

    return failure(request, status, code, sentence)


def _allowed(request: HttpRequest, view: Any) -> tuple[int | None, bool]:
    """(most bytes, None where the page bounds them itself; whether files are taken)."""
    if getattr(view, "reads_itself", False):
        return None, True
    if request.path.startswith("/api/"):
        return _allowed_of_call(request)
    if not request.user.is_authenticated and not _has_ended(request):
        return ANONYMOUS_BYTES, False
    found = request.resolver_match
    files = getattr(view, "takes_files", False) or (found is not None and _of_act(request, found))
    return (FILES_BYTES, True) if files else (FORM_BYTES, False)


def _has_ended(request: HttpRequest) -> bool:
    """A page's form without a session, from a browser in which somebody has logged in before (a signed cookie)."""
    page = not request.path.startswith("/api/") and getattr(request.resolver_match, "namespace", "") != "akun"
    return page and not request.user.is_authenticated and has_logged_in(request)


def _allowed_of_call(request: HttpRequest) -> tuple[int | None, bool]:
    """A token is looked at before the body is read: who shows none has none of a page's room either."""
    if request.path == "/api/v1/verify":
        return None, True
    if not request.headers.get("Authorization", "").lower().startswith("bearer "):
        return ANONYMOUS_BYTES, False
    return (FILES_BYTES, True) if request.path == "/api/v1/uploads" else (FORM_BYTES, False)


def _of_act(request: HttpRequest, found: ResolverMatch) -> bool:
    """Whether the page is that of an act with a file field, of the type and version of the very case it names.

    Asks the database only where some type has such an act of this name. What the person does not see is like what
    does not exist: it takes none.
    """
    if not _named_so(found) or not request.user.is_authenticated:
        return _named_so(found)  # a session that ended: its files are dropped anyhow
    values, name = found.kwargs, found.kwargs["name"]
    if "type_key" in values:
        types = {kind.key: kind for kind in case_types()}
        kind = types.get(values["type_key"])
        return kind is not None and (kind.machine.key, kind.machine.latest, name) in acts_with_files()
    case = cases_visible_to(request.user).filter(pk=values["pk"]).first()
    if case is None:
        return False
    machine = case_type(case.type).machine
    if "plural" not in values:
        return (machine.key, case.machine_version, name) in acts_with_files()
    child = case_type(case.type).children.get(values["plural"])
    return child is not None and any(
        (child.machine.key, version, name) in acts_with_files() for version in child.machine.versions
    )


def _named_so(found: ResolverMatch) -> bool:
    """Whether an act of this name takes files in any type."""
    return found.namespace == "kasus" and found.kwargs.get("name") in {name for *_, name in acts_with_files()}


@cache
def acts_with_files() -> frozenset[tuple[str, int, str]]:
    """(machine, version, act) whose form has a file field, rows of repeated fields included."""
    machines = [
        m for kind in case_types() for m in (kind.machine, *(c.machine for c in kind.children.values()))
    ]
    return frozenset(
        (machine.key, version, row.name)
        for machine in machines
        for version, model in machine.versions.items()
        for row in declared(model)
        if row.row.form is not None and has_files(row.row.form)
    )


def has_files(form: Any) -> bool:
    return any(
        isinstance(field, DocumentsField | SecretFileField | forms.FileField)
        or (hasattr(field, "row_form") and has_files(field.row_form))
        for field in form.base_fields.values()
    )
