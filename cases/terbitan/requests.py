"""Asking for a print, and finding it again. Nothing is rendered here: the worker does that (`making`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cases.core.reading.selectors import get_subject_for, unseen
from cases.core.reading.sight import cases_visible_to
from cases.organisations.models import User
from documents.downloads import download_url
from documents.receiving import as_id
from workflows.access import log_access
from workflows.errors import E_GUARD, E_HIDE, E_REF, E_REQ, LOGGED_CODES, FieldError, Reason, Refused
from workflows.jobs import defer, natural_key
from workflows.ledger import plain
from workflows.locks import said_busy

from .jenis import Cetakan, jenis
from .models import Terbitan, capacity

TOPIC = "terbitan"
#: Prints one person may have in the making; a worker renders one after the other.
MOST_OPEN = 20


def request_print(
    actor: Any, key: str, parameter: Mapping[str, Any] | None = None, case: Any = None
) -> Terbitan:
    """Order a print for `actor`; the same again while it is still being made gives the same one.

    key: of a registered kind; case: id of the case it is printed from, for kinds of a case.

    Raises Refused: E-REQ or E-REF (no such kind, no case, faulty parameter), E-HIDE (not this person's case),
    E-STATE (too early), E-GUARD (too many are being made). The order is in the access log as an export.
    """
    kind = _kind(key)
    subject = _subject(actor, kind, case)
    object_id = subject.case.pk if subject is not None else None
    try:
        kept = plain(kind.check(actor, subject, parameter or {}))
        ordered, new = _order(actor, kind, subject, kept)
    except Refused as refused:
        if refused.code in LOGGED_CODES and refused.code != E_HIDE:  # that was logged where it was sought
            log_access(
                actor=actor,
                action=f"cetak_{key}",
                outcome=refused.code,
                object_type=key,
                object_id=object_id,
            )
        raise
    if new:
        detail = {"terbitan": str(ordered.pk), "saringan": kept.get("saringan", "")}
        log_access(
            actor=actor, action="ekspor", outcome="ok", object_type=key, object_id=object_id, detail=detail
        )
    return ordered


def _order(actor: Any, kind: Cetakan, subject: Any, kept: dict[str, Any]) -> tuple[Terbitan, bool]:
    case = subject.case if subject is not None else None
    with said_busy(), transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two presses at once: one print
        waiting = Terbitan.objects.filter(pemohon=actor, sebagai=capacity(actor), siap_pada=None, gagal="")
        if same := waiting.filter(jenis=kind.key, case=case, parameter=kept).first():
            return same, False
        if waiting.count() >= MOST_OPEN:
            raise _too_many()
        ordered = Terbitan.objects.create(
            jenis=kind.key,
            judul=kind.title(kept, subject)[:420],
            case=case,
            parameter=kept,
            pemohon=actor,
            sebagai=capacity(actor),
        )
        defer(TOPIC, ordered.pk, boundary=ordered.case_id, id=ordered.pk)
    ordered.refresh_from_db()
    return ordered, True


def job_key(ordered: Terbitan) -> str:
    """Natural key of the job that makes it."""
    return natural_key(TOPIC, ordered.pk)


def get_print_for(actor: Any, pk: Any, action: str = "buka_cetakan") -> Terbitan:
    """A print of one's own, in the same role, of a case one still sees. Raises E-HIDE, logged, for any other."""
    own = Terbitan.objects.filter(pk=pk, pemohon=actor, sebagai=capacity(actor))
    found = own.select_related("case", "upload").first()
    if found is None or (found.case_id and not cases_visible_to(actor).filter(pk=found.case_id).exists()):
        raise unseen(actor, action, "cetakan", pk)
    return found


def open_print(actor: Any, found: Terbitan) -> str | None:
    """A short-lived address of a print got by `get_print_for`, None once its file was swept; the reading is logged."""
    if found.upload is None:
        return None
    log_access(
        actor=actor,
        action="unduh",
        outcome="ok",
        object_type="cetakan",
        object_id=found.pk,
        detail={"jenis": found.jenis, "nama": found.upload.original_name},
    )
    return download_url(found.upload)


def _kind(key: str) -> Cetakan:
    try:
        return jenis(key)
    except KeyError:
        error = FieldError(E_REF, "Jenis cetakan tidak dikenal.")
        raise Refused(E_REF, error.message, errors={"jenis": [error]}) from None


def _subject(actor: Any, kind: Cetakan, case: Any) -> Any:
    if not kind.of_case:
        return None
    if not case:
        error = FieldError(E_REQ, "Kasus yang dicetak belum disebut.")
        raise Refused(E_REQ, error.message, errors={"case": [error]})
    key = as_id(case)
    if key is None:
        error = FieldError(E_REF, "Kasus yang dicetak tidak dikenal.")
        raise Refused(E_REF, error.message, errors={"case": [error]})
    subject = get_subject_for(actor, key, f"cetak_{kind.key}")
    if kind.types and subject.case.type not in kind.types:
        error = FieldError(E_REF, "Cetakan ini tidak ada untuk jenis kasus ini.")
        raise Refused(E_REF, error.message, errors={"jenis": [error]})
    return subject


def _too_many() -> Refused:
    message = f"Masih ada {MOST_OPEN} cetakan Anda yang disiapkan. Tunggu sampai selesai."
    return Refused(E_GUARD, message, [Reason("cetakan_disiapkan", message, "SJ-55", E_GUARD)])
