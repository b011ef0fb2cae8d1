"""Parts of office files that other programs leave behind: objects and their classes, links, add-ins, books in books."""

from __future__ import annotations

import io
import struct
import uuid
import zipfile

from tests.documents import material as m

from .office import bof, cfb, docx

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WEB = "http://schemas.microsoft.com/office/webextensions/"
EQUATION, PACKAGE = "0002CE02-0000-0000-C000-000000000046", "0003000C-0000-0000-C000-000000000046"
BROWSER = "EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B"
FILE, ADDRESS = "00000303-0000-0000-C000-000000000046", "79EAC9E0-BAF9-11CE-8C82-00AA004BA90B"
SCRIPT = "06290BD3-48AA-11D2-8432-006008C3FBFC"


def classed(container: bytes, name: str) -> bytes:
    """A compound file (`cfb`) whose object is of this class."""
    at = container.index("Root Entry".encode("utf-16-le")) + 80
    return container[:at] + uuid.UUID(name).bytes_le + container[at + 16 :]


def native(body: bytes) -> bytes:
    return struct.pack("<I", len(body)) + body


def link(moniker: str, target: str) -> bytes:
    """A stream `\\x01Ole` of an object that lies elsewhere."""
    head = struct.pack("<IIIII", 0x02000001, 1, 0, 0, 0) + uuid.UUID(moniker).bytes_le
    if moniker == FILE:
        path = target.encode("latin-1") + b"\0"
        return head + struct.pack("<HI", 0, len(path)) + path
    text = target.encode("utf-16-le")
    return head + struct.pack("<I", len(text)) + text


def embedded(container: bytes) -> bytes:
    return docx([("word/embeddings/oleObject1.bin", container)])


def archive(**parts: bytes | str) -> bytes:
    """As `material.ooxml` names its parts; nothing else is in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def with_types(kind: str, **parts: bytes | str) -> bytes:
    whole = io.BytesIO(archive(**parts))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/a" ContentType="{kind}"/></Types>'
        )
    return whole.getvalue()


def visio(**more: bytes) -> bytes:
    return with_types(
        "application/vnd.ms-visio.drawing.main+xml", visio__document_dot_xml="<VisioDocument/>", **more
    )


def binary_book(**more: bytes) -> bytes:
    return with_types(
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main", xl__workbook_dot_bin=b"\x83\x01\0", **more
    )


def formula(**more: bytes) -> bytes:
    """Of LibreOffice: its type stands first and unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.formula")
        target.writestr("content.xml", "<math/>")
        for name, content in more.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def pane(store: str = 'store="en-US" storeType="OMEX"', visible: str = "0", more: str = "") -> bytes:
    """A letter in which a citation program left its pane."""
    panes = (
        f'<wetp:taskpanes xmlns:wetp="{WEB}taskpanes/2010/11"><wetp:taskpane visibility="{visible}">'
        "<wetp:webextensionref/></wetp:taskpane></wetp:taskpanes>"
    )
    addin = (
        f'<we:webextension xmlns:we="{WEB}webextension/2010/11" id="a"><we:reference id="wa1" {store}/>'
        f"<we:properties>{more}</we:properties></we:webextension>"
    )
    return docx(
        [("word/webextensions/taskpanes.xml", panes), ("word/webextensions/webextension1.xml", addin)],
        rels='<Relationship Id="rId7" Type="http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes"'
        ' Target="webextensions/taskpanes.xml"/>',
    )


def chart(target: str, root: str = "chartSpace", part: str = "charts/chart1.xml") -> bytes:
    """A slide show with a diagram of another book."""
    folder, _, name = part.rpartition("/")
    relation = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}oleObject" TargetMode="External" '
        f'Target="{target}"/></Relationships>'
    ).encode()
    names = {f"ppt/{part}": f'<c:{root} xmlns:c="c"/>'.encode(), f"ppt/{folder}/_rels/{name}.rels": relation}
    return m.ooxml(
        "pptx", **{key.replace("/", "__").replace(".", "_dot_"): text for key, text in names.items()}
    )


def older_book(record: bytes) -> bytes:
    """Of Excel 5, with one link (EXTERNSHEET)."""
    start = struct.pack("<HHHHHH", 0x809, 8, 0x500, 5, 0x1FAF, 0x07CD)
    body = bytes((len(record),)) + record
    return cfb({"Book": start + struct.pack("<HH", 0x17, len(body)) + body + bof[-4:]})


def page_in_letter(picture: str, place: str) -> bytes:
    """A letter whose text is a saved page (MHTML), as programs of the web make it."""
    page = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
        f'Content-Type: text/html\nContent-Location: file:///C:/a/surat.html\n\n<html><body><img src="{picture}">'
        f"</body></html>\n--b\nContent-Type: image/png\nContent-Location: {place}\n\nx\n--b--\n"
    )
    return docx([("word/afchunk.mht", page.encode())])
