"""The words of docs/glossary.md on every page of every role."""

from __future__ import annotations

import re

from tests.looks.sheets import ROLES, Sheet, plain
from tests.support.browsing import read

#: Words that have another one, and what is ours alone: codes, numbers of our catalogue.
NOT_SAID = re.compile(
    r"\b([Rr]eview\w*|[Mm]ereview|[Ll]og ?in|[Ll]og ?out|[Nn]otifikasi|[Dd]ownload|upload|[Ff]ilter|[Ss]ubmit"
    r"|[Ss]eed|[Ss]trata|[Hh]ash|Simpan draf|E-[A-Z]{2,}|(?:SJ|SL|NM|KD|CB|RQ)-\d{1,3}[a-z]?)\b|§"
)


def test_every_page_speaks_as_the_glossary_says(sheets: dict[str, list[Sheet]]) -> None:
    found = {
        (plain(sheet.path), word[0])
        for role in ROLES
        for sheet in sheets[role]
        for word in NOT_SAID.finditer(read(sheet.text.partition("<body")[2]))
    }
    assert found == set()


def test_a_state_has_one_tone_everywhere(sheets: dict[str, list[Sheet]]) -> None:
    tones: dict[str, set[str]] = {}
    for role in ROLES:
        for sheet in sheets[role]:
            for tone, label in re.findall(
                r'<strong class="alur-tag alur-tag--(\w+)">([^<]+)</strong>', sheet.text
            ):
                tones.setdefault(label.strip(), set()).add(tone)
    assert {label: found for label, found in tones.items() if len(found) > 1} == {}
