"""Whatever way a search takes, it finds what asking each case finds, in the same order; and which way it takes.

Plans and not times: with a few hundred rows PostgreSQL would rather read the whole table, so that is forbidden here.
"""

import datetime as dt
import random

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.core.doing.indexing import index_some
from cases.core.models import Case, CaseWords
from cases.core.reading import inbox, listing, searching, shares
from cases.core.reading.listing import list_cases
from cases.core.reading.searching import words_in
from cases.core.reading.sight import cases_visible_to
from cases.organisations.models import User
from tests.support.world import World, clone

VOCABULARY = ("dinas", "badan", "sosial", "pendidikan", "pendaftaran", "biro", "kode77", "kode78", "kode7800")
WEIGHTS = (20, 12, 8, 6, 3, 3, 1, 1, 1)
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def fill(world, number, chance):
    """Cases with random titles, of two institutions, several opened in one moment, some private, some internal."""
    keys = clone(world.at("baru"), number)
    for n, key in enumerate(keys):
        Case.objects.filter(pk=key).update(
            number=f"NM-2026-{5000 + n:06}",
            title="Kepala " + " ".join(chance.choices(VOCABULARY, WEIGHTS, k=3)),
            opened_at=START + dt.timedelta(hours=chance.randrange(number // 3)),
            institution=chance.choice(
                (world.people.jaksel, world.people.jaksel, world.people.bogor)
            ).institution,
            private=chance.random() < 0.1,
            internal=chance.random() < 0.1,
        )
    CaseWords.objects.bulk_create([CaseWords(case_id=key) for key in keys], ignore_conflicts=True)
    while index_some():
        pass


def lexemes():
    """Case -> its words, as they are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, tsvector_to_array(words) FROM core_casewords WHERE words IS NOT NULL")
        return dict(cursor.fetchall())


def naive(actor, q, kept):
    """Keys of the visible cases each of whose sought words begins one of theirs, newest first."""
    found = [
        case
        for case in cases_visible_to(actor).filter(type="nomenklatur")
        if all(any(word.startswith(start) for word in kept.get(case.pk, ())) for start in words_in(q))
    ]
    return [case.pk for case in sorted(found, key=lambda case: (case.opened_at, case.pk), reverse=True)]


def walked(actor, q, limit):
    """Keys of all pages, and what the first says of their number; backwards from the last it is the same."""
    filters = {"q": q, "state": []}
    page = first = list_cases(actor, "nomenklatur", filters=filters, limit=limit)
    pages = [page]
    while page.next:
        page = list_cases(actor, "nomenklatur", filters=filters, limit=limit, cursor=page.next)
        pages.append(page)
    back = [page]
    while page.previous:
        page = list_cases(actor, "nomenklatur", filters=filters, limit=limit, cursor=page.previous)
        back.append(page)
    keys = [row.pk for page in pages for row in page.rows]
    assert [row.pk for page in reversed(back) for row in page.rows] == keys
    assert {page.number for page in pages} == {first.number}
    return keys, first.number


@pytest.fixture
def counted(monkeypatch):
    """counted(kept): shares of words are those of these cases, as if the database had counted them all."""

    def count(kept):
        def share(start):
            return sum(any(w.startswith(start) for w in words) for words in kept.values()) / max(len(kept), 1)

        monkeypatch.setattr(searching, "share_of", share)

    return count


QUERIES = (
    "dinas",
    "kepala",
    "sosial kepala",
    "kepala SOSIAL dinas",
    "pend",
    "pend dinas",
    "biro pendaftaran",
    "kode7",
    "kode77 kode78",
    "dinas kode77",
    "NM-2026-005017",
    "2026 kepala",
    "5017 dinas",
    "tidakada dinas",
    "kota badan",
)


@pytest.mark.parametrize(
    ("seed", "walk", "most", "rare"), [(1, 40, 1000, 0.1), (2, 1000, 1000, 0.05), (3, 15, 10, 0)]
)
def test_it_finds_what_asking_each_case_finds(world, monkeypatch, counted, seed, walk, most, rare):
    monkeypatch.setattr(listing, "WALKED", walk)
    monkeypatch.setattr(listing, "WALKED_THERE", walk // 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", most)
    monkeypatch.setattr(searching, "RARE", rare)
    fill(world, 150, random.Random(seed))
    kept = lexemes()
    counted(kept)
    User.objects.filter(pk=world.people.jaksel2.pk).update(is_active=False)  # sees nothing
    some = 0
    for name in ("auditor", "jaksel", "bogor", "jaksel2"):
        actor = User.objects.select_related("institution").get(pk=world.person(name).pk)
        for q in QUERIES:
            wanted = naive(actor, q, kept)
            found, number = walked(actor, q, 7)
            assert found == wanted, (name, q)
            if number is not None:
                some += 1
                assert number[0] <= len(wanted), (name, q)
                assert number == (len(wanted), False) or (number[1] and len(wanted) > number[0]), (name, q)
    assert some >= 10


def test_a_box_finds_the_same_words(world, monkeypatch, counted):
    monkeypatch.setattr(searching, "RARE", 0.1)
    fill(world, 60, random.Random(1))
    kept = lexemes()
    counted(kept)
    person = world.people.komisioner
    everything = {row.case_id for row in inbox.tasks_for(person, "queue", limit=200).rows}
    assert len(everything) > 40
    for q in QUERIES:
        found = {row.case_id for row in inbox.tasks_for(person, "queue", filters={"q": q}, limit=200).rows}
        assert found == everything.intersection(naive(person, q, kept)), q


def test_what_the_words_say_of_their_case_only_narrows(world, counted):
    """The case itself is asked whether it may be seen: columns kept beside the words may delay, never permit."""
    fill(world, 20, random.Random(1))
    counted(lexemes())
    draft = cases_visible_to(world.people.auditor).filter(title__startswith="Kepala").first()
    Case.objects.filter(pk=draft.pk).update(private=True)
    CaseWords.objects.filter(case=draft).update(private=False)
    found, number = walked(world.people.auditor, "kepala", 50)
    assert number is not None
    assert draft.pk not in found
    assert len(found) == cases_visible_to(world.people.auditor).filter(type="nomenklatur").count()


def test_the_words_follow_their_case(world):
    case = world.open().case

    def told():
        words = CaseWords.objects.get(case=case)
        return words.type, words.institution_id, words.private, words.internal, words.opened_at

    assert told() == ("nomenklatur", case.institution_id, False, False, case.opened_at)
    Case.objects.filter(pk=case.pk).update(
        institution=world.people.bogor.institution, private=True, internal=True, opened_at=START
    )
    assert told() == ("nomenklatur", world.people.bogor.institution_id, True, True, START)


@pytest.fixture
def many(committed_db):
    world = World()
    fill(world, 600, random.Random(1))
    with connections["owner"].cursor() as owner:
        for table in ("core_case", "core_casewords", "nomenklatur_nomenklatur"):
            owner.execute(f"VACUUM ANALYZE {table}")
    shares._known.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
    yield world
    shares._known.clear()


def plans(actor, q):
    """The plans of what a page of a search asks of words and cases."""
    statements = []

    def note(execute, sql, params, *call):
        statements.append((sql, params))
        return execute(sql, params, *call)

    with connection.execute_wrapper(note):
        list_cases(actor, "nomenklatur", filters={"q": q})
    for sql, params in statements:
        if "core_case" in sql and sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql, params)
                yield "\n".join(line for (line,) in cursor.fetchall())


def test_shares_are_what_the_database_counted(many):
    assert shares.share_of("kepala") == 1
    assert shares.share_of("tidakada") == 0
    assert 0.4 < shares.share_of("dinas") < 1
    assert shares.share_of("pend") > shares.share_of("pendidikan") > shares.share_of("pendaftaran") > 0
    assert shares.share_of("di") == 1  # too short to be asked


def test_common_words_are_asked_newest_first(many, monkeypatch):
    monkeypatch.setattr(listing, "WALKED", 200)
    monkeypatch.setattr(listing, "WALKED_THERE", 200)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_bitmapscan = off")
        cursor.execute("SET enable_sort = off")
    for name, index in (("auditor", "case_words_all"), ("jaksel", "case_words_institution")):
        newest, _page = plans(many.person(name), "dinas kepala")
        assert f"Index Scan using {index} on core_casewords" in newest, newest
        assert "Sort" not in newest, newest


def test_the_index_is_asked_for_the_rarest_word(many):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off")
    (page,) = plans(many.people.auditor, "NM-2026-005017")
    asked = page.split("Bitmap Index Scan on case_words")[1].split("Index Cond:")[1].split("\n")[0]
    assert "'005017':*" in asked.replace("''", "'"), page
    assert "2026" not in asked, page


def test_words_that_never_stand_together_are_left_to_the_index(many, monkeypatch):
    monkeypatch.setattr(listing, "WALKED", 100)
    newest, index, *_ = plans(many.people.auditor, "dinas badan sosial pendidikan")
    assert "case_words_all" in newest, newest
    assert "Bitmap Index Scan on case_words" in index, index


@pytest.mark.parametrize("q", ["kepala dinas", "NM-2026-005017", "dinas badan sosial pendidikan"])
def test_a_search_takes_twelve_statements(many, client, monkeypatch, q):
    monkeypatch.setattr(listing, "WALKED", 100)
    client.force_login(many.people.auditor, backend="cases.organisations.auth.backends.AccountBackend")
    client.get("/nomenklatur/", {"q": q})  # what is read once for a process
    with CaptureQueriesContext(connection) as statements:
        assert client.get("/nomenklatur/", {"q": q}).status_code == 200
    assert len(statements) <= 12, [one["sql"] for one in statements.captured_queries]
