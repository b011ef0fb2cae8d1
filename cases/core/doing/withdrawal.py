"""Tarik berkas (SJ-140): the institution withdraws a file of its own, with a reason; the file itself stays.

An act of the case like every other, which a type declares in a line, and the way to it from a file:

    tarik_berkas = takes_back("SL-30", source=(State.BARU, State.PERBAIKAN))

Which files in which state says the type (`CaseType.withdrawable`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.core.declared.permissions import institusi
from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.core.reading.files import get_file_for
from cases.core.reading.selectors import subject_of
from cases.organisations.roles import Sisi
from documents.binding import digests, withdraw
from documents.models import Attachment
from documents.receiving import as_id
from workflows.actors import Actor
from workflows.context import Move
from workflows.errors import E_PERM, E_REF, E_STATE, Refused
from workflows.gate import perform
from workflows.guards import guard
from workflows.machine import act, row_for
from workflows.offers import offer_of
from workflows.standing import right_of
from workflows.written import Written

from .forms import AlasanForm
from .notices import tell
from .subjects import CaseDetail

#: What the log and a kept form call it, also for a file of which nobody tells the person whose it is.
TRIED = "tarik_berkas"


class TarikBerkasForm(AlasanForm):
    """Which file of the case, and why."""

    berkas = forms.UUIDField(label="Berkas", widget=forms.HiddenInput)

    def clean_berkas(self) -> Attachment:
        found = _file_of(self.subject, self.cleaned_data["berkas"], self.actor)
        if found is None:
            raise ValidationError("Berkas tidak ada pada kasus ini.", code=E_REF)
        return found


def why_not(found: Attachment, subject: CaseDetail) -> str | None:
    """Why nobody may withdraw this file now; None if its institution may. No query."""
    if found.withdrawn:
        return f"Berkas “{found.original_name}” sudah ditarik sebelumnya."
    if not case_type(subject.case.type).withdrawable(found, subject):
        return f"Berkas ini tidak dapat ditarik pada status {subject.state_label}."
    return None


@guard(code=E_STATE, legal="SJ-140")
def berkas_dapat_ditarik(move: Move) -> str | None:
    """The file stands, and is one that the state leaves with the institution."""
    found = _named(move)
    return why_not(found, move.root) if found is not None else None


@guard(code=E_PERM, legal="SJ-140")
def berkas_dari_institusi(move: Move) -> str | None:
    """Somebody of the institution sent it."""
    found = _named(move)
    if found is None or _is_theirs(found):
        return None
    return "Berkas ini dikirim oleh pengawas; institusi tidak dapat menariknya."


def take_back(_obj: Any, move: Move) -> None:
    """The entry names the file among its documents, as that of the act that brought it does."""
    found = move.data["berkas"]
    move.data = {"alasan": move.data["alasan"]}
    withdraw(found, by=move.person, reason=move.reason)
    move.documents += digests([found])
    move.obj.__dict__.pop("documents", None)
    move.obj.refresh_files()


def takes_back(ref: str, *, source: Sequence[str], legal: str = "SJ-140") -> Any:
    """The act that withdraws a file (SJ-140); the manifest names it (`withdraws`)."""
    row = act(
        ref,
        "Tarik berkas",
        source=source,
        who=institusi,
        form=TarikBerkasForm,
        guards=(berkas_dapat_ditarik, berkas_dari_institusi),
        effects=(tell("Berkas ditarik institusi", "petugas"),),
        on_part=True,
        legal=legal,
    )
    return Written(take_back, row)


def _named(move: Move) -> Attachment | None:
    """The file that was named; None where none of the case was, which the form refuses."""
    pk = as_id(str(move.raw.get("berkas")))
    return None if pk is None else _file_of(move.obj, pk, move.person)


def _file_of(subject: Any, pk: Any, actor: Actor) -> Attachment | None:
    found: Attachment | None = subject.documents.get(pk)
    if found is None or not case_type(subject.case.type).document_visible(found, subject, actor):
        return None
    return found


def _is_theirs(found: Attachment) -> bool:
    """Of the two halves only the case's institution sends files to it; who did so may belong elsewhere by now."""
    return found.uploader.sisi == Sisi.INSTITUSI


# --- from a file to the act ----------------------------------------------------------------------------------------


def file_of_case(actor: Actor, pk: Any) -> tuple[Attachment, CaseDetail]:
    """Raises Refused: E-HIDE, logged, for what this person is not shown; E-STATE for a file of no case."""
    found = get_file_for(actor, pk, TRIED)
    case = Case.objects.select_related("institution").filter(pk=found.boundary).first()
    if case is None:
        raise Refused(E_STATE, "Berkas ini tidak dapat ditarik: ia bukan berkas sebuah kasus.")
    return found, subject_of(case)


def withdrawing(subject: CaseDetail, actor: Actor) -> bool:
    """Whether this person may withdraw files of the case in its state at all."""
    name = _act_of(subject)
    row = row_for(type(subject), name, subject.state)
    return row is not None and right_of(subject, name, row, actor, None) is not None


def may_withdraw(found: Attachment, subject: CaseDetail) -> bool:
    """Whether somebody of whom `withdrawing` holds may withdraw this file now. No query."""
    return why_not(found, subject) is None and _is_theirs(found)


def refused_now(found: Attachment, subject: CaseDetail, actor: Actor) -> Refused | None:
    """Why the form need not be shown, as the act itself would say before it; None where it may be filled in."""
    try:
        return offer_of(subject, actor, _act_of(subject), raw={"berkas": str(found.pk)}).refusal
    except Refused as refused:
        return refused


def withdraw_file(actor: Actor, pk: Any, raw: Mapping[str, Any], *, version: int | None = None) -> Attachment:
    """Withdraw one version, for good; the version before it stands again.

    raw: with `alasan`; version: that of the case as the caller saw it (If-Match). Raises Refused: E-HIDE, and what the
    gate refuses.
    """
    found, subject = file_of_case(actor, pk)
    data = {"berkas": str(pk), "alasan": raw.get("alasan")}
    perform(subject, _act_of(subject), actor=actor, data=data, version=version)
    found.refresh_from_db()
    return found


def _act_of(subject: CaseDetail) -> str:
    return case_type(subject.case.type).withdraws
