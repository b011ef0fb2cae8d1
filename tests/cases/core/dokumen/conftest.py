"""A selection whose acts call for letters, and kinds of documents with several lines."""

from collections.abc import Iterator
from typing import Any

import pytest

from cases.core.models import Case
from cases.dokumen import jenis as registry
from cases.dokumen.jenis import JenisDokumen, Signer
from cases.dokumen.models import Dokumen
from documents.kinds import Kind, kinds
from tests.cases.jpt.steps import Steps
from tests.support.jobs import change, deliver_all
from tests.support.world import World, fresh
from workflows.gate import perform


def content(parent: Any, values: Any) -> dict[str, Any]:
    return {
        "perihal": "Berita acara uji",
        "nomor_surat": "BA-7/XI/2026",
        "tanggal": values["tanggal"],
        "tempat": "Jakarta",
        "kepada": ["Panitia Seleksi"],
        "isi": "<p>Pelaksanaan berjalan lancar.</p>",
    }


def kind(key: str, signers: Any, **rules: Any) -> JenisDokumen:
    return JenisDokumen(key, key.replace("_", " ").capitalize(), "surat", signers, content, **rules)


#: Kinds that a case type with several signers has (§13.10).
JENIS = (
    kind(
        "ba_uji",
        lambda parent, person: [Signer("Tim Pelaksana CAT", person), Signer("Panitia Seleksi")],
        joint=True,
        mst=True,
    ),
    kind(
        "ba_orang_sama",
        lambda parent, person: [Signer("Tim Pelaksana CAT", person), Signer("Panitia Seleksi", person)],
    ),
    kind(
        "ba_bebas",
        lambda parent, person: [Signer("Ketua", person), Signer("Anggota", person)],
        different_persons=False,
    ),
)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with registry._known.lent(), kinds.lent():
        registry.register(*JENIS)
        kinds.register(*(Kind(one.key, one.label) for one in JENIS))
        yield


class Desk:
    """Documents of one approved selection, made by the acts and the jobs that make them."""

    def __init__(self) -> None:
        self.world = World()
        self.people = self.world.people
        self.steps = Steps(self.people)
        self.person = self.world.person

    def approval(self) -> Any:
        """KASN's letter of approval, waiting for the signature of asisten1."""
        seleksi = self.steps.approved()
        self.work()
        return self.of(seleksi, "surat_persetujuan")

    def paper(self, key: str, upto: str = "menunggu_ttd", nth: int = 0) -> Any:
        """A document of a kind of these tests, asked for by asisten1 with Rekomendasi.

        nth: of several in one test, each of a selection of its own.
        """
        seleksi = self.steps.reviewed(nomenklatur=self.steps.nomenklatur(unit=f"Dinas {nth}"))
        seleksi = self.steps.do(seleksi, "asisten1", "rekomendasi", isi="<p>Uji.</p>")
        change("dokumen", jenis=key)
        self.work()
        obj = self.of(seleksi, key)
        if upto in ("ditandatangani", "terkirim"):
            obj = self.sign(self.sign(obj, "asisten1"), "jaksel")
        return self.do(obj, "kirim", "asisten1") if upto == "terkirim" else obj

    @staticmethod
    def work() -> None:
        deliver_all()

    @staticmethod
    def of(seleksi: Any, key: str) -> Any:
        return fresh(Case.objects.get(dokumen=Dokumen.objects.get(induk=seleksi.pk, jenis=key)))

    def do(self, obj: Any, act: str, who: str, **data: Any) -> Any:
        return fresh(perform(obj, act, actor=self.person(who), data=data).obj)

    def sign(self, obj: Any, who: str, **data: Any) -> Any:
        return self.do(obj, "tanda_tangani", who, **{"sidik": fresh(obj).berkas.sha256, **data})


@pytest.fixture
def desk(db: None, s3: Any) -> Desk:
    return Desk()
