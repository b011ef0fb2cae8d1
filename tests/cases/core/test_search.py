"""Cases are found by number and its parts, words of the title in any order, names old and new, people, NIP, letter
and checksum; behind the sight of whoever asks."""

import pytest

from cases.core.doing.indexing import index_some
from cases.core.models import CaseWords
from cases.core.reading import inbox
from cases.core.reading.listing import list_cases
from cases.core.reading.searching import words_in
from cases.organisations.models import User
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from workflows.models import LedgerEntry


def found(person, q, type_key=""):
    return [case.pk for case in list_cases(person, type_key, filters={"q": q}).rows]


def test_how_texts_are_cut():
    assert words_in("Kepala-Dinas (Bogor), kepala  ÉLITE’s 007") == [
        "kepala",
        "dinas",
        "bogor",
        "elite",
        "s",
        "007",
    ]


class TestOneCase:
    @pytest.fixture(autouse=True)
    def case(self, world):
        self.world = world
        self.mine = world.open(jabatan="Kepala Dinas Kebudayaan", unit_kerja="Dinas Kebudayaan").case
        self.other = world.open(
            by="bogor", jabatan="Kepala Dinas Pertanian", unit_kerja="Dinas Pertanian"
        ).case

    def q(self, text, who="auditor"):
        return found(self.world.person(who), text)

    def test_a_number_or_any_part_of_it(self):
        type_key, year, serial = self.mine.number.split("-")
        assert self.q(self.mine.number) == self.q(serial) == self.q(serial.lstrip("0")) == [self.mine.pk]
        assert self.q(f"{serial} {type_key}") == self.q(self.mine.number.lower()) == [self.mine.pk]
        assert set(self.q(year)) == set(self.q(type_key)) == {self.mine.pk, self.other.pk}

    def test_words_of_the_title_in_any_order_and_their_beginnings(self):
        for text in ("kebudayaan kepala", "dinas KEBUD", "Kepala Dinas Kebudayaan"):
            assert self.q(text) == [self.mine.pk]
        assert set(self.q("kepala dinas")) == {self.mine.pk, self.other.pk}
        assert self.q("kebudayaan pertanian") == self.q("ebudayaan") == []

    @pytest.mark.parametrize("q", ["'", "' | 'x", "a' & !'b", ":*", "\\", "((", "—", "%", "_"])
    def test_signs_are_no_language_of_queries(self, q):
        assert self.q(q) in ([], self.q("a b"))

    def test_an_institution_by_any_of_its_names(self):
        bogor = self.world.people.bogor.institution
        assert self.q("kota bogor") == [self.other.pk]
        bogor.nama = "Kota Buitenzorg"
        bogor.save()
        assert CaseWords.objects.get(case=self.other).words is None
        assert index_some() == 1
        assert index_some() == 0
        assert self.q("buitenzorg") == self.q("bogor pertanian") == [self.other.pk]

    def test_the_petugas_by_name_old_and_new(self):
        self.world.do(
            self.mine.nomenklatur, "pilih_petugas", "admin", petugas=str(self.world.people.asisten1.pk)
        )
        User.objects.filter(pk=self.world.people.asisten1.pk).update(nama="Rengganis Puspa")
        index_some()
        assert self.q("puspa") == self.q("rengganis kebudayaan") == [self.mine.pk]
        self.world.do(
            self.mine.nomenklatur,
            "ganti_petugas",
            "admin",
            petugas=str(self.world.people.asisten2.pk),
            alasan="Cuti.",
        )
        assert self.q("puspa") == []

    def test_a_new_title_at_once(self):
        self.world.do(
            self.mine.nomenklatur, "pilih_petugas", "admin", petugas=str(self.world.people.asisten1.pk)
        )
        self.world.do(self.mine.nomenklatur, "perbaikan", "asisten1", alasan="Nama.")
        data = self.world.data(
            jabatan="Kepala Dinas Permuseuman", unit_kerja="Dinas Permuseuman", tanggapan="Sudah."
        )
        self.world.do(self.mine.nomenklatur, "kirim_perbaikan", "jaksel", **data)
        assert (self.q("permuseuman"), self.q("kebudayaan")) == ([self.mine.pk], [])

    def test_the_other_institution_finds_nothing(self):
        assert self.q("kebudayaan", "jaksel") == [self.mine.pk]
        assert self.q("kebudayaan", "bogor") == self.q(self.mine.number, "bogor") == []

    def test_in_the_boxes_too(self):
        person = self.world.people.admin
        rows = inbox.tasks_for(person, "queue", filters={"q": "pertanian kepala"}).rows
        assert [row.case_id for row in rows] == [self.other.pk]

    def test_a_checksum_finds_the_case_of_the_entry(self):
        digest = bytes(LedgerEntry.objects.filter(stream=self.mine.pk).latest("seq").hash).hex()
        assert self.q(digest) == self.q(digest.upper()) == [self.mine.pk]
        assert self.q(digest[:-1] + ("0" if digest[-1] != "0" else "1")) == []
        assert self.q(digest, "bogor") == []


def test_candidates_by_name_and_nip_letters_by_number_and_documents_by_checksum(world, s3):
    steps = Steps(world.people)
    obj = steps.counted()
    auditor = world.people.auditor
    assert found(auditor, "tirtayasa", "jpt") == []
    candidate = steps.candidate(obj, "Ageng Tirtayasa", "198001012005011009")
    for text in ("tirtayasa ageng", "198001012005011009", "19800101", "800 12 2026 kepala"):
        assert found(auditor, text, "jpt") == [obj.pk]
    assert found(world.people.bogor, "tirtayasa", "jpt") == []
    steps.do(candidate, "jaksel", "hapus", alasan="Ganda.")
    assert found(auditor, "tirtayasa", "jpt") == []
    file = Attachment.objects.filter(boundary=obj.pk).first()
    assert found(auditor, file.sha256, "jpt") == found(auditor, file.sha256[:16], "jpt") == [obj.pk]
    assert found(world.people.bogor, file.sha256, "jpt") == []
