"""What comes in: whole, what it says, and written down only when it is stored (SJ-140, catalogue §0.4)."""

import gc
import hashlib
import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import receiving
from documents.errors import FileRefused, StorageUnavailable
from documents.inspection.refusals import BROKEN, ENCRYPTED, MACROS, MARKUP
from documents.kinds import FILE_ANY, FILE_DOC, FILE_IMG, FILE_XLS, MEGABYTE, FileClass
from documents.models import Upload
from documents.names import tidy_name
from documents.receiving import receive

from . import material as m
from .inspecting import MISMATCH, sentence
from .store import DOWN, stored, use, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]

DOC_LIST = "pdf, jpg, jpeg, png, paling besar 20 MB"
ANY_LIST = "pdf, jpg, jpeg, png, doc, docx, xls, xlsx, ppt, pptx, paling besar 20 MB"
OOXML = "application/vnd.openxmlformats-officedocument."

MACRO_WORD = m.content_types("docx", "application/vnd.ms-word.document.macroEnabled.main+xml")
MACRO_SHEET = m.content_types("xlsx", "application/vnd.ms-excel.macrosheet+xml").encode("utf-16")


def short(value) -> str:
    """Ids of parameters without the files' content."""
    return value if isinstance(value, str) and len(value) < 50 else "…"


@pytest.mark.parametrize(
    ("name", "content", "detected"),
    [
        ("surat.pdf", m.PDF, "application/pdf"),
        ("SURAT.PDF", m.PDF, "application/pdf"),
        ("foto.png", m.PNG, "image/png"),
        ("foto.jpg", m.JPEG, "image/jpeg"),
        ("foto.jpeg", m.JPEG, "image/jpeg"),
        ("a.docx", m.ooxml("docx"), OOXML + "wordprocessingml.document"),
        ("a.xlsx", m.ooxml("xlsx"), OOXML + "spreadsheetml.sheet"),
        ("a.pptx", m.ooxml("pptx"), OOXML + "presentationml.presentation"),
        ("a.doc", m.old_word(), "application/msword"),
        ("a.xls", m.old_excel(), "application/vnd.ms-excel"),
        ("a.ppt", m.old_powerpoint(), "application/vnd.ms-powerpoint"),
    ],
    ids=short,
)
def test_a_good_file_is_stored_and_written_down(s3, pengirim, name, content, detected):
    upload = receive(io.BytesIO(content), name, uploader=pengirim, field="berkas")
    assert stored(s3) == {upload.storage_key: content}
    upload.refresh_from_db()
    assert (upload.original_name, upload.size, upload.detected_type) == (name, len(content), detected)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert (upload.uploader_id, upload.field, upload.used_at) == (pengirim.pk, "berkas", None)
    head = s3.client.head_object(Bucket=s3.bucket, Key=upload.storage_key)
    assert head["ContentType"] == detected


def test_the_key_tells_nothing(s3, pengirim):
    first, second = (receive(io.BytesIO(m.PDF), "ktp-budi.pdf", uploader=pengirim) for _ in range(2))
    assert first.storage_key != second.storage_key
    assert "budi" not in first.storage_key
    assert len(first.storage_key) == len("berkas/") + 32


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("kosong.pdf", b"", "berkas kosong"),
        ("a.exe", m.EXE, "jenis berkas ini tidak diterima"),
        ("a.pdf.exe", m.PDF, "jenis berkas ini tidak diterima"),
        ("a.svg", m.SVG, "jenis berkas ini tidak diterima"),
        ("a.html", m.HTML, "jenis berkas ini tidak diterima"),
        ("a.docm", m.ooxml("docx"), "jenis berkas ini tidak diterima"),
        ("a.zip", m.zipped("a.txt", b"a"), "jenis berkas ini tidak diterima"),
        ("tanpa-akhiran", m.PDF, "jenis berkas ini tidak diterima"),
        (".pdf", m.PDF, "jenis berkas ini tidak diterima"),
        ("a.pdf", m.HTML, MARKUP),
        ("a.png", m.SVG, MARKUP),
        ("a.pdf", m.EXE, MISMATCH),
        ("a.pdf", m.PNG, MISMATCH),
        ("a.jpg", m.PDF, MISMATCH),
        ("a.docx", m.PDF, MISMATCH),
        ("a.docx", m.ooxml("xlsx"), MISMATCH),
        ("a.docx", m.zipped("a.txt", b"a"), MISMATCH),
        ("a.xls", m.ooxml("xlsx"), MISMATCH),
        ("a.xlsx", m.old_excel(), MISMATCH),
        ("a.doc", m.old_excel(), MISMATCH),
        ("a.doc", m.compound({"Lain": b"x"}), MISMATCH),
        ("a.docx", m.ooxml("docx")[:-40], BROKEN),
        ("a.xls", m.old_excel()[:700], BROKEN),
        ("a.pdf", m.encrypted_pdf(user="kunci"), ENCRYPTED),
        ("a.docx", m.locked_with_password(m.ooxml("docx")), ENCRYPTED),
        ("a.xlsx", m.with_encrypted_entry(m.ooxml("xlsx")), ENCRYPTED),
        ("a.doc", m.old_word(encrypted=True), ENCRYPTED),
        ("a.xls", m.old_excel(encrypted=True), ENCRYPTED),
        ("a.ppt", m.old_powerpoint(encrypted=True), ENCRYPTED),
        ("a.docx", m.ooxml("docx", word__vbaProject_dot_bin=b"x"), MACROS),
        ("a.xlsx", m.ooxml("xlsx", xl__VBAPROJECT_dot_BIN=b"x"), MACROS),
        ("a.docx", m.ooxml("docx", MACRO_WORD), MACROS),
        ("a.xlsx", m.ooxml("xlsx", MACRO_SHEET), MACROS),
        ("a.xls", m.old_excel(sheets=(1,)), MACROS),
        ("a.ppt", m.old_powerpoint(macros=True), MACROS),
    ],
    ids=short,
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_name_and_what_is_allowed(s3, pengirim, name, content, reason):
    with pytest.raises(FileRefused) as refused:
        receive(io.BytesIO(content), name, uploader=pengirim, file_class=FILE_ANY)
    if reason == MISMATCH:
        reason = sentence(content, name.rpartition(".")[2])
        assert (reason[:7], "; " in reason) == ("isinya ", True)
    assert refused.value.message == f"Berkas “{name}” ditolak: {reason}. Yang diterima: {ANY_LIST}."
    assert refused.value.code == "E-FILE"
    assert stored(s3) == {}
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("file_class", "good", "bad"),
    [
        (FILE_DOC, ("a.pdf", m.PDF), ("a.docx", m.ooxml("docx"))),
        (FILE_IMG, ("a.png", m.PNG), ("a.pdf", m.PDF)),
        (FILE_XLS, ("a.xlsx", m.ooxml("xlsx")), ("a.png", m.PNG)),
    ],
)
def test_each_class_takes_its_own_types(s3, pengirim, file_class, good, bad):
    assert receive(io.BytesIO(good[1]), good[0], uploader=pengirim, file_class=file_class).size == len(
        good[1]
    )
    with pytest.raises(FileRefused, match="jenis berkas ini tidak diterima"):
        receive(io.BytesIO(bad[1]), bad[0], uploader=pengirim, file_class=file_class)


class Zeros(io.RawIOBase):
    """A PDF of `size` bytes that exists only while it is read."""

    def __init__(self, size: int) -> None:
        self.left, self.given = size, 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "read in pieces, never whole"
        size = min(size, self.left)
        self.left -= size
        block = m.PDF.ljust(size, b"\0") if not self.given else b"\0" * size
        self.given += size
        return block


def test_the_largest_file_goes_in_and_one_byte_more_does_not(s3, pengirim):
    limit = FILE_DOC.max_bytes
    upload = receive(Zeros(limit), "besar.pdf", uploader=pengirim, file_class=FILE_DOC)
    assert upload.size == 20 * MEGABYTE
    assert s3.client.head_object(Bucket=s3.bucket, Key=upload.storage_key)["ContentLength"] == limit

    with pytest.raises(FileRefused) as refused:
        receive(Zeros(limit + 1), "besar.pdf", uploader=pengirim, file_class=FILE_DOC)
    assert refused.value.message == (
        f"Berkas “besar.pdf” ditolak: ukurannya melampaui batas. Yang diterima: {DOC_LIST}."
    )
    assert Upload.objects.count() == 1


def test_reading_stops_at_the_bound(s3, pengirim):
    endless = Zeros(10**12)
    with pytest.raises(FileRefused):
        receive(endless, "besar.pdf", uploader=pengirim, file_class=FileClass("kecil", ("pdf",), 1000))
    assert endless.given <= receiving.CHUNK


def test_a_kind_may_be_stricter_than_its_class(s3, pengirim):
    with pytest.raises(FileRefused, match=r"paling besar 1,5 KB\.$"):
        receive(Zeros(1537), "a.pdf", uploader=pengirim, max_bytes=1536)
    assert receive(Zeros(1536), "a.pdf", uploader=pengirim, max_bytes=1536).size == 1536


def test_memory_stays_within_a_few_chunks(s3, pengirim):
    receive(Zeros(1000), "hangat.pdf", uploader=pengirim)  # clients and caches
    gc.collect()
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused):
            receive(Zeros(FILE_DOC.max_bytes + 1), "besar.pdf", uploader=pengirim)
        assert tracemalloc.get_traced_memory()[1] < 8 * receiving.CHUNK
    finally:
        tracemalloc.stop()


def test_a_file_of_a_web_request(s3, pengirim):
    upload = receive(SimpleUploadedFile("a.pdf", m.PDF, "text/html"), "a.pdf", uploader=pengirim)
    assert upload.detected_type == "application/pdf"
    assert stored(s3) == {upload.storage_key: m.PDF}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\budi\\surat.pdf", "surat.pdf"),
        ("../../etc/surat.pdf", "surat.pdf"),
        ("surat\r\nSet-Cookie: a.pdf", "suratSet-Cookie: a.pdf"),
        ("surat\u202efdp.pdf", "suratfdp.pdf"),
        ("Cafe\u0301.pdf", "Caf\u00e9.pdf"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 253),
        ("a" * 300, "a" * 255),
        (
            "keluarga \U0001f468\u200d\U0001f469\u200d\U0001f467.pdf",
            "keluarga \U0001f468\u200d\U0001f469\u200d\U0001f467.pdf",
        ),
        ("a\u200db.pdf", "ab.pdf"),
        ("\u200da.pdf", "a.pdf"),
        ("persen%20.pdf", "persen%20.pdf"),
        ('kutip".pdf', 'kutip".pdf'),
    ],
)
def test_names_are_made_harmless(sent, kept):
    assert tidy_name(sent) == kept


def test_a_store_that_is_down_saves_nothing(private_s3, settings, pengirim):
    use(private_s3, settings)
    private_s3.stop(patience=0)
    with pytest.raises(StorageUnavailable) as error:
        receive(io.BytesIO(m.PDF), "a.pdf", uploader=pengirim)
    assert error.value.message == DOWN
    assert not Upload.objects.exists()

    private_s3.start()
    assert receive(io.BytesIO(m.PDF), "a.pdf", uploader=pengirim).size == len(m.PDF)


def test_a_store_that_refuses_the_keys_saves_nothing(s3, settings, pengirim):
    use_options(settings, secret_key="keliru")
    with pytest.raises(StorageUnavailable):
        receive(io.BytesIO(m.PDF), "a.pdf", uploader=pengirim)
    assert not Upload.objects.exists()
    assert stored(s3) == {}
