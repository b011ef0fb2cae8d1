"""Processes that are killed on the spot: what a power cut leaves behind.

`multiprocessing`'s fork server loads Django once and forks each victim from there, so that a kill costs
milliseconds and the victim shares no connection with the test. A victim runs a function of this module; `at`
names the place where it gets SIGKILL, counted from its n-th passing. Nothing of this is in the product.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import django

if __name__ == "tests.support.killed":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
    django.setup()

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.support.killed"])


def kill_at(place: str, work: Callable[..., None], *args: Any, passing: int = 1, before: bool = False) -> int:
    """Run `work(*args)` in a process that is killed when it has passed `place`; returns its exit code.

    place: "module:Class.function"; before: killed on the way in instead of on the way out. The exit code is
    -SIGKILL when it was killed, 0 when it came to its end.
    """
    victim = _context.Process(target=_run, args=(place, before, passing, work, args))
    victim.start()
    victim.join(60)
    assert victim.exitcode is not None, "the victim hangs"
    return victim.exitcode


KILLED = -signal.SIGKILL


def _run(place: str, before: bool, passing: int, work: Callable[..., None], args: Any) -> None:
    if place:
        _mine(place, before, passing)
    work(*args)


def _mine(place: str, before: bool, passing: int) -> None:
    """Lay SIGKILL at the place."""
    module, _, path = place.partition(":")
    holder: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    original, left = getattr(holder, name), [passing]

    def mined(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if before and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if not before and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(holder, name, mined)


# --- What victims do ------------------------------------------------------------------------------------


def press(pk: str, act: str, username: str, data: dict[str, Any], key: str = "") -> None:
    """An act through the gate."""
    from cases.core.models import Case
    from cases.core.reading.selectors import subject_of
    from tests.support.world import user
    from workflows.gate import perform

    obj = subject_of(Case.objects.get(pk=pk))
    perform(obj, act, actor=user(username), data=data, idempotency_key=key)


def register(username: str, data: dict[str, Any], key: str = "") -> None:
    """A new case."""
    from cases.core.doing.creation import create
    from tests.support.world import user

    create(user(username), "nomenklatur", "tambah_nomenklatur", data, idempotency_key=key)


def take(task: int, username: str) -> None:
    """A task is claimed."""
    from cases.core.doing.claims import claim
    from tests.support.world import user

    claim(user(username), task)


def worker() -> None:
    """The worker, until nothing is due."""
    from django.core.management import call_command

    call_command("run_worker", once=True)


def dispatcher() -> None:
    """The timer dispatcher, until nothing is due; version 3 has the deadlines."""
    from django.core.management import call_command

    from tests.support.version3 import installed

    with installed():
        call_command("run_timers", once=True)


def worker_with(store: dict[str, Any]) -> None:
    """The worker, with the test's object store."""
    _use(store)
    worker()


def press_with(store: dict[str, Any], *act: Any) -> None:
    """An act that stores something."""
    _use(store)
    press(*act)


def demo(store: dict[str, Any]) -> None:
    """The demo is loaded, with the test's object store."""
    from django.core.management import call_command

    _use(store)
    call_command("load_demo", verbosity=0)


def _use(store: dict[str, Any]) -> None:
    """The fork server was set up before the test chose its bucket."""
    from django.conf import settings
    from django.core.files.storage import storages

    settings.STORAGES["documents"]["OPTIONS"].update(store)
    storages._storages.clear()
