"""Ranks and ties of the candidates (SJ-97, SJ-103): one function for page, API, letter and print."""

import pytest

from cases.jpt.facts import Peringkat, SeleksiFacts, ranked
from cases.jpt.presenting import present, present_candidate

ALL_SIX = ("6", "6", "6", "6")


@pytest.mark.req("SJ-103")
@pytest.mark.kills("slip:scores.ties")
def test_equal_totals_share_a_place_and_the_next_one_counts_them(steps):
    seleksi = steps.counted()
    skor = {
        "Ani": ("9", "9", "9", "9"),
        "Budi": ALL_SIX,
        "Cici": ("6", "5", "6", "8"),
        "Dodi": ("7", "7", "7", "7"),
        "Evi": ("5", "5", "5", "5"),
    }
    for nama, values in skor.items():
        steps.scored(steps.candidate(seleksi, nama), values)
    steps.at_stage(steps.candidate(seleksi, "Fani"), "rekam_jejak")  # no fourth score: no place
    facts = steps.fresh(seleksi).facts
    assert {k.nama: facts.peringkat(k) for k in facts.kandidat} == {
        "Ani": Peringkat(1),
        "Dodi": Peringkat(2),
        "Budi": Peringkat(3, 2),
        "Cici": Peringkat(3, 2),
        "Evi": Peringkat(5),
        "Fani": None,
    }
    assert [k.nama for k in ranked(facts.kandidat)] == ["Ani", "Dodi", "Cici", "Budi", "Evi", "Fani"]
    assert [(str(place), [k.nama for k in shared]) for place, shared in facts.seri] == [
        ("3 bersama", ["Cici", "Budi"])
    ]


def test_the_words():
    assert (str(Peringkat(2)), Peringkat(2).kalimat) == ("2", "peringkat 2")
    assert (str(Peringkat(3, 4)), Peringkat(3, 4).kalimat) == (
        "3 bersama",
        "peringkat 3 bersama (4 kandidat)",
    )


def test_nobody_has_a_place_in_an_empty_selection():
    assert (SeleksiFacts(()).tiga_besar, SeleksiFacts(()).seri) == ([], [])


@pytest.mark.req("SJ-103")
def test_the_three_best_tell_their_place(steps):
    seleksi, found = steps.top_three()
    best = present(seleksi, steps.people.jaksel)["tiga_besar"]
    assert [(row["nama"], row["peringkat"]["nomor"]) for row in best] == [
        ("Kandidat 3", 1),
        ("Kandidat 1", 2),
        ("Kandidat 4", 3),
    ]
    assert present_candidate(steps.fresh(found["Kandidat 2"]))["peringkat"] == {
        "nomor": 4,
        "bersama": 1,
        "kalimat": "peringkat 4",
    }
