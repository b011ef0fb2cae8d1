"""Kinds of prints: declared by core and by the case types, made by one mechanism (`requests`, `making`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.registry import Registry

Parameter = Mapping[str, Any]


@dataclass(frozen=True)
class Cetakan:
    """One kind of print.

    key: identifier; label: Indonesian; layout: under templates/dokumen; of_case: printed from one case, which
    the person sees; types: case types it is for, all when empty; check: (actor, case, parameter as sent) -> the
    parameter as it is kept, raising Refused for what may not be printed or not yet; title: (parameter, case) ->
    title of the document; build: (actor, case, parameter) -> what the layout prints, read in the worker with
    the rights the person has then; its list "baris", where it has one, is counted.
    """

    key: str
    label: str
    layout: str
    check: Callable[[Any, Any, Parameter], dict[str, Any]]
    title: Callable[[Parameter, Any], str]
    build: Callable[[Any, Any, Parameter], Mapping[str, Any]]
    of_case: bool = True
    types: frozenset[str] = frozenset()


_known: Registry[Cetakan] = Registry("print")


def register(*kinds: Cetakan) -> None:
    """Called by AppConfig.ready()."""
    for kind in kinds:
        _known.add(kind.key, kind)


def jenis(key: str) -> Cetakan:
    """Raises KeyError for one nobody registered."""
    return _known[key]


def all_jenis() -> Iterator[Cetakan]:
    yield from _known
