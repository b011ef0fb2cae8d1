"""Clocks are wound by every press, do their act once, come again when it is refused, and are parked in the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.pekerjaan.reading import label_of
from workflows import failures
from workflows.errors import Refused
from workflows.firing import fire_clocks
from workflows.models import Clock, Failure, LedgerEntry
from workflows.timers import WAITS


def at(**ago: int) -> str:
    return timezone.localtime(timezone.now() - dt.timedelta(**ago)).strftime("%d/%m/%Y %H:%M")


def watered(wood: Any, **ago: int) -> Any:
    branch = wood.grow(wood.plant())
    wood.do(branch, "siram", "komisioner", layu_pada=at(**ago))
    return branch


def test_it_is_armed_moved_and_disarmed_as_the_fact_moves(wood: Any) -> None:
    branch = wood.grow(wood.plant())
    assert not Clock.objects.exists()
    wood.do(branch, "siram", "komisioner", layu_pada=at(hours=-2))
    first = Clock.objects.get()
    assert (first.object_id, first.act, first.boundary) == (branch.pk, "layu", branch.pk)
    assert first.due == wood.fresh(branch).layu_pada
    wood.do(branch, "siram", "komisioner", layu_pada=at(hours=-3))
    assert Clock.objects.get().due == first.due + dt.timedelta(hours=1)
    wood.do(branch, "siram", "komisioner", layu_pada="")
    assert not Clock.objects.exists()


def test_what_is_due_is_done_by_the_system_and_the_clock_is_gone(wood: Any) -> None:
    branch = watered(wood, minutes=5)
    assert fire_clocks() == 1
    assert wood.fresh(branch).state == "gugur"
    assert not Clock.objects.exists()
    assert not Failure.objects.exists()
    entry = LedgerEntry.objects.get(stream=branch.pk, act="layu")
    assert (entry.ref, entry.role) == ("DH-3", "sistem")
    assert fire_clocks() == 0


def test_what_is_not_due_waits(wood: Any) -> None:
    branch = watered(wood, hours=-1)
    assert fire_clocks() == 0
    assert wood.fresh(branch).state == "hijau"


def test_a_refused_clock_comes_again_and_is_parked_in_the_end(wood: Any) -> None:
    branch = watered(wood, minutes=5)
    wood.do(branch, "berbuah", "komisioner")
    for number in range(len(WAITS) + 1):
        assert fire_clocks() == 1, number
        assert fire_clocks() == 0, number  # not before its back-off
        Clock.objects.update(next_try=timezone.now() - dt.timedelta(seconds=1))
    assert fire_clocks() == 0
    parked = failures.parked().get()
    assert (parked.source, parked.name, parked.error) == (failures.CLOCK, "layu", "Petik buahnya dahulu.")
    assert label_of(parked) == "Tenggat otomatis (Layu)"
    wood.do(branch, "petik", "komisioner")
    wood.do(branch, "petik", "asisten1")
    failures.retry(wood.person("admin"), parked.pk, "Sudah dipetik.")
    assert fire_clocks() == 1
    assert wood.fresh(branch).state == "gugur"


def test_nobody_presses_what_a_clock_does(wood: Any) -> None:
    branch = watered(wood, minutes=5)
    with pytest.raises(Refused) as refused:
        wood.do(branch, "layu", "komisioner")
    assert refused.value.code == "E-PERM"
