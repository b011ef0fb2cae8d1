"""Illegal moves of §15.5 that are reads: the link of a nomenklatur (X5) and what is foreign (X43)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.reading.files import get_file_for
from cases.core.reading.selectors import get_subject_for
from cases.jpt.forms.plan import RencanaForm
from cases.pejabat.selectors import get_for
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from tests.cases.test_illegal_moves import waiting_official
from workflows.errors import Refused


@pytest.fixture
def steps(people: Any) -> Steps:
    return Steps(people)


@pytest.mark.req("X5", "SJ-44", "SJ-61")
def test_plan_from_the_link_of_a_nomenklatur(steps):
    """The address names the post; the page that was asked for it logs the refusal."""
    approved, waiting = steps.nomenklatur(), steps.nomenklatur(unit="Dinas Lain", upto="baru")
    foreign = steps.nomenklatur("bogor")
    jaksel = steps.people.jaksel
    assert RencanaForm.initial_from({"nomenklatur": str(approved.pk)}, jaksel) == {
        "nomenklatur": [str(approved.pk)]
    }
    for post, code in ((waiting, "E-STATE"), (foreign, "E-HIDE")):
        with pytest.raises(Refused) as caught:
            RencanaForm.initial_from({"nomenklatur": str(post.pk)}, jaksel)
        assert caught.value.code == code
    assert RencanaForm.initial_from({"nomenklatur": "x"}, jaksel) == {}


@pytest.mark.req("X43", "SJ-51", "SJ-19")
def test_reading_what_is_foreign(steps):
    """E-HIDE of the reading routes; the access log of a read is written by its door."""
    seleksi = steps.finished()
    official = waiting_official(steps, steps.nomenklatur(unit="Dinas Lain"))
    file = Attachment.objects.filter(boundary=seleksi.pk).first()
    reads = [
        lambda: get_subject_for(steps.people.bogor, seleksi.pk),
        lambda: get_file_for(steps.people.bogor, file.pk),
        lambda: get_for(steps.people.bogor, official.pk),
    ]
    for read in reads:
        with pytest.raises(Refused) as caught:
            read()
        assert caught.value.code == "E-HIDE"
    assert get_subject_for(steps.people.jaksel, seleksi.pk).pk == seleksi.pk
    assert get_for(steps.people.jaksel, official.pk) == official
