from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from ninja import Query, Router

from cases.core.declared.registry import case_type
from cases.core.doing import claims
from cases.core.doing.exact import Exact
from cases.core.doing.notice_mail import choices_of, choose
from cases.core.doing.notices import notifications_of
from cases.core.reading import inbox
from cases.core.reading.paging import paginate
from cases.core.reading.selectors import subject_of, unseen
from cases.core.reading.task_filter import TaskFilter
from cases.organisations.models import User
from cases.organisations.requests import AccountRequest
from workflows.gate import perform
from workflows.ledger import plain

from .bodies import exact
from .calls import Reassignment
from .once import once
from .presenting import page_of_items, task_row

router = Router(tags=["tasks"])

Way = Literal["segera", "harian", "tidak"]


class MailBody(Exact):
    """A way for each kind of notice."""

    giliran: Way
    pesan: Way
    perkembangan: Way


class Box(Exact):
    box: str = "mine"
    type: str = ""
    kecuali_type: str = ""
    state: str = ""
    kecuali_state: str = ""
    institution: str = ""
    kecuali_institution: str = ""
    petugas: str = ""
    kecuali_petugas: str = ""
    jatuh_tempo: str = ""
    kecuali_jatuh_tempo: str = ""
    q: str = ""
    urut: str = ""
    cursor: str = ""
    limit: int = 50


@router.get("/tasks")
def list_(request: AccountRequest, wanted: Query[Box]) -> dict[str, Any]:
    """One box of the inbox: mine, queue, waiting or archive, filtered and sorted as on its page.

    urut: judul, institusi, status, sejak or batas, with "-" in front descending; late first without it.
    """
    filters = TaskFilter(request, api=True).strict()
    page = inbox.tasks_for(
        request.user, wanted.box, filters=filters, cursor=wanted.cursor, limit=wanted.limit
    )
    return page_of_items(page, (task_row(task, task.case) for task in page.rows))


@router.post("/tasks/{int:task_id}/claim")
def claim(request: AccountRequest, task_id: int) -> dict[str, Any]:
    return _done(request, task_id, None, lambda: claims.claim(request.user, task_id))


@router.post("/tasks/{int:task_id}/release")
def release(request: AccountRequest, task_id: int) -> dict[str, Any]:
    return _done(request, task_id, None, lambda: claims.release(request.user, task_id))


@router.post("/tasks/{int:task_id}/takeover")
def take_over(request: AccountRequest, task_id: int) -> dict[str, Any]:
    """Out of the hands of a colleague of the pool, who is told."""
    return _done(request, task_id, None, lambda: claims.take_over(request.user, task_id))


@router.post("/tasks/{int:task_id}/reassign")
def reassign(request: AccountRequest, task_id: int, body: Reassignment) -> dict[str, Any]:
    """Hand over a pool's task; for the task of an appointed petugas this is Ganti petugas of its case."""

    def change() -> None:
        task = inbox.get_task_for(request.user, task_id, "alihkan_tugas")
        if task.pool:
            claims.reassign(request.user, task_id, User.objects.filter(pk=body.to).first())
        else:
            data = {"petugas": str(body.to), "alasan": body.alasan}
            name = case_type(task.case.type).hands_over
            perform(subject_of(task.case), name, actor=request.user, data=data)

    return _done(request, task_id, body.dict(), change)


@router.get("/notifications")
def notifications(request: AccountRequest, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    exact(request, {"cursor", "limit"})
    rows = notifications_of(request.user).select_related("case")
    page = paginate(rows, keys=("-created_at", "-id"), cursor=cursor, limit=limit)
    items = [
        {
            "id": str(n.pk),
            "text": n.text,
            "case": {"id": str(n.case_id), "number": n.case.number, "title": n.case.title}
            if n.case
            else None,
            "url": n.url,
            "created_at": plain(n.created_at),
            "read_at": plain(n.read_at),
        }
        for n in page.rows
    ]
    return {"items": items, "next": page.next or None}


@router.get("/notifications/mail")
def mail(request: AccountRequest) -> dict[str, str]:
    """How this person wants the e-mail of each kind of notice: `segera`, `harian` (one a day) or `tidak`; what
    nobody chose is `segera` for giliran and pesan, `harian` for perkembangan."""
    exact(request, set())
    return choices_of(request.user)


@router.post("/notifications/mail")
def choose_mail(request: AccountRequest, body: MailBody) -> dict[str, str]:
    choose(request.user, body.dict())
    return choices_of(request.user)


@router.post("/notifications/{uuid:notification_id}/read")
def read(request: AccountRequest, notification_id: Any) -> dict[str, Any]:
    found = notifications_of(request.user).filter(pk=notification_id)
    if not found.update(read_at=Coalesce("read_at", Now())):
        raise unseen(request.user, "baca", "pemberitahuan", notification_id)
    return {"id": str(notification_id), "read": True}


def _done(request: HttpRequest, task_id: int, sent: Any, change: Callable[[], Any]) -> dict[str, Any]:
    """The task as it is after the change, or after an earlier call with the same Idempotency-Key."""
    _, again = once(request, sent, change)
    task = inbox.get_task_for(request.user, task_id)
    return {**task_row(task, task.case), **again}
