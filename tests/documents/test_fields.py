"""The form field: ids in, uploads out; only one's own, unused, of the right kind (SJ-60, SJ-63, SJ-69)."""

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict
from uuid_utils.compat import uuid7

from documents import storage
from documents.fields import DocumentsField, receive_all
from documents.models import Upload

from . import material as m
from .store import DOWN, stored, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]

UNKNOWN = "Berkas yang dirujuk tidak ditemukan. Unggah kembali berkas tersebut."


class MemberForm(forms.Form):
    nama = forms.CharField()
    berkas = DocumentsField("surat_kecil", maximum=1)


class RowsField(forms.Field):
    """As much of a field for repeated rows as this package looks at."""

    row_form = MemberForm


class LetterForm(forms.Form):
    surat = DocumentsField("surat_uji", minimum=1, maximum=2, label="Surat")
    foto = DocumentsField("foto_uji")
    panitia = RowsField(required=False)

    def __init__(self, *args, actor=None, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if hasattr(field, "actor"):
                field.actor = actor


def codes(form: forms.Form, name: str) -> list[tuple[str, str]]:
    return [(error.code, message) for error in form.errors.as_data().get(name, []) for message in error]


class TestCleaning:
    def test_ids_become_uploads_in_their_order(self, received, pengirim):
        first, second = received("1.pdf"), received("2.pdf")
        form = LetterForm({"surat": [str(second.pk), str(first.pk)]}, actor=pengirim)
        assert form.is_valid()
        assert form.cleaned_data["surat"] == [second, first]
        assert form.cleaned_data["foto"] == []

    def test_from_a_page_and_from_json_alike(self, received, pengirim):
        upload = received()
        for data in (
            QueryDict(f"surat=&surat={upload.pk}&surat={upload.pk}"),
            {"surat": [str(upload.pk)]},
            {"surat": str(upload.pk)},
            {"surat": [upload]},
            {"surat": [str(upload.pk), str(upload.pk).upper(), upload.pk.hex]},
        ):
            form = LetterForm(data, actor=pengirim)
            assert form.is_valid(), form.errors
            assert form.cleaned_data["surat"] == [upload]

    @pytest.mark.parametrize("data", [{}, {"surat": []}, {"surat": None}, {"surat": ""}, {"surat": [""]}])
    def test_none_where_one_is_needed(self, pengirim, data):
        form = LetterForm(data, actor=pengirim)
        assert codes(form, "surat") == [("E-REQ", "Field Wajib Diisi")]
        assert codes(form, "foto") == []

    def test_too_few_and_too_many(self, received, pengirim):
        ids = [str(received().pk) for _ in range(3)]
        field = DocumentsField("surat_uji", minimum=2, maximum=2)
        field.actor = pengirim
        assert len(field.clean(ids[:2])) == 2
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(ids[:1])
        assert (refused.value.code, refused.value.message) == ("E-REQ", "Unggah paling sedikit 2 berkas.")
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(ids)
        assert (refused.value.code, refused.value.message) == ("E-RNG", "Unggah paling banyak 2 berkas.")

    @pytest.mark.parametrize("which", ["unknown", "foreign", "used", "no id", "number", "object"])
    def test_what_is_not_ones_own_to_use_is_refused_alike(self, received, bound, pengirim, orang_lain, which):
        own = received()
        value = {
            "unknown": lambda: str(uuid7()),
            "foreign": lambda: str(received(uploader=orang_lain).pk),
            "used": lambda: str(_used(received, bound).pk),
            "no id": lambda: "'; DROP TABLE",
            "number": lambda: 7,
            "object": lambda: {"id": str(own.pk)},
        }[which]()
        form = LetterForm({"surat": [str(own.pk), value]}, actor=pengirim)
        assert codes(form, "surat") == [("E-REF", UNKNOWN)]

    @pytest.mark.parametrize("actor", [None, object()])
    def test_without_a_person_nothing_counts(self, received, actor):
        assert codes(LetterForm({"surat": [str(received().pk)]}, actor=actor), "surat") == [
            ("E-REF", UNKNOWN)
        ]

    def test_each_file_of_a_wrong_kind_is_named(self, received, pengirim):
        photo, letters = received("a.png", m.PNG), [received("b.pdf"), received("c.pdf")]
        data = {"surat": [str(letters[0].pk)], "foto": [str(u.pk) for u in [photo, *letters]]}
        allowed = "jenis berkas ini tidak diterima. Yang diterima: jpg, jpeg, png, paling besar 2 MB."
        form = LetterForm(data, actor=pengirim)
        assert codes(form, "surat") == []
        assert codes(form, "foto") == [
            ("E-FILE", f"Berkas “{name}” ditolak untuk Foto uji: {allowed}") for name in ("b.pdf", "c.pdf")
        ]

    def test_many_ids_are_looked_up_at_once(self, received, pengirim):
        ids = [str(received().pk) for _ in range(3)]
        field = DocumentsField("surat_uji")
        field.actor = pengirim
        with CaptureQueriesContext(
            connection,
        ) as queries:
            field.clean(ids)
        assert len(queries) == 1


class TestPage:
    def test_a_chooser_with_what_is_accepted(self, pengirim):
        html = str(LetterForm(actor=pengirim)["surat"])
        assert re.search(r'<input class="govuk-file-upload" type="file" name="surat" id="id_surat"', html)
        assert 'accept=".pdf,.jpg,.jpeg,.png"' in html
        assert " multiple" in html
        assert 'aria-describedby="id_surat-types"' in html
        hint = "pdf, jpg, jpeg, png, paling besar 20 MB per berkas"
        assert f'<div class="govuk-hint" id="id_surat-types">{hint}</div>' in html
        assert 'data-max-bytes="20971520"' in html
        assert "required" not in html
        assert LetterForm().is_multipart()

    def test_one_file_only(self):
        html = str(MemberForm()["berkas"])
        assert " multiple" not in html
        assert "per berkas" not in html

    def test_what_was_received_before_is_listed_and_sent_again(self, received, pengirim, orang_lain):
        mine, foreign = received("<b>surat</b>.pdf"), received("rahasia.pdf", uploader=orang_lain)
        form = LetterForm({"surat": [str(mine.pk), str(foreign.pk)]}, actor=pengirim)
        html = str(form["surat"])
        assert f'type="checkbox" name="surat" value="{mine.pk}" id="id_surat-1" checked' in html
        assert "b&gt;.pdf (" in html
        assert "<b>" not in html
        assert str(foreign.pk) not in html
        assert "rahasia" not in html
        assert "govuk-file-upload--error" in html
        assert 'aria-invalid="true"' in html
        assert 'aria-describedby="id_surat-types id_surat_error"' in html

    def test_no_inline_script_or_style(self, received, pengirim):
        html = str(LetterForm({"surat": [str(received().pk)]}, actor=pengirim)["surat"])
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)


def pdf(name: str, content: bytes = m.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


class TestReceivingAPage:
    def test_files_become_ids_under_their_fields(self, s3, pengirim):
        sent = QueryDict("nomor=1")
        files = MultiValueDict({"surat": [pdf("a.pdf"), pdf("b.pdf")]})
        data, errors = receive_all(LetterForm, files, sent, pengirim)
        assert errors == {}
        assert "surat" not in sent
        form = LetterForm(data, actor=pengirim)
        assert form.is_valid()
        assert [u.original_name for u in form.cleaned_data["surat"]] == ["a.pdf", "b.pdf"]
        assert {u.field for u in Upload.objects.all()} == {"surat"}

    def test_files_received_before_are_kept_beside_new_ones(self, received, pengirim):
        before = received("lama.pdf")
        files = MultiValueDict({"surat": [pdf("baru.pdf")]})
        data, errors = receive_all(LetterForm, files, QueryDict(f"surat={before.pk}"), pengirim)
        form = LetterForm(data, actor=pengirim)
        assert (errors, form.is_valid()) == ({}, True)
        assert [u.original_name for u in form.cleaned_data["surat"]] == ["lama.pdf", "baru.pdf"]

    @pytest.mark.req("SJ-69")
    def test_files_of_repeated_rows(self, s3, pengirim):
        files = MultiValueDict({"panitia-0-berkas": [pdf("a.pdf")], "panitia-12-berkas": [pdf("b.pdf")]})
        data, errors = receive_all(LetterForm(), files, QueryDict(), pengirim)
        assert errors == {}
        for row, name in ((0, "a.pdf"), (12, "b.pdf")):
            (key,) = data.getlist(f"panitia-{row}-berkas")
            assert Upload.objects.get(pk=key).original_name == name

    @pytest.mark.parametrize(
        "name", ["lain", "panitia", "panitia-0-nama", "panitia-x-berkas", "surat-0-berkas"]
    )
    def test_files_under_another_name_are_ignored(self, s3, pengirim, name):
        data, errors = receive_all(LetterForm, MultiValueDict({name: [pdf("a.pdf")]}), QueryDict(), pengirim)
        assert (dict(data.lists()), errors, stored(s3)) == ({}, {}, {})

    @pytest.mark.req("SJ-60")
    def test_a_refused_file_leaves_the_others(self, s3, pengirim):
        files = MultiValueDict(
            {
                "surat": [pdf("baik.pdf"), pdf("kosong.pdf", b"")],
                "panitia-0-berkas": [pdf("besar.pdf", m.PDF.ljust(1001))],
            }
        )
        data, errors = receive_all(LetterForm, files, QueryDict(), pengirim)
        assert {name: [(e.code, e.message) for e in found] for name, found in errors.items()} == {
            "surat": [
                (
                    "E-FILE",
                    "Berkas “kosong.pdf” ditolak: berkas kosong. "
                    "Yang diterima: pdf, jpg, jpeg, png, paling besar 20 MB.",
                )
            ],
            "panitia-0-berkas": [
                (
                    "E-FILE",
                    "Berkas “besar.pdf” ditolak: ukurannya melampaui batas. "
                    "Yang diterima: pdf, jpg, jpeg, png, paling besar 1000 byte.",
                )
            ],
        }
        assert [Upload.objects.get(pk=key).original_name for key in data.getlist("surat")] == ["baik.pdf"]
        assert data.getlist("panitia-0-berkas") == []

    def test_more_than_the_field_takes_are_not_even_received(self, received, pengirim, s3):
        before = received()
        files = MultiValueDict({"surat": [pdf("a.pdf"), pdf("b.pdf")]})
        data, errors = receive_all(LetterForm, files, QueryDict(f"surat={before.pk}"), pengirim)
        assert [(e.code, e.message) for e in errors["surat"]] == [("E-RNG", "Unggah paling banyak 2 berkas.")]
        assert data.getlist("surat") == [str(before.pk)]
        assert list(stored(s3)) == [before.storage_key]

    def test_a_store_that_fails_is_said_at_every_file_and_tried_once(
        self, s3, settings, pengirim, monkeypatch
    ):
        use_options(settings, secret_key="keliru")
        tried = []
        put = storage.put
        monkeypatch.setattr(storage, "put", lambda *a: tried.append(a) or put(*a))
        files = MultiValueDict({"surat": [pdf("a.pdf")], "panitia-0-berkas": [pdf("b.pdf")]})
        data, errors = receive_all(LetterForm, files, QueryDict("nomor=7"), pengirim)
        assert {name: [(e.code, e.message) for e in found] for name, found in errors.items()} == {
            "surat": [("E-FILE", DOWN)],
            "panitia-0-berkas": [("E-FILE", DOWN)],
        }
        assert len(tried) == 1
        assert data["nomor"] == "7"
        assert not Upload.objects.exists()


def _used(received, bound) -> Upload:
    upload = received("terpakai.pdf")
    bound(upload)
    return upload
