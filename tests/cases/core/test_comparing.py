"""Two texts side by side: the words that went and came, nothing lost of either."""

import time

from hypothesis import given
from hypothesis import strategies as st

from cases.core.reading.comparing import Piece, compared

WORDS = st.lists(
    st.sampled_from(["ketua", "panitia", " ", "\n", "  ", "9", "<b>", "é", "orang"]), max_size=40
).map("".join)


def test_only_the_words_that_differ_are_marked():
    assert compared("Ketua panitia 5 orang", "Ketua panitia 7 orang") == (
        [Piece("", "Ketua panitia "), Piece("del", "5"), Piece("", " orang")],
        [Piece("", "Ketua panitia "), Piece("ins", "7"), Piece("", " orang")],
    )


def test_nothing_before_is_all_new():
    assert compared("", "baru\ndua") == ([], [Piece("ins", "baru\ndua")])
    assert compared("lama", "") == ([Piece("del", "lama")], [])
    assert compared("sama", "sama") == ([Piece("", "sama")], [Piece("", "sama")])


@given(WORDS, WORDS)
def test_nothing_is_lost(before, after):
    left, right = compared(before, after)
    assert ("".join(p.text for p in left), "".join(p.text for p in right)) == (before, after)
    assert "".join(p.text for p in left if not p.mark) == "".join(p.text for p in right if not p.mark)
    assert {p.mark for p in left} <= {"", "del"}
    assert {p.mark for p in right} <= {"", "ins"}


def test_a_long_text_is_not_computed_word_by_word():
    before, after = "a b " * 5000, "b a " * 5000
    began = time.process_time()
    assert compared(before, after) == ([Piece("del", before)], [Piece("ins", after)])
    assert time.process_time() - began < 1
