"""Generated documents: what is in them, that nothing in the data is markup, and that they stay readable for decades."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import unicodedata
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering import RenderingError, attached_data, compiling, render, rich
from documents.rendering.printable import COVERED, REPLACEMENT, printable, printable_text
from tests.conftest import missing
from tests.support.pdf import (
    assert_archivable,
    attached_to,
    check_with_qpdf,
    info_of,
    pages_of,
    text_of,
    words_of,
)

from .letters import ADDRESS, CODE, letter

NASTY = '#[]$*_"@<x>\\/*`~=-+&;{}#eval("1")#read("/data.json")//'

LAYOUTS = ("surat", "jpt/surat_persetujuan", "jpt/rekomendasi")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_letter_is_archivable_and_carries_its_data(layout: str) -> None:
    data = letter()
    pdf = render(layout, data)
    assert_archivable(pdf, CODE)
    assert attached_to(pdf) == {"data.json": data}
    assert check_with_qpdf(pdf) == ""
    info = info_of(pdf)
    assert (info["Title"], info["Author"]) == (data["judul"], data["badan"]["nama"])
    assert info["Page size"].endswith("(A4)")


def test_a_letter_reads_in_the_order_of_its_parts() -> None:
    text = words_of(render("surat", letter()))
    parts = [
        "KOMISI APARATUR SIPIL NEGARA",
        "Jalan Contoh 1 Jakarta",
        "B-12/KASN/11/2026",
        "Persetujuan rencana seleksi",
        "Yth. Wali Kota Administrasi Jakarta Selatan di Jakarta",
        "Pembuka surat.",
        "Kepala Dinas Sosial",
        "Isi surat.",
        "Penutup surat.",
        "Petugas KASN Asisten,",
        "Ditandatangani secara elektronik",
        "Siti Rahmawati NIP 197001011995032001",
        ADDRESS,
        f"Kode verifikasi {CODE}",
        "Halaman 1 dari 1",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places == sorted(places)
    assert "Jakarta, 21 November 2026" in text
    assert "otoritas demo" not in text


def test_a_demo_letter_says_so_and_a_replacement_names_the_old_one() -> None:
    text = words_of(render("surat", letter(demo=True, menggantikan="DOK-2026-000000", versi=2)))
    assert "CONTOH — tanda tangan dari otoritas demo, tanpa kekuatan hukum" in text
    assert "dokumen DOK-2026-000000" in text
    assert "Versi 2." in text


def test_two_signers_stand_side_by_side() -> None:
    people = [
        {"peran": "Panitia Seleksi", "nama": "Ani", "nip": "", "jabatan": ""},
        {"peran": "Ketua", "nama": "", "nip": "", "jabatan": ""},
    ]
    line = next(
        row
        for row in text_of(render("surat", letter(penandatangan=people)), layout=True).splitlines()
        if "Ani" in row
    )
    assert "…………" in line


def test_standing_words_stand_in_only_where_the_data_have_none() -> None:
    own = words_of(render("jpt/surat_persetujuan", letter()))
    standing = words_of(render("jpt/surat_persetujuan", letter(pembuka="", penutup="")))
    assert "Pembuka surat." in own
    assert "DISETUJUI" not in own
    assert "rencana seleksi tersebut DISETUJUI" in standing
    assert "REKOMENDASI" in words_of(render("jpt/rekomendasi", letter()))


def test_long_letters_number_their_pages() -> None:
    pdf = render("surat", letter(isi=rich("<p>Kalimat yang cukup panjang untuk satu baris.</p>" * 200)))
    number = pages_of(pdf)
    assert number > 2
    text = words_of(pdf)
    assert all(f"Halaman {page} dari {number}" in text for page in range(1, number + 1))


# --- data are never markup -------------------------------------------------------------------------------


def test_markup_in_the_data_comes_out_as_it_was_written() -> None:
    data = letter(
        perihal=NASTY,
        pembuka=NASTY,
        kepada=[NASTY],
        rincian=[{"label": "L", "value": NASTY}],
        isi=rich("<p>" + NASTY.replace("&", "&amp;").replace("<", "&lt;") + "</p>"),
        penandatangan=[{"peran": NASTY, "nama": NASTY, "nip": "", "jabatan": ""}],
    )
    pdf = render("surat", data)
    assert "".join(text_of(pdf).split()).count("".join(NASTY.split())) == 7
    assert attached_to(pdf)["data.json"] == data


def test_scripts_of_other_hands_are_printed_and_what_cannot_be_is_shown_as_such() -> None:
    pdf = render(
        "surat", letter(pembuka="שלום Ελλάδα Привет é ½", penutup="a\u202eb\x07c\ue000d😀e中f\u200bg")
    )
    assert_archivable(pdf)
    text = words_of(pdf)
    assert all(word in text for word in ("Ελλάδα", "Привет", "½"))
    assert "שלום" in text
    assert "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdfg" in text


def test_other_scripts_in_slanted_text_stay_upright() -> None:
    assert_archivable(render("surat", letter(isi=rich("<p><em>مرحبا</em> <em>miring</em></p>"))))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_rendered(plain: str, formatted: str) -> None:
    html = formatted.replace("&", "&amp;").replace("<", "&lt;")
    try:
        plain.encode(), formatted.encode()
    except UnicodeEncodeError:
        with pytest.raises(RenderingError):
            render("surat", letter(pembuka=plain + formatted))
        return
    assert render("surat", letter(pembuka=plain, perihal=plain, isi=rich(f"<p><b>{html}</b></p>")))


def test_every_character_called_printable_is_in_the_fonts() -> None:
    """Upright and bold; typst refuses PDF/A with a missing glyph."""
    known = [chr(c) for c in range(0x20, 0x10000) if COVERED.fullmatch(chr(c))]
    assert len(known) > 2000
    stacked = [("a" if unicodedata.category(c) == "Mn" else "") + c for c in known]
    text = " ".join(stacked)
    pdf = render("surat", letter(isi=[{"t": "p", "isi": [text, {"t": "strong", "isi": [text]}]}]))
    assert_archivable(pdf)


def test_printable_text() -> None:
    assert printable_text("a\r\nb\tc") == "a\nb\tc"
    assert printable_text("e\u0301") == "é"
    assert printable_text("a\u00adb\u200dc\ufeffd") == "abcd"
    assert printable_text("\u2067x\u0000") == f"{REPLACEMENT}x{REPLACEMENT}"
    assert printable({"k\x01": ["\x02", 1, None, True]}) == {f"k{REPLACEMENT}": [REPLACEMENT, 1, None, True]}


# --- same data, same bytes --------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes_whatever_the_clock_says() -> None:
    first = render("surat", letter())
    assert render("surat", json.loads(json.dumps(letter()))) == first
    assert render("surat", letter(perihal="Lain")) != first
    assert info_of(first)["CreationDate"].startswith(
        ("Sat Nov 21 ", "Fri Nov 20 ")
    )  # in the zone of the reader


def test_a_process_of_its_own_sets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here = render("surat", letter())
    monkeypatch.setattr(compiling, "_OWN_PROCESS", 0)
    assert render("surat", letter()) == here
    with pytest.raises(RenderingError, match="found string"):
        render("surat", letter(penandatangan=["bukan orang"]))


# --- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["tidak_ada", "../surat", "/surat", "surat.typ", ""])
def test_unknown_layouts_are_refused(layout: str) -> None:
    with pytest.raises(RenderingError, match="there is no layout"):
        render(layout, letter())


@pytest.mark.parametrize(
    "change",
    [
        {"tanggal": "kemarin"},
        {"badan": None},
        {"isi": [{"t": "p", "isi": [float("nan")]}]},
        {"isi": object()},
    ],
)
def test_broken_data_are_refused_with_a_sentence(change: dict[str, Any]) -> None:
    with pytest.raises(RenderingError) as caught:
        render("surat", letter(**change))
    assert caught.value.message == (
        "Dokumen tidak dapat dibuat karena kesalahan pada tata letak atau datanya."
    )
    assert caught.value.detail.startswith("surat: ")


def test_data_the_layout_cannot_set_are_refused_with_the_place() -> None:
    with pytest.raises(RenderingError) as caught:
        render("surat", letter(penandatangan=[{"nama": "x"}]))
    assert "surat_bagian.typ" in caught.value.detail


def test_too_much_data_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "LARGEST_DATA", 1000)
    with pytest.raises(RenderingError, match="Persempit"):
        render("surat", letter())


def test_a_rendering_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_OWN_PROCESS", 0)
    monkeypatch.setattr(compiling, "_LONGEST", 0.01)
    with pytest.raises(RenderingError, match="terlalu besar"):
        render("surat", letter())


# --- the QR code is seen by another program -----------------------------------------------------------------


def test_the_qr_code_says_the_address() -> None:
    """Its modules are those segno draws for the address: compared on the page, as poppler paints it."""
    program = shutil.which("pdftoppm") or missing("pdftoppm (poppler-utils) is not installed")
    pdf = render("surat", letter())
    done = subprocess.run(
        [program, "-r", "300", "-gray", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    )
    magic, size, _depth, pixels = done.stdout.split(b"\n", 3)
    assert magic == b"P5"
    width, height = map(int, size.split())
    dark = [[pixels[y * width + x] < 128 for x in range(width)] for y in range(height)]
    rows = compiling.qr_rows(ADDRESS)
    assert _stands_on(dark, rows, module=20 / 25.4 * 300 / (len(rows) + 4))


def _stands_on(dark: list[list[bool]], rows: list[str], module: float) -> bool:
    """Whether the matrix is somewhere on the page; its first dark run of seven modules is looked for."""
    want = [[cell == "1" for cell in row] for row in rows]
    for y in range(len(dark)):
        for x in range(len(dark[0]) // 2, len(dark[0])):
            if not (dark[y][x] and not dark[y][x - 1] and not dark[y - 1][x]):
                continue
            try:
                seen = [
                    [dark[int(y + (r + 0.5) * module)][int(x + (c + 0.5) * module)] for c in range(len(want))]
                    for r in range(len(want))
                ]
            except IndexError:
                continue
            if seen == want:
                return True
    return False


# --- drafts ------------------------------------------------------------------------------------------------


def draft(**changes: Any) -> dict[str, Any]:
    data = letter(konsep=True, judul="Konsep surat persetujuan", **changes)
    del data["verifikasi"]
    return data


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_draft_says_so_on_every_page_and_has_nothing_of_an_issued_letter(layout: str) -> None:
    pdf = render(
        layout, draft(isi=rich("<p>Kalimat yang cukup panjang untuk satu baris.</p>" * 100), demo=True)
    )
    assert check_with_qpdf(pdf) == ""
    number = pages_of(pdf)
    text = words_of(pdf)
    assert number > 1
    assert text.count("KONSEP 1 — belum ditandatangani, tidak berlaku sebagai dokumen") == number
    for word in ("Ditandatangani", "elektronik", "verifikasi", CODE, "tanda tangan dari"):
        assert word not in text
    assert info_of(pdf)["Title"] == "Konsep surat persetujuan"
    assert "alur:" not in info_of(pdf).get("Keywords", "")
    final = words_of(render(layout, {**draft(), "konsep": False, "verifikasi": letter()["verifikasi"]}))
    assert "KONSEP" not in final
    assert "Ditandatangani secara elektronik" in final


def test_a_letter_without_a_number_claims_no_other() -> None:
    for layout in ("surat", "jpt/rekomendasi"):
        text = words_of(render(layout, draft(nomor_surat="")))
        assert ("(belum diisi)" in text, text.count("DOK-2026-000001")) == (True, 1)  # in the footer
    text = words_of(render("surat", letter(nomor_surat="")))
    assert (": –" in text, text.count("DOK-2026-000001")) == (True, 1)


def test_of_several_signers_no_line_says_that_it_was_signed() -> None:
    people = [{"peran": peran, "nama": "Ani", "nip": "", "jabatan": ""} for peran in ("Ketua", "Anggota")]
    text = words_of(render("surat", letter(penandatangan=people)))
    assert "Ditandatangani" not in text
    assert text.count("Tanda tangan elektronik") == 3


def test_the_data_come_back_from_the_file_and_from_no_other() -> None:
    assert attached_data(render("surat", letter())) == letter()
    for other in (b"", b"%PDF-1.7", render("surat", letter())[:-2000]):
        with pytest.raises(RenderingError):
            attached_data(other)


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        ("2026-11-30T03:08:07+07:00", "D:20261129200807Z"),
        ("2026-11-30T03:08:07.250+09:00", "D:20261129180807Z"),
        (None, "D:20261120170000Z"),
    ],
)
def test_the_moment_it_was_made_has_its_zone(made: str | None, shown: str) -> None:
    with pikepdf.open(io.BytesIO(render("surat", letter(dibuat=made)))) as pdf:
        assert [str(pdf.docinfo[name]) for name in ("/CreationDate", "/ModDate")] == [shown, shown]


@pytest.mark.parametrize("made", ["2026-11-30T03:08:07", "kemarin", 7])
def test_a_moment_without_a_zone_is_refused(made: Any) -> None:
    with pytest.raises(RenderingError):
        render("surat", letter(dibuat=made))


# --- the foot of a page ------------------------------------------------------------------------------------

_TABLE = (
    "<h3>JUDUL BAGIAN</h3><table><tr><th>KEPALA</th><th>TABEL</th></tr>"
    + "<tr><td>baris</td><td>isi</td></tr>" * 6
    + "</table>"
)


@pytest.mark.parametrize("lines", range(14, 30, 2))
def test_no_heading_and_no_head_of_a_table_stays_behind(lines: int) -> None:
    """Whatever stands before it, the last line above the footer is neither."""
    pdf = render("surat", letter(isi=rich("<p>Baris biasa.</p>" * lines + _TABLE)))
    for page in text_of(pdf).split("\f")[:-1]:
        body = [row.strip() for row in page.splitlines() if row.strip()]
        body = [row for row in body if not row.startswith(("Kode verifikasi", "Halaman"))]
        assert body[-1] not in ("JUDUL BAGIAN", "KEPALA", "TABEL")
