"""The e-mail of notices: at once, once a day, or not at all, as each person chose by kind (SJ-130)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from cases.core.declared.registry import pool_named
from cases.core.models import Case, CaseTask, Notification
from cases.core.reading.rights import substitutes_of
from cases.core.reading.sight import cases_visible_to
from cases.organisations.mailing import send
from cases.organisations.models import MailChoice, User
from cases.organisations.zones import zone_for
from workflows.jobs import LONG, Order, Queue, defer, job, natural_key, untaken
from workflows.ledger import database_now

#: Kinds of notice: a task waits for those who are told; a message was written; all else that happens to a case.
GILIRAN, PESAN, PERKEMBANGAN = "giliran", "pesan", "perkembangan"
KINDS: Mapping[str, str] = {
    GILIRAN: "Giliran Anda: tugas, penunjukan, dokumen yang menunggu tanda tangan",
    PESAN: "Pesan baru dalam percakapan kasus",
    PERKEMBANGAN: "Perkembangan kasus yang tidak menunggu tindakan Anda: keputusan, penundaan, dan lainnya",
}
SEGERA, HARIAN, TIDAK = "segera", "harian", "tidak"
WAYS: Mapping[str, str] = {
    SEGERA: "Segera",
    HARIAN: "Ringkasan harian",
    TIDAK: "Tanpa e-mail",
}
#: Without a choice: at once what asks the person for something, with the day's digest what nobody acts on at once.
DEFAULTS: Mapping[str, str] = {GILIRAN: SEGERA, PESAN: SEGERA, PERKEMBANGAN: HARIAN}
#: When the day's digest goes out, where the person is; what comes within five minutes before is of the next.
HOUR, MARGIN = 7, dt.timedelta(minutes=5)
MOST_LINES = 200


def choices_of(person: User) -> dict[str, str]:
    """kind -> way, of every kind."""
    chosen = dict(MailChoice.objects.filter(user=person).values_list("kind", "way"))
    return {kind: chosen.get(kind, DEFAULTS[kind]) for kind in KINDS}


def choose(person: User, ways: Mapping[str, str]) -> None:
    """Keep how a person wants it. ways: kind -> way, checked."""
    MailChoice.objects.bulk_create(
        [MailChoice(user=person, kind=kind, way=way) for kind, way in ways.items()],
        update_conflicts=True,
        update_fields=["way"],
        unique_fields=["user", "kind"],
    )


def awaited(case: Case, people: Sequence[Any]) -> set[Any]:
    """Keys of those among the people for whom a task of the case waits now: who holds one or may take one, and whoever
    stands in for them."""
    rows = CaseTask.objects.filter(case=case, flow_task_type="HUMAN", status__in=["NEW", "ASSIGNED"])
    found, pools = set[Any](), set[str]()
    for status, owner, pool in rows.values_list("status", "owner", "pool"):
        if status == "ASSIGNED":
            found.add(owner)
        elif (known := pool_named(pool)) is not None and pool not in pools:
            pools.add(pool)
            found |= set(known.members(case.where).values_list("pk", flat=True))
    return {*found, *(user.pk for user in substitutes_of(found).values())} & {*people}


def mail_people(order: Order, case: Case, people: Sequence[tuple[Any, str]], dedupe: str) -> None:
    """Each by what they chose, for the kind of notice it is to them: named by the act, else their turn or news.

    people: (key, address) of those who were told just now.
    """
    keys = [pk for pk, _ in people]
    named = order.data.get("kind")
    waited = set[Any]() if named in KINDS else awaited(case, keys)
    chosen = {
        (pk, kind): way
        for pk, kind, way in MailChoice.objects.filter(user__in=keys).values_list("user", "kind", "way")
    }
    daily = []
    for pk, email in people:
        kind = str(named) if named in KINDS else GILIRAN if pk in waited else PERKEMBANGAN
        way = chosen.get((pk, kind), DEFAULTS[kind])
        if not email or way == TIDAK:
            continue
        if way == HARIAN:
            daily.append(pk)
        else:
            defer("email", order.key, pk, boundary=case.pk, case=case.pk, to=email, text=order.data["text"])
    if daily:
        Notification.objects.filter(user__in=daily, dedupe=dedupe, digest=False).update(digest=True)
        people_due = User.objects.filter(pk__in=daily).select_related("institution")
        dues = {user.pk: next_digest(user) for user in people_due}
        names = {pk: natural_key("ringkasan", pk, due.date()) for pk, due in dues.items()}
        # one row for each person and day: none is taken within MARGIN of being looked for here
        known = untaken("ringkasan", names.values())
        for pk, due in dues.items():
            if names[pk] not in known:
                defer("ringkasan", pk, due.date(), due=due, user=pk)


def next_digest(person: User) -> dt.datetime:
    """The next seven o'clock where this person is."""
    now = database_now().astimezone(zone_for(person)) + MARGIN
    today = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if now < today else today + dt.timedelta(days=1)


@job("email", Queue.MAIL, label="E-mail pemberitahuan", waits=LONG, outside=True)
def deliver_email(order: Order) -> None:
    """Number, act and link; no name and no content of the case (SJ-130). The Message-ID is stable."""
    body = order.data
    case = Case.objects.only("number").get(pk=body["case"])
    send(
        body["to"],
        f"[Alur] {body['text']} — {case.number}",
        f"{body['text']}\n\nKasus {case.number}\n{settings.ALUR_BASE_URL}/kasus/{case.pk}/\n",
        identity=str(body.get("identity") or _digest(order.key)),
    )


@job("ringkasan", Queue.MAIL, label="Ringkasan harian", waits=LONG, outside=True)
def deliver_digest(order: Order) -> None:
    """What a person was told since the last one and has not read: number, act and link of each (SJ-130)."""
    person = User.objects.select_related("institution").filter(pk=order.data["user"]).first()
    if person is None:
        return
    waiting = Notification.objects.filter(user=person, digest=True)
    ids = list(waiting.values_list("pk", flat=True))
    told = waiting.filter(pk__in=ids, read_at=None, case__in=cases_visible_to(person)).select_related("case")
    lines = list(told.order_by("created_at", "id")[: MOST_LINES + 1])
    if lines and person.is_active and person.email:
        more = f"\n… dan lainnya di {settings.ALUR_BASE_URL}/notifikasi/\n" if len(lines) > MOST_LINES else ""
        said = [
            f"{one.text}\nKasus {one.case.number}\n{settings.ALUR_BASE_URL}/kasus/{one.case_id}/\n"
            for one in lines[:MOST_LINES]
            if one.case is not None
        ]
        send(
            person.email,
            f"[Alur] Ringkasan: {len(said)} pemberitahuan",
            "\n".join(said) + more,
            identity=_digest(order.key),
        )
    Notification.objects.filter(pk__in=ids).update(digest=False)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]
