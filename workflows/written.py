"""Acts that are written once and declared by many types: rows and body come from a building block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .context import Move

#: What the method of an act does with the object and the move.
Body = Callable[[Any, Move], None]


class Written:
    """An act in a class of acts, as `name = block("PR-8", …)`; it is called as the class calls it.

    rows: what `machine.act` gives, one per row of the catalogue; body: sets the facts. Its docstring is the act's.
    """

    def __init__(self, body: Body, *rows: Callable[[Any], Any]) -> None:
        self.body, self.rows = body, rows

    def __set_name__(self, owner: type, name: str) -> None:
        body = self.body

        def method(obj: Any, move: Move) -> None:
            body(obj, move)

        method.__name__, method.__qualname__ = name, f"{owner.__qualname__}.{name}"
        method.__module__, method.__doc__ = owner.__module__, body.__doc__
        found: Any = method
        for row in reversed(self.rows):
            found = row(found)
        setattr(owner, name, found)
