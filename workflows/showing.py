"""What a page asks more than once is asked once, for as long as it is being shown.

Only for showing: the gate asks outside of it, under its lock, and must see what was withdrawn a moment ago. What is
kept may be a queryset that nobody has evaluated yet; a page that knows what its parts will ask for reads those together
(`at_once`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_kept: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("shown", default=None)


@contextmanager
def showing() -> Iterator[None]:
    """While a page is made. Inside of another one it is the same page."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_showing() -> bool:
    return _kept.get() is not None


def once(key: tuple[Any, ...], read: Callable[[], Answer]) -> Answer:
    """What `read` answers; on a page it is asked once per key."""
    known = _kept.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    answer: Answer = known[key]
    return answer
