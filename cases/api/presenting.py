"""Objects as JSON. Everything here reads what the pages read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type, papers_of
from cases.core.doing.corrections import corrections_of, points_of
from cases.core.models import Case, CaseTask, Correction
from cases.core.reading.children import children_of
from cases.core.reading.events import Event
from cases.core.reading.joint import Given, consents_of, files_of_consent, may_read, told_of
from cases.core.reading.paging import Page
from cases.core.reading.refusals import reason_row
from cases.core.reading.sight import route_seen_by, turns_seen_by
from documents.models import Attachment, Upload
from workflows.actors import Actor
from workflows.chains import Proof
from workflows.ledger import plain
from workflows.legal import shown
from workflows.machine import declared
from workflows.models import Consent
from workflows.offers import Offer, available
from workflows.schema import schema_of
from workflows.showing import showing


def page_of_items(page: Page, items: Iterable[Any] | None = None) -> dict[str, Any]:
    """A page of a list with the cursors of its neighbours. items: where its rows are not shown as they are."""
    shown: Any = plain(list(page.rows if items is None else items))
    return {"items": shown, "next": page.next or None, "previous": page.previous or None}


def person(user: Any) -> dict[str, Any] | None:
    return {"id": str(user.pk), "nama": str(user), "role": user.role} if user is not None else None


def holder(user: Any) -> dict[str, Any] | None:
    """Who holds work; aktif: whether that account can do anything with it."""
    found = person(user)
    return None if found is None else {**found, "aktif": user.is_active}


def case_row(case: Case) -> dict[str, Any]:
    machine = case_type(case.type).machine
    return {
        "id": str(case.pk),
        "type": case.type,
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "state_label": machine.label_of(case.state),
        "institution": {"id": str(case.institution_id), "nama": case.institution.nama},
        "petugas": holder(case.assignee),
        "version": case.version,
        "machine_version": case.machine_version,
        "parent": str(case.parent_id) if case.parent_id else None,
        "batch": str(case.batch) if case.batch else None,
        "opened_at": plain(case.opened_at),
        "updated_at": plain(case.updated_at),
        "closed_at": plain(case.closed_at),
    }


def case_whole(subject: Any, actor: Actor, *, children: bool = True) -> dict[str, Any]:
    """A case with its data, open tasks, the first page of its children (unless an act answers), and what the actor can
    do."""
    known = case_type(subject.case.type)
    route = route_seen_by(actor, subject)
    turns = turns_seen_by(actor, known, route)
    with showing():
        offers = available(subject, actor, route=route)
        consents = consents_of(subject.case, actor)
        told = [offer_row(o, subject, actor, consents) for o in offers]
    return {
        **case_row(subject.case),
        "data": plain(known.present(subject, actor)),
        "tasks": [task_row(task, subject.case) for task in turns],
        **(_first_children(subject, known, actor) if children else {}),
        "dokumen_resmi": [
            {"id": row["id"], "number": row["number"], "label": row["label"], "state": row["state"]}
            for row in papers_of(subject.case, actor)
        ],
        "perbaikan": [_correction_row(one) for one in corrections_of(subject.case)],
        "consents": [given_row(one) for one in consents],
        "available": told,
    }


def _first_children(subject: Any, known: CaseType, actor: Actor) -> dict[str, Any]:
    """By plural: the first page, and the cursor of the next one at `GET /cases/{id}/{plural}`."""
    pages = {plural: children_of(subject, child, actor) for plural, child in known.children.items()}
    return {
        "children": {
            plural: [child_row(known.children[plural], obj) for obj in page.rows]
            for plural, page in pages.items()
        },
        "children_next": {plural: page.next or None for plural, page in pages.items()},
    }


def _correction_row(correction: Correction) -> dict[str, Any]:
    """A request to correct, newest first in its list; `poin[].id` is what `tanggapan_poin[].poin` names."""
    return {
        "bagian": correction.part,
        "alasan": correction.reason,
        "diminta_oleh": str(correction.requested_by),
        "diminta_pada": plain(correction.requested_at),
        "dijawab_pada": plain(correction.answered_at),
        "tanggapan": correction.reply,
        "poin": [
            {
                "id": point.id,
                "bagian": point.field,
                "label": point.part,
                "isi": point.text,
                "tanggapan": point.answer,
                "berubah": point.changed,
            }
            for point in points_of(correction)
        ],
    }


def child_row(child: Any, obj: Any) -> dict[str, Any]:
    return {
        "id": str(obj.pk),
        "type": child.machine.key,
        "state": obj.state,
        "state_label": obj.state_label,
        "version": obj.version,
        "data": plain(child.present(obj)),
    }


def child_whole(child: Any, obj: Any, actor: Actor) -> dict[str, Any]:
    with showing():
        consents = consents_of(obj.case, actor)
        offers = [offer_row(o, obj, actor, consents) for o in available(obj, actor)]
    return {**child_row(child, obj), "case": str(obj.case.pk), "available": offers}


def offer_row(offer: Offer, subject: Any, actor: Actor, consents: Sequence[Given] = ()) -> dict[str, Any]:
    """An act with its reasons, and the schema and present values of its form; of one that takes two people who has said
    yes, and what was entered, for those who may read it."""
    form = offer.row.form
    return {
        "name": offer.name,
        "label": offer.row.label,
        "ref": offer.row.ref,
        "legal_basis": shown(offer.row.legal_basis),
        "allowed": offer.allowed,
        "on_behalf_of": person(offer.on_behalf_of),
        "code": offer.code or None,
        "reasons": [reason_row(r) for r in offer.reasons],
        "schema": schema_of(form(None, subject=subject, actor=actor) if form else None, offer.row.demanded),
        "initial": plain(form.initial_for(subject)) if form else {},
        "sides": list(offer.row.joint),
        "consents": [
            {**given_row(one), **_entered(one, subject, actor)}
            for one in told_of(consents, subject.pk, offer.name)
        ],
    }


def consent_row(consent: Consent | None) -> dict[str, Any] | None:
    """The first yes to an act of two people, where a call was that: nothing else has changed."""
    if consent is None:
        return None
    return {
        "id": str(consent.pk),
        "act": consent.act,
        "object": {"type": consent.object_type, "id": str(consent.object_id)},
        "side": consent.side,
        "person": person(consent.person),
        "at": plain(consent.at),
        "until": plain(consent.until),
    }


def given_row(given: Given) -> dict[str, Any]:
    """Who has said yes to what, and until when it holds; `mine`: the caller may take it back."""
    return {**(consent_row(given.consent) or {}), "label": given.label, "mine": given.mine}


def _entered(given: Given, subject: Any, actor: Actor) -> dict[str, Any]:
    if not may_read(actor, subject, given.consent):
        return {}
    files = files_of_consent(given.consent)
    return {"data": given.consent.data, "files": [_held_row(found, given.consent) for found in files]}


def _held_row(found: Upload, consent: Consent) -> dict[str, Any]:
    return {
        "id": str(found.pk),
        "name": found.original_name,
        "size": found.size,
        "sha256": found.sha256,
        "type": found.detected_type,
        "scan_state": found.scan_state,
        "download": f"/cases/{consent.boundary}/consents/{consent.pk}/files/{found.pk}",
    }


def task_row(task: CaseTask | Any, case: Case) -> dict[str, Any]:
    return {
        "id": task.pk,
        "label": task.label,
        "lane": task.lane,
        "acts": list(getattr(task.flow_task, "acts", ())),
        "status": task.status,
        "owner": holder(task.owner),
        "done_by": person(task.done_by),
        "pool": task.pool or None,
        "created": plain(task.created),
        "due_at": plain(task.due_at),
        "finished": plain(task.finished),
        "case": {
            "id": str(case.pk),
            "type": case.type,
            "number": case.number,
            "title": case.title,
            "state": case.state,
        },
    }


def proof_said(proof: Proof) -> dict[str, Any]:
    """Whether the chain holds, how far it was verified for this answer or before, and when all of it was at once.

    intact: null while part of a long chain has not been verified yet.
    """
    whole = None
    if proof.whole_at is not None:
        whole = {"seq": proof.whole_seq, "at": plain(proof.whole_at), "by": proof.whole_by}
    return {
        "intact": proof.intact,
        "seq": proof.seq,
        "head": proof.head.hex(),
        "checked": proof.upto,
        "broken": proof.broken.seq if proof.broken is not None else None,
        "whole": whole,
    }


def event_row(event: Event) -> dict[str, Any]:
    """A ledger entry with its hashes and canonical body, so that a client can check the chain itself.

    Of an internal one that the caller may not read: its place in the chain, nothing else.
    """
    entry = event.entry
    if event.internal:
        chain = {"prev": bytes(entry.prev).hex(), "hash": event.digest}
        return {"seq": event.seq, "at": plain(event.at), "label": event.label, "internal": True, **chain}
    return {
        "seq": event.seq,
        "at": plain(event.at),
        "act": event.act,
        "label": event.label,
        "ref": event.ref,
        "from": event.source,
        "to": event.target,
        "object": {"type": event.object_type, "id": str(event.object_id)},
        "actor": person(event.actor) or "SYSTEM",
        "on_behalf_of": person(event.on_behalf_of),
        "role": event.role,
        "values": plain(event.values),
        "documents": event.documents,
        "prev": bytes(entry.prev).hex(),
        "hash": event.digest,
        "body": entry.body,
    }


def document_row(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": str(attachment.pk),
        "kind": attachment.kind,
        "label": attachment.kind_label,
        "version": attachment.version,
        "name": attachment.original_name,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "type": attachment.detected_type,
        "scan_state": attachment.scan_state,
        "scan_label": attachment.get_scan_state_display(),
        "owner": {"type": attachment.owner_type, "id": str(attachment.owner_id)},
        "act": attachment.act,
        "uploader": person(attachment.uploader),
        "uploaded_at": plain(attachment.uploaded_at),
        "state": attachment.state_at_upload,
        "locked_until": plain(attachment.locked_until),
        "withdrawn_at": plain(attachment.withdrawn_at),
        "withdraw_reason": attachment.withdraw_reason or None,
    }


def type_row(known: CaseType) -> dict[str, Any]:
    return {"key": known.key, "label": known.label, "versions": sorted(known.machine.versions)}


def type_whole(known: CaseType) -> dict[str, Any]:
    children = {plural: machine_whole(child.machine) for plural, child in known.children.items()}
    return {
        **type_row(known),
        **machine_whole(known.machine),
        "create": list(known.create),
        "children": children,
    }


def machine_whole(machine: Any) -> dict[str, Any]:
    """States and transitions of the newest version."""
    model = machine.model(machine.latest)
    return {
        "version": machine.latest,
        "states": [
            {"key": str(s.value), "label": str(s.label), "terminal": s in machine.terminal}
            for s in machine.states
        ],
        "transitions": [
            {
                "name": found.name,
                "label": found.row.label,
                "ref": found.row.ref,
                "kind": found.row.kind,
                "sources": [s or "-" for s in found.sources],
                "fact": list(found.row.facts),
                "target": found.target,
                "roles": sorted(found.row.actors),
                "documents": list(found.row.documents),
                "legal_basis": shown(found.row.legal_basis),
                "schema": schema_of(found.row.form, found.row.demanded),
            }
            for found in declared(model)
        ],
    }
