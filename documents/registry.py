"""One way to register what apps declare in `AppConfig.ready()`, and one policy for what is declared twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

Thing = TypeVar("Thing")


class Registry(Generic[Thing]):
    """Things by key, in the order they were added.

    what: names them in errors ("case type"). The very same declaration again is nothing (`ready` may run twice);
    another one under a key that is taken raises ImproperlyConfigured.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._known: dict[str, Thing] = {}

    def add(self, key: str, thing: Thing, *, first: bool = False) -> None:
        """first: before those that were added earlier."""
        if key in self._known:
            if self._known[key] != thing:
                raise ImproperlyConfigured(f"{self.what} {key!r} is declared twice, differently")
            return
        self._known = {key: thing, **self._known} if first else {**self._known, key: thing}

    def remove(self, key: str) -> None:
        """For tests that install something of their own."""
        self._known.pop(key, None)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """For tests: what is registered meanwhile is gone afterwards."""
        before = dict(self._known)
        try:
            yield
        finally:
            self._known = before

    def __getitem__(self, key: str) -> Thing:
        """Raises KeyError for what nobody registered (a programming error)."""
        return self._known[key]

    def get(self, key: str) -> Thing | None:
        return self._known.get(key)

    def keys(self) -> list[str]:
        return list(self._known)

    def __contains__(self, key: object) -> bool:
        return key in self._known

    def __iter__(self) -> Iterator[Thing]:
        return iter(list(self._known.values()))

    def __len__(self) -> int:
        return len(self._known)
