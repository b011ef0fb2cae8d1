"""People, and loans of rooms made by the acts that make them."""

import io
from types import SimpleNamespace
from typing import Any

import pytest

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from documents.receiving import receive
from tests.documents.material import PDF
from tests.support.people import demo_people
from workflows.gate import perform

PASSWORD = "rahasia-sekali-12"


class Loans:
    """What the tests do with loans. person("jaksel"), open(by="jaksel", ruang="rapat"), do(obj, act, who)."""

    def __init__(self) -> None:
        self.people = SimpleNamespace(**demo_people(PASSWORD))
        self.type = case_type("pinjam_ruang")

    def person(self, name: str) -> Any:
        return getattr(self.people, name)

    def letter(self, by: str = "jaksel") -> str:
        """Id of an upload that is not used yet."""
        return str(receive(io.BytesIO(PDF), "surat.pdf", uploader=self.person(by)).pk)

    def data(self, by: str = "jaksel", **changes: Any) -> dict[str, Any]:
        values = {
            "ruang": "aula",
            "tanggal": "17/08/2026",
            "siap_pada": "17/08/2026 07:30",
            "keperluan": "Rapat panitia",
            "jumlah_peserta": 20,
        }
        return {**values, "surat_peminjaman": [self.letter(by)], **changes}

    def open(self, by: str = "jaksel", *, data: Any = None, **changes: Any) -> Any:
        actor = self.person(by)
        new = begin(self.type, actor.institution)
        return perform(new, "ajukan", actor=actor, data=data or self.data(by, **changes)).obj

    def do(self, obj: Any, act: str, who: str, **data: Any) -> Any:
        return perform(obj, act, actor=self.person(who), data=data).obj

    def approved(self, **changes: Any) -> Any:
        return self.do(self.open(**changes), "setujui", "komisioner")


@pytest.fixture
def loans(db: None, s3: Any) -> Loans:
    return Loans()
