"""`make mutate`: every declared guard, fact and predicate is killed by a test, or named as a survivor.

    python -m tests.support.mutate [text …]      only mutants whose name contains one of the texts

A test says with `@pytest.mark.kills("guard:nomenklatur.kompetensi_lengkap")` which mutants it must notice.
All run in one process and one database session: each marked test first on sound code, then once per mutant until
one notices. Only a failed assertion counts: a mutant that merely breaks its test has not been noticed.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Hunt:
    """A pytest plugin that replaces the loop over the tests."""

    def __init__(self, chosen: list[str]) -> None:
        self.chosen = chosen
        self.killed: dict[str, str] = {}
        self.survived: dict[str, str] = {}
        self.sound: dict[str, bool] = {}
        self.reports: list[Any] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.get_closest_marker("kills")]

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.reports.append(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from tests.support.mutation import mutants

        tests = defaultdict(list)
        for item in session.items:
            for marker in item.iter_markers("kills"):
                for name in marker.args:
                    tests[name].append(item)
        known = [name for name in mutants() if not self.chosen or any(text in name for text in self.chosen)]
        machines = {name.partition(":")[2].partition(".")[0] for name in mutants()}
        for name in sorted(set(tests) - set(mutants())):
            if name.partition(":")[2].partition(".")[0] not in machines:
                continue  # of a machine that only its own tests install
            self.survived[name] = "a test names it, nobody declares it"
            self._say(session, f"UNKNOWN   {name:55} {self.survived[name]}")
        if not session.items:
            self.survived |= dict.fromkeys(known, "no test is marked")
            return True
        self.last = session.items[-1]
        for name in known:
            self._hunt(name, self._sound(tests[name]))
        self.last.ihook.pytest_runtest_protocol(item=self.last, nextitem=None)  # takes the session down
        return True

    def _sound(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """Those that pass on sound code; a test that fails there proves nothing."""
        good = []
        for item in items:
            if item.nodeid not in self.sound:
                self.sound[item.nodeid] = not self._failures(item)
            if self.sound[item.nodeid]:
                good.append(item)
        return good

    def _hunt(self, name: str, items: list[pytest.Item]) -> None:
        from tests.support.mutation import neutralised

        why = "no test is marked"
        for item in items:
            why = "its tests pass"
            with neutralised(name):
                failures = self._failures(item)
            if any(_noticed(report) for report in failures):
                self.killed[name] = item.nodeid
                self._say(item.session, f"killed    {name:55} {item.nodeid}")
                return
            if failures:
                why = f"it only breaks {item.nodeid}"
        self.survived[name] = why
        self._say(self.last.session, f"SURVIVED  {name:55} {why}")

    @staticmethod
    def _say(session: pytest.Session, line: str) -> None:
        with session.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(line, flush=True)

    def _failures(self, item: pytest.Item) -> list[Any]:
        self.reports = []
        # another item as the next one keeps the session's fixtures: servers, database
        item.ihook.pytest_runtest_protocol(
            item=item, nextitem=self.last if item is not self.last else self._other(item)
        )
        return [report for report in self.reports if report.failed]

    def _other(self, item: pytest.Item) -> pytest.Item:
        return next((i for i in item.session.items if i is not item), item)


def _noticed(report: Any) -> bool:
    crash = getattr(report.longrepr, "reprcrash", None)
    message = crash.message if crash is not None else str(report.longrepr)
    return report.when == "call" and message.startswith(("AssertionError", "assert", "Failed:"))


def main(chosen: list[str]) -> int:
    hunt, started = Hunt(chosen), time.monotonic()
    options = ["-o", "addopts=--import-mode=importlib", "-p", "no:terminal", "-p", "no:cacheprovider"]
    options += ["-n", "0", "-W", "error", str(ROOT / "tests")]
    code = pytest.main(options, [hunt])
    unsound = [nodeid for nodeid, passes in hunt.sound.items() if not passes]
    for nodeid in unsound:
        print(f"FAILS     without any mutant: {nodeid}")
    total = len(hunt.killed) + len(hunt.survived)
    print(f"{len(hunt.killed)} of {total} mutants killed in {time.monotonic() - started:.0f} s.")
    return int(bool(hunt.survived or unsound or not hunt.killed or code not in {0, 1}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
