"""Further PDFs of the kinds in `recipes`: other keys, other encodings, other places of the same danger (E-FILE)."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents.inspection.refusals import ACTIONS, BOMB, FOREIGN, LINKS, NESTED, PROGRAMS, UNUSUAL

from . import material as m
from .inspecting import verdict
from .recipes.office import EXE, docx
from .recipes.pdfs import act, attach, pdf, plain

pytestmark = pytest.mark.req("SJ-143")
PDF = "application/pdf"


def script(text):
    return act(S=Name.JavaScript, JS=String(text))


def nested(levels):
    content = plain
    for _ in range(levels):
        content = pdf(attach("dalam.pdf", content))
    return content


def uri(address):
    return act(S=Name.URI, URI=String(address))


def xfa(text):
    def change(opened):
        opened.Root.AcroForm = Dictionary(Fields=Array([]), XFA=opened.make_stream(text))

    return change


def annotation(kind):
    def change(opened):
        one = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array([0, 0, 9, 9]))
        opened.pages[0].obj.Annots = Array([opened.make_indirect(one)])

    return change


def next_action(opened):
    then = opened.make_indirect(Dictionary(S=Name.Launch, F=String("cmd.exe")))
    opened.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([then]))


def event(opened):
    opened.pages[0].obj.AA = opened.make_indirect(Dictionary(O=Dictionary(S=Name("/Vendor"))))


def outside(opened):
    stream = opened.make_stream(b"")
    stream.stream_dict.F = String("\\\\contoh.invalid\\x")
    opened.pages[0].obj.Contents = stream


def two_filters(opened):
    once = zlib.compress(b" " * 300_000_000, 9)
    stream = opened.make_stream(b"")
    stream.write(zlib.compress(once, 9), filter=Array([Name.FlateDecode, Name.FlateDecode]))
    opened.pages[0].obj.Contents = stream


def script_in_stream(text):
    def change(opened):
        opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=opened.make_stream(text))

    return change


def gotor(target):
    return act(S=Name.GoToR, F=target, D=Array([0, Name.Fit]))


def spec(**spellings):
    return Dictionary(Type=Name.Filespec, **{key: String(value) for key, value in spellings.items()})


#: Links of ordinary offices: to the web, to a file beside this one, on this machine, on a share of the own network.
NEAR = (
    pdf(gotor(String("lampiran.pdf"))),
    pdf(gotor(String("../SK/lampiran 2.pdf"))),
    pdf(gotor(spec(F="lampiran.pdf", UF="lampiran.pdf"))),
    pdf(gotor(String("/C/data/lampiran.pdf"))),
    pdf(act(S=Name.Thread, F=String("lampiran.pdf"), D=0)),
    pdf(act(S=Name.GoToE, T=Dictionary(R=Name.C, N=String("a")))),
    pdf(uri("file:///C:/Users/Siti/lampiran.docx")),
    pdf(uri("file:///C:\\Users\\Siti\\lampiran%202.pdf")),
    pdf(uri("file://C:/data/")),
    pdf(uri("file:lampiran.xlsx")),
    pdf(uri("\\\\berkas\\umum\\lampiran.pdf")),
    pdf(uri("file://berkas/umum/lampiran.pdf")),
    pdf(uri("lampiran/surat.pdf")),
    pdf(uri("www.contoh.go.id:8080/a")),
    pdf(uri("ftp://contoh.go.id/a.pdf")),
)
#: Links that give the password digest of whoever follows them to another machine, or start a program.
FAR = (
    pdf(gotor(String("\\\\contoh.invalid\\x.pdf"))),
    pdf(gotor(String("//contoh.invalid/x.pdf"))),
    pdf(gotor(String("/contoh/berbagi/x.pdf"))),  # how the specification writes a share
    pdf(gotor(String("%5C%5Ccontoh.invalid%5Cx.pdf"))),
    pdf(gotor(String("\\\\berkas\\x.pdf"))),  # may open by itself
    pdf(gotor(String("http://contoh.invalid/x.pdf"))),
    pdf(gotor(spec(F="lampiran.pdf", UF="\\\\contoh.invalid\\x.pdf"))),
    pdf(gotor(spec(F="lampiran.pdf", DOS="\\\\contoh.invalid\\x.pdf"))),
    pdf(act(S=Name.Thread, F=String("\\\\contoh.invalid\\x.pdf"), D=0)),
    pdf(uri("file:////contoh.invalid/x")),
    pdf(uri("file:///\\\\contoh.invalid\\x")),
    pdf(uri("file://10.0.0.1/x")),
    pdf(uri("file://3232235777/x")),
    pdf(uri("%66ile://contoh.invalid/x")),
    pdf(uri("\u200bfile://contoh.invalid/x")),
    pdf(uri("\\\\contoh@8080\\x")),
    pdf(uri("/\\contoh.invalid/x")),
    pdf(uri("file:///C:/Windows/System32/calc.exe")),
    pdf(uri("file:///C:/data/a.pdf.lnk")),
    pdf(uri("search-ms:query=a")),
)
HELPERS = (
    'AFNumber_Keystroke(0, 1, 0, 0, "Rp", true);',
    'AFDate_FormatEx("dd/mm/yyyy");',
    "AFPercent_Format(2, 0)",
    "AFSpecial_Keystroke(2);",
    'AFSimple_Calculate("SUM", new Array ("a", "b"));',
    "AFRange_Validate(true, 0, true, 100);",
    'AFTime_FormatEx("HH:MM");\nAFNumber_Format(0,0,0,0,"",true);',
    "",
)


@pytest.mark.parametrize(
    "content",
    [
        *(pdf(script(text)) for text in HELPERS),
        *NEAR,
        pdf(script_in_stream("AFDate_Keystroke(1)".encode("utf-16"))),
        pdf(uri("https://contoh.go.id/a")),
        pdf(uri("www.contoh.go.id")),
        pdf(uri("mailto:a@contoh.go.id")),
        pdf(act(S=Name.Named, N=Name.NextPage)),
        pdf(act(S=Name.ResetForm)),
        pdf(annotation("/Highlight")),
        pdf(xfa(b"<xdp><template><subform name='a'/></template></xdp>")),
        pdf(attach("tabel.csv", b"a;b\r\n1;2\r\n")),
        pdf(attach("faktur.xml", b"<?xml version='1.0'?><Invoice/>")),
        pdf(attach("surat.docx", docx())),
        pdf(attach("gaya.css", b"li { color: red }")),
        nested(2),
        b"\xef\xbb\xbf" + plain,
        b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + plain,
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + plain,
        b"\0" * 200 + plain,
        plain + b"\r\n<job-ticket><copies>1</copies></job-ticket>\r\n",
        plain + b"\x1b%-12345X@PJL EOJ\r\n",
        plain + b"\0" * 5000,
        plain + plain,
    ],
)
def test_ordinary_pdfs(content):
    assert verdict(content, "pdf") == PDF


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf(script('AFNumber_Format(0,0,0,0,app.alert("x"),true)')), ACTIONS),
        (pdf(script('AFDate_FormatEx("d");app.alert(1)')), ACTIONS),
        (pdf(script("AFMergeChange(event)")), ACTIONS),
        (pdf(script_in_stream("app.alert(1)".encode("utf-16"))), ACTIONS),
        (pdf(next_action), ACTIONS),
        (pdf(event), ACTIONS),
        (pdf(outside), ACTIONS),
        (pdf(annotation("/Screen")), ACTIONS),
        (pdf(annotation("/3D")), ACTIONS),
        (pdf(annotation("/Movie")), ACTIONS),
        (pdf(act(S=Name.GoToE, F=String("x.pdf"))), ACTIONS),
        (pdf(act(S=Name.Rendition)), ACTIONS),
        (m.pdf(catalog=b"/OpenAction << /S /L#61unch /F (calc) >> "), ACTIONS),
        (pdf(uri("javascript:app.alert(1)")), LINKS),
        (pdf(uri(" java\nscript:alert(1)")), LINKS),
        (pdf(uri("file://contoh.invalid/x")), LINKS),
        (pdf(uri("\\\\contoh.invalid\\x")), LINKS),
        (pdf(uri("ms-msdt:/id x")), LINKS),
        *((content, LINKS) for content in FAR),
        (pdf(act(S=Name.GoToE, F=String("x.pdf"), T=Dictionary(R=Name.C))), ACTIONS),
        (pdf(gotor(Dictionary(FS=Name.URL, F=String("http://contoh.invalid/x.pdf")))), ACTIONS),
        (pdf(xfa(b"<xdp><template><image href='http://contoh.invalid/a.png'/></template></xdp>")), ACTIONS),
        (pdf(xfa(b"<?xml version='1.0' encoding='utf-7'?><xdp/>")), ACTIONS),
        (pdf(xfa(b"<a:xdp xmlns:a='x'><a:script>1</a:script></a:xdp>")), ACTIONS),
        (pdf(xfa("<xdp><submit target='http://x'/></xdp>".encode("utf-16"))), ACTIONS),
        (pdf(xfa(b"<xdp><not closed")), ACTIONS),
        (pdf(xfa(b"<!DOCTYPE xdp SYSTEM 'http://contoh.invalid/a.dtd'><xdp/>")), ACTIONS),
        (pdf(xfa(b"<!DOCTYPE xdp [<!ENTITY a 'b'>]><xdp>&a;</xdp>")), ACTIONS),
        (pdf(two_filters, compress_streams=False), BOMB),
        (nested(5), NESTED),
        (pdf(attach("arsip.zip", m.zipped("a.txt", b"a"))), PROGRAMS),
        (pdf(attach("a.pdf.exe", b"x")), PROGRAMS),
        (pdf(attach("a.exe\u202efdp.txt", b"x")), PROGRAMS),
        (pdf(attach("a.txt:b.exe", b"x")), PROGRAMS),
        (pdf(attach("a.csv", b"=cmd|'/c calc'!A0\r\n")), PROGRAMS),
        (pdf(attach("a.xml", b"<?xml-stylesheet href='x.xsl'?><a/>")), PROGRAMS),
        (pdf(attach("a.html", b"<p onclick=x()>a")), PROGRAMS),
        (pdf(attach("a.html", b"<iframe src=x></iframe>")), PROGRAMS),
        (pdf(attach("a.html", b"<meta http-equiv=refresh content='0;url=x'>")), PROGRAMS),
        (pdf(attach("a.pdf", pdf(attach("b.txt", EXE)))), PROGRAMS),
        (plain + b"x" + m.zipped("setup.exe", EXE) + b"\n%%EOF\n", FOREIGN),
        (plain + b"catatan " + EXE, FOREIGN),
        (plain + b"x7z\xbc\xaf\x27\x1c" + b"\0" * 40, FOREIGN),
    ],
)
def test_dangerous_pdfs(content, reason):
    assert verdict(content, "pdf") == reason


def test_objects_that_qpdf_would_not_see_are_seen():
    """Numbers far above the size: other readers show and run them."""
    content = io.BytesIO()
    body = b"%PDF-1.4\n"
    objects = {
        9000: b"<</Type/Catalog/Pages 9001 0 R/OpenAction 9003 0 R>>",
        9001: b"<</Type/Pages/Count 1/Kids[9002 0 R]>>",
        9002: b"<</Type/Page/Parent 9001 0 R/MediaBox[0 0 9 9]>>",
        9003: b"<</S/Launch/F(cmd.exe)>>",
    }
    places = []
    for number, text in objects.items():
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"xref\n0 1\n0000000000 65535 f \n9000 4\n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    content.write(
        body + table + b"trailer\n<</Size 9004/Root 9000 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )
    assert verdict(content.getvalue(), "pdf") == ACTIONS


def test_restrictions_without_a_password_hide_nothing():
    locked = pikepdf.Encryption(owner="x", user="", R=6)
    assert verdict(pdf(encryption=locked), "pdf") == PDF
    assert verdict(pdf(script("app.alert(1)"), encryption=locked), "pdf") == ACTIONS
    assert verdict(pdf(attach("a.txt", EXE), encryption=locked), "pdf") == PROGRAMS


def test_more_objects_than_any_program_writes_are_not_walked():
    content = plain
    crowded = content.replace(b"%%EOF", b"% 900000 0 obj\n%%EOF")
    assert verdict(crowded, "pdf") == UNUSUAL
