"""Dates, numbers and form markup of the pages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.template.loader import render_to_string

from cases.core.reading import words
from cases.shell.templatetags import alur
from workflows.forms import ActForm, RichTextField, TanggalField
from workflows.rows import RowsField

LATE = datetime(2016, 8, 10, 17, 2, 30, tzinfo=UTC)  # already the next day in Jakarta
NOW = datetime(2016, 8, 10, 12, 0, tzinfo=UTC)


@pytest.mark.req("SJ-139")
class TestDates:
    def test_the_four_forms_of_the_guide(self) -> None:
        moment = datetime(2016, 8, 10, 8, 2, 30, tzinfo=UTC)
        assert words.tanggal_panjang(moment) == "Rabu, 10 Agustus 2016"
        assert words.tanggal(date(2016, 8, 12)) == "12 Agustus 2016"
        assert words.tanggal_pendek(date(2016, 8, 10)) == "10/08/2016"
        assert words.saat(moment) == "Rabu, 10 Agustus 2016, 15.02 WIB"
        assert words.stempel(moment) == "2016-08-10 15:02:30 WIB"
        assert words.waktu(moment) == "10 Agustus 2016 pukul 15.02 WIB"

    @pytest.mark.parametrize(
        ("tz", "shown"),
        [
            (None, "2016-08-11 00:02:30 WIB"),
            ("", "2016-08-11 00:02:30 WIB"),
            ("WITA", "2016-08-11 01:02:30 WITA"),
            ("Asia/Jayapura", "2016-08-11 02:02:30 WIT"),
            (UTC, "2016-08-10 17:02:30 UTC"),
        ],
    )
    def test_the_zone_of_the_place(self, tz: object, shown: str) -> None:
        assert words.stempel(LATE, tz) == shown

    def test_the_day_is_that_of_the_zone(self) -> None:
        assert words.tanggal_panjang(LATE) == "Kamis, 11 Agustus 2016"
        assert words.tanggal_panjang(LATE, UTC) == "Rabu, 10 Agustus 2016"

    def test_a_day_has_no_time(self) -> None:
        assert words.stempel(date(2016, 8, 10)) == "2016-08-10"
        assert words.waktu(date(2016, 8, 10)) == "10 Agustus 2016"

    @pytest.mark.parametrize(
        "show", [words.tanggal_panjang, words.tanggal, words.tanggal_pendek, words.stempel, words.saat]
    )
    def test_nothing_stays_nothing(self, show) -> None:
        assert show(None) == ""

    @pytest.mark.parametrize(
        ("ago", "shown"),
        [
            (timedelta(seconds=20), "beberapa saat lalu"),
            (timedelta(seconds=-20), "sebentar lagi"),
            (timedelta(minutes=1), "1 menit lalu"),
            (timedelta(minutes=59, seconds=59), "59 menit lalu"),
            (timedelta(hours=1), "1 jam lalu"),
            (timedelta(days=3), "3 hari lalu"),
            (timedelta(days=-2), "2 hari lagi"),
            (timedelta(days=-7, seconds=90), "7 hari lagi"),  # as the calendar counts them
            (timedelta(days=40), "1 bulan lalu"),
            (timedelta(days=800), "2 tahun lalu"),
        ],
    )
    def test_relative_time(self, ago: timedelta, shown: str) -> None:
        assert words.relatif(NOW - ago, now=NOW) == shown

    @pytest.mark.parametrize(
        ("day", "shown"),
        [(9, "kemarin"), (10, "hari ini"), (11, "besok"), (15, "5 hari lagi"), (1, "9 hari lalu")],
    )
    def test_relative_days(self, day: int, shown: str) -> None:
        assert words.relatif(date(2016, 8, day), now=NOW) == shown

    def test_today_is_the_day_in_jakarta(self) -> None:
        assert words.relatif(date(2016, 8, 11), now=LATE) == "hari ini"

    def test_time_shows_the_exact_moment_to_everybody(self) -> None:
        html = Template("{% load alur %}{% moment value %}").render(Context({"value": LATE, "tz": "WIT"}))
        assert 'datetime="2016-08-10T17:02:30+00:00"' in html
        assert 'title="11 Agustus 2016 pukul 02.02 WIT"' in html
        assert '<span class="govuk-visually-hidden"> (11 Agustus 2016 pukul 02.02 WIT)</span>' in html


@pytest.mark.req("SJ-96", "SJ-139")
class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (Decimal("7.50"), "7,5"),
            (Decimal("225.00"), "225"),
            (Decimal("1E+3"), "1.000"),
            (15022, "15.022"),
            (1234567.25, "1.234.567,25"),
            (Decimal("-0.00"), "0"),
            (0, "0"),
            (Decimal("-7.50"), "-7,5"),
            ("5.30", "5,3"),
            ("tujuh", "tujuh"),
            (Decimal("NaN"), "NaN"),
            (None, ""),
            ("", ""),
        ],
    )
    def test_angka(self, value: object, shown: str) -> None:
        assert words.angka(value) == shown

    @pytest.mark.parametrize(
        ("size", "shown"),
        [
            (0, "0 B"),
            (1023, "1.023 B"),
            (1024, "1 KB"),
            (1458123, "1,4 MB"),
            (20 * 1024**2, "20 MB"),
            (None, ""),
        ],
    )
    def test_ukuran(self, size: int | None, shown: str) -> None:
        assert words.ukuran(size) == shown

    def test_a_huge_size_stops_at_gigabytes(self) -> None:
        assert words.ukuran(3 * 1024**4) == "3.072 GB"


class Member(forms.Form):
    nama = forms.CharField(label="Nama", max_length=150)
    jabatan = forms.CharField(label="Jabatan")

    def clean_nama(self) -> str:
        if self.cleaned_data["nama"] == "Sama":
            raise ValidationError("Nama sudah ada.", code="E-DUP")
        return str(self.cleaned_data["nama"])


class Plan(ActForm):
    fieldsets = [("Surat", ["tanggal"])]
    cara = forms.ChoiceField(
        label="Cara", choices=[("a", "Terbuka"), ("b", "Lain")], widget=forms.RadioSelect
    )
    tanggal = TanggalField(label="Tanggal")
    dasar = RichTextField(label="Dasar", required=False)
    panitia = RowsField(Member, label="Panitia", required=False)


def rendered(form: forms.Form) -> str:
    return str(alur.render_form(form))


class TestForms:
    def test_required_fields_are_marked_and_the_star_is_explained(self) -> None:
        html = rendered(Plan())
        assert html.count("Field Wajib Diisi</p>") == 1
        assert re.search(r"<legend[^>]*>Cara <span class=\"alur-required\"", html)
        assert not re.search(r"<label[^>]*>Dasar <span class=\"alur-required\"", html)

    def test_a_form_without_required_fields_needs_no_explanation(self) -> None:
        class Free(forms.Form):
            catatan = forms.CharField(required=False)

        assert "Field Wajib Diisi" not in rendered(Free())

    @pytest.mark.req("SJ-139")
    def test_dates_are_shown_as_they_are_typed(self) -> None:
        class Other(forms.Form):
            tanggal = forms.DateField()

        for form in (
            Plan(initial={"tanggal": date(2026, 3, 1)}),
            Other(initial={"tanggal": date(2026, 3, 1)}),
        ):
            assert 'value="01/03/2026"' in rendered(form)

    def test_what_was_typed_stays_and_the_error_stands_beside_it_with_its_code(self) -> None:
        form = Plan({"tanggal": "2026-13-40", "dasar": "<p>x</p>", "cara": "b"})
        html = rendered(form)
        assert 'value="2026-13-40"' in html
        assert 'id="id_tanggal_error"' in html
        assert 'data-code="E-FMT"' in html
        assert 'data-code="E-REQ"' not in html
        assert re.search(r'value="b" checked', html)

    def test_the_summary_links_to_the_control(self) -> None:
        lines = alur.error_lines(Plan({"tanggal": ""}))
        assert lines == [
            alur.ErrorLine("Cara: Field Wajib Diisi", "E-REQ", "id_cara_0"),
            alur.ErrorLine("Tanggal: Field Wajib Diisi", "E-REQ", "id_tanggal"),
        ]
        html = rendered(Plan({"tanggal": ""}))
        for line in lines:
            assert f'id="{line.target}"' in html

    def test_an_unbound_form_has_no_summary(self) -> None:
        assert alur.errors_of(Plan()) == []
        assert alur.errors_of(None) == []

    def test_fields_named_nowhere_come_last(self) -> None:
        assert [(part.title, [f.name for f in part.fields]) for part in alur.sections(Plan())] == [
            ("Surat", ["tanggal"]),
            ("", ["cara", "dasar", "panitia"]),
        ]

    @pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>"])
    def test_what_was_typed_is_escaped(self, typed: str) -> None:
        html = rendered(Plan({"tanggal": typed, "dasar": typed, "panitia-0-nama": typed}))
        assert typed not in html


class TestRows:
    def test_two_blank_rows_and_a_template_without_script(self) -> None:
        html = rendered(Plan())
        assert re.findall(r'name="(panitia-\w+-nama)"', html) == [
            "panitia-0-nama",
            "panitia-1-nama",
            "panitia-__i__-nama",
        ]

    def test_filled_rows_keep_their_values_and_are_followed_by_blank_ones(self) -> None:
        html = rendered(Plan(initial={"panitia": [{"nama": "Siti", "jabatan": "Sekda"}]}))
        assert html.count('name="panitia-2-nama"') == 1
        assert re.search(r'name="panitia-0-nama" value="Siti"', html)

    def test_errors_stand_at_the_cell_under_the_posted_name(self) -> None:
        form = Plan(
            {
                "cara": "a",
                "tanggal": "01/03/2026",
                "panitia-0-nama": "Siti",
                "panitia-0-jabatan": "Sekda",
                "panitia-1-nama": "Sama",
                "panitia-1-jabatan": "",
            }
        )
        assert alur.error_lines(form) == [
            alur.ErrorLine("Panitia, baris 2, Nama: Nama sudah ada.", "E-DUP", "id_panitia-1-nama"),
            alur.ErrorLine("Panitia, baris 2, Jabatan: Field Wajib Diisi", "E-REQ", "id_panitia-1-jabatan"),
        ]
        html = rendered(form)
        assert 'id="id_panitia-1-jabatan"' in html
        assert 'value="Sama"' in html
        assert html.count("Nama sudah ada.") == 1
        assert "Periksa baris yang ditandai." in html

    def test_too_few_rows_are_an_error_of_the_group(self) -> None:
        class Few(ActForm):
            panitia = RowsField(Member, label="Panitia", minimum=1)

        assert alur.error_lines(Few({})) == [
            alur.ErrorLine("Panitia: Field Wajib Diisi", "E-REQ", "baris-panitia")
        ]
        assert 'id="baris-panitia"' in rendered(Few({}))


COMPONENTS = (
    "task_table",
    "summary_list",
    "files",
    "timeline",
    "diff",
    "tabs",
    "tracker",
    "next_step",
    "filters",
)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_without_content_is_silent_or_says_that_it_is_empty(name: str) -> None:
    html = render_to_string(f"components/{name}.html", {}).strip()
    assert html == "" or (name == "task_table" and 'class="alur-empty"' in html)


def test_a_refused_act_shows_reason_and_legal_basis_and_no_button() -> None:
    reason = {"message": "Surat belum diunggah.", "legal_basis": "Pasal 120"}
    action = {"label": "Luluskan", "url": "/x/", "allowed": False, "reasons": [reason]}
    refused = render_to_string("components/next_step.html", {"actions": [action]})
    assert "Surat belum diunggah." in refused
    assert "Pasal 120" in refused
    assert "/x/" not in refused
    allowed = render_to_string("components/next_step.html", {"actions": [action | {"allowed": True}]})
    assert 'href="/x/"' in allowed
    assert "Surat belum diunggah." not in allowed
