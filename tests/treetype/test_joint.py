"""An act of two people: the first says yes, the second, of the other side, does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.core.models import Absence
from workflows import consents
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import Consent, LedgerEntry


@pytest.fixture
def branch(wood: Any) -> Any:
    found = wood.grow(wood.plant())
    wood.do(found, "berbuah", "komisioner")
    return found


def refused(wood: Any, branch: Any, who: str) -> Refused:
    with pytest.raises(Refused) as caught:
        wood.do(branch, "petik", who)
    return caught.value


@pytest.mark.parametrize(("one", "other"), [("komisioner", "asisten1"), ("asisten1", "komisioner")])
def test_either_may_be_the_first(wood: Any, branch: Any, one: str, other: str) -> None:
    before = wood.fresh(branch)
    first = wood.do(branch, "petik", one)
    now = wood.fresh(branch)
    assert first.consent is not None
    assert (now.buah, now.version, now.state) == (1, before.version, before.state)
    assert (first.entry.act, first.entry.ref, first.entry.actor_id) == (
        "setuju:petik",
        "DH-6",
        wood.person(one).pk,
    )
    second = wood.do(branch, "petik", other)
    assert second.consent is None
    assert wood.fresh(branch).buah == 0
    assert second.entry.body["with"] == {
        "entry": str(first.entry.pk),
        "person": str(wood.person(one).pk),
        "role": first.consent.side,
    }
    used = Consent.objects.get()
    assert (used.used_id, used.data, used.ended_at is not None) == (second.entry.pk, {}, True)
    assert verify_stream(branch.pk) is None


def test_one_person_does_not_say_yes_twice(wood: Any, branch: Any) -> None:
    wood.do(branch, "petik", "komisioner")  # of both sides by his role
    assert refused(wood, branch, "komisioner").code == "E-GUARD"
    assert wood.fresh(branch).buah == 1


def test_two_of_one_side_are_not_two_sides(wood: Any, branch: Any) -> None:
    wood.do(branch, "petik", "asisten1")
    again = wood.do(branch, "petik", "asisten2")
    assert again.consent is not None  # in the place of the first
    assert wood.fresh(branch).buah == 1
    assert Consent.objects.filter(ended_at=None).count() == 1


def test_who_is_of_neither_side_is_refused(wood: Any, branch: Any) -> None:
    assert refused(wood, branch, "jaksel").code == "E-PERM"
    assert refused(wood, branch, "auditor").code == "E-PERM"


def test_a_consent_ends_by_its_time(wood: Any, branch: Any) -> None:
    wood.do(branch, "petik", "komisioner", jumlah=3)
    assert consents.end_expired() == 0
    Consent.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert wood.do(branch, "petik", "asisten1").consent is not None
    assert wood.fresh(branch).buah == 1
    assert consents.end_expired() == 1
    assert Consent.objects.get(side="kasn_komisioner").data == {}


def test_the_same_side_says_yes_again_when_the_time_of_the_first_is_over(wood: Any, branch: Any) -> None:
    wood.do(branch, "petik", "komisioner")
    Consent.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert wood.do(branch, "petik", "komisioner").consent is not None
    assert wood.do(branch, "petik", "asisten1").consent is None
    assert wood.fresh(branch).buah == 0


def test_a_consent_is_to_the_object_as_it_was(wood: Any, branch: Any) -> None:
    given = wood.do(branch, "petik", "komisioner", jumlah=2).consent
    wood.do(branch, "berbuah", "komisioner")
    given.refresh_from_db()
    assert (given.ended_at is not None, given.used_id, given.data) == (True, None, {}), "it has moved on"
    assert wood.do(branch, "petik", "asisten1").consent is not None
    assert wood.fresh(branch).buah == 2


def test_a_consent_is_taken_back_with_an_entry(wood: Any, branch: Any) -> None:
    given = wood.do(branch, "petik", "komisioner").consent
    with pytest.raises(Refused) as caught:
        consents.withdraw(wood.fresh(branch), given.pk, wood.person("asisten1"))
    assert caught.value.code == "E-PERM"
    consents.withdraw(wood.fresh(branch), given.pk, wood.person("komisioner"))
    assert LedgerEntry.objects.filter(stream=branch.pk, act="tarik_setuju:petik").count() == 1
    assert wood.do(branch, "petik", "asisten1").consent is not None
    with pytest.raises(Refused) as caught:
        consents.withdraw(wood.fresh(branch), given.pk, wood.person("komisioner"))
    assert caught.value.code == "E-STATE"
    assert verify_stream(branch.pk) is None


def test_a_guard_that_does_not_hold_takes_no_consent(wood: Any) -> None:
    bare = wood.grow(wood.plant())
    assert refused(wood, bare, "komisioner").code == "E-STATE"
    assert not Consent.objects.exists()


@pytest.mark.parametrize("then", ["asisten2", "komisioner"])
def test_nobody_agrees_with_himself_under_two_names(wood: Any, branch: Any, then: str) -> None:
    """asisten2 said yes in the name of komisioner: neither of the two is the other side."""
    people = wood.people
    now, day = timezone.now(), dt.timedelta(days=1)
    Absence.objects.create(
        person=people.komisioner,
        substitute=people.asisten2,
        since=now - day,
        until=now + day,
        reason="Cuti",
        recorded_at=now,
        recorded_by=people.admin,
    )
    given = perform(
        wood.fresh(branch), "petik", actor=people.asisten2, on_behalf_of=people.komisioner, data={}
    )
    assert (given.consent.side, given.entry.on_behalf_of) == ("kasn_komisioner", people.komisioner)
    assert refused(wood, branch, then).code == "E-GUARD"
    assert wood.fresh(branch).buah == 1
    wood.do(branch, "petik", "asisten1")
    assert wood.fresh(branch).buah == 0
