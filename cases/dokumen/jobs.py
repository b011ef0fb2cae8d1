"""Making and redrawing documents: work of jobs, never of a request.

Each job renders the draft, stores it and tells the gate, as SYSTEM on behalf of
the person whose act asked for it. Repeated deliveries find their work done.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from .holders import holders_on
from .jenis import JenisDokumen, Signer, jenis
from .models import Dokumen, new_code
from .states import State

logger = logging.getLogger(__name__)

NUMBER_MISSING = (
    "Konsep dokumen siap; isi nomor suratnya melalui Susun ulang konsep, lalu ajukan tanda tangan"
)


@dataclass(frozen=True)
class Charge:
    """In whose hands a document is. petugas: appointed for it, None of a kind that a role keeps; person: in whose name
    jobs go on, None for SYSTEM alone; sender: of its files, who stands for the role where nobody asked in person."""

    petugas: User | None
    person: User | None
    sender: User


@job(MAKE, Queue.FILES, label="Penyusunan dokumen", waits=LONG)
def make(order: Order) -> None:
    """A new document with the text of the act, submitted for signature at once where it has its number."""
    body = order.data
    kunci = body.get("kunci", "")
    made = Dokumen.objects.filter(jenis=body["jenis"], sumber=body["sumber"])
    if made.filter(induk=body["induk"], kunci=kunci).exists():
        return
    kind, parent = jenis(body["jenis"]), subject_of(Case.objects.get(pk=body["induk"]))
    asked = User.objects.filter(pk=body["oleh"]).first()
    charge = _in_charge(kind, parent.case, asked)
    values = {**body["nilai"], "tanggal": body["nilai"].get("tanggal") or _day(body["pada"])}
    text = kind.content(parent, values)

    def drawn() -> tuple[Any, Any]:
        lines = kind.signers(parent, charge.person)
        return _drawn(kind, parent.case, text, lines, body["sumber"], charge, kunci=kunci)

    try:
        found = drawn()
        # the letter is that of whoever has the case now: a change of petugas waits for us, or is seen here
        if (now := _in_charge(kind, _locked(parent.case), asked)) != charge:
            charge = now
            found = drawn()
    except RenderingError as error:
        logger.warning("document %s of %s cannot be printed: %s", kind.key, parent.case.number, error)
        announce(
            parent.case,
            f"{kind.label} tidak dapat disusun dari isiannya",
            users=[charge.sender.pk],
            dedupe=order.key,
            kind=GILIRAN,
        )
        return
    obj = _open(*found, charge)
    if obj.nomor_surat or not kind.numbered:
        perform(obj, "ajukan", actor=SYSTEM, on_behalf_of=_seeing(obj, charge))
        return
    announce(obj.case, NUMBER_MISSING, users=[charge.sender.pk], dedupe=order.key)


@job(REPLACE, Queue.FILES, label="Penyusunan dokumen pengganti", waits=LONG)
def replace(order: Order) -> None:
    """The draft of a replacement, with the text of the document it replaces; its maker edits and submits it."""
    body = order.data
    old = _of(body["dokumen"])
    if old is None or Dokumen.objects.filter(sumber=body["sumber"]).exists():
        return
    charge = _of_document(old, body["oleh"])
    lines = old.rule.signers(subject_of(old.induk), charge.person)
    text = {**old.isi, "tanggal": today_wib().isoformat()}
    drawn = _drawn(
        old.rule, old.induk, text, lines, body["sumber"], charge, kunci=old.kunci, menggantikan_id=old.pk
    )
    _open(*drawn, charge)


@job(REDRAW, Queue.FILES, label="Penyusunan ulang konsep dokumen", waits=LONG)
def redraw(order: Order) -> None:
    """The file of a changed draft. A draft changed meanwhile has a job of its own."""
    body = order.data
    obj = _of(body["dokumen"])
    if obj is None or obj.state != State.KONSEP or obj.siap or obj.konsep != body["konsep"]:
        return
    charge = _of_document(obj, body["oleh"])
    by = _seeing(obj, charge)
    try:
        lines = [Signer(row.peran, None if row.role else row.user, row.role) for row in obj.signers]
        upload = _draw(obj, lines, charge.sender)
    except RenderingError as error:
        act, data = "gagal_disusun", {"alasan": error.message}
    else:
        act, data = "lampirkan", {"berkas": str(upload.pk), "konsep": obj.konsep}
    perform(obj, act, actor=SYSTEM, on_behalf_of=by, data=data, version=obj.version)


def _drawn(
    kind: JenisDokumen,
    parent: Case,
    text: Mapping[str, Any],
    lines: Sequence[Signer],
    source: Any,
    charge: Charge,
    **more: Any,
) -> tuple[Any, Any]:
    """A new document, not yet opened, and the upload of its draft. Of a case in a tree it stands under that case."""
    obj = begin(
        case_type("dokumen"),
        parent.institution,
        induk=parent,
        jenis=kind.key,
        sumber=source,
        isi=dict(text),
        kode=new_code(),
        **more,
    )
    if kind.keeper:
        obj.pemohon = charge.person
    if case_type(parent.type).in_tree:
        obj.case.parent, obj.case.area_id, obj.case.unit_id = parent, parent.area_id, parent.unit_id
    obj.lines = lines
    return obj, _draw(obj, lines, charge.sender)


def _open(obj: Any, upload: Any, charge: Charge) -> Any:
    data = {"berkas": str(upload.pk)}
    if charge.petugas is not None:
        data["petugas"] = str(charge.petugas.pk)
    return perform(obj, "buat", actor=SYSTEM, on_behalf_of=charge.person, data=data).obj


def _of_document(obj: Any, asked: Any) -> Charge:
    return _in_charge(
        obj.rule, obj.induk if obj.rule.keeper else obj.case, User.objects.filter(pk=asked).first()
    )


def _in_charge(kind: JenisDokumen, case: Case, asked: User | None) -> Charge:
    """asked: whose act asked for it, None where that was SYSTEM's own."""
    if not kind.keeper:
        petugas = _keeper(case, asked)
        return Charge(petugas, petugas, petugas)
    if asked is not None:
        return Charge(None, asked, asked)
    people = holders_on(case, kind.keeper)
    return Charge(None, None, people[0] if people else _supervisor(case))


def _seeing(obj: Any, charge: Charge) -> User | None:
    """In whose name a job goes on; in nobody's where he who asked has lost his role since."""
    person = charge.person
    return person if person is None or not obj.rule.keeper or obj.sees(person) else None


def _locked(case: Case) -> Case:
    """The case as it is now, until this job is done; the letter behind it is locked later, never before."""
    return cast(Case, own(case_type(case.type).machine, case.pk))


def _keeper(case: Case, person: User | None) -> User:
    """Who looks after the document: the petugas of the case, else whose act asked for it, else a supervisor."""
    known = [one for one in (case.assignee, person) if one is not None and reviews(one, case.where)]
    return known[0] if known else _supervisor(case)


def _supervisor(case: Case) -> User:
    return holders(Power.SUPERVISE, case.where).earliest("pk")


def _draw(obj: Any, lines: Sequence[Signer], person: User) -> Any:
    return receive(
        io.BytesIO(printing.draft(obj, lines)), printing.draft_name(obj), uploader=person, own=True
    )


def _of(pk: Any) -> Any:
    case = Case.objects.filter(pk=pk).select_related("institution", "assignee").first()
    return None if case is None else subject_of(case)


def _day(moment: str) -> str:
    return day_at(dt.datetime.fromisoformat(moment), None).isoformat()
