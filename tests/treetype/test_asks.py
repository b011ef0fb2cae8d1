"""What a press asks of other boundaries: done by a job, once, re-checked, answered."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.declared.registry import case_type
from tests.support.jobs import put_back, rows
from workflows import locks
from workflows.actors import SYSTEM
from workflows.asks import JOB, answer, still_open, unanswered
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import AccessLog, Ask, LedgerEntry


def test_what_is_asked_for_comes_into_being_under_the_key_it_was_asked_by(wood: Any) -> None:
    tree = wood.plant()
    done = wood.do(tree, "tambah_dahan", "komisioner")
    (row,) = Ask.objects.all()
    assert wood.branches(tree) == []
    assert (row.cause_id, row.ref, row.asker) == (done.entry.pk, "PH-2", tree.pk)
    assert done.entry.payload.values["permintaan"]["v"] == [
        {"jenis": "dahan", "tindakan": "bertunas", "objek": str(row.object_id)}
    ]
    wood.settle()
    branch = wood.fresh(row.object_id)
    row.refresh_from_db()
    assert (branch.state, branch.case.parent_id, branch.case.institution_id) == (
        "hijau",
        tree.pk,
        tree.case.institution_id,
    )
    assert (row.answer, row.entry.stream, row.data) == ("dilakukan", branch.pk, {})
    assert row.entry.body["asked_by"] == {"entry": str(done.entry.pk), "ref": "PH-2"}
    assert row.entry.actor_id is None
    assert verify_stream(branch.pk) is None


def test_lost_and_repeated_jobs_do_it_once(wood: Any) -> None:
    tree = wood.plant()
    wood.do(tree, "tambah_dahan", "komisioner")
    again = rows(JOB)
    wood.settle()
    put_back(again)
    wood.settle()
    assert len(wood.branches(tree)) == 1
    assert LedgerEntry.objects.filter(act="bertunas").count() == 1


def test_what_no_longer_applies_is_an_answer_and_no_refusal(wood: Any) -> None:
    tree = wood.plant()
    first, second = wood.grow(tree), wood.grow(tree)
    wood.do(tree, "pangkas", "komisioner")
    rival = Ask.objects.get(object_id=first.pk, act="luruh")
    perform(wood.fresh(first), "luruh", actor=SYSTEM, ask=rival)  # by another job, a moment earlier
    wood.settle()
    rival.refresh_from_db()
    assert rival.answer == "tidak_berlaku"
    assert "Hijau" not in rival.why
    assert rival.why
    assert wood.fresh(second).state == "gugur"
    assert not AccessLog.objects.filter(action="luruh").exists()
    assert not unanswered(tree.pk).exists()


def test_what_is_missing_is_waited_for(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    wood.do(branch, "berbuah", "komisioner")
    wood.do(tree, "pangkas", "komisioner")
    wood.settle()
    assert wood.fresh(branch).state == "hijau"
    assert still_open(branch.pk, ["PH-3"]).count() == 1
    wood.do(branch, "petik", "komisioner")
    wood.do(branch, "petik", "asisten1")  # the branch settles: nothing is in the way any more
    wood.settle()
    assert wood.fresh(branch).state == "gugur"
    assert not still_open(branch.pk).exists()


def test_anything_else_that_is_unmet_is_the_answer_and_the_asker_learns_of_it(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    wood.settle()
    wood.do(tree, "pangkas", "komisioner")
    (row,) = Ask.objects.filter(act="luruh")
    assert answer(row.pk)
    row.refresh_from_db()
    assert (row.answer, row.why) == ("tidak_berlaku", "Ada sarang di dahan ini.")
    assert wood.fresh(branch).state == "hijau"
    assert [job.args["data"]["root"] for job in rows("reda")][-1] == str(tree.pk)


def test_what_it_waits_for_is_asked_before_what_makes_it_moot(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    wood.do(branch, "berbuah", "komisioner")
    wood.do(tree, "pangkas", "komisioner")
    (row,) = Ask.objects.filter(act="luruh")
    with pytest.raises(Refused) as refused:
        answer(row.pk)
    assert [reason.guard for reason in refused.value.reasons] == ["tanpa_buah"]
    row.refresh_from_db()
    assert row.answered_at is None


def test_the_scope_is_frozen_when_the_press_is_done(wood: Any) -> None:
    tree = wood.plant()
    old = wood.grow(tree)
    wood.do(tree, "pangkas", "komisioner")
    wood.do(tree, "tambah_dahan", "komisioner")
    wood.settle()
    assert wood.fresh(old).state == "gugur"
    (new,) = set(wood.branches(tree)) - {old.pk}
    assert wood.fresh(new).state == "hijau"


def test_nobody_does_by_hand_what_is_asked_for(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    for who in ("admin", "komisioner", "asisten1"):
        with pytest.raises(Refused) as refused:
            wood.do(branch, "luruh", who)
        assert refused.value.code == "E-PERM"
    with pytest.raises(Refused) as refused:
        perform(wood.fresh(branch), "luruh", actor=SYSTEM)
    assert refused.value.code == "E-PERM"


def test_a_cause_may_ask_for_its_own_rows_alone(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    asked = Ask.objects.get(object_id=branch.pk)
    asked.ref = "PH-2"
    with pytest.raises(Refused) as refused:
        perform(wood.fresh(branch), "luruh", actor=SYSTEM, ask=asked)
    assert refused.value.code == "E-STATE"
    assert wood.fresh(branch).state == "hijau"


def test_a_refused_press_asks_for_nothing(wood: Any) -> None:
    tree = wood.plant()
    with pytest.raises(Refused):
        wood.do(tree, "tambah_dahan", "jaksel")
    assert not Ask.objects.exists()
    assert rows(JOB) == []


def test_what_is_asked_takes_its_locks_by_itself() -> None:
    """Its locks are asked of the object that is asked, not of the one who asks."""
    tree = case_type("pohon").machine.model(1)
    rows_, following = locks._rows.__wrapped__(tree, "pangkas", tree)
    assert {row.ref for row in (*rows_, *following)} == {"PH-3"}
