"""What an act asks: fields, codes, rich text, dates, numbers, rows."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from workflows.forms import (
    REQUIRED,
    ActForm,
    AngkaField,
    RichTextField,
    TanggalField,
    sanitised,
    visible_text,
)
from workflows.rows import RowsField


class Baris(forms.Form):
    nama = forms.CharField(label="Nama", max_length=5)
    nilai = AngkaField(label="Nilai", required=False, min_value=1, max_value=10, decimal_places=2)


class Isian(ActForm):
    teks = RichTextField(label="Teks", max_length=200, required=False)
    tanggal = TanggalField(label="Tanggal", required=False)
    angka = AngkaField(
        label="Angka", required=False, min_value=1, max_value=10, decimal_places=2, max_digits=4
    )
    jumlah = forms.IntegerField(label="Jumlah", required=False, min_value=0, max_value=100)
    pilihan = forms.ChoiceField(label="Pilihan", choices=[("a", "A"), ("b", "B")], required=False)
    baris = RowsField(Baris, label="Baris", minimum=0, maximum=3)
    wajib = forms.CharField(label="Wajib")


def answer(**data):
    """(cleaned value or None, codes) by field."""
    form = Isian({"wajib": "ya", **data})
    codes = {name: [e.code for e in errors] for name, errors in form.coded_errors().items()}
    return form.cleaned_data, codes


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("wajib", "", "E-REQ"),
        ("wajib", "\x00", "E-FMT"),
        ("teks", "<p>" + "x" * 200 + "</p>", "E-RNG"),
        ("angka", "0,99", "E-RNG"),
        ("angka", "10,01", "E-RNG"),
        ("angka", "1,234", "E-FMT"),
        ("angka", "lima", "E-FMT"),
        ("angka", "NaN", "E-FMT"),
        ("angka", "Infinity", "E-FMT"),
        ("angka", "1.000,5", "E-FMT"),
        ("jumlah", "-1", "E-RNG"),
        ("jumlah", "101", "E-RNG"),
        ("jumlah", "1,5", "E-FMT"),
        ("pilihan", "c", "E-REF"),
        ("tanggal", "09/21/2012", "E-FMT"),
        ("tanggal", "31/02/2026", "E-FMT"),
        ("tanggal", "2026-02-31", "E-FMT"),
        ("tanggal", "1/2/2026", "E-FMT"),
        ("tanggal", "01/02/26", "E-FMT"),
        ("tanggal", "01-02-2026", "E-FMT"),
        ("tanggal", "kemarin", "E-FMT"),
        ("baris", "satu", "E-FMT"),
        ("baris", {"nama": "a"}, "E-FMT"),
        ("baris", ["a"], "E-FMT"),
        ("baris", [{"nama": "a"}] * 4, "E-RNG"),
        ("baris", [{"nilai": "5"}], "E-REQ"),
        ("baris", [{"nama": "terlalu panjang"}], "E-RNG"),
    ],
)
@pytest.mark.req("SJ-139", "SJ-95")
def test_codes_of_the_catalogue(field, value, code):
    assert answer(**{field: value})[1] == {field: [code]}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("angka", "5,25", Decimal("5.25")),
        ("angka", "5.25", Decimal("5.25")),
        ("angka", " 10 ", Decimal(10)),
        ("angka", 5.3, Decimal("5.3")),
        ("angka", 1, Decimal(1)),
        ("angka", "", None),
        ("tanggal", "01/02/2026", dt.date(2026, 2, 1)),
        ("tanggal", "2026-02-01", dt.date(2026, 2, 1)),
        ("tanggal", " 29/02/2024 ", dt.date(2024, 2, 29)),
        ("tanggal", "", None),
        ("jumlah", "0", 0),
        ("jumlah", "100", 100),
        ("pilihan", "b", "b"),
        ("teks", "<p>Ya</p>", "<p>Ya</p>"),
        ("baris", [], []),
        ("baris", None, []),
        (
            "baris",
            [{"nama": "a", "nilai": "1,5"}, {"nama": "", "nilai": ""}, {"nama": "b"}],
            [{"nama": "a", "nilai": Decimal("1.5")}, {"nama": "b", "nilai": None}],
        ),
    ],
)
def test_what_is_accepted(field, value, expected):
    cleaned, codes = answer(**{field: value})
    assert codes == {}
    assert cleaned[field] == expected


class TestRichText:
    @pytest.mark.parametrize(
        "empty",
        [
            "",
            "   ",
            "<p></p>",
            "<p><br></p>",
            "<p>&nbsp;</p>",
            "<p>\u200b</p>",
            "<b> </b>",
            "<script>x</script>",
            "<!-- x -->",
        ],
    )
    @pytest.mark.req("SJ-41")
    def test_empty_markup_counts_as_empty(self, empty):
        assert RichTextField(required=False).clean(empty) == ""
        with pytest.raises(forms.ValidationError) as caught:
            RichTextField().clean(empty)
        assert caught.value.code == "required"

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ('<p onclick="x()">a</p>', "<p>a</p>"),
            ("<script>alert(1)</script>b", "b"),
            ('<a href="javascript:x()">c</a>', '<a rel="noopener noreferrer">c</a>'),
            (
                '<a href="https://contoh.id">d</a>',
                '<a href="https://contoh.id" rel="noopener noreferrer">d</a>',
            ),
            ('<img src=x onerror="y">e', "e"),
            ('<p style="color:red">f</p>', "<p>f</p>"),
            ("<iframe></iframe>g", "g"),
            ("<ul><li>h</li></ul>", "<ul><li>h</li></ul>"),
            ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ],
    )
    def test_is_sanitised(self, sent, kept):
        assert sanitised(sent) == kept

    @given(st.text(max_size=200))
    def test_sanitising_twice_changes_nothing(self, text):
        once = sanitised(text)
        assert sanitised(once) == once
        assert "<script" not in once.lower()

    def test_visible_text(self):
        assert visible_text("<p>Satu</p><p> dua&nbsp;</p>") == "Satu dua"


class TestRows:
    def test_errors_name_row_and_field(self):
        form = Isian({"wajib": "ya", "baris": [{"nama": "a"}, {"nama": "", "nilai": "11"}]})
        messages = [e.message for e in form.coded_errors()["baris"]]
        assert messages[0] == f"Baris 2, Nama: {REQUIRED}"
        assert messages[1].startswith("Baris 2, Nilai:")

    def test_from_a_page(self):
        data = QueryDict(
            "wajib=ya&baris-0-nama=a&baris-0-nilai=2&baris-7-nama=b&baris-7-nilai=&baris-3-nama=&baris-x-nama=z"
        )
        form = Isian(data)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["baris"] == [
            {"nama": "a", "nilai": Decimal(2)},
            {"nama": "b", "nilai": None},
        ]

    def test_what_was_typed_is_shown_again(self):
        form = Isian({"wajib": "", "baris": [{"nama": "terlalu panjang", "nilai": "2"}]})
        assert not form.is_valid()
        html = str(form["baris"])
        assert "terlalu panjang" in html
        assert 'name="baris-0-nama"' in html

    def test_from_a_page_at_most_200(self):
        rows = "&".join(f"baris-{n}-nama=a" for n in range(300))
        found = Isian(QueryDict(f"wajib=ya&{rows}"))
        assert [e.code for e in found.coded_errors()["baris"]] == ["E-RNG"]

    def test_at_least(self):
        field = RowsField(Baris, minimum=1)
        with pytest.raises(forms.ValidationError) as caught:
            field.clean([])
        assert caught.value.code in {"required", "E-REQ"}
        assert field.clean([{"nama": "a"}]) == [{"nama": "a", "nilai": None}]


def test_all_errors_in_the_order_of_the_form():
    _, codes = answer(wajib="", angka="x", pilihan="c")
    assert list(codes) == ["angka", "pilihan", "wajib"]


def test_a_rule_of_the_form_names_field_and_code():
    class Dua(ActForm):
        a = forms.IntegerField()

        def clean(self):
            self.refuse("a", "E-RNG", "Terlalu kecil.")
            self.refuse(None, "E-REQ", "Isi salah satu.")

    found = Dua({"a": "1"}).coded_errors()
    assert {k: [(e.code, e.message) for e in v] for k, v in found.items()} == {
        "a": [("E-RNG", "Terlalu kecil.")],
        "__all__": [("E-REQ", "Isi salah satu.")],
    }


@given(
    st.dictionaries(
        st.sampled_from([*Isian.base_fields, "baris-0-nama", "asing"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_no_input_is_a_crash(data):
    """Never a 500 for bad input: whatever a client sends is valid or has a code."""
    form = Isian(data)
    if not form.is_valid():
        assert all(e.code.startswith("E-") for errors in form.coded_errors().values() for e in errors)
