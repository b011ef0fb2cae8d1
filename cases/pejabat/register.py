"""Entering officials. The register belongs to the boundary of the post: its lock, its ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from cases.core.declared.registry import case_type
from cases.core.doing.evidence import refused_upload
from cases.core.doing.retention import lock_later
from cases.core.models import Case
from cases.core.reading.sight import cases_visible_to
from cases.organisations.permissions import acts_for, represents
from documents.binding import bind, digests
from documents.errors import DocumentError
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import E_PERM, Refused
from workflows.ledger import OBJECT, TEXTS, append, database_now, kept
from workflows.locks import own, said_busy
from workflows.wording import texts_of_objects

from .forms import PejabatForm
from .models import Pejabat
from .selectors import closable

VALUES = ("nama", "sk", "mulai", "akhir", "pengangkatan", "rencana_pengisian")
ACT = "tambah_pejabat"


def create(
    nomenklatur: Any,
    version: Any,
    data: Mapping[str, Any],
    *,
    by: Actor,
    at: dt.datetime,
    seleksi: Any = None,
) -> Pejabat:
    """Write an official from the cleaned values of a form; end the former one's period if that was ticked.

    The caller holds the nomenklatur's boundary (at least FOR SHARE) and records the act.
    """
    if data.get("tutup_pejabat_lama"):
        closable(nomenklatur.pk, data["mulai"], data["akhir"]).update(
            akhir=data["mulai"] - dt.timedelta(days=1)
        )
    return Pejabat.objects.create(
        institution_id=nomenklatur.institution_id,
        nomenklatur_id=nomenklatur.pk,
        nomenklatur_version=version,
        seleksi=seleksi,
        created_by=by,
        created_at=at,
        **{name: data[name] for name in VALUES},
    )


def to_close(nomenklatur_id: Any, data: Mapping[str, Any]) -> list[dict[str, str]]:
    """[{id, akhir}] of the officials whose period `create` will end, as they are before it."""
    if not data.get("tutup_pejabat_lama"):
        return []
    rows = closable(nomenklatur_id, data["mulai"], data["akhir"])
    return [{"id": str(row.pk), "akhir": row.akhir.isoformat()} for row in rows]


def add(actor: Actor, raw: Mapping[str, Any]) -> Pejabat:
    """Tambah Pejabat on its own (SJ-47). raw: values of PejabatForm.

    Raises Refused: E-PERM for anybody but the institution's people, E-BUSY, else the errors of the form. Appends one
    entry to the ledger of the nomenklatur.
    """
    assert_may_add(actor)
    with said_busy(), transaction.atomic():
        case = _lock(actor, raw.get("nomenklatur"))
        form = PejabatForm(raw, actor=actor)
        if not form.is_valid() or case is None:
            raise form.refusal()
        return _enter(form.cleaned_data, case, actor)


def _enter(data: Mapping[str, Any], case: Case, actor: Actor) -> Pejabat:
    post, now = data["nomenklatur"], database_now()
    closed = to_close(post.pk, data)
    official = create(post, post.approved, data, by=actor, at=now)
    documents = _keep_scan(official, data["sk_pejabat"], case, actor)
    values = {name: data[name] for name in VALUES}
    values |= {"pejabat_ditutup": closed, "sk_pejabat": official.attachments}
    given = {name: _kept(name, value) for name, value in values.items() if value not in (None, "", [])}
    texts = texts_of_objects(values)
    append(
        case,
        object_type="pejabat",
        object_id=official.pk,
        act=ACT,
        actor=actor,
        at=now,
        values={**given, OBJECT: kept(official.nama, "identitas"), **({TEXTS: kept(texts)} if texts else {})},
        documents=documents,
    )
    case.save(update_fields=["head", "seq"])
    return official


def _kept(name: str, value: Any) -> dict[str, Any]:
    return kept(value, PejabatForm.personal.get(name, ""))


def assert_may_add(actor: Actor) -> None:
    """Raises Refused(E-PERM), which is logged, for anybody but an institution's people (§14)."""
    if represents(actor) and acts_for(actor, actor.institution_id):
        return
    log_access(actor=actor, action=ACT, outcome=E_PERM, object_type="pejabat")
    raise Refused(E_PERM, "Pejabat hanya dapat ditambah oleh petugas institusi.")


def _lock(actor: Actor, nomenklatur_id: Any) -> Case | None:
    """The boundary of a post the actor may see. None: the form will refuse the value (E-REQ, E-REF)."""
    try:
        pk = UUID(str(nomenklatur_id))
    except ValueError:
        return None
    visible = cases_visible_to(actor).filter(pk=pk, type="nomenklatur").exists()
    return cast(Case, own(case_type("nomenklatur").machine, pk)) if visible else None


def _keep_scan(official: Pejabat, uploads: Any, case: Case, actor: Actor) -> list[dict[str, Any]]:
    if not uploads:
        return []
    try:
        attachments = bind(
            uploads,
            kind="sk_pejabat",
            boundary=case.pk,
            owner_type="pejabat",
            owner_id=official.pk,
            act=ACT,
            state="",
            uploader=actor,
        )
    except DocumentError as error:
        raise refused_upload(error, "sk_pejabat") from error
    lock_later(attachments)
    official.attachments = [str(a.pk) for a in attachments]
    official.save(update_fields=["attachments"])
    return digests(attachments)
