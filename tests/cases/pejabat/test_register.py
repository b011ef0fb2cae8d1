"""Tambah Pejabat on its own, and who sees what: SJ-47 … SJ-51, SJ-124."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cases.core.models import Case
from cases.organisations.models import Choice
from cases.pejabat.listing import officials, page_of
from cases.pejabat.models import Pejabat
from cases.pejabat.register import add
from cases.pejabat.selectors import get_for, menjabat
from documents.models import Attachment
from tests.support.world import refused
from workflows.errors import Refused
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry


def enter(steps, post, who="jaksel", **changes):
    return add(steps.user(who), steps.official(nomenklatur=str(post.pk), **changes))


@pytest.mark.req("SJ-47", "SJ-48")
def test_an_official_is_entered_in_the_chain_of_the_post(steps):
    post = steps.nomenklatur()
    official = enter(steps, post, sk_pejabat=[steps.file("jaksel")])
    assert (official.nomenklatur_version, official.institution) == (
        post.approved,
        steps.people.jaksel.institution,
    )
    case = Case.objects.get(pk=post.pk)
    entry = LedgerEntry.objects.filter(stream=post.pk).order_by("-seq").first()
    assert (entry.object_type, entry.object_id, entry.act) == ("pejabat", official.pk, "tambah_pejabat")
    assert {name for name, v in entry.payload.values.items() if v["class"] == "identitas"} == {
        "nama",
        "sk",
        "_objek",
    }
    assert verify_stream(post.pk, head=bytes(case.head), length=case.seq) is None
    file = Attachment.objects.get(owner_id=official.pk)
    assert (file.kind, official.attachments) == ("sk_pejabat", [str(file.pk)])


BAD = {
    "no nomenklatur": ({"nomenklatur": ""}, "E-REQ", "nomenklatur"),
    "no nama": ({"nama": ""}, "E-REQ", "nama"),
    "no sk": ({"sk": ""}, "E-REQ", "sk"),
    "no mulai": ({"mulai": ""}, "E-REQ", "mulai"),
    "no akhir": ({"akhir": ""}, "E-REQ", "akhir"),
    "no pengangkatan": ({"pengangkatan": ""}, "E-REQ", "pengangkatan"),
    "no rencana": ({"rencana_pengisian": ""}, "E-REQ", "rencana_pengisian"),
    "impossible date": ({"mulai": "31/02/2016"}, "E-FMT", "mulai"),
    "American date": ({"mulai": "9/21/2012"}, "E-FMT", "mulai"),
    "backwards": ({"mulai": "02/01/2026", "akhir": "01/01/2026"}, "E-RNG", "akhir"),
    "nama too long": ({"nama": "x" * 151}, "E-RNG", "nama"),
    "unknown pengangkatan": (
        {"pengangkatan": "00000000-0000-7000-8000-000000000000"},
        "E-REF",
        "pengangkatan",
    ),
    "no id": ({"nomenklatur": "x"}, "E-REF", "nomenklatur"),
}


@pytest.mark.req("SJ-47", "SJ-139")
@pytest.mark.parametrize("name", BAD)
def test_bad_official(steps, name):
    changes, code, field = BAD[name]
    data = steps.official(nomenklatur=str(steps.nomenklatur().pk)) | changes
    with refused(code, field=field):
        add(steps.people.jaksel, data)


@pytest.mark.req("SJ-47")
def test_a_choice_of_another_list_is_none(steps):
    other = str(Choice.objects.get(daftar="rencana_pengisian", nama="Belum Ada Rencana").pk)
    data = steps.official(nomenklatur=str(steps.nomenklatur().pk), pengangkatan=other)
    with refused("E-REF", field="pengangkatan"):
        add(steps.people.jaksel, data)


@pytest.mark.req("SJ-47")
def test_a_newer_version_in_review_does_not_block(steps):
    post = steps.nomenklatur()
    first = post.approved
    steps.do(post, "jaksel", "edit", **post.snapshot() | {"tugas_pokok_fungsi": "Baru."})
    assert enter(steps, post).nomenklatur_version == first


@pytest.mark.req("SJ-47")
@pytest.mark.parametrize("who", ["admin", "komisioner", "asisten1", "auditor"])
def test_only_institutions_enter(steps, who):
    data = steps.official(nomenklatur=str(steps.nomenklatur().pk))
    with refused("E-PERM"):
        add(steps.user(who), data)


@pytest.mark.req("SJ-47", "SJ-124")
def test_overlapping_periods_are_confirmed_or_closed(steps):
    post = steps.nomenklatur()
    former = enter(steps, post, mulai="01/01/2020", akhir="31/12/2027", nama="Lama")
    data = steps.official(nomenklatur=str(post.pk), nama="Baru")
    with refused("E-REQ", field="konfirmasi_tumpang_tindih"):
        add(steps.people.jaksel, data)
    both = add(steps.people.jaksel, {**data, "konfirmasi_tumpang_tindih": True, "nama": "Pelaksana"})
    former.refresh_from_db()
    assert (former.akhir, both.nama) == (dt.date(2027, 12, 31), "Pelaksana")
    # closing ends who was there before; the one who began the same day still overlaps
    with refused("E-REQ", field="konfirmasi_tumpang_tindih") as caught:
        add(steps.people.jaksel, {**data, "tutup_pejabat_lama": True})
    assert "Pelaksana" in caught.value.message
    assert "Lama" not in caught.value.message
    add(steps.people.jaksel, {**data, "tutup_pejabat_lama": True, "konfirmasi_tumpang_tindih": True})
    former.refresh_from_db()
    assert former.akhir == dt.date(2026, 10, 31)


@pytest.mark.req("SJ-47")
def test_periods_that_follow_each_other_do_not_overlap(steps):
    post = steps.nomenklatur()
    enter(steps, post, mulai="01/01/2020", akhir="31/10/2026", nama="Lama")
    assert enter(steps, post, mulai="01/11/2026").pk


@pytest.mark.req("SJ-51", "SJ-49")
def test_own_officials_and_all(steps):
    mine = enter(steps, steps.nomenklatur())
    theirs = enter(steps, steps.nomenklatur("bogor"), who="bogor", nama="Pejabat Bogor")
    for who, expected in (
        ("jaksel", {mine}),
        ("bogor", {theirs}),
        ("asisten1", {mine, theirs}),
        ("auditor", {mine, theirs}),
    ):
        assert set(officials(steps.user(who), {})) == expected
    # a filter that names another institution does not widen what is visible (X44)
    for name, value in (("institution", theirs.institution_id), ("nomenklatur", theirs.nomenklatur_id)):
        assert not officials(steps.people.jaksel, {name: str(value)})
    with pytest.raises(Refused) as caught:
        get_for(steps.people.jaksel, theirs.pk)
    assert caught.value.code == "E-HIDE"


@pytest.mark.req("SJ-05")
def test_a_page_costs_one_query(steps, django_assert_num_queries):
    from cases.pejabat.listing import row_of

    post = steps.nomenklatur()
    for year in (2000, 2005, 2010):
        enter(steps, post, mulai=f"01/01/{year}", akhir=f"31/12/{year}", nama=f"P{year}")
    actor = steps.people.jaksel
    list(officials(actor, {}))
    for limit in (1, 3):
        with django_assert_num_queries(1):
            assert len([row_of(o) for o in page_of(actor, {}, limit=limit).rows]) == limit


@pytest.mark.req("SJ-46", "NM-8a")
@pytest.mark.kills("guard:nomenklatur.tanpa_pejabat_menjabat")
def test_a_post_that_is_held_is_not_deactivated(steps):
    held, free = steps.nomenklatur(), steps.nomenklatur(unit="Dinas Lain")
    enter(steps, held, mulai="01/01/2026")
    enter(steps, free, mulai="01/01/2020", akhir="31/12/2020")
    with refused("E-GUARD", guard="tanpa_pejabat_menjabat"):
        steps.do(held, "jaksel", "mohon_nonaktif", alasan="Dihapus")
    assert steps.do(free, "jaksel", "mohon_nonaktif", alasan="Dihapus").permohonan_pada is not None


@pytest.mark.req("SJ-122")
def test_one_official_for_a_selection(steps):
    from django.db import IntegrityError, transaction

    seleksi = steps.finished()
    twin = Pejabat.objects.get(seleksi=seleksi.pk)
    twin.pk = None
    twin._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.req("SJ-46", "SJ-139")
def test_a_post_is_free_when_its_day_is_over_where_it_is(steps):
    """Until 30 November in Papua: at 00.30 WIT for whoever asks, though it is 22.30 WIB."""
    institution = steps.people.jaksel.institution
    institution.zona_waktu = "Asia/Jayapura"
    institution.save(update_fields=["zona_waktu"])
    post = steps.nomenklatur()
    enter(steps, post, mulai="01/01/2026", akhir="30/11/2026")
    midnight = dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC)
    for reader in ("Asia/Jakarta", "Asia/Jayapura"):
        for minutes, held in ((-1, True), (30, False)):
            moment = midnight + dt.timedelta(minutes=minutes)
            with timezone.override(reader), time_machine.travel(moment, tick=False):
                assert menjabat(post).exists() is held
