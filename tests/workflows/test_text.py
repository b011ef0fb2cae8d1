"""Text is normalised once: what looks alike is alike, what is not seen is gone, what cannot be kept is named."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.text import browser_length, is_blank, normalised, one_line, storable, unkeepable

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
INVISIBLE = (
    "\u200b\u200c\u200e\u200f\u00ad\ufeff\u2060\u202a\u202e\u2066\u2069\u180e\u034f\u115f\u3164\x07\x1b\x9f"
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("e\u0301", "é"),
        (f"Kepala{INVISIBLE} Dinas", "Kepala Dinas"),
        ("a\u200db", "ab"),
        (
            "👩\u200d🔧 👨🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3",
            "👩\u200d🔧 👨🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3",
        ),
        ("a\ufe0fb", "ab"),
        ("tab\tdan spasi  dua", "tab\tdan spasi  dua"),
        ("㎡ ½ ﬁ", "㎡ ½ ﬁ"),
        ("\x00 \ud83d", "\x00 \ud83d"),
    ],
)
def test_normalised(sent, kept):
    assert normalised(sent) == kept


@given(ANY)
def test_normalising_twice_changes_nothing_and_loses_nothing_seen(text):
    once = normalised(text)
    assert normalised(once) == once
    assert unicodedata.is_normalized("NFC", once)
    seen = [c for c in text if unicodedata.category(c)[0] in "LNPS" and c not in "\u115f\u1160\u3164\uffa0"]
    assert len(
        "".join(c for c in unicodedata.normalize("NFD", once) if unicodedata.category(c)[0] in "LNPS")
    ) >= len(unicodedata.normalize("NFC", "".join(seen))) - sum(unicodedata.category(c) == "Lm" for c in text)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0\u3000", "\u2800", INVISIBLE])
def test_blank(text):
    assert is_blank(normalised(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [("a\x00", "U+0000"), ("\ud83d", "U+D83D"), ("x\udc00", "U+DC00"), ("\uffff", "U+FFFF"), ("😀é\n", "")],
)
def test_unkeepable(text, found):
    assert unkeepable(text) == found


def test_a_draft_can_keep_whatever_was_typed():
    assert storable({"a\x00": ["\ud83d", 1, None, ("x",)]}) == {"a\ufffd": ["\ufffd", 1, None, ["x"]]}


def test_lengths_and_lines():
    assert browser_length("a😀\n") == 4
    assert one_line("  a \n b\u00a0 c ") == "a b c"


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian: two letters kept apart
        "سَ\u200cب",
        "ه\u200d.",  # the form of a letter that goes on
        "क्\u200dष",
        "क्\u200cष",
        "র\u200d্য",
        "ꦏ꧀\u200cꦏ",  # Javanese
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "👁\ufe0f\u200d🗨\ufe0f",
        "ไม่เป็นไร",
    ],
)
def test_what_changes_how_its_neighbours_are_written_stays(text):
    assert normalised(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ا\u200cب", "اب"),  # an alef never joins what follows
        ("ب\u200dب", "بب"),
        ("Ani\u200c Wi\u200djaya", "Ani Wijaya"),
        ("🏴\U000e0067\U000e0062 teks\U000e0061", "🏴 teks"),
        ("\u200cAni\u200d", "Ani"),
        ("می\u200c\u200cخ", "می\u200cخ"),
    ],
)
def test_a_joiner_that_changes_nothing_goes(text, kept):
    assert normalised(text) == kept
