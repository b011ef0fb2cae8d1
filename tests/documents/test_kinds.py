"""Kinds are declared once; what they accept is said in one sentence (catalogue §0.4)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from documents.kinds import FILE_ANY, FILE_DOC, FILE_IMG, FILE_XLS, Kind, Kinds, readable_size


def test_a_registered_kind_is_found_and_another_under_its_key_refused():
    registry = Kinds("document kind")
    surat = Kind("surat", "Surat")
    registry.register(surat, Kind("lain", "Lain"))
    registry.register(Kind("surat", "Surat"))  # the same module imported again
    assert registry["surat"] is surat
    assert registry.get("tidak_ada") is None
    assert [kind.key for kind in registry] == ["surat", "lain"]
    with pytest.raises(ImproperlyConfigured, match="surat"):
        registry.register(Kind("surat", "Surat lain"))
    with pytest.raises(KeyError):
        registry["tidak_ada"]


def test_the_classes_are_those_of_the_catalogue():
    assert FILE_DOC.describe() == "pdf, jpg, jpeg, png, paling besar 20 MB"
    assert FILE_ANY.describe() == "pdf, jpg, jpeg, png, doc, docx, xls, xlsx, ppt, pptx, paling besar 20 MB"
    assert FILE_IMG.describe() == "jpg, jpeg, png, paling besar 2 MB"
    assert FILE_XLS.describe() == "xls, xlsx, paling besar 10 MB"
    assert FILE_DOC.accept == ".pdf,.jpg,.jpeg,.png"


def test_a_kind_may_narrow_the_size_and_never_widen_it():
    assert Kind("a", "A").limit == FILE_DOC.max_bytes
    assert Kind("a", "A", max_bytes=1000).limit == 1000
    assert Kind("a", "A", max_bytes=10**9).limit == FILE_DOC.max_bytes


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1 byte"), (1023, "1023 byte"), (1024, "1 KB"), (1536, "1,5 KB"), (20 * 1024**2, "20 MB")],
)
def test_sizes_are_readable(size, text):
    assert readable_size(size) == text
