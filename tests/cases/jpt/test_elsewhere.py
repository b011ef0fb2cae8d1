"""One NIP in two selections that run: told to KASN, and to an institution about its own selections only (SJ-87)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.doing.creation import create
from cases.jpt.elsewhere import NAMED, elsewhere
from tests.support.browsing import Browser

from .steps import Steps

NIP = "198001012005011001"
OTHER = "198001012005011002"


def running(steps: Steps, who: str, unit: str) -> Any:
    """A selection of the institution of `who` that takes applicants."""
    post = steps.nomenklatur(who, unit)
    data = steps.plan(post, surat_pengantar_rencana=[steps.file(who)])
    (obj,) = create(steps.user(who), "jpt", "tambah_seleksi", data)
    obj = steps.do(obj, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    obj = steps.do(obj, "asisten1", "setujui", catatan_persetujuan="<p>Lengkap.</p>")
    return steps.do(obj, who, "input_jumlah_pelamar", jumlah_pelamar=10)


def enter(steps: Steps, seleksi: Any, who: str, nama: str, nip: str = NIP) -> Any:
    steps.do(seleksi, who, "tambah_pelamar", nama=nama, nip=nip, instansi="Kota Uji")
    return steps.kandidat(seleksi, nama)


def said(other: Any) -> str:
    case = other.case
    return f"juga pada seleksi lain yang berjalan: {case.number} {case.title}, {case.institution.nama}."


def proses(person: Browser, seleksi: Any) -> str:
    return person.get(f"/kasus/{seleksi.pk}/proses/").text


@pytest.mark.req("SJ-87")
def test_told_on_the_page_of_the_process_to_whom_it_concerns(steps, browse):
    ours, theirs = running(steps, "jaksel", "Dinas Sosial"), running(steps, "bogor", "Dinas Pangan")
    enter(steps, ours, "jaksel", "Ani")
    enter(steps, ours, "jaksel", "Budi", OTHER)
    assert elsewhere(ours, steps.people.asisten1) == {}
    enter(steps, theirs, "bogor", "Ani Lain")
    assert elsewhere(ours, steps.people.asisten1) == {NIP: said(theirs)}
    assert elsewhere(theirs, steps.people.komisioner) == {NIP: said(ours)}
    # what others do is nothing to an institution
    assert (elsewhere(ours, steps.people.jaksel), elsewhere(theirs, steps.people.bogor)) == ({}, {})
    assert said(theirs) in proses(browse("asisten1"), ours)
    for seleksi, who in ((ours, "jaksel"), (theirs, "bogor")):
        assert "juga pada seleksi lain" not in proses(browse(who), seleksi)


@pytest.mark.req("SJ-87")
def test_an_institution_is_told_of_its_own_and_beside_the_decision(steps, browse):
    first, second = running(steps, "jaksel", "Dinas Sosial"), running(steps, "jaksel", "Dinas Pangan")
    theirs = running(steps, "bogor", "Dinas Kota")
    for seleksi, who in ((first, "jaksel"), (theirs, "bogor")):
        enter(steps, seleksi, who, "Ani")
    person = browse("jaksel")
    address = f"/kasus/{second.pk}/t/tambah_pelamar/"
    sent = {**person.get(address).hidden(), "nama": "Ani", "nip": NIP, "instansi": "Kota Uji"}
    after = person.get(person.post(address, sent).url).text
    assert f"NIP {NIP} {said(first)}" in after
    assert theirs.case.number not in after
    kandidat = steps.kandidat(second, "Ani")
    page = person.get(f"/kasus/{second.pk}/kandidat/{kandidat.pk}/t/tidak_lanjut/")
    assert f"NIP {NIP} {said(first)}" in page.text
    assert said(first) in proses(person, second)
    several = person.get(f"/jpt/{second.pk}/bersama/tidak_lanjut/?k={kandidat.pk}")
    assert (page.status, several.status) == (200, 200)
    assert said(first) in several.text
    assert theirs.case.number not in page.text + several.text + proses(person, second)


@pytest.mark.req("SJ-87")
def test_several_applicants_at_once(steps, browse):
    first, second = running(steps, "jaksel", "Dinas Sosial"), running(steps, "jaksel", "Dinas Pangan")
    enter(steps, first, "jaksel", "Ani")
    person, address = browse("jaksel"), f"/jpt/{second.pk}/pelamar/"
    sent = {
        **person.get(address).hidden(),
        **{"pelamar-0-nama": "Ani", "pelamar-0-nip": "19800101 200501 1 001", "pelamar-0-instansi": "X"},
        **{"pelamar-1-nama": "Budi", "pelamar-1-nip": OTHER, "pelamar-1-instansi": "X"},
    }
    after = person.get(person.post(address, sent).url).text
    assert f"Ani: NIP {NIP} {said(first)}" in after
    assert f"NIP {OTHER} juga" not in after


@pytest.mark.req("SJ-87")
@pytest.mark.parametrize(("nip", "told"), [("1" * 17, True), ("1" * 18, False), ("-", False)])
def test_a_nip_of_another_length_is_told_after_it_was_saved(steps, browse, nip, told):
    seleksi, person = steps.counted(), browse("jaksel")
    address = f"/kasus/{seleksi.pk}/t/tambah_pelamar/"
    sent = {
        "nama": "Ani",
        "nip": nip,
        "alasan_tanpa_nip": "Profesional" if nip == "-" else "",
        "instansi": "X",
    }
    answer = person.post(address, {**person.get(address).hidden(), **sent})
    assert answer.status == 302
    assert ("bukan 18 digit, periksa kembali." in person.get(answer.url).text) is told


@pytest.mark.req("SJ-87")
def test_who_has_left_or_whose_selection_ended_is_in_nobodys_way(steps):
    ours, theirs = running(steps, "jaksel", "Dinas Sosial"), running(steps, "bogor", "Dinas Pangan")
    enter(steps, ours, "jaksel", "Ani")
    kandidat = enter(steps, theirs, "bogor", "Ani")
    steps.do(kandidat, "bogor", "tidak_lanjut", alasan="Mengundurkan diri.")
    assert elsewhere(ours, steps.people.asisten1) == {}


def test_its_cost_does_not_grow_and_no_more_than_a_few_are_named(steps, django_assert_num_queries):
    ours = running(steps, "jaksel", "Dinas Sosial")
    enter(steps, ours, "jaksel", "Ani")
    others = [running(steps, "bogor", f"Dinas {n}") for n in range(NAMED + 1)]
    for other in others:
        enter(steps, other, "bogor", "Ani")
    with django_assert_num_queries(1):
        (told,) = elsewhere(ours, steps.people.asisten1).values()
    assert told.endswith("; dan 1 seleksi lain.")
    assert [other.case.number in told for other in others].count(True) == NAMED
