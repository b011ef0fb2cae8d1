"""Two tabs save one draft at the same moment: both texts are there afterwards (SJ-138)."""

from __future__ import annotations

from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.core.doing import drafts
from cases.core.models import Draft
from tests.support.races import TRIALS, run
from tests.support.world import World, user


@pytest.fixture
def jaksel(committed_db: Any) -> Any:
    World()
    return user("jaksel")


def place(person: Any, object_id: Any) -> drafts.Place:
    wanted = None if object_id is None else str(object_id)
    return drafts.Place(user=str(person.pk), case_type="jpt", act="edit", object_id=wanted, names=("alasan",))


def saving(person: Any, text: str, *, pk: Any = None, revision: int | None = 1) -> Any:
    """One tab. pk: of the draft it knows; without one each tab brings its own."""

    def attempt(track: Any) -> None:
        data = {"alasan": {"alasan": [f"{text} {track}"]}}
        drafts.save(place(person, track), pk(track) if pk else uuid7(), revision, data)

    return attempt


def texts(person: Any, track: Any) -> list[str]:
    rows = Draft.objects.filter(user=person, object_id=track)
    return sorted(row.data["alasan"]["alasan"][0] for row in rows)


def test_of_a_draft_both_know(jaksel: Any) -> None:
    tracks = [uuid7() for _ in range(TRIALS)]
    known = {
        t: drafts.save(place(jaksel, t), uuid7(), 0, {"alasan": {"alasan": ["a"]}}).draft.pk for t in tracks
    }
    run(tracks, saving(jaksel, "satu", pk=known.get), saving(jaksel, "dua", pk=known.get))
    assert [texts(jaksel, t) for t in tracks] == [[f"dua {t}", f"satu {t}"] for t in tracks]
    assert Draft.objects.filter(copy=False).count() == TRIALS


def test_of_a_draft_neither_knows(jaksel: Any) -> None:
    tracks = [uuid7() for _ in range(TRIALS)]
    run(tracks, saving(jaksel, "satu"), saving(jaksel, "dua"))
    assert [texts(jaksel, t) for t in tracks] == [[f"dua {t}", f"satu {t}"] for t in tracks]
    assert Draft.objects.filter(copy=False).count() == TRIALS


def test_of_one_page_whose_first_save_goes_out_twice(jaksel: Any) -> None:
    tracks = [uuid7() for _ in range(TRIALS)]
    runners = (saving(jaksel, "sama", pk=lambda track: track, revision=0) for _ in range(2))
    run(tracks, *runners)
    assert [texts(jaksel, t) for t in tracks] == [[f"sama {t}"] for t in tracks]
