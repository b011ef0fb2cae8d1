"""Telling people: an effect defers a job, the worker makes notifications and e-mail (SJ-129, SJ-130)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from cases.core.models import Case, Notification
from cases.core.reading.rights import substitutes_of
from cases.core.reading.role_pools import holders_on
from cases.core.reading.sight import cases_visible_to
from cases.organisations.holding import holders
from cases.organisations.models import User
from cases.organisations.roles import Power, Sisi, roles_of
from cases.organisations.selectors import people_of
from documents.kinds import kinds
from documents.models import ScanState
from documents.outcomes import Outcome
from workflows.actors import Actor
from workflows.context import Move
from workflows.jobs import Order, Queue, defer, job
from workflows.ledger import database_now

from .notice_mail import GILIRAN, mail_people

#: Who can be told: the institution of the case, its petugas, the supervisors, all of KASN.
AUDIENCES = frozenset({"institusi", "petugas", "penyelia", "kasn"})
#: Before the key of a role: whoever holds it where the case stands, on it or above it ("peran:psi").
ROLE = "peran:"


def tell(text: str, *audiences: str) -> Callable[[Move], None]:
    """An effect that tells these audiences, but never the person who acted. Raises ValueError at import."""
    if unknown := {one for one in audiences if not one.startswith(ROLE)} - AUDIENCES:
        raise ValueError(f"unknown audience {unknown}")

    def effect(move: Move) -> None:
        notify(move, text, *audiences)

    return effect


def notify(move: Move, text: str, *audiences: str, users: tuple[User, ...] = (), kind: str = "") -> None:
    """Tell of an act under way, but never the person who acts; users: named persons besides the audiences; kind: of
    notice (`notice_mail.KINDS`), where it is not whether a task waits for them."""
    announce(
        move.root.case,
        text,
        *audiences,
        users=[user.pk for user in users],
        besides=move.person.pk,
        at=move.now,
        dedupe=move.entry.pk,
        kind=kind,
    )


def announce(
    case: Case,
    text: str,
    *audiences: str,
    users: Sequence[Any] = (),
    besides: Any = None,
    at: dt.datetime | None = None,
    dedupe: Any,
    kind: str = "",
) -> None:
    """Defer a notice about a case.

    users: ids of named persons; besides: of the one who is not told; dedupe: what it is told of, once.
    """
    defer(
        "notice",
        dedupe,
        ",".join(audiences),
        *users,
        text,
        boundary=case.pk,
        case=case.pk,
        text=str(text),
        audiences=list(audiences),
        users=list(users),
        petugas=case.assignee_id,
        besides=besides,
        at=at or database_now(),
        dedupe=str(dedupe),
        kind=kind,
    )


def tell_outcome(outcome: Outcome) -> None:
    """Of a file that waited: its senders, and the petugas of the case where an act has used what is refused.

    By the kind: a file name could say too much in an e-mail. Files of no case have nobody to act on them here.
    """
    if not outcome.ended:
        return
    refused = outcome.state == ScanState.QUARANTINED
    cases = Case.objects.in_bulk([found.boundary for found in outcome.attachments]) if refused else {}
    for found in outcome.attachments:
        case = cases.get(found.boundary)
        if case is not None:
            text = f"Berkas {found.kind_label} dikarantina: ditolak pemeriksaan; unggah kembali berkas yang bersih"
            announce(case, text, "petugas", users=[found.uploader_id], dedupe=found.pk, kind=GILIRAN)
    told_of = {large.upload_id for large in outcome.large}
    for large in outcome.large:
        label = kinds[large.kind].label if large.kind in kinds else "Berkas"
        said = f"ditolak: {outcome.reason}" if refused else "selesai diperiksa dan dapat dipakai"
        _tell_sender(
            large.uploader_id, f"{label} yang Anda kirim {said}", f"berkas:{large.pk}:{outcome.state}"
        )
    for upload in outcome.uploads:
        if refused and upload.pk not in told_of:
            said = f"Berkas “{upload.original_name}” yang Anda unggah ditolak: {outcome.reason}"
            _tell_sender(upload.uploader_id, said, f"berkas:{upload.pk}:{outcome.state}")


def _tell_sender(user: Any, text: str, dedupe: str) -> None:
    """On the list of notices only, and about no case: the file belongs to nobody else yet."""
    Notification.objects.bulk_create(
        [Notification(user_id=user, text=text[:300], created_at=database_now(), dedupe=dedupe[:80])],
        ignore_conflicts=True,
    )


@job("notice", Queue.NOTICES, label="Pemberitahuan")
def deliver_notice(order: Order) -> None:
    body = order.data
    case = Case.objects.get(pk=body["case"])
    people = _with_substitutes(_recipients(body, case).exclude(pk=body["besides"]), body["besides"])
    at = dt.datetime.fromisoformat(body["at"])
    dedupe = f"{body['dedupe']}:{body['text']}"[:80]
    Notification.objects.bulk_create(
        [
            Notification(user_id=pk, case=case, text=body["text"], created_at=at, dedupe=dedupe)
            for pk, _ in people
        ],
        ignore_conflicts=True,
    )
    mail_people(order, case, people, dedupe)


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """What a person was told, of cases they may still see or of no case: for list, badge and API alike."""
    return Notification.objects.filter(Q(case=None) | Q(case__in=cases_visible_to(actor)), user=actor)


def _with_substitutes(told: QuerySet[User], besides: object) -> list[tuple[Any, str]]:
    """(key, address) of the recipients, and of whoever stands in for one of them now."""
    people = {user.pk: user.email for user in told}
    for user in substitutes_of(people).values():
        if str(user.pk) != str(besides):
            people.setdefault(user.pk, user.email)
    return list(people.items())


def _recipients(body: Mapping[str, Any], case: Case) -> QuerySet[User]:
    audiences = body["audiences"]
    wanted = Q(pk__in=body["users"])
    if "institusi" in audiences and not case.internal:  # it may have become KASN's paper again
        wanted |= Q(pk__in=people_of(case.institution).values("pk"))
    if "petugas" in audiences:
        wanted |= Q(pk=body["petugas"] or case.assignee_id)
    if "penyelia" in audiences:
        wanted |= Q(pk__in=holders(Power.SUPERVISE, case.where).order_by().values("pk"))
    if "kasn" in audiences:
        wanted |= Q(pk__in=holders(Power.REVIEW, case.where).order_by().values("pk"))
    for role in (one.removeprefix(ROLE) for one in audiences if one.startswith(ROLE)):
        if not (case.internal and role in roles_of(Sisi.INSTITUSI)):
            wanted |= Q(pk__in=holders_on(role, case.where).order_by().values("pk"))
    return User.objects.filter(wanted, is_active=True)
