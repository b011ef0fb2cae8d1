"""Telling a demo story: every step is an act through the gate by the person whose step it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.gate import perform

from .registry import case_type
from .selectors import subject_of


class Story:
    """Opens cases of one type and moves them. people: account name -> user."""

    def __init__(self, type_key: str, people: Mapping[str, Any]) -> None:
        self.type, self.people = case_type(type_key), people

    def open(self, who: str, act: str, data: Mapping[str, Any]) -> Any:
        person = self.people[who]
        new = self.type.begin(person.institution)
        return subject_of(perform(new, act, actor=person, data=data).obj.case)

    def do(self, obj: Any, who: str, act: str, **data: Any) -> Any:
        return perform(obj, act, actor=self.people[who], data=data).obj
