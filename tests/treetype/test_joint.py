"""An act of two people: the first says yes, the second, of the other side, does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from workflows import consents
from workflows.errors import Refused
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
    wood.do(branch, "petik", "komisioner")
    wood.do(branch, "berbuah", "komisioner")
    assert wood.do(branch, "petik", "asisten1").consent is not None
    assert wood.fresh(branch).buah == 2


def test_a_consent_is_taken_back_with_an_entry(wood: Any, branch: Any) -> None:
    wood.do(branch, "petik", "komisioner")
    with pytest.raises(Refused):
        consents.withdraw(wood.fresh(branch), "petik", wood.person("asisten1"))
    consents.withdraw(wood.fresh(branch), "petik", wood.person("komisioner"))
    assert LedgerEntry.objects.filter(stream=branch.pk, act="tarik_setuju:petik").count() == 1
    assert wood.do(branch, "petik", "asisten1").consent is not None
    assert verify_stream(branch.pk) is None


def test_a_guard_that_does_not_hold_takes_no_consent(wood: Any) -> None:
    bare = wood.grow(wood.plant())
    assert refused(wood, bare, "komisioner").code == "E-STATE"
    assert not Consent.objects.exists()


def test_the_page_says_who_said_yes_and_shows_what_he_entered(wood: Any, branch: Any) -> None:
    url = f"/kasus/{branch.pk}/t/petik/"
    first, second = Client(), Client()
    for client, name in ((first, "asisten1"), (second, "komisioner")):
        client.force_login(wood.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    assert "Tindakan ini dilakukan dua orang" in first.get(url).content.decode()
    answer = first.post(url, {"jumlah": "3"}, follow=True)
    assert "Persetujuan pertama: Petik bersama sudah dicatat" in answer.content.decode()
    assert "tinggal menunggu persetujuan pihak lain" in first.get(f"/kasus/{branch.pk}/").content.decode()
    assert first.get(url).status_code == 409
    form = second.get(url).content.decode()
    assert f"{wood.person('asisten1')} sudah menyetujuinya pada" in form
    assert 'value="3"' in form
    assert second.post(url, {"jumlah": "4"}).status_code == 302  # something else: another first yes
    assert wood.fresh(branch).buah == 1
    assert 'value="4"' in first.get(url).content.decode()
    assert first.post(url, {"jumlah": "4"}).status_code == 302  # what the other has entered
    assert wood.fresh(branch).buah == 0


def test_the_second_does_it_on_the_page(wood: Any, branch: Any) -> None:
    wood.do(branch, "petik", "asisten1", jumlah=3)
    second = Client()
    second.force_login(wood.person("komisioner"), backend="cases.organisations.auth.backends.AccountBackend")
    assert second.post(f"/kasus/{branch.pk}/t/petik/", {"jumlah": "3"}).status_code == 302
    assert wood.fresh(branch).buah == 0
