"""Minimal pictures and recordings of the kinds that strangers sent: FILES, name -> content."""

from __future__ import annotations

import io
import struct

from PIL import Image

from .office import EXE

FILES: dict[str, bytes] = {}


def put(name, data):
    FILES[name] = data


def img(fmt, **kw):
    b = io.BytesIO()
    Image.new("RGB", (32, 32), "white").save(b, fmt, **kw)
    return b.getvalue()


jpg, png = img("JPEG"), img("PNG")
put("ok_plain.jpg", jpg)
put("ok_plain.png", png)
b = io.BytesIO()
f = [Image.new("RGB", (32, 32), c) for c in ("white", "red")]
f[0].save(b, "PNG", save_all=True, append_images=f[1:])
put("fr_apng.png", b.getvalue())
put("fr_jpeg_without_eoi.jpg", jpg[:-2])
put("fr_jpeg_junk_between_segments.jpg", jpg[:20] + b"\0\0\0\0" + jpg[20:])
put("fr_png_called.jpg", png)
put("fr_jpeg_called.png", jpg)
put("fa_jpeg_exe_deep_behind.jpg", jpg + b"\x01" * 16 + EXE)
put("fa_jpeg_7z_after_one_byte.jpg", jpg + b"\x01" + b"7z\xbc\xaf\x27\x1c" + b"\0" * 40)
put(
    "fa_png_javascript_comment.png",
    png[:-12]
    + struct.pack(">I", 40)
    + b"tEXt"
    + b"Comment\0"
    + b"<body onload=alert(1)>".ljust(32)
    + b"\0" * 4
    + png[-12:],
)

ftyp = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp42")
put("ok_tiny.mp4", ftyp + struct.pack(">I4s", 8, b"moov") + struct.pack(">I4s", 16, b"mdat") + b"\0" * 8)
put("fa_exe_behind.mp4", ftyp + struct.pack(">I4s", 8, b"moov") + EXE)
put(
    "fr_iphone_qt_brand_called.mp4",
    struct.pack(">I4s4sI4s", 20, b"ftyp", b"qt  ", 512, b"qt  ") + struct.pack(">I4s", 8, b"moov"),
)
