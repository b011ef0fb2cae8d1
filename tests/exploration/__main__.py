"""`make explore`: every walk, with its size and time. Fails when one finds something."""

from __future__ import annotations

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
django.setup()

from . import walks  # noqa: E402


def main(words: list[str]) -> int:
    bad = 0
    for name, (start, off, how) in (walks.QUICK | walks.TWO | walks.LONG | walks.TWO_LONG).items():
        if words and not any(word in name for word in words):
            continue
        began = time.process_time()
        found = walks.found(start, *off, **how)
        seconds = time.process_time() - began
        print(f"{found.states:>9,} states {found.steps:>10,} steps {seconds:6.1f} s  {name}", flush=True)
        for fault, way in found.faults.items():
            bad += 1
            print(f"  {fault}\n    way: {' '.join(way)}")
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
