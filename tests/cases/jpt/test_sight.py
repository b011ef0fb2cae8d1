"""A selection is drawn for monitoring: nothing that its institution can ask for is another afterwards (SJ-108).

Two selections stand at the same place; one of them is drawn. Every page and every call of the institution is asked
before and after, and its whole answer compared: no lit turn, no line, no count and no byte may tell.
"""

from __future__ import annotations

import pytest
from django.test import Client

from cases.core.models import CaseTask, Notification
from cases.jpt.pengawasan import make_sample
from cases.organisations.tokens import issue
from tests.access.realm import Visitor, plain
from tests.support.jobs import deliver_all
from tests.support.world import PASSWORD

pytestmark = pytest.mark.req("SJ-108")
BACKEND = "cases.organisations.auth.backends.AccountBackend"
CASE_PAGES = (
    "", "proses/", "dokumen/", "percakapan/", "diagram/", "diagram.svg", "diagram-alur.svg",
    "tanda-terima/1/",
    "t/ubah_jumlah_pelamar/", "t/tambah_pelamar/", "t/tambah_monitoring/", "t/tetapkan_tiga_besar/",
)  # fmt: skip
CASE_CALLS = ("", "/documents", "/kandidat")
PAGES = (
    "/", "/tugas/antrean/", "/tugas/menunggu/", "/tugas/selesai/", "/jpt/", "/jpt/ekspor.csv", "/notifikasi/",
    "/penyelia/",
)  # fmt: skip
CALLS = (
    *(f"/tasks?box={box}" for box in ("mine", "queue", "waiting", "archive")),
    "/cases", "/cases?type=jpt&state=proses_pelamar", "/notifications", "/case-types/jpt",
)  # fmt: skip


def visitor(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return Visitor(user.username, user, cookies, issue(user.username, PASSWORD, None, "127.0.0.1")[0])


def told(who, cases):
    """address -> status, and the whole answer without tokens and times."""
    pages = [*PAGES, *(f"/kasus/{case.pk}/{tab}" for case in cases for tab in CASE_PAGES)]
    calls = [*CALLS, *(f"/cases/{case.pk}{tab}" for case in cases for tab in CASE_CALLS)]
    found = {address: who.page("GET", address) for address in pages}
    found |= {f"API {address}": who.api("GET", address) for address in calls}
    return {address: (answer.status, plain(answer.body)) for address, answer in found.items()}


@pytest.fixture
def two(steps, s3):
    posts = [steps.nomenklatur("jaksel", f"Dinas {name}") for name in ("Pertama", "Kedua")]
    cases = [steps.counted(nomenklatur=post) for post in posts]
    deliver_all()
    return cases


def drawn_of(two, steps):
    values = {"jenis_ukuran": "jumlah", "ukuran": 1, "petugas": str(steps.people.asisten2.pk), "seed": "uji"}
    make_sample(steps.people.komisioner, values)
    deliver_all()
    (task,) = CaseTask.objects.filter(lane="monitoring", status="ASSIGNED")
    return next(case for case in two if case.pk == task.case_id)


def test_the_institution_is_told_the_same_before_and_after(two, steps):
    ours = visitor(steps.people.jaksel)
    told(ours, two)  # looking marks notices read
    before = told(ours, two)
    notices = Notification.objects.filter(user=steps.people.jaksel).count()
    drawn_of(two, steps)
    after = told(ours, two)
    assert [address for address in before if before[address] != after[address]] == []
    assert Notification.objects.filter(user=steps.people.jaksel).count() == notices
    assert {status for status, _ in after.values()} <= {200, 403, 409}


def test_the_other_side_is_told(two, steps):
    """The comparison can see: for who has to monitor, the same addresses answer otherwise."""
    reviewer = visitor(steps.people.asisten2)
    told(reviewer, two)
    before = told(reviewer, two)
    drawn = drawn_of(two, steps)
    after = told(reviewer, two)
    changed = {address for address in before if before[address] != after[address]}
    case = f"/kasus/{drawn.pk}/"
    assert {"/", "API /tasks?box=mine", case, f"{case}diagram-alur.svg", f"API /cases/{drawn.pk}"} <= changed
    other = next(one for one in two if one.pk != drawn.pk)
    assert not {address for address in changed if str(other.pk) in address}


def test_the_flow_has_no_internal_lane_for_the_institution(two, steps):
    drawn = drawn_of(two, steps)
    address = f"/kasus/{drawn.pk}/diagram-alur.svg"
    ours, theirs = (
        visitor(who).page("GET", address).body for who in (steps.people.jaksel, steps.people.auditor)
    )
    assert ("Jalur monitoring" in ours, "Jalur monitoring" in theirs) == (False, True)
    assert ("Tambah Monitoring" in ours, ours.count('class="giliran sekarang"')) == (False, 1)
    assert theirs.count('class="giliran sekarang"') == 2


def test_the_history_of_the_case_says_nothing_at_all(two, steps):
    """The draw stands in KASN's book of supervision; not even a gap in the case's own chain tells of it."""
    ours = visitor(steps.people.jaksel)
    first, second = (ours.api("GET", f"/cases/{one.pk}/history").json["items"] for one in two)
    drawn = drawn_of(two, steps)
    after = ours.api("GET", f"/cases/{drawn.pk}/history").json["items"]
    assert after == (first if drawn.pk == two[0].pk else second)
    assert not [line for line in after if line.get("internal")]
