"""Who may: small named predicates, combined with `|` and `&`.

A predicate answers two questions. `could`: does the actor's *role* ever hold this right, on any object?
(It decides which acts are mentioned to somebody.) `may`: does the actor hold it on *this* object?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .actors import SYSTEM, Actor

if TYPE_CHECKING:
    from .models import Subject


class Permission:
    """A predicate or a combination of predicates."""

    def may(self, obj: Subject, actor: Actor) -> bool:
        raise TypeError(f"{type(self).__name__} decides nothing")

    def could(self, actor: Actor) -> bool:
        raise TypeError(f"{type(self).__name__} decides nothing")

    def leaves(self) -> Iterator[Predicate]:
        raise TypeError(f"{type(self).__name__} has no predicates")

    @property
    def actors(self) -> frozenset[str]:
        """Names of the catalogue's actors, as in the column `actors` of docs/spec/machines/*.csv."""
        return frozenset(leaf.name for leaf in self.leaves() if leaf.is_actor)

    @property
    def unmet(self) -> str:
        return " atau ".join(dict.fromkeys(str(leaf.sentence) for leaf in self.leaves() if leaf.is_actor))

    def __or__(self, other: Permission) -> Permission:
        return AnyOf(self, other)

    def __and__(self, other: Permission) -> Permission:
        return AllOf(self, other)


class Predicate(Permission):
    """One named right.

    name: the catalogue's actor (`petugas_ditunjuk`) or the name of a narrowing condition (is_actor=False);
    sentence: who it is, in words, for the refusal ("petugas yang ditunjuk").
    """

    def __init__(
        self,
        name: str,
        *,
        may: Callable[[Any, Actor], bool],
        could: Callable[[Actor], bool],
        sentence: str,
        is_actor: bool = True,
    ) -> None:
        self.name = name
        self.sentence = sentence
        self.is_actor = is_actor
        self.check_may = may
        self.check_could = could

    def may(self, obj: Subject, actor: Actor) -> bool:
        return bool(self.check_may(obj, actor))

    def could(self, actor: Actor) -> bool:
        return bool(self.check_could(actor))

    def leaves(self) -> Iterator[Predicate]:
        yield self

    def __repr__(self) -> str:
        return f"<Predicate {self.name}>"


class AnyOf(Permission):
    def __init__(self, *parts: Permission) -> None:
        self.parts = parts

    def may(self, obj: Subject, actor: Actor) -> bool:
        return any(part.may(obj, actor) for part in self.parts)

    def could(self, actor: Actor) -> bool:
        return any(part.could(actor) for part in self.parts)

    def leaves(self) -> Iterator[Predicate]:
        for part in self.parts:
            yield from part.leaves()


class AllOf(AnyOf):
    def may(self, obj: Subject, actor: Actor) -> bool:
        return all(part.may(obj, actor) for part in self.parts)

    def could(self, actor: Actor) -> bool:
        return all(part.could(actor) for part in self.parts)


sistem = Predicate(
    "sistem",
    may=lambda obj, actor: actor is SYSTEM,
    could=lambda actor: actor is SYSTEM,
    sentence="sistem",
)
