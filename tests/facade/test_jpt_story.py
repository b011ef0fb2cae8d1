"""Nothing is a façade: the story of a selection, told over the API, needs each library where it uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from tests.story import script
from tests.story.client import Program
from tests.story.conftest import PASSWORD
from tests.story.test_api_story import Teller, decide, open_selection, score
from tests.support.facade import STUBS, stops_at
from tests.support.people import demo_people

Cast = dict[str, Program]


@pytest.fixture
def cast(db: None, s3: Any) -> Iterator[Cast]:
    """The demo's people, each with a program that calls the server in this process, where a stub reaches it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the connection is the test's, which is rolled back
    transport = httpx.WSGITransport(app=get_wsgi_application())
    people = demo_people(PASSWORD)
    programs = {name: Program("http://testserver", name, PASSWORD, transport) for name in people}
    yield programs
    for program in programs.values():
        program.http.close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def post(cast: Cast) -> str:
    """An approved nomenklatur, made while nothing is missing."""
    opened = cast["jaksel"].open("nomenklatur", {**script.POST, "kompetensi_manajerial": [{}]})
    Teller(cast, opened.body["id"]).tell(script.NOMENKLATUR)
    return str(opened.body["id"])


def story(cast: Cast, post: str) -> Iterator[str]:
    """From Rencana Seleksi to the official; yields what comes next."""
    yield "tambah_seleksi"
    selection = Teller(cast, open_selection(cast, post))
    yield from told(selection, script.SELEKSI_RENCANA)
    yield "penilaian"
    score(selection)
    yield from told(selection, script.PENUNDAAN)
    yield "tiga_besar"
    decide(selection)
    yield from told(selection, script.SELEKSI_AKHIR)
    yield "selesai"
    assert selection.path == script.PATH


def told(selection: Teller, steps: tuple[script.Step, ...]) -> Iterator[str]:
    for step in steps:
        yield step.act
        selection.tell((step,))


def test_the_story_comes_to_its_end(cast: Cast, post: str) -> None:
    assert stops_at(story, cast, post) == ""


@pytest.mark.parametrize(
    ("library", "step"),
    [
        ("django-fsm's state change", "tambah_seleksi"),
        ("viewflow's next node", "pilih_petugas"),
        ("guardian's grant", "perbaikan"),
    ],
)
def test_it_stops_where_a_library_is_missing(cast: Cast, post: str, library: str, step: str) -> None:
    with STUBS[library]():
        assert stops_at(story, cast, post) == step
