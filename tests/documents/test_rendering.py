"""Generated documents: what is in them, that nothing in the data is markup, and that they stay readable for decades."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering import RenderingError, compiling, render, rich, tanggal, tanggal_panjang, terbilang
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
from workflows.forms import RICH_TAGS, sanitised

CODE = "ABCDEFGHJKLMNPQRSTUV"
ADDRESS = f"https://alur.contoh.go.id/verifikasi/{CODE}/"
NASTY = '#[]$*_"@<x>\\/*`~=-+&;{}#eval("1")#read("/data.json")//'


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "badan": {"nama": "Komisi Aparatur Sipil Negara", "alamat": "Jalan Contoh 1\nJakarta"},
        "judul": "Surat persetujuan — Kepala Dinas Sosial",
        "jenis": "Surat persetujuan",
        "nomor": "DOK-2026-000001",
        "nomor_surat": "B-12/KASN/11/2026",
        "tanggal": "2026-11-21",
        "tempat": "Jakarta",
        "perihal": "Persetujuan rencana seleksi",
        "kepada": ["Wali Kota Administrasi Jakarta Selatan", "di Jakarta"],
        "pembuka": "Pembuka surat.",
        "isi": rich("<p>Isi <strong>surat</strong>.</p>"),
        "rincian": [{"label": "Jabatan", "value": "Kepala Dinas Sosial"}],
        "penutup": "Penutup surat.",
        "penandatangan": [
            {
                "peran": "Petugas KASN",
                "nama": "Siti Rahmawati",
                "nip": "197001011995032001",
                "jabatan": "Asisten",
            }
        ],
        "verifikasi": {"kode": CODE, "alamat": ADDRESS},
        "versi": 1,
        "demo": False,
        "menggantikan": "",
        **changes,
    }


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
    assert info_of(first)["CreationDate"].startswith("Sat Nov 21 ")


def test_a_process_of_its_own_sets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here = render("surat", letter())
    monkeypatch.setattr(compiling, "_OWN_PROCESS", 0)
    assert render("surat", letter()) == here
    with pytest.raises(RenderingError, match="found string"):
        render("surat", letter(penandatangan=["bukan orang"]))


# --- formatted text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("", []),
        ("<p> </p>", []),
        ("teks", [{"t": "p", "isi": ["teks"]}]),
        ("<p>a<br>b</p>", [{"t": "p", "isi": ["a", {"t": "br", "isi": []}, "b"]}]),
        ("<b>a</b>", [{"t": "p", "isi": [{"t": "strong", "isi": ["a"]}]}]),
        ("<p>a<p>b", [{"t": "p", "isi": ["a"]}, {"t": "p", "isi": ["b"]}]),
        ("<script>x</script>", [{"t": "p", "isi": ["x"]}]),
        (
            '<p><a href="https://a.id">x</a></p>',
            [{"t": "p", "isi": [{"t": "a", "isi": ["x"], "href": "https://a.id"}]}],
        ),
        (
            "<ul><li>a</li><li><p>b</p></li></ul>",
            [
                {
                    "t": "ul",
                    "isi": [
                        {"t": "li", "isi": [{"t": "p", "isi": ["a"]}]},
                        {"t": "li", "isi": [{"t": "p", "isi": ["b"]}]},
                    ],
                }
            ],
        ),
    ],
)
def test_rich(html: str, tree: list[Any]) -> None:
    assert rich(html) == tree


def test_rows_of_a_table_have_equally_many_cells() -> None:
    (table,) = rich("<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td></tr></table>")
    assert (table["kolom"], [[cell["t"] for cell in row["isi"]] for row in table["isi"]]) == (
        2,
        [["th", "th"], ["td", "td"]],
    )


def test_every_allowed_tag_is_set() -> None:
    html = (
        "<h3>h3</h3><h4>h4</h4><p><b>b</b> <strong>strong</strong> <i>i</i> <em>em</em> <u>u</u> <a href='https://a.id'>a</a><br>br</p>"
        "<ol><li>ol</li></ol><ul><li>ul</li></ul><blockquote>blockquote</blockquote>"
        "<table><thead><tr><th>th</th></tr></thead><tbody><tr><td>td</td></tr></tbody></table>"
    )
    pdf = render("surat", letter(isi=rich(html)))
    assert_archivable(pdf)
    shown = set(words_of(pdf).split())
    silent = {"p", "li", "table", "thead", "tbody", "tr"}
    assert RICH_TAGS - silent <= shown


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [f"<{t}>" for t in ("p", "ul", "ol", "li", "table", "tr", "td", "blockquote", "b", "h3", "div")]
            + ["</p>", "</ul>", "</li>", "</table>", "</td>", "</b>", "§", " "]
        ),
        max_size=25,
    )
)
def test_whatever_the_nesting_every_word_is_printed(parts: list[str]) -> None:
    """Of what `sanitised` lets through, which is what is stored."""
    html = sanitised("".join(parts))
    text = words_of(render("surat", letter(isi=rich(html))))
    assert text.count("§") == html.count("§")


_TAGS = ("p", "h3", "h4", "ul", "ol", "li", "table", "thead", "tr", "th", "td", "blockquote", "b", "em", "u")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{t}>" for t in _TAGS] + [f"</{t}>" for t in _TAGS] + ["<br>", "</a>"]),
            st.sampled_from(["", "x", "ā?b=c", "\u200b", "y" * 2000, "z" * 70_000]).map(
                lambda path: f'<a href="https://a.id/{path}">'
            ),
            st.sampled_from(
                ["\u200b", "\u00ad", "\ufeff", "\u00a0", "\u2003", "\u0301", "§", " ", "kata " * 8000]
            ),
            st.integers(32_000, 70_000).map("k".__mul__),
            st.text(max_size=8).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
        ),
        max_size=12,
    )
)
def test_any_sanitised_text_renders(parts: list[str]) -> None:
    try:
        "".join(parts).encode()
    except UnicodeEncodeError:
        return
    assert render("surat", letter(isi=rich(sanitised("".join(parts)))))


@pytest.mark.parametrize(
    "html",
    [
        "<h3>\u200b</h3>",
        "<h4><b>\u00ad\ufeff</b></h4>",
        "<h3><a href='https://a.id'>\u200b</a></h3>",
        "<ul><li>\u200b</li></ul><p>\u200b</p>",
        "<table><tr><th>\u200b</th></tr></table>",
        "<p><a href='https://a.id/" + "b" * 70_000 + "'>§</a></p>",
        "<h3>" + "kata " * 10_000 + "</h3>",
        "<p>" + "k" * 200_000 + "</p>",
        "<p>" + "k<b></b>" * 50_000 + "</p>",
        "<p>a" + "\u0301" * 20_000 + "</p>",
    ],
    ids=["heading", "bold heading", "linked heading", "item", "header", "address", "long heading", "word",
         "word in pieces", "accents"],
)  # fmt: skip
def test_what_typst_alone_would_refuse_is_set(html: str) -> None:
    began = time.monotonic()
    pdf = render("surat", letter(isi=rich(sanitised(html))))
    assert time.monotonic() - began < 20
    assert_archivable(pdf)
    shown = text_of(pdf)
    assert shown.count("§") == html.count("§")


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<h3>\u200b</h3><p>\u200b</p>", []),
        ("<p>a<a href='https://a.id'>\u200b</a></p>", [{"t": "p", "isi": ["a"]}]),
        ("<p><a href='https://a.id/" + "b" * 2000 + "'>x</a></p>", [{"t": "p", "isi": ["x"]}]),
        ("<h3>" + "k " * 251 + "</h3>", [{"t": "p", "isi": [{"t": "strong", "isi": ["k " * 251]}]}]),
        ("<p>" + "k" * 80 + "</p>", [{"t": "p", "isi": ["k" * 80]}]),
        ("<p>" + "k" * 81 + "</p>", [{"t": "p", "isi": ["k" * 80, {"t": "br", "isi": []}, "k"]}]),
        (
            "<p>a " + "k" * 79 + "<b>kk</b></p>",
            [
                {
                    "t": "p",
                    "isi": ["a " + "k" * 79, {"t": "strong", "isi": ["k", {"t": "br", "isi": []}, "k"]}],
                }
            ],
        ),
    ],
)
def test_bounds_of_formatted_text(html: str, tree: list[Any]) -> None:
    assert rich(html) == tree


@pytest.mark.parametrize("html", ["<ul><li>", "<blockquote>", "<table><tr><td>", "<b><i>"])
def test_what_lies_too_deep_is_printed_higher_up(html: str) -> None:
    assert "§" in words_of(render("surat", letter(isi=rich(html * 100 + "§"))))


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-139")
def test_dates() -> None:
    day = dt.date(2016, 8, 10)
    assert (tanggal(day), tanggal_panjang(day)) == ("10 Agustus 2016", "Rabu, 10 Agustus 2016")
    assert tanggal_panjang(dt.date(2026, 2, 1)) == "Minggu, 1 Februari 2026"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (2016, "dua ribu enam belas"),
        (11_000, "sebelas ribu"),
        (111_000, "seratus sebelas ribu"),
        (1_001_000, "satu juta seribu"),
        (2_500_000_000, "dua miliar lima ratus juta"),
        (10**12, "satu triliun"),
        (-5, "minus lima"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert terbilang(number) == words


@given(st.integers(0, 10**15 - 1))
def test_words_mean_their_number(number: int) -> None:
    assert _value(terbilang(number)) == number


def test_words_end_somewhere() -> None:
    with pytest.raises(ValueError, match="terbilang"):
        terbilang(10**15)


_UNITS = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
]
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def _value(words: str) -> int:
    """The number that Indonesian words say, written independently of `terbilang`."""
    total = group = 0
    for word in words.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in _SCALES:
            total, group = total + group * _SCALES[word], 0
        elif word == "ratus":
            group = group % 100 * 100 + group // 100 * 100
        elif word == "puluh":
            group += group % 10 * 9
        elif word == "belas":
            group += 10
        else:
            group += _UNITS.index(word)
    return total + group


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
