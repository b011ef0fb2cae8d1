"""A sitting with its people: a chair who holds the role on the meeting above it, two clerks, a stranger."""

from typing import Any

import pytest

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin, create
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole
from cases.organisations.roles import Role
from tests.support.jobs import deliver_all
from tests.support.people import demo_people
from tests.support.world import PASSWORD
from workflows.gate import perform
from workflows.ledger import database_now

from .documents import CHAIR, CLERK

DAY = "2026-12-01"
#: username: (name, NIP); reviewers who hold nothing but what the tests give them.
PEOPLE = {
    "ketua": ("Rini Ketua", "197501012000031001"),
    "notulis": ("Budi Notulis", "198001012005011002"),
    "notulis2": ("Tini Notulis", "198101012006042003"),
    "asing": ("Orang Lain", "198201012007011004"),
}


class Room:
    """people; meeting and sitting as they are; do(), sign(), settle(), papers()."""

    def __init__(self) -> None:
        extra = [
            {
                "username": name,
                "nama": nama,
                "nip": nip,
                "role": Role.KASN_ASISTEN,
                "email": f"{name}@example.com",
                "wajib_ganti_password": False,
            }
            for name, (nama, nip) in PEOPLE.items()
        ]
        extra.append(
            {
                "username": "jaksel2",
                "nama": "Rekan Jakarta Selatan",
                "role": Role.PETUGAS_INSTITUSI,
                "institution": "Kota Administrasi Jakarta Selatan",
                "email": "jaksel2@example.com",
                "wajib_ganti_password": False,
            }
        )
        self.people = demo_people(PASSWORD, *extra)
        end(CaseRole.objects.filter(person__username__in=PEOPLE), at=database_now())
        jaksel = self.person("jaksel")
        self.meeting = perform(begin(case_type("rapat"), jaksel.institution), "buka", actor=jaksel).obj
        self.sitting = self.sit()
        self.give("ketua", CHAIR, self.meeting)
        self.give("notulis", CLERK, self.sitting)
        self.give("notulis2", CLERK, self.sitting)

    def sit(self) -> Any:
        (new,) = create(
            self.person("komisioner"), "sidang", "mulai_sidang", {}, parent=self.fresh(self.meeting).case
        )
        return new

    def give(self, name: str, role: str, on: Any) -> CaseRole:
        return appoint(self.person(name), role, case=on.pk)

    def person(self, name: str) -> Any:
        return self.people[name]

    def fresh(self, obj: Any) -> Any:
        return subject_of(Case.objects.get(pk=getattr(obj, "pk", obj)))

    def do(self, obj: Any, act: str, who: str, **data: Any) -> Any:
        return self.fresh(perform(self.fresh(obj), act, actor=self.person(who), data=data).obj)

    def sign(self, paper: Any, who: str, **data: Any) -> Any:
        return self.do(paper, "tanda_tangani", who, **{"sidik": self.fresh(paper).berkas.sha256, **data})

    def record(self, day: str = DAY, who: str = "notulis") -> Any:
        """The record of a day, waiting for its two signatures."""
        self.do(self.sitting, "minta_ba", who, hari=day)
        self.settle()
        (paper,) = self.papers("ba_sidang", day)
        return paper

    def signed(self, day: str = DAY) -> Any:
        return self.sign(self.sign(self.record(day), "notulis"), "ketua")

    def papers(self, jenis: str, kunci: str = "") -> list[Any]:
        rows = Dokumen.objects.filter(induk=self.sitting.pk, jenis=jenis, kunci=kunci).order_by("pk")
        return [self.fresh(row) for row in rows]

    def settle(self) -> None:
        deliver_all()


@pytest.fixture
def room(db: None, s3: Any) -> Room:
    return Room()
