"""Pages of received files as pictures: what they show, what they refuse, and that a hostile file is fenced in."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from PIL import Image

from cases.core.doing.sample_document import sample_pdf
from documents import preview
from documents.errors import NotReadable
from documents.models import ScanState
from documents.preview import reader, showing


class Shelf:
    """Files as the store holds them, without a store. Every reading is counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.held: dict[str, bytes] = {}
        self.reads = 0
        monkeypatch.setattr(showing.storage, "read", self.read)

    def read(self, key: str, limit: int) -> bytes:
        self.reads += 1
        return self.held[key]

    def put(self, content: bytes, kind: str = "application/pdf", **facts: Any) -> Any:
        key = f"berkas-{id(self)}-{len(self.held)}-{time.monotonic_ns()}"
        self.held[key] = content
        found = {"size": len(content), "detected_type": kind, "storage_key": key, "original_name": "a.pdf"}
        return SimpleNamespace(**{**found, "is_readable": True, "scan_state": ScanState.CLEAN, **facts})


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(monkeypatch)


def pdf_of(pages: int, **page: Any) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=page.get("size", (595, 842)))
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def picture(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def test_the_pages_of_a_pdf(shelf: Shelf) -> None:
    file = shelf.put(pdf_of(3))
    found = preview.contents_of(file)
    assert (found.pages, found.sizes) == (3, ((1240, 1755),) * 3)
    drawn = picture(preview.picture_of(file, 3))
    assert (drawn.format, drawn.size) == ("WEBP", (1240, 1755))
    for number in (0, 4):
        with pytest.raises(IndexError):
            preview.picture_of(file, number)


def test_what_is_written_on_the_page_is_seen(shelf: Shelf) -> None:
    drawn = picture(preview.picture_of(shelf.put(sample_pdf("Halo")), 1)).convert("L")
    assert drawn.getextrema()[0] < 60
    blank = picture(preview.picture_of(shelf.put(pdf_of(1)), 1)).convert("L")
    assert blank.getextrema() == (255, 255)


def test_no_more_pages_and_pixels_than_bounded(shelf: Shelf) -> None:
    found = preview.contents_of(shelf.put(pdf_of(preview.MOST_PAGES + 5)))
    assert (found.pages, len(found.sizes)) == (preview.MOST_PAGES + 5, preview.MOST_PAGES)
    for size in ((14400, 100), (100, 14400), (3, 3)):
        file = shelf.put(pdf_of(1, size=size))
        drawn = picture(preview.picture_of(file, 1))
        assert drawn.width <= reader.WIDTH + 1
        assert drawn.height <= reader.HEIGHT + 1


@pytest.mark.parametrize(
    ("mode", "form", "kind"),
    [
        ("RGB", "JPEG", "image/jpeg"),
        ("CMYK", "JPEG", "image/jpeg"),
        ("RGBA", "PNG", "image/png"),
        ("P", "PNG", "image/png"),
        ("I;16", "PNG", "image/png"),
    ],
)
def test_a_picture_comes_back_without_what_its_file_carried(
    shelf: Shelf, mode: str, form: str, kind: str
) -> None:
    target = io.BytesIO()
    made = Image.new(mode, (3000, 1500))
    exif = Image.Exif()
    exif[0x010E] = "RAHASIA"
    exif[0x0112] = 6  # lies on its side
    made.save(target, form, exif=exif)
    file = shelf.put(target.getvalue(), kind)
    assert b"RAHASIA" in target.getvalue()
    drawn = preview.picture_of(file, 1)
    assert b"RAHASIA" not in drawn
    assert picture(drawn).size[0] < picture(drawn).size[1]
    assert preview.contents_of(file).sizes == (picture(drawn).size,)


def test_a_transparent_picture_lies_on_paper(shelf: Shelf) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    drawn = picture(preview.picture_of(shelf.put(target.getvalue(), "image/png"), 1)).convert("L")
    assert drawn.getextrema() == (255, 255)


class TestRefused:
    def test_other_types_and_large_files_are_not_even_read(self, shelf: Shelf) -> None:
        for file in (
            shelf.put(b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            shelf.put(b"%PDF-", size=showing.LARGEST + 1),
        ):
            assert not preview.can_show(file)
            with pytest.raises(preview.Unshowable):
                preview.contents_of(file)
        assert shelf.reads == 0

    @pytest.mark.parametrize("state", [ScanState.PENDING, ScanState.QUARANTINED])
    def test_nothing_before_the_scanner_has_looked(self, shelf: Shelf, state: ScanState) -> None:
        file = shelf.put(pdf_of(1), is_readable=state.is_readable, scan_state=state)
        for ask in (preview.contents_of, lambda f: preview.picture_of(f, 1)):
            with pytest.raises(NotReadable):
                ask(file)
        assert shelf.reads == 0

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
    def test_broken_files(self, shelf: Shelf, content: bytes) -> None:
        for kind in ("application/pdf", "image/png", "image/jpeg"):
            with pytest.raises(preview.Unshowable):
                preview.contents_of(shelf.put(content, kind))

    def test_a_file_with_a_password(self, shelf: Shelf) -> None:
        target = io.BytesIO()
        made = pikepdf.new()
        made.add_blank_page()
        made.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
        with pytest.raises(preview.Unshowable, match="kata sandi"):
            preview.contents_of(shelf.put(target.getvalue()))

    def test_a_picture_of_too_many_pixels(self, shelf: Shelf) -> None:
        target = io.BytesIO()
        Image.new("1", (9000, 9000)).save(target, "PNG")
        with pytest.raises(preview.Unshowable):
            preview.picture_of(shelf.put(target.getvalue(), "image/png"), 1)


class TestFence:
    def test_scripts_of_the_file_do_not_run(self, shelf: Shelf) -> None:
        """The reader is built without an engine for them; the page comes out as if there were none."""
        target = io.BytesIO()
        made = pikepdf.new()
        made.add_blank_page(page_size=(595, 842))
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="while(true){}")
        made.Root.OpenAction = script
        made.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        made.save(target)
        assert picture(preview.picture_of(shelf.put(target.getvalue()), 1)).size == (1240, 1755)
        import pypdfium2

        assert set(pypdfium2.PDFIUM_INFO.flags) & {"V8", "XFA"} == set()

    def test_a_page_that_never_ends_is_ended(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(showing, "SECONDS", 0.01)
        with pytest.raises(preview.Unshowable):
            preview.contents_of(shelf.put(pdf_of(1)))

    def test_memory_and_processor_time_are_bounded(self) -> None:
        code = (
            f"import sys; sys.path.insert(0, {str(Path(reader.__file__).parents[2])!r});"
            f"from documents.fence import fence; fence({reader.MEMORY}, {reader.CPU}, {reader.OUTPUT});"
            "import resource as r; print(r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CPU)[1],"
            " r.getrlimit(r.RLIMIT_FSIZE)[1])\n"
            f"bytearray({reader.MEMORY})"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.stdout.split() == [str(n) for n in (reader.MEMORY, reader.CPU, reader.OUTPUT)]
        assert "MemoryError" in done.stderr

    def test_every_program_that_reads_files_raises_its_fence(self) -> None:
        package = Path(reader.__file__).parents[1]
        programs = {
            path.stem: "fence(" in path.read_text(encoding="utf-8")
            for path in package.rglob("*.py")
            if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
        }
        assert programs == dict.fromkeys(
            ("page_reader", "pdf_reader", "jpeg_reader", "reader", "examination", "opening"), True
        )

    def test_readers_take_turns(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(showing, "PATIENCE", 0.05)
        file = shelf.put(pdf_of(1))
        for _ in range(showing.AT_ONCE):
            showing._turns.acquire()
        try:
            with pytest.raises(preview.Busy):
                preview.contents_of(file)
        finally:
            for _ in range(showing.AT_ONCE):
                showing._turns.release()
        assert preview.contents_of(file).pages == 1

    def test_the_number_of_pages_is_counted_once(self, shelf: Shelf) -> None:
        file = shelf.put(pdf_of(2))
        for _ in range(3):
            preview.contents_of(file)
        assert shelf.reads == 1
