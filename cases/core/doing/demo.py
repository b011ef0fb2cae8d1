"""Telling a demo story: every step is an act through the gate by the person whose step it is.

A demo is told in parts beside whatever the database holds. A part is one transaction: it is there or it is not, and who
is killed in the middle goes on with the next run.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cases.core.declared.registry import case_type
from cases.core.reading.selectors import subject_of
from documents.kinds import FILE_DOC
from documents.receiving import receive
from workflows.errors import Refused
from workflows.gate import perform

from .creation import begin
from .sample_document import sample_pdf


class LeftOut(Exception):
    """Why a part of the demo cannot stand beside what is there: the second half of a sentence."""


class Cast(dict[str, Any]):
    """The demo's people by account name. Who is missing takes the parts along in which he acts."""

    def __missing__(self, name: str) -> Any:
        raise LeftOut(f"akun demo “{name}” tidak ada")


class Demo:
    """One run: what it loaded, how many parts were there before, and a sentence for each that was left out."""

    def __init__(self, people: Mapping[str, Any]) -> None:
        self.people = Cast(people)
        self.loaded = self.there = 0
        self.left_out: list[str] = []

    def part(self, name: str, there: Callable[[], bool], tell: Callable[[], object]) -> None:
        """Load a part unless it is there, all of it or nothing.

        there: whether an earlier run loaded it; raises LeftOut, as `tell` may, where something else is in its place.
        """
        try:
            with transaction.atomic():
                if there():
                    self.there += 1
                    return
                tell()
        except LeftOut as why:
            self.left_out.append(f"{name} tidak dimuat: {why}.")
        except Refused as refused:
            said = [reason.message for reason in refused.reasons] or [refused.message]
            self.left_out.append(f"{name} tidak dimuat: {' '.join(said)}")
        else:
            self.loaded += 1


class Story:
    """Opens cases of one type and moves them. people: account name -> user."""

    def __init__(self, type_key: str, people: Mapping[str, Any]) -> None:
        self.type, self.people = case_type(type_key), people

    def open(self, who: str, act: str, data: Mapping[str, Any]) -> Any:
        person = self.people[who]
        new = begin(self.type, person.institution)
        return subject_of(perform(new, act, actor=person, data=data).obj.case)

    def do(self, obj: Any, who: str, act: str, **data: Any) -> Any:
        return perform(obj, act, actor=self.people[who], data=data).obj

    def file(self, who: str, title: str) -> str:
        """Id of a document that this person has uploaded: one page with its title on it."""
        name = f"{slugify(title)}.pdf"
        upload = receive(io.BytesIO(sample_pdf(title)), name, uploader=self.people[who], file_class=FILE_DOC)
        return str(upload.pk)
