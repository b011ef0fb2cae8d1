"""Telling a demo story: every step is an act through the gate by the person whose step it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from cases.core.declared.registry import case_type
from cases.core.reading.selectors import subject_of
from documents.kinds import FILE_DOC
from documents.receiving import receive
from workflows.gate import perform

from .creation import begin
from .sample_document import sample_pdf


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
