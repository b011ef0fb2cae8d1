"""A page loads the scripts of what stands on it, and no others."""

from __future__ import annotations

import pytest

from tests.looks.sheets import ROLES, Sheet, plain

#: Script -> what it works on. large.js has its page in tests/thirdtype only.
SCRIPTS = {
    "rows": "data-rows=",
    "drafts": "data-draft=",
    "grid": "<form data-grid",
    "paste": "data-paste",
    "waiting": "data-waiting",
    "files": "data-files=",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_where_its_work_is(sheets: dict[str, list[Sheet]], name: str) -> None:
    everything = [sheet for role in ROLES for sheet in sheets[role]]
    loaded = {plain(sheet.path) for sheet in everything if f"/js/{name}." in sheet.text}
    used = {plain(sheet.path) for sheet in everything if SCRIPTS[name] in sheet.text}
    assert loaded == used
    assert used, "no page has it: this test sees nothing"
