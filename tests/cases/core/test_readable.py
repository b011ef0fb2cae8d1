"""Kept values in words: plain text stays what was typed, formatted text loses its marks, numbers are not names."""

import time

import pytest
from django import forms

from cases.core.reading.readable import readable, readable_as
from workflows.forms import RichTextField
from workflows.legal import PROPOSAL, shown

PLAIN = "Memimpin urusan <minimal 5 tahun>."


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (None, PLAIN, PLAIN),
        (None, "<p>Satu</p><p>Dua</p>", "Satu\nDua"),
        (forms.CharField(), PLAIN, PLAIN),
        (forms.CharField(), "<b>tebal</b>", "<b>tebal</b>"),
        (forms.CharField(), "2026-01-31", "2026-01-31"),
        (RichTextField(), "<p>Syarat &lt;minimal 5 tahun&gt;</p>", "Syarat <minimal 5 tahun>"),
    ],
)
def test_what_was_typed_is_what_is_read(field, value, text):
    assert (readable(value) if field is None else readable_as(field, value)) == text


def test_an_article_about_another_type_is_not_the_basis():
    assert shown("§16.8; untuk CAT: Peraturan BKN Pasal 11 (3) u–x") == PROPOSAL
    assert shown("Peraturan KASN 7/2016 Lamp. D; SJ-79") == "Peraturan KASN 7/2016 Lamp. D"


def test_a_text_of_signs_is_read_in_no_time():
    began = time.process_time()
    assert readable("<a" * 50_000) == "<a" * 50_000
    assert time.process_time() - began < 1  # for a busy machine
