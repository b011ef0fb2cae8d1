"""Formatted text: what is no mark is text and stays; size and depth come before work."""

import contextlib
import re
import time

import pytest
from django import forms
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.formatted import Unformattable, formatted, sanitised, source_text, visible_text
from workflows.forms import RichTextField
from workflows.text import normalised, unkeepable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2. Nilai <minimal diulang.", "<p>2. Nilai &lt;minimal diulang.</p>"),
        ("hubungi <a@b.id> segera", "<p>hubungi &lt;a@b.id&gt; segera</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<!-- x --> y", "<p>&lt;!-- x --&gt; y</p>"),
        ("jika <b> lalu", "<p>jika &lt;b&gt; lalu</p>"),
        ("a &amp; b", "<p>a &amp;amp; b</p>"),
        ("satu\ndua\n\ntiga\nempat", "<p>satu<br>dua</p><p>tiga<br>empat</p>"),
        ("<p>a &amp; b & c <d</p>", "<p>a &amp; b &amp; c &lt;d</p>"),
        ("<b>penting</b>\nbiasa", "<p><b>penting</b><br>biasa</p>"),
        ("<p>x</p>\n<p>y</p>", "<p>x</p><p>y</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<p>a<img src=x onerror="y">b</p>', '<p>a&lt;img src=x onerror="y"&gt;b</p>'),
        ("<div>a</div><h1>b</h1>", "<p>a</p><h3>b</h3>"),
        ("m<sup>2</sup>", "<p>m<sup>2</sup></p>"),
        ('<ol start="3"><li>c</li></ol>', '<ol start="3"><li>c</li></ol>'),
        (
            '<a href="https://contoh.id/?a=1&b=2">d</a>',
            '<p><a href="https://contoh.id/?a=1&amp;b=2" rel="noopener noreferrer">d</a></p>',
        ),
        ("<ul><li>h<ol><li>i</li></ol></li></ul>", "<ul><li>h<ol><li>i</li></ol></li></ul>"),
    ],
)
@pytest.mark.req("SJ-66")
def test_what_is_kept(typed, kept):
    assert formatted(typed) == kept
    assert sanitised(kept) == kept
    assert formatted(kept) == kept


@pytest.mark.parametrize(
    "empty",
    ["", "   ", "<p></p>", "<p><br></p>", "<p>&nbsp;</p>", "<p>\u2800</p>", "<b> </b>", "<ul><li></li></ul>"],
)
@pytest.mark.req("SJ-41")
def test_empty_markup_counts_as_empty(empty):
    assert RichTextField(required=False).clean(empty) == ""
    with pytest.raises(forms.ValidationError) as caught:
        RichTextField().clean(empty)
    assert caught.value.code == "required"


@pytest.mark.parametrize(
    "address", ["javascript:x()", "//jahat.id", "data:text/html,x", "", "JaVaScRiPt:x", "java\tscript:x"]
)
def test_a_link_to_something_else_is_refused_by_name(address):
    with pytest.raises(Unformattable, match="Tautan harus"):
        formatted(f'<a href="{address}">c</a>')


MARK = re.compile(r"<(br|/)", re.IGNORECASE)
PIECES = st.sampled_from(
    [
        "<",
        ">",
        "&",
        "&amp;",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<br>",
        "<ul><li>",
        "</li></ul>",
        "<x>",
        '"',
        "'",
        "\n",
        " ",
        "é",
        "😀",
    ]
)


@given(st.text(st.characters(exclude_characters="\u2800"), max_size=80).map(normalised))
@example("a <b@c> d\n<e")
@example("0\xa00")
def test_plain_text_is_kept_to_the_letter(text):
    """Without a mark of ours, every word and every line comes back."""
    if unkeepable(text) or MARK.search(text):
        return
    kept = formatted(text)
    assert visible_text(kept).split() == text.split()
    assert formatted(kept) == kept


@given(st.lists(PIECES | st.text("abc \n", max_size=5), max_size=25).map("".join).map(normalised))
@example("<p><ul><li></li></ul><")
@example("<p>a<ul><li>b</li></ul>c</p>")
def test_whatever_the_marks_it_is_stable_and_clean(text):
    kept = formatted(text)
    assert sanitised(kept) == kept
    assert formatted(kept) == kept
    assert formatted(source_text(kept)) == kept
    assert kept.count("😀") == text.count("😀")


@pytest.mark.parametrize("typed", ["satu\ndua\n\ntiga", "2. Nilai <minimal", "a &amp; b", "<a@b.id>"])
def test_a_plain_text_area_shows_what_was_typed(typed):
    assert source_text(formatted(typed)) == typed
    assert RichTextField().prepare_value(formatted(typed)) == typed


@pytest.mark.parametrize(
    "attack",
    [
        "<ul><li>" * 40_000,
        "<ul><li>" * 2_000 + "</li></ul>" * 2_000,
        "<b><i>" * 3_000 + "</i></b>" * 3_000,
        "<table><tr><td>" * 2_500 + "</td></tr></table>" * 900,
        "<a " * 100_000,
        "<p" + " x" * 150_000,
        " " * 300_000,
        "<a href='https://a.id'>x" * 1_000 + "</a>" * 1_000,
        "&" * 300_000,
        "<b></b>" * 5_000,
        "<p>" * 13_000 + "</p>",
    ],
    ids=range(11),
)
def test_size_and_depth_come_before_work(attack):
    began = time.process_time()
    with contextlib.suppress(Unformattable):
        formatted(attack)
    assert time.process_time() - began < 3  # for a busy machine


def test_what_is_seen_is_counted_not_the_marks():
    field = RichTextField(max_length=10)
    assert field.clean("<p>" + "<b>x</b>" * 10 + "</p>").count("x") == 10
    for typed in ("x" * 11, "<p>" + "<b>x</b>" * 11 + "</p>"):
        with pytest.raises(forms.ValidationError) as caught:
            field.clean(typed)
        assert caught.value.messages == ["Paling banyak 10 karakter (sekarang 11)."]
