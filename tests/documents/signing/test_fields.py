"""Fields are prepared before anybody signs, and the file stays what typst made it: PDF/A-3a, PDF/UA-1."""

import io

import pikepdf
import pytest

from documents.errors import SignatureRefused
from documents.signing import prepare_fields

from .material import EMPTY, FIRST, SECOND, document, pdfsig


def test_an_incremental_update_with_one_empty_field_for_each_signer(prepared, tmp_path):
    assert prepared.startswith(document())
    assert pdfsig(prepared, tmp_path) == {
        name: {f"Signature Field Name: {name}", EMPTY} for name in (FIRST, SECOND)
    }


def test_fields_are_what_pdf_a_and_pdf_ua_allow(prepared):
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        widgets = list(pdf.Root.AcroForm.Fields)
        left, bottom, right, top = widgets[0].Rect
        assert [int(widget.F) for widget in widgets] == [4 + 128] * 2  # print, locked; not hidden
        assert (left, bottom) == (right, top)  # without size PDF/A asks for no appearance
        assert right < pdf.pages[0].mediabox[0]  # outside the page PDF/UA asks for no tag
        assert [str(widget.TU) for widget in widgets] == [
            "Tanda tangan: penandatangan 1", "Tanda tangan: penandatangan 2"
        ]  # fmt: skip
        assert pdf.pages[0].obj.Tabs == "/S"
        assert "/NeedAppearances" not in pdf.Root.AcroForm


@pytest.mark.parametrize("names", [[], [FIRST, FIRST]])
def test_every_signer_has_a_field_of_his_own(names):
    with pytest.raises(ValueError, match="field of his own"):
        prepare_fields(document(), names)


@pytest.mark.req("CB-239")
def test_no_field_is_added_after_a_signature(once):
    with pytest.raises(SignatureRefused, match="sudah ditandatangani"):
        prepare_fields(once, ["penandatangan_3"])


def test_a_name_that_is_taken_is_refused(prepared):
    with pytest.raises(SignatureRefused):
        prepare_fields(prepared, [FIRST])


@pytest.mark.parametrize("content", [b"", b"bukan PDF", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(SignatureRefused, match="tidak dapat disiapkan"):
        prepare_fields(content, [FIRST])
