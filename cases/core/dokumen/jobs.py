"""Making and redrawing documents: work of the outbox, never of a request.

Each job renders the PDF, prepares its signature fields, stores it and tells the gate, as SYSTEM on behalf of
the person whose act asked for it. Repeated deliveries find their work done.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from cases.core.models import Case
from cases.core.notices import announce
from cases.core.registry import case_type
from cases.core.selectors import subject_of
from cases.organisations.badan import supervising_body
from cases.organisations.models import User
from cases.organisations.permissions import is_kasn
from cases.organisations.roles import SUPERVISORS
from cases.organisations.zones import day_at, today_wib
from documents.receiving import receive
from documents.rendering import RenderingError, render, rich
from documents.signing import prepare_fields, signer
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.models import OutboxMessage
from workflows.outbox import handles

from .effects import MAKE, REDRAW, REPLACE
from .jenis import Signer, jenis
from .models import Dokumen, new_code
from .states import SENT, State

logger = logging.getLogger(__name__)


@handles(MAKE)
def make(message: OutboxMessage) -> None:
    """A new document, submitted for signature at once: its text is that of the act."""
    body = message.body
    if Dokumen.objects.filter(jenis=body["jenis"], sumber=body["sumber"]).exists():
        return
    kind, parent = jenis(body["jenis"]), subject_of(Case.objects.get(pk=body["induk"]))
    keeper = _keeper(parent.case, User.objects.get(pk=body["oleh"]))
    values = {**body["nilai"], "tanggal": body["nilai"].get("tanggal") or _day(body["pada"])}
    text, lines = kind.content(parent, values), kind.signers(parent, keeper)
    try:
        obj = _open(kind.key, parent.case, text, lines, body, keeper)
    except RenderingError as error:
        logger.warning("document %s of %s cannot be printed: %s", kind.key, parent.case.number, error)
        text = f"{kind.label} tidak dapat disusun dari isiannya"
        announce(parent.case, text, users=[keeper.pk], dedupe=message.pk)
        return
    perform(obj, "ajukan", actor=SYSTEM, on_behalf_of=keeper)


@handles(REPLACE)
def replace(message: OutboxMessage) -> None:
    """The draft of a replacement, with the text of the document it replaces; its maker edits and submits it."""
    body = message.body
    old = _of(body["dokumen"])
    if old is None or Dokumen.objects.filter(sumber=body["sumber"]).exists():
        return
    keeper = _keeper(old.case, User.objects.get(pk=body["oleh"]))
    lines = [Signer(row.peran, row.user) for row in old.signers]
    text = {**old.isi, "tanggal": today_wib().isoformat()}
    _open(old.jenis, old.induk, text, lines, body, keeper, menggantikan_id=old.pk)


@handles(REDRAW)
def redraw(message: OutboxMessage) -> None:
    """The file of a changed draft. A draft changed meanwhile has a job of its own."""
    body = message.body
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


def _open(
    key: str,
    parent: Case,
    text: Mapping[str, Any],
    lines: Sequence[Signer],
    body: Mapping[str, Any],
    person: User,
    **more: Any,
) -> Any:
    known = case_type("dokumen")
    obj = known.begin(
        parent.institution,
        induk=parent,
        jenis=key,
        sumber=body["sumber"],
        isi=dict(text),
        kode=new_code(),
        **more,
    )
    obj.lines = lines
    upload = _draw(obj, lines, person)
    data = {"berkas": str(upload.pk), "petugas": str(person.pk)}
    return perform(obj, "buat", actor=SYSTEM, on_behalf_of=person, data=data).obj


def _keeper(case: Case, person: User) -> User:
    """Who looks after the document: whose act asked for it, else the petugas of the case, else a supervisor."""
    known = [one for one in (person, case.assignee) if one is not None and is_kasn(one)]
    return known[0] if known else User.objects.filter(role__in=SUPERVISORS, is_active=True).earliest("pk")


def _draw(obj: Any, lines: Sequence[Signer], person: User) -> Any:
    pdf = render(obj.rule.template, layout(obj, lines))
    if signer().fills_fields:
        pdf = prepare_fields(pdf, [f"penandatangan_{number}" for number in range(1, len(lines) + 1)])
    name = f"{obj.jenis.replace('_', '-')}-{obj.induk.number}-konsep-{obj.konsep}.pdf"
    return receive(io.BytesIO(pdf), name, uploader=person, own=True)


def layout(obj: Any, lines: Sequence[Signer]) -> dict[str, Any]:
    """What the layout prints (documents.rendering)."""
    text = obj.isi
    body = supervising_body(today_wib())
    old = obj.menggantikan
    return {
        "badan": {"nama": body.nama if body is not None else "", "alamat": settings.ALUR_LETTER_ADDRESS},
        "judul": obj.jenis_label,
        "jenis": obj.jenis,
        "nomor": obj.induk.number,
        "nomor_surat": text.get("nomor_surat", ""),
        "tanggal": text["tanggal"],
        "tempat": text.get("tempat", "Jakarta"),
        "perihal": text.get("perihal", ""),
        "kepada": text.get("kepada", []),
        "pembuka": text.get("pembuka", ""),
        "isi": rich(text.get("isi", "")),
        "rincian": text.get("rincian", []),
        "penutup": text.get("penutup", ""),
        "penandatangan": [
            {
                "peran": line.peran,
                "nama": line.user.nama if line.user is not None else "",
                "nip": line.user.nip if line.user is not None else "",
                "jabatan": line.user.jabatan if line.user is not None else "",
            }
            for line in lines
        ],
        "verifikasi": {"kode": obj.kode, "alamat": f"{settings.ALUR_BASE_URL}/verifikasi/{obj.kode}/"},
        "versi": obj.konsep,
        "demo": signer().demo,
        "menggantikan": old.nomor_surat if old is not None and old.state in SENT else "",
    }


def _of(pk: Any) -> Any:
    case = Case.objects.filter(pk=pk).select_related("institution", "assignee").first()
    return None if case is None else subject_of(case)


def _day(moment: str) -> str:
    return day_at(dt.datetime.fromisoformat(moment), None).isoformat()
