"""Rows of a repeated field keep an id of their own; whatever of a row changes, it stays the same row."""

import pytest

from tests.workflows.test_forms import Baris
from workflows.rows import ID, RowsField, id_of, identified, matched


def cleaned(*rows):
    return RowsField(Baris).clean(list(rows))


def row(nama="Ani", **more):
    return {"nama": nama, "nilai": "1", **more}


def test_an_id_comes_through_beside_the_values():
    assert [r.get(ID) for r in cleaned(row(id="a1"), row("Budi"))] == ["a1", None]


@pytest.mark.parametrize("forged", ["A", "x" * 33, "../b", "", None, 7, ["a"], {"a": 1}, "a\x00", "٣"])
def test_what_cannot_be_an_id_is_none(forged):
    assert id_of({ID: forged}) == ""
    assert [ID in r for r in cleaned(row(id=forged))] == [False]


def test_of_two_that_name_one_row_the_first_is_it():
    assert [r.get(ID) for r in cleaned(row(id="a1"), row("Budi", id="a1"))] == ["a1", None]


def test_an_id_alone_is_no_row():
    assert cleaned({"nama": "", "nilai": "", ID: "a1"}) == []


def test_kept_rows_without_ids_are_known_by_their_place():
    assert [r[ID] for r in identified([{"nama": "Ani"}, {"nama": "Budi", ID: "q"}])] == ["b0", "q"]


def test_a_client_that_sends_no_ids_keeps_its_rows_where_they_say_the_same():
    before = [{"nama": "Ani", ID: "a"}, {"nama": "Budi", ID: "b"}]
    after = matched(before, [{"nama": "Budi"}, {"nama": "Cici"}])
    assert after[0] == {"nama": "Budi", ID: "b"}
    assert after[1][ID] not in {"a", "b", ""}


def test_a_row_named_by_id_is_not_given_to_another_one():
    before = [{"nama": "Ani", ID: "a"}]
    after = matched(before, [{"nama": "Cici", ID: "a"}, {"nama": "Ani"}])
    assert after[0][ID] == "a"
    assert after[1][ID] != "a"


def test_rows_that_a_form_begins_with_have_no_errors_yet():
    field = RowsField(Baris)
    field.name = "baris"
    begun, sent = field.prepare_value([{"nama": "", "nilai": "1"}]), field.bound_data([{"nilai": "1"}], None)
    assert [[row.is_bound for row in rows.forms] for rows in (begun, sent)] == [[False], [True]]
    assert [bool(row.errors) for rows in (begun, sent) for row in rows.forms] == [False, True]


def test_a_row_shown_again_carries_its_id():
    field = RowsField(Baris)
    field.name = "baris"
    shown = field.prepare_value([row(id="a1")])
    assert 'name="baris-0-id" value="a1"' in field.widget.render("baris", shown)
