"""Whoever holds a type's role records his own absence and names a substitute, who acts in that role; the entry names
both."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.core.models import Absence, CaseTask
from cases.core.reading import inbox
from cases.organisations.appointing import end
from cases.organisations.models import CaseRole, User
from cases.organisations.roles import Role
from tests.support.world import refused
from workflows.ledger import database_now, verify_stream
from workflows.models import LedgerEntry

from .test_parts import api, page, visit

pytestmark = pytest.mark.req("SJ-137")
HERE = "/pengelolaan/ketidakhadiran/"
NEW, END = f"{HERE}t/catat_ketidakhadiran/", f"{HERE}t/akhiri_ketidakhadiran/"
CALL = "/ketidakhadiran/transitions/catat_ketidakhadiran"


@pytest.fixture
def branch(wood: Any) -> Any:
    return wood.grow(wood.plant())


@pytest.fixture
def nest(wood: Any, branch: Any) -> Any:
    return wood.open_below(branch, "sarang", "komisioner", burung="Pipit")


@pytest.fixture
def gardener(wood: Any, branch: Any) -> Any:
    """On the branch alone: of the team of one case."""
    return wood.person_of("kebun", role="juru_kebun", case=branch.pk)


@pytest.fixture
def deputy(wood: Any) -> Any:
    """An official who holds nothing by himself."""
    return wood.person_of("wakil", role=Role.PEGAWAI)


def again(person: Any) -> Any:
    return User.objects.select_related("institution").get(pk=person.pk)


def days(offset: int = 0) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=offset):%d/%m/%Y}"


def entered(person: Any, substitute: Any, **changes: Any) -> dict[str, Any]:
    return {
        "orang": str(person.pk),
        "pengganti": str(substitute.pk),
        "mulai": days(),
        "sampai": days(2),
        "alasan": "Cuti tahunan.",
        **changes,
    }


def test_recorded_by_himself_acted_for_and_ended(wood: Any, nest: Any, gardener: Any, deputy: Any) -> None:
    with refused("E-HIDE"):
        wood.do(nest, "bongkar", "wakil")
    client = visit(wood, "kebun")
    assert HERE in page(client, "/pengelolaan/")
    assert "Catat ketidakhadiran" in page(client, HERE)
    form = page(client, NEW)
    assert str(deputy.pk) in form
    assert f'value="{wood.people.komisioner.pk}"' in form, "whoever is of that half and not there to read"
    assert form.count(str(gardener.pk)) == 1, "as the one who is away, and not as his own substitute"
    answer = client.post(NEW, entered(gardener, deputy))
    assert (answer.status_code, answer["location"]) == (302, HERE)
    assert deputy.nama in page(client, HERE)
    assert nest.pk in {row.case_id for row in inbox.tasks_for(again(deputy), "queue").rows}
    assert nest.case.number in page(visit(wood, "wakil"), f"/kasus/{nest.pk}/")
    wood.people.wakil = again(deputy)
    wood.do(nest, "bongkar", "wakil")
    entry = LedgerEntry.objects.get(stream=nest.pk, act="bongkar")
    assert (entry.actor, entry.on_behalf_of, entry.role) == (deputy, gardener, "juru_kebun")
    assert verify_stream(nest.pk) is None
    done = CaseTask.objects.get(case=nest.pk, flow_task_type="HUMAN", status="DONE")
    assert (done.owner, done.done_by) == (gardener, deputy)
    ending = f"{END}?ketidakhadiran={Absence.objects.get().pk}"
    assert ending in page(client, HERE)
    sent = {"ketidakhadiran": str(Absence.objects.get().pk), "alasan": "Kembali."}
    assert client.post(ending, sent).status_code == 302
    assert "Diakhiri" in page(client, HERE)
    young = wood.open_below(wood.fresh(nest).case.parent, "sarang", "komisioner", burung="Jalak")
    wood.people.wakil = again(deputy)
    with refused("E-HIDE"):
        wood.do(young, "bongkar", "wakil")


def test_over_the_api_and_without_saying_who_is_away(
    wood: Any, nest: Any, gardener: Any, deputy: Any
) -> None:
    client, data = visit(wood, "kebun"), entered(gardener, deputy)
    del data["orang"]
    answer = api(client, wood, "post", CALL, {"data": data}, who="kebun")
    assert answer.status_code == 200, answer.content
    (line,) = api(client, wood, "get", "/ketidakhadiran", who="kebun").json()["items"]
    assert (line["orang_id"], line["pengganti"]) == (str(gardener.pk), deputy.nama)
    absence = Absence.objects.get()
    assert (absence.person, absence.substitute, absence.recorded_by) == (gardener, deputy, gardener)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"orang": "mandor"}, "orang", "E-REF"),  # of somebody else
        ({"orang": "asisten1"}, "orang", "E-REF"),
        ({"pengganti": "kebun"}, "pengganti", "E-REF"),  # himself
        ({"pengganti": "jaksel"}, "pengganti", "E-REF"),  # of the other half
        ({"pengganti": "auditor"}, "pengganti", "E-REF"),  # who reads alone
    ],
)
def test_of_nobody_else_and_by_nobody_of_the_other_half(
    wood: Any, gardener: Any, deputy: Any, changes: dict[str, str], field: str, code: str
) -> None:
    wood.person_of("mandor", role="mandor")
    named = {name: str(wood.person(who).pk) for name, who in changes.items()}
    answer = api(
        visit(wood, "kebun"), wood, "post", CALL, {"data": entered(gardener, deputy, **named)}, who="kebun"
    )
    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (422, code, [field])
    assert not Absence.objects.exists()


def test_he_reads_and_ends_his_own_lines_alone(wood: Any, gardener: Any, deputy: Any) -> None:
    foreman = wood.person_of("mandor", role="mandor")
    supervisor = visit(wood, "komisioner")
    assert str(foreman.pk) in page(supervisor, NEW), "a supervisor records it of everybody who has work here"
    sent = entered(foreman, deputy)
    assert supervisor.post(NEW, sent).status_code == 302
    theirs = Absence.objects.get()
    client = visit(wood, "kebun")
    assert foreman.nama not in page(client, HERE)
    assert api(client, wood, "get", "/ketidakhadiran", who="kebun").json()["items"] == []
    assert client.post(END, {"ketidakhadiran": str(theirs.pk), "alasan": "x"}).status_code == 422
    assert foreman.nama in page(visit(wood, "asisten1"), HERE)
    theirs.refresh_from_db()
    assert theirs.ended_at is None
    assert supervisor.post(END, {"ketidakhadiran": str(theirs.pk), "alasan": "x"}).status_code == 302


def test_who_holds_no_role_of_a_type_any_more_writes_nothing(wood: Any, gardener: Any, deputy: Any) -> None:
    end(CaseRole.objects.filter(person=gardener), at=database_now())
    client = visit(wood, "kebun")
    page(client, HERE, 403)
    assert client.post(NEW, entered(gardener, deputy)).status_code in (403, 404)
    committee = wood.people.jaksel.institution
    wood.person_of("panitia", committee, role="panitia_pohon", institution=committee)
    page(visit(wood, "panitia"), HERE, 403)
    assert not Absence.objects.exists()
