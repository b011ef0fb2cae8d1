"""Formatted text in generated documents: every allowed tag is set, nothing is lost, nothing breaks a letter."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering import render, rich
from tests.support.pdf import (
    assert_archivable,
    text_of,
    words_of,
)
from workflows.formatted import MARKS, formatted, sanitised

from .letters import letter

NASTY = '#[]$*_"@<x>\\/*`~=-+&;{}#eval("1")#read("/data.json")//'


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("", []),
        ("<p> </p>", []),
        ("teks", [{"t": "p", "isi": ["teks"]}]),
        ("<p>a<br>b</p>", [{"t": "p", "isi": ["a", {"t": "br", "isi": []}, "b"]}]),
        ("<b>a</b>", [{"t": "p", "isi": [{"t": "strong", "isi": ["a"]}]}]),
        ("<p>a<p>b", [{"t": "p", "isi": ["a"]}, {"t": "p", "isi": ["b"]}]),
        ("<script>x</script>", [{"t": "p", "isi": ["x"]}]),
        (
            '<p><a href="https://a.id">x</a></p>',
            [{"t": "p", "isi": [{"t": "a", "isi": ["x"], "href": "https://a.id"}, " (https://a.id)"]}],
        ),
        (
            '<a href="mailto:a@b.id">a@b.id</a>',
            [{"t": "p", "isi": [{"t": "a", "isi": ["a@b.id"], "href": "mailto:a@b.id"}]}],
        ),
        ("m<sup>2</sup>", [{"t": "p", "isi": ["m", {"t": "sup", "isi": ["2"]}]}]),
        (
            '<ol start="3"><li>c</li></ol>',
            [{"t": "ol", "isi": [{"t": "li", "isi": [{"t": "p", "isi": ["c"]}]}], "mulai": 3}],
        ),
        (
            "<ul><li>a</li><li><p>b</p></li></ul>",
            [
                {
                    "t": "ul",
                    "isi": [
                        {"t": "li", "isi": [{"t": "p", "isi": ["a"]}]},
                        {"t": "li", "isi": [{"t": "p", "isi": ["b"]}]},
                    ],
                }
            ],
        ),
    ],
)
def test_rich(html: str, tree: list[Any]) -> None:
    assert rich(html) == tree


def test_rows_of_a_table_have_equally_many_cells() -> None:
    (table,) = rich("<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td></tr></table>")
    assert (table["kolom"], [[cell["t"] for cell in row["isi"]] for row in table["isi"]]) == (
        2,
        [["th", "th"], ["td", "td"]],
    )


def test_every_allowed_tag_is_set() -> None:
    html = (
        "<h3>h3</h3><h4>h4</h4><p><b>b</b> <strong>strong</strong> <i>i</i> <em>em</em> <u>u</u> <a href='https://a.id'>a</a>"
        "<br>br <sup>sup</sup> <sub>sub</sub></p>"
        "<ol><li>ol</li></ol><ul><li>ul</li></ul><blockquote>blockquote</blockquote>"
        "<table><thead><tr><th>th</th></tr></thead><tbody><tr><td>td</td></tr></tbody></table>"
    )
    pdf = render("surat", letter(isi=rich(html)))
    assert_archivable(pdf)
    shown = set(words_of(pdf).split())
    silent = {"p", "li", "table", "thead", "tbody", "tr"}
    assert MARKS - silent <= shown


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [f"<{t}>" for t in ("p", "ul", "ol", "li", "table", "tr", "td", "blockquote", "b", "h3", "div")]
            + ["</p>", "</ul>", "</li>", "</table>", "</td>", "</b>", "§", " "]
        ),
        max_size=25,
    )
)
def test_whatever_the_nesting_every_word_is_printed(parts: list[str]) -> None:
    """Of what `sanitised` lets through, which is what is stored."""
    html = sanitised("".join(parts))
    text = words_of(render("surat", letter(isi=rich(html))))
    assert text.count("§") == html.count("§")


_TAGS = ("p", "h3", "h4", "ul", "ol", "li", "table", "thead", "tr", "th", "td", "blockquote", "b", "em", "u")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{t}>" for t in _TAGS] + [f"</{t}>" for t in _TAGS] + ["<br>", "</a>"]),
            st.sampled_from(["", "x", "ā?b=c", "\u200b", "y" * 2000, "z" * 70_000]).map(
                lambda path: f'<a href="https://a.id/{path}">'
            ),
            st.sampled_from(
                ["\u200b", "\u00ad", "\ufeff", "\u00a0", "\u2003", "\u0301", "§", " ", "kata " * 8000]
            ),
            st.integers(32_000, 70_000).map("k".__mul__),
            st.text(max_size=8).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
        ),
        max_size=12,
    )
)
def test_any_sanitised_text_renders(parts: list[str]) -> None:
    try:
        "".join(parts).encode()
    except UnicodeEncodeError:
        return
    assert render("surat", letter(isi=rich(sanitised("".join(parts)))))


@pytest.mark.parametrize(
    "html",
    [
        "<h3>\u200b</h3>",
        "<h4><b>\u00ad\ufeff</b></h4>",
        "<h3><a href='https://a.id'>\u200b</a></h3>",
        "<ul><li>\u200b</li></ul><p>\u200b</p>",
        "<table><tr><th>\u200b</th></tr></table>",
        "<p><a href='https://a.id/" + "b" * 70_000 + "'>§</a></p>",
        "<h3>" + "kata " * 10_000 + "</h3>",
        "<p>" + "k" * 200_000 + "</p>",
        "<p>" + "k<b></b>" * 50_000 + "</p>",
        "<p>a" + "\u0301" * 20_000 + "</p>",
    ],
    ids=["heading", "bold heading", "linked heading", "item", "header", "address", "long heading", "word",
         "word in pieces", "accents"],
)  # fmt: skip
def test_what_typst_alone_would_refuse_is_set(html: str) -> None:
    began = sum(
        os.times()[:4]
    )  # of this process and the one that sets: how busy the machine is counts for nothing
    pdf = render("surat", letter(isi=rich(sanitised(html))))
    assert sum(os.times()[:4]) - began < 20
    assert_archivable(pdf)
    shown = text_of(pdf)
    assert shown.count("§") == html.count("§")


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<h3>\u200b</h3><p>\u200b</p>", []),
        ("<p>a<a href='https://a.id'>\u200b</a></p>", [{"t": "p", "isi": ["a"]}]),
        ("<p><a href='https://a.id/" + "b" * 2000 + "'>x</a></p>", [{"t": "p", "isi": ["x"]}]),
        ("<h3>" + "k " * 251 + "</h3>", [{"t": "p", "isi": [{"t": "strong", "isi": ["k " * 251]}]}]),
        ("<p>" + "k" * 80 + "</p>", [{"t": "p", "isi": ["k" * 80]}]),
        ("<p>" + "k" * 81 + "</p>", [{"t": "p", "isi": ["k" * 80, {"t": "br", "isi": []}, "k"]}]),
        (
            "<p>a " + "k" * 79 + "<b>kk</b></p>",
            [
                {
                    "t": "p",
                    "isi": ["a " + "k" * 79, {"t": "strong", "isi": ["k", {"t": "br", "isi": []}, "k"]}],
                }
            ],
        ),
    ],
)
def test_bounds_of_formatted_text(html: str, tree: list[Any]) -> None:
    assert rich(html) == tree


@pytest.mark.parametrize("html", ["<ul><li>", "<blockquote>", "<table><tr><td>", "<b><i>"])
def test_what_lies_too_deep_is_printed_higher_up(html: str) -> None:
    assert "§" in words_of(render("surat", letter(isi=rich(html * 100 + "§"))))


def test_page_and_letter_say_the_same() -> None:
    """What is typed into a formatted field comes out of the letter: lines, marks, numbers and addresses."""
    typed = "satu\ndua\n\ntiga\n2. Nilai <minimal diulang.\nhubungi <a@b.id> segera"
    lines = [
        line
        for line in text_of(render("surat", letter(isi=rich(formatted(typed))))).splitlines()
        if line.strip()
    ]
    found = [line.strip() for line in lines]
    for line in filter(None, typed.split("\n")):
        assert line in found
    nested = "<ol start='3'><li>luar<ol><li>dalam<ol><li>terdalam</li></ol></li></ol></li><li>lagi</li></ol>"
    words = words_of(render("surat", letter(isi=rich(formatted(nested + "<p>m<sup>2</sup></p>")))))
    assert "3. luar a. dalam i. terdalam 4. lagi" in words
