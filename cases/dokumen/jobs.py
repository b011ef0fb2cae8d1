"""Making and redrawing documents: work of jobs, never of a request.

Each job renders the draft, stores it and tells the gate, as SYSTEM on behalf of
the person whose act asked for it. Repeated deliveries find their work done.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from cases.core.doing.notice_mail import GILIRAN
from cases.core.doing.notices import announce
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.organisations.holding import holders
from cases.organisations.models import User
from cases.organisations.permissions import reviews
from cases.organisations.roles import Power
from cases.organisations.zones import day_at, today_wib
from documents.receiving import receive
from documents.rendering import RenderingError
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.jobs import LONG, Order, Queue, job
from workflows.locks import own

from . import printing
from .effects import MAKE, REDRAW, REPLACE
from .jenis import Signer, jenis
from .models import Dokumen, new_code
from .states import State

logger = logging.getLogger(__name__)

NUMBER_MISSING = (
    "Konsep dokumen siap; isi nomor suratnya melalui Susun ulang konsep, lalu ajukan tanda tangan"
)


@job(MAKE, Queue.FILES, label="Penyusunan dokumen", waits=LONG)
def make(order: Order) -> None:
    """A new document with the text of the act, submitted for signature at once where it has its number."""
    body = order.data
    if Dokumen.objects.filter(jenis=body["jenis"], sumber=body["sumber"]).exists():
        return
    kind, parent = jenis(body["jenis"]), subject_of(Case.objects.get(pk=body["induk"]))
    asked = User.objects.get(pk=body["oleh"])
    keeper = _keeper(parent.case, asked)
    values = {**body["nilai"], "tanggal": body["nilai"].get("tanggal") or _day(body["pada"])}
    text = kind.content(parent, values)
    try:
        drawn = _drawn(kind.key, parent.case, text, kind.signers(parent, keeper), body, keeper)
        # the letter is that of whoever has the case now: a change of petugas waits for us, or is seen here
        if (now := _keeper(_locked(parent.case), asked)) != keeper:
            keeper = now
            drawn = _drawn(kind.key, parent.case, text, kind.signers(parent, keeper), body, keeper)
    except RenderingError as error:
        logger.warning("document %s of %s cannot be printed: %s", kind.key, parent.case.number, error)
        announce(
            parent.case,
            f"{kind.label} tidak dapat disusun dari isiannya",
            users=[keeper.pk],
            dedupe=order.key,
            kind=GILIRAN,
        )
        return
    obj = _open(*drawn, keeper)
    if obj.nomor_surat:
        perform(obj, "ajukan", actor=SYSTEM, on_behalf_of=keeper)
        return
    announce(obj.case, NUMBER_MISSING, users=[keeper.pk], dedupe=order.key)


@job(REPLACE, Queue.FILES, label="Penyusunan dokumen pengganti", waits=LONG)
def replace(order: Order) -> None:
    """The draft of a replacement, with the text of the document it replaces; its maker edits and submits it."""
    body = order.data
    old = _of(body["dokumen"])
    if old is None or Dokumen.objects.filter(sumber=body["sumber"]).exists():
        return
    keeper = _keeper(old.case, User.objects.get(pk=body["oleh"]))
    lines = old.rule.signers(subject_of(old.induk), keeper)
    text = {**old.isi, "tanggal": today_wib().isoformat()}
    drawn = _drawn(old.jenis, old.induk, text, lines, body, keeper, menggantikan_id=old.pk)
    _open(*drawn, keeper)


@job(REDRAW, Queue.FILES, label="Penyusunan ulang konsep dokumen", waits=LONG)
def redraw(order: Order) -> None:
    """The file of a changed draft. A draft changed meanwhile has a job of its own."""
    body = order.data
    obj = _of(body["dokumen"])
    if obj is None or obj.state != State.KONSEP or obj.siap or obj.konsep != body["konsep"]:
        return
    keeper = _keeper(obj.case, User.objects.get(pk=body["oleh"]))
    try:
        upload = _draw(obj, [Signer(row.peran, row.user) for row in obj.signers], keeper)
    except RenderingError as error:
        act, data = "gagal_disusun", {"alasan": error.message}
    else:
        act, data = "lampirkan", {"berkas": str(upload.pk), "konsep": obj.konsep}
    perform(obj, act, actor=SYSTEM, on_behalf_of=keeper, data=data, version=obj.version)


def _drawn(
    key: str,
    parent: Case,
    text: Mapping[str, Any],
    lines: Sequence[Signer],
    body: Mapping[str, Any],
    person: User,
    **more: Any,
) -> tuple[Any, Any]:
    """A new document, not yet opened, and the upload of its draft."""
    obj = begin(
        case_type("dokumen"),
        parent.institution,
        induk=parent,
        jenis=key,
        sumber=body["sumber"],
        isi=dict(text),
        kode=new_code(),
        **more,
    )
    obj.lines = lines
    return obj, _draw(obj, lines, person)


def _open(obj: Any, upload: Any, person: User) -> Any:
    data = {"berkas": str(upload.pk), "petugas": str(person.pk)}
    return perform(obj, "buat", actor=SYSTEM, on_behalf_of=person, data=data).obj


def _locked(case: Case) -> Case:
    """The case as it is now, until this job is done; the letter behind it is locked later, never before."""
    return cast(Case, own(case_type(case.type).machine, case.pk))


def _keeper(case: Case, person: User) -> User:
    """Who looks after the document: the petugas of the case, else whose act asked for it, else a supervisor."""
    known = [one for one in (case.assignee, person) if one is not None and reviews(one, case.where)]
    return known[0] if known else holders(Power.SUPERVISE, case.where).earliest("pk")


def _draw(obj: Any, lines: Sequence[Signer], person: User) -> Any:
    return receive(
        io.BytesIO(printing.draft(obj, lines)), printing.draft_name(obj), uploader=person, own=True
    )


def _of(pk: Any) -> Any:
    case = Case.objects.filter(pk=pk).select_related("institution", "assignee").first()
    return None if case is None else subject_of(case)


def _day(moment: str) -> str:
    return day_at(dt.datetime.fromisoformat(moment), None).isoformat()
