"""What an act asks: fields, codes, rich text, dates, numbers, rows."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from workflows.forms import (
    REQUIRED,
    ActForm,
    AngkaField,
    BulatField,
    RichTextField,
    SecretField,
    TanggalField,
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
    jumlah = BulatField(label="Jumlah", required=False, min_value=0, max_value=100)
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
        ("teks", "<p>" + "x" * 201 + "</p>", "E-RNG"),
        ("angka", "0,99", "E-RNG"),
        ("angka", "10,01", "E-RNG"),
        ("angka", "1,234", "E-FMT"),
        ("angka", "lima", "E-FMT"),
        ("angka", "NaN", "E-FMT"),
        ("angka", "Infinity", "E-FMT"),
        ("angka", "1.000,5", "E-RNG"),
        ("angka", True, "E-FMT"),
        ("angka", "1e3", "E-FMT"),
        ("angka", "٣", "E-FMT"),
        ("angka", "9" * 31, "E-RNG"),
        ("jumlah", "1.000", "E-RNG"),
        ("jumlah", "1,000", "E-FMT"),
        ("jumlah", True, "E-FMT"),
        ("jumlah", 5.5, "E-FMT"),
        ("jumlah", [5], "E-FMT"),
        ("wajib", True, "E-FMT"),
        ("wajib", ["teks"], "E-FMT"),
        ("wajib", {"a": 1}, "E-FMT"),
        ("wajib", 5, "E-FMT"),
        ("wajib", "\ud83d", "E-FMT"),
        ("wajib", "\u200b\u00ad", "E-REQ"),
        ("wajib", "\u3164", "E-REQ"),
        ("teks", ["x"], "E-FMT"),
        ("teks", "\ud83d", "E-FMT"),
        ("pilihan", ["a"], "E-REF"),
        ("tanggal", "31/12/1899", "E-RNG"),
        ("tanggal", "9999-12-31", "E-RNG"),
        ("tanggal", "٠١/٠٢/٢٠٢٦", "E-FMT"),
        ("tanggal", 20260201, "E-FMT"),
        ("baris", [{"nama": "a", "asing": "x"}], "E-FMT"),
        ("baris", [{"nama": ["a"]}], "E-FMT"),
        ("baris", [{"nama": "\ud83d"}], "E-FMT"),
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
        ("jumlah", "20.0", 20),
        ("jumlah", "20,00", 20),
        ("jumlah", 7.0, 7),
        ("wajib", " Kepala\u00a0 Dinas\u200b\r\nX ", "Kepala Dinas X"),
        ("wajib", "e\u0301", "é"),
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


class Panjang(ActForm):
    catatan = forms.CharField(max_length=500, widget=forms.Textarea)
    nama = forms.CharField(max_length=5)


@pytest.mark.parametrize(
    ("catatan", "fits"),
    [
        ("a\r\n" * 250, True),  # 499 letters once the last line end is stripped
        ("a\r\n" * 250 + "bc", False),
        ("😀" * 250, True),
        ("😀" * 250 + "a", False),
    ],
)
def test_letters_are_counted_as_the_browser_counts(catatan, fits):
    form = Panjang({"catatan": catatan, "nama": "a"})
    assert form.is_valid() is fits
    if not fits:
        counted = 502 if "\n" in catatan else 501
        assert [e.message for e in form.coded_errors()["catatan"]] == [
            f"Paling banyak 500 karakter (sekarang {counted})."
        ]


def test_what_a_page_sends_is_normalised_too():
    form = Panjang(QueryDict("nama=e%CC%81%E2%80%8B&catatan=a%0D%0Ab"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"nama": "é", "catatan": "a\nb"}


def test_rows_are_counted_before_they_are_looked_at(monkeypatch):
    field = RowsField(Baris, maximum=3)
    looked: list[object] = []
    monkeypatch.setattr(field, "_form", lambda *given: looked.append(given))
    with pytest.raises(forms.ValidationError) as caught:
        field.clean([{"nama": "a"}] * 4_000)
    assert (caught.value.code, looked) == ("E-RNG", [])


def test_all_errors_in_the_order_of_the_form():
    _, codes = answer(wajib="", angka="x", pilihan="c")
    assert list(codes) == ["angka", "pilihan", "wajib"]


def test_a_rule_of_the_form_names_field_and_code():
    class Dua(ActForm):
        a = BulatField()

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
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=20)
            | st.sampled_from(["\ud83d", "a\x00", "\u200b", "\uffff", "1e999999", "²", "9" * 5000]),
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


class TestALostLetter:
    """U+FFFD stands where a program could not read a letter; nobody types it."""

    class Form(ActForm):
        nama = forms.CharField(label="Nama", max_length=1200)
        baris = RowsField(type("Row", (forms.Form,), {"isi": forms.CharField(label="Isi")}), required=False)
        sandi = SecretField(required=False)

    def test_is_refused_at_its_field(self):
        form = self.Form({"nama": "Jos\ufffd", "baris": [{"isi": "a"}, {"isi": "\ufffd"}]})
        said = (
            "Isi memuat tanda “\ufffd” di tempat huruf yang hilang (salah penyandian). Ketik ulang huruf itu."
        )
        assert {name: [(e.code, e.message) for e in some] for name, some in form.coded_errors().items()} == {
            "nama": [("E-FMT", said)],
            "baris": [("E-FMT", f"Baris 2, Isi: {said}")],
        }

    def test_but_a_secret_is_what_was_typed(self):
        assert self.Form({"nama": "José", "sandi": "a\ufffdb"}).is_valid()

    def test_lengths_are_told_as_numbers_are_written(self):
        form = self.Form({"nama": "x" * 1201})
        assert form.errors["nama"] == ["Paling banyak 1.200 karakter (sekarang 1.201)."]


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"max_value": 10, "decimal_places": 2}, "Paling banyak 2 angka di belakang koma."),
        ({"max_value": 1000, "decimal_places": 2}, "“9,123” dapat dibaca dua cara."),
        ({"decimal_places": 2}, "“9,123” dapat dibaca dua cara."),
    ],
)
def test_where_there_are_no_thousands_nobody_is_told_of_them(bounds, message):
    with pytest.raises(ValidationError) as caught:
        AngkaField(**bounds).clean("9,123")
    assert caught.value.messages[0].startswith(message)
    assert caught.value.code == "E-FMT"
