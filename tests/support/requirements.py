"""`make requirements`: which requirement ids are proven by which tests, and which are not.

Reads the catalogue (docs/spec/*.md) and the markers `@pytest.mark.req(...)` as pytest collects them.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"^#+ ((?:SJ|CB|EN|KT|UN|PK)-\d+) — (.+)$", re.M)
#: The catalogue of CAT writes most requirements as rows of tables: id, source, who or what, …
ROW = re.compile(r"^\| ((?:CB|EN|KT|UN|PK)-\d+) \|[^|]*\| ([^|]+?) \|(?: ([^|]+?) \|)?", re.M)


class Collector:
    """Collects (requirement id -> test ids) without running anything."""

    def __init__(self) -> None:
        self.proven: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for marker in item.iter_markers("req"):
                for ref in marker.args:
                    self.proven[ref].add(item.nodeid.split("[")[0])


def catalogue() -> dict[str, str]:
    """Requirement id -> title, in the order of the files."""
    files = sorted((ROOT / "docs/spec").glob("*.md"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    rows = {m[1]: (m[3] or m[2])[:90] for text in texts for m in ROW.finditer(text)}
    return {m[1]: m[2] for text in texts for m in HEADING.finditer(text)} | rows


#: Without the terminal's plugin its options in pyproject.toml are unknown.
QUIET = [
    "-o",
    "addopts=--import-mode=importlib",
    "--collect-only",
    "-p",
    "no:terminal",
    "-p",
    "no:cacheprovider",
    "-n",
    "0",
]


def main(prefixes: list[str]) -> int:
    collector = Collector()
    code = pytest.main([*QUIET, str(ROOT / "tests")], [collector])
    if code not in (0, 5):
        return int(code)
    known = catalogue()
    wanted = {ref: title for ref, title in known.items() if not prefixes or ref.split("-")[0] in prefixes}
    for ref, title in wanted.items():
        tests = sorted(collector.proven.get(ref, ()))
        print(f"{'proven' if tests else '  open'}  {ref}  {title}")
        for test in tests:
            print(f"            {test}")
    extra = sorted(set(collector.proven) - set(known))
    rows = sorted(ref for ref in extra if re.match(r"(SL|NM|KD|KO|X)-?\d", ref))
    if rows:
        print(f"\nRows of the machines and illegal moves proven: {', '.join(rows)}")
    if unknown := sorted(set(extra) - set(rows)):
        print(f"\nNot in the catalogue: {', '.join(unknown)}")
    proven = sum(1 for ref in wanted if collector.proven.get(ref))
    print(f"\n{proven} of {len(wanted)} requirements are proven by a test.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
