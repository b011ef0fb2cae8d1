"""Empty signature fields, added before anybody signs, so that a signature adds nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, append_signature_field

from documents.errors import SignatureRefused

# PDF/A wants the print flag and no hidden flag, PDF/UA an untagged widget hidden or outside the page:
# a field of no size outside the page satisfies both. What people see is the block in the layout;
# pyHanko's own stamp would bring a font that is not embedded.
INVISIBLE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)


def prepare_fields(pdf: bytes, names: Sequence[str]) -> bytes:
    """`pdf` with an empty, invisible signature field for each of `names`, as an incremental update.

    `names`: ASCII identifiers such as "penandatangan_1", all different. SignatureRefused when the file
    cannot be read, has signatures already, or a name is taken.
    """
    if not names or len(set(names)) != len(names):
        raise ValueError("Every signer needs a field of his own.")
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        if next(iter(writer.prev.embedded_signatures), None) is not None:
            raise SignatureRefused("Dokumen sudah ditandatangani; kolom tanda tangan tidak dapat ditambah.")
        for name in names:
            append_signature_field(writer, _field(name))
        _order_annotations_by_structure(writer)
        output = BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]
    except (PdfError, OSError, ValueError) as error:
        raise SignatureRefused("Berkas PDF tidak dapat disiapkan untuk ditandatangani.") from error
    return output.getvalue()


def _field(name: str) -> SigFieldSpec:
    return SigFieldSpec(
        name,
        on_page=0,
        invis_sig_settings=INVISIBLE,
        readable_field_name=f"Tanda tangan: {name.replace('_', ' ')}",
    )


def _order_annotations_by_structure(writer: IncrementalPdfFileWriter) -> None:
    """PDF/UA: a page that has annotations is tabbed through in the order of its structure."""
    reference, _ = writer.find_page_for_modification(0)  # type: ignore[no-untyped-call]
    page = reference.get_object()
    page["/Tabs"] = generic.NameObject("/S")
    writer.mark_update(reference)
