"""KASN's book of supervision: findings and samples are listed, counted, and a draw can be repeated by others."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re

import pytest
from django.utils import timezone

from cases.core.models import Case
from cases.core.reading.words import tanggal
from cases.jpt.models import Pengawasan, Sampel, Temuan
from cases.jpt.models.pengawasan import KODE
from cases.jpt.pengawasan import make_sample, press, record
from cases.organisations.models import Buku, Institution
from tests.api.conftest import Api
from tests.support.cells import columns
from tests.support.jobs import deliver_all
from tests.support.world import refused
from workflows.ledger import verify_stream

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


def finding(steps, **changes):
    return {
        "kode": "tanpa_seleksi",
        "institusi": str(steps.people.jaksel.institution_id),
        "tanggal": timezone.localdate().isoformat(),
        "uraian": "<p>Pengisian tanpa seleksi.</p>",
        **changes,
    }


def sample(steps, **changes):
    return {
        "jenis_ukuran": "persen",
        "ukuran": 50,
        "strata": ["jenis_institusi"],
        "petugas": str(steps.people.asisten2.pk),
        **changes,
    }


def repeated(lines, seed, ukuran):
    """The draw as an auditor would repeat it from the words of the sample: nothing of the product is used."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line["Kelompok"], []).append(line["ID seleksi"])
    everybody = sum(map(len, groups.values()))
    wanted = math.ceil(everybody * ukuran["nilai"] / 100) if ukuran["jenis"] == "persen" else ukuran["nilai"]
    wanted = min(wanted, everybody)
    quota = {name: wanted * len(ids) // everybody for name, ids in groups.items()}
    remainders = sorted(groups, key=lambda name: (-(wanted * len(groups[name]) % everybody), name))
    for name in remainders[: wanted - sum(quota.values())]:
        quota[name] += 1
    order = {pk: hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest() for ids in groups.values() for pk in ids}
    return {pk for name, ids in groups.items() for pk in sorted(ids, key=order.__getitem__)[: quota[name]]}


@pytest.fixture
def population(steps):
    """Five selections of two kinds of institutions."""
    for n in range(3):
        steps.counted(nomenklatur=steps.nomenklatur("jaksel", f"Dinas {n}"))
    bogor = steps.people.bogor.institution
    Institution.objects.filter(pk=bogor.pk).update(jenis="Kabupaten")
    for n in range(2):
        seleksi = steps.counted(nomenklatur=steps.nomenklatur("jaksel", f"Badan {n}"))
        type(seleksi.case).objects.filter(pk=seleksi.pk).update(institution=bogor)


@pytest.mark.req("SJ-108")
@pytest.mark.kills(*columns("populasi"))
@pytest.mark.parametrize(
    "changes", [{}, {"jenis_ukuran": "jumlah", "ukuran": 3}, {"ukuran": 1}, {"strata": []}, {"seed": "2026"}]
)
def test_an_auditor_repeats_the_draw(steps, population, browse, changes):
    made = make_sample(steps.people.komisioner, sample(steps, **changes))
    whole = Api("auditor").get(f"/sampel/{made.pk}")[1]
    body = browse("auditor").get(f"/jpt/pengawasan/sampel/{made.pk}/populasi.csv").body
    lines = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))
    assert len(lines) == 5
    digest = hashlib.sha256("".join(f"{r['Kelompok']},{r['ID seleksi']}\n" for r in lines).encode())
    assert digest.hexdigest() == whole["sidik_populasi"]
    drawn = repeated(lines, whole["seed"], whole["ukuran"])
    assert drawn == {r["ID seleksi"] for r in lines if r["Terpilih"] == "ya"} == set(whole["terpilih"])
    cases = {str(case.pk): case for case in Case.objects.filter(type="jpt").select_related("institution")}
    for line in lines:
        case = cases[line["ID seleksi"]]
        assert (line["Nomor"], line["Institusi"]) == (case.number, case.institution.nama)
        order = hashlib.sha256(f"{whole['seed']}:{case.pk}".encode()).hexdigest()
        assert line["Urutan (SHA-256)"] == order
        assert line["Terpilih"] in ("ya", "tidak")
    assert whole["algoritma"].startswith("Urutan seleksi = SHA-256")


@pytest.mark.req("SJ-108")
def test_a_sample_is_listed_and_names_what_it_drew(steps, browse):
    seleksi = steps.counted()
    done = browse("komisioner").send("/jpt/sampel/", **sample(steps, ukuran="100", seed="angka-2026"))
    made = Sampel.objects.get()
    assert (done.status, done.url) == (302, f"/jpt/pengawasan/sampel/{made.pk}/")
    auditor = browse("auditor")
    page = auditor.get(done.url).text
    for told in (
        "Angka awal undian angka-2026",
        "Populasi 1 seleksi",
        made.sidik_populasi,
        seleksi.case.number,
    ):
        assert told in page
    assert f"/jpt/pengawasan/sampel/{made.pk}/" in auditor.get("/jpt/pengawasan/sampel/").body
    assert f"/jpt/pengawasan/sampel/{made.pk}/" in auditor.get(f"/kasus/{seleksi.pk}/").body
    for word in ("Seed", "Strata"):
        assert word not in browse("komisioner").get("/jpt/sampel/").text


@pytest.mark.req("SJ-141")
def test_a_finding_is_listed_counted_and_on_its_case(steps, browse):
    seleksi = steps.counted()
    record(steps.people.asisten2, finding(steps, seleksi=seleksi.case.number, kode="seleksi_bermasalah"))
    record(steps.people.asisten2, finding(steps))
    record(steps.people.asisten1, finding(steps, tanggal="2016-03-01"))
    auditor = browse("auditor")
    page = auditor.get("/jpt/pengawasan/temuan/")
    assert seleksi.case.number in page.text
    rows = re.findall(r'<td class="govuk-table__cell alur-number"[^>]*>(?:<strong>)?(\d+)', page.body)
    # Kementerian, LPNK, LNS, Provinsi, Kab/Kota, Jumlah; the three kinds in the order of Tabel 1
    assert rows == ["0"] * 6 + ["0", "0", "0", "0", "2", "2"] + ["0", "0", "0", "0", "1", "1"]
    old = auditor.get("/jpt/pengawasan/temuan/", tahun="2016")
    assert seleksi.case.number not in old.text
    assert old.text.count("Pengisian JPT tanpa seleksi") >= 2
    assert "Seleksi terbuka tetapi bermasalah" in auditor.get(f"/kasus/{seleksi.pk}/").text
    assert "tetapi bermasalah" not in browse("jaksel").get(f"/kasus/{seleksi.pk}/").text
    status, body = Api("auditor").get("/temuan?tahun=2016")
    assert (status, len(body["items"]), body["angka"][1]["cells"]) == (200, 1, [0, 0, 0, 0, 1])
    assert Api("auditor").get("/temuan?kode=lain")[1]["code"] == "E-REF"
    assert Api("auditor").get("/temuan?jenis=lain")[0] == 422


@pytest.mark.req("SJ-108", "SJ-109", "SJ-141")
def test_no_institution_gets_at_the_book(steps, browse):
    made = make_sample(steps.people.komisioner, sample(steps))
    paths = ("temuan/", "sampel/", f"sampel/{made.pk}/", f"sampel/{made.pk}/populasi.csv")
    for who in ("jaksel", "bogor"):
        assert [browse(who).get(f"/jpt/pengawasan/{path}").codes for path in paths] == [{"E-PERM"}] * 4
        assert [Api(who).get(path)[0] for path in ("/temuan", "/sampel", f"/sampel/{made.pk}")] == [404] * 3
        assert "/jpt/pengawasan/" not in browse(who).get("/jpt/").body


@pytest.mark.kills("predicate:pengawasan.petugas_kasn", "predicate:pengawasan.kasn_komisioner")
def test_who_may(steps):
    Pengawasan.opened(KODE)
    for who in ("jaksel", "auditor"):
        with refused("E-PERM"):
            record(steps.user(who), finding(steps))
    for who in ("admin", "asisten1", "jaksel", "auditor"):
        with refused("E-PERM"):
            make_sample(steps.user(who), sample(steps))


@pytest.mark.req("SJ-141")
def test_the_book_has_a_version_and_a_chain(steps):
    book = Pengawasan.opened(KODE)
    record(steps.people.asisten2, finding(steps))
    make_sample(steps.people.komisioner, sample(steps))
    now = Pengawasan.opened(KODE)
    assert (book.version, now.version) == (1, 3)
    kept = Buku.objects.get(kode=KODE)
    assert verify_stream(kept.pk, head=bytes(kept.head), length=kept.seq) is None
    with refused("E-STALE"):
        press(steps.people.asisten2, "catat_temuan", finding(steps), version=book.version)


@pytest.mark.req("SJ-138")
def test_a_second_press_is_harmless(steps, browse):
    person = browse("asisten2")
    sent = {**person.get("/jpt/temuan/").hidden(), **finding(steps)}
    assert [person.post("/jpt/temuan/", sent).status for _ in range(2)] == [302, 302]
    assert Temuan.objects.count() == 1
    first, again = (
        Api("komisioner").post("/sampel", {"data": sample(steps)}, idempotency_key="k") for _ in "12"
    )
    assert (first[1]["id"], again[1]["repeated"], Sampel.objects.count()) == (again[1]["id"], True, 1)
    deliver_all()


@pytest.mark.req("SJ-141")
def test_files_of_findings_stay_apart(steps):
    """A second finding with one file does not replace the file of the first."""
    for name in ("satu.pdf", "dua.pdf"):
        record(steps.people.asisten2, finding(steps, lampiran_temuan=[steps.file("asisten2", name)]))
    (first,), (second,) = Temuan.objects.order_by("at").values_list("attachments", flat=True)
    assert first != second


@pytest.mark.req("SJ-10", "SJ-141")
def test_the_landing_page_counts_kind_by_group_with_the_years(steps, browse):
    record(steps.people.asisten2, finding(steps))
    record(steps.people.asisten1, finding(steps, tanggal="2016-03-01"))
    for who in ("komisioner", "asisten1", "auditor"):
        table = browse(who).get("/").tables[-1]
        assert table.caption == "Ketidakpatuhan institusi, semua tahun"
        assert table.heads == (
            "Ketidakpatuhan",
            "Kementerian",
            "LPNK",
            "LNS",
            "Provinsi",
            "Kab/Kota",
            "Jumlah",
        )
        assert table.rows[1] == ("Pengisian JPT tanpa seleksi", "0", "0", "0", "0", "2", "2")
    page = browse("auditor").get("/", temuan="2016")
    assert page.tables[-1].caption == "Ketidakpatuhan institusi tahun 2016"
    assert page.tables[-1].rows[1][-1] == "1"
    assert page.codes == set(), "the year is no unknown filter of the tasks"
    assert browse("jaksel").get("/", temuan="2016").codes == {"E-FMT"}, "who has no tile asks it nothing"
    assert "/jpt/pengawasan/temuan/?tahun=2016" in page.body
    assert browse("auditor").get("/", temuan="1999").tables[-1].caption.endswith("semua tahun")
    for who in ("jaksel", "bogor"):
        assert "etidakpatuhan" not in browse(who).get("/").text


@pytest.mark.req("SJ-141", "SJ-127")
def test_message_log_and_title_say_about_whom_and_what(steps, browse):
    seleksi = steps.counted()
    person = browse("asisten2")
    day = timezone.localdate()
    done = person.send(
        "/jpt/temuan/", **finding(steps, seleksi=seleksi.case.number, tanggal=f"{day:%d/%m/%Y}")
    )
    said = person.get(done.url).text
    institution = steps.people.jaksel.institution.nama
    told = f"{institution} ({seleksi.case.number}): Pengisian JPT tanpa seleksi, tanggal {tanggal(day)}."
    assert f"Catat temuan sudah dicatat untuk {told}" in said
    row = browse("auditor").get("/log/").response.context["rows"][0]
    details = dict(row["details"])
    assert row["label"] == "Catat temuan"
    assert details["Jenis ketidakpatuhan"] == "Pengisian JPT tanpa seleksi"
    assert details["Institusi"] == institution
    assert not UUID.search(str(row["details"]))
    assert "tanpa seleksi" not in browse("jaksel").get("/log/").text
    made = make_sample(steps.people.komisioner, sample(steps, ukuran="100", seed="angka-2026"))
    page = browse("auditor").get(f"/jpt/pengawasan/sampel/{made.pk}/")
    assert (
        re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", page.body)[1]
        == f"Sampel {tanggal(day)}, angka awal undian angka-2026"
    )
