"""Pictures: those of telephones pass, what hides another file or cannot be opened does not (E-FILE)."""

from __future__ import annotations

import struct

import pytest

from documents.inspection import images
from documents.inspection.refusals import BROKEN, FOREIGN, MARKUP, PIXELS

from . import material as m
from .inspecting import MISMATCH, ZIP, verdict

pytestmark = pytest.mark.req("SJ-143")

UTF16_HTML = "<!DOCTYPE html><html>".encode("utf-16")

EXIF = m.segment(0xE1, b"Exif\0\0" + m.jpeg(2, 2))  # with its own preview
MPF = m.segment(0xE2, b"MPF\0" + b"\0" * 40)
ICC = m.segment(0xE2, b"ICC_PROFILE\0" + bytes(range(256)) * 4)
SAMSUNG = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1700000000000SEFH" + b"\0" * 20 + b"\x24\0\0\0SEFT"
MOTION = struct.pack(">I4s4sI8s", 24, b"ftyp", b"mp42", 0, b"isommp42") + b"\0\0\0\x08mdat"


@pytest.mark.parametrize(
    "content",
    [
        m.jpeg(),
        m.jpeg(4000, 3000, EXIF, ICC),
        m.jpeg(16_320, 12_240),  # 200 megapixels of a telephone
        m.jpeg(1, 1, b"\xff\xff" + m.segment(0xFE, b"komentar")),  # fill bytes before a marker
        m.jpeg(1, 1, MPF) + m.jpeg(2, 2),
        m.jpeg(1, 1, MPF) + b"\0" * 64 + m.jpeg(2, 2, EXIF) + b"\0" * 7 + m.jpeg(3, 3),
        m.jpeg() + b"\0" * 4096,
        m.jpeg() + SAMSUNG,
        m.jpeg() + MOTION + b"\x55" * 200,
        m.jpeg() + b'vivo{"module":"camera"}vivo',
        m.jpeg(scan=b"\xff\x00" * 70_000),  # longer than one window
    ],
    ids=["plain", "exif", "200MP", "fill", "mpf", "mpf padded", "zeros", "samsung", "motion", "vivo", "long"],
)
def test_pictures_of_telephones_pass(content):
    assert verdict(content, "jpg") == "image/jpeg"
    assert verdict(content, "jpeg") == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (m.jpeg() + ZIP, FOREIGN),
        (m.jpeg() + b"\0" * 100_000 + ZIP, FOREIGN),
        (m.jpeg() + m.jpeg() + ZIP, FOREIGN),
        (m.jpeg() + SAMSUNG + ZIP, FOREIGN),
        (m.jpeg() + m.PDF, FOREIGN),
        (m.jpeg() + m.HTML, FOREIGN),
        (m.jpeg() + m.EXE, FOREIGN),
        (m.jpeg() + b"Rar!\x1a\x07\x01\0", FOREIGN),
        (m.jpeg() + m.old_word(), FOREIGN),
        (m.jpeg(1, 1, m.segment(0xFE, b"*/<script>alert(1)</script>")), FOREIGN),
        (m.jpeg(1, 1, m.segment(0xFE, m.SVG)), FOREIGN),
        (m.jpeg(1, 1, m.segment(0xFE, b"<?php system($_GET[0]);")), FOREIGN),
        (m.jpeg(1, 1, m.segment(0xFE, m.PDF)), FOREIGN),
        (m.jpeg(1, 1, m.segment(0xFE, ZIP)), FOREIGN),
        (m.jpeg()[:40], BROKEN),
        (b"\xff\xd8\xff\xe0" + m.HTML, FOREIGN),
        (b"\xff\xd8\xff\xd9", BROKEN),
        (b"\xff\xd8\xff\xd9".ljust(1_000_000, b"\xff"), BROKEN),
        (b"\xff\xd8" + b"\xff\xd0" * 100_000, BROKEN),
        (m.jpeg(0, 1), BROKEN),
        (m.jpeg(65_500, 65_500), PIXELS),
        (m.jpeg() + m.jpeg(65_500, 65_500), PIXELS),
        (m.HTML, MARKUP),
        (m.SVG, MARKUP),
        (b"\xef\xbb\xbf \n" + m.SVG, MARKUP),
        (UTF16_HTML, MARKUP),
        (b'<?xml version="1.0"?>' + m.SVG, MARKUP),
        (b"#!/bin/sh\nrm -rf /\n", MARKUP),
        (m.EXE, MISMATCH),
        (b"GIF89a" + ZIP, MISMATCH),
        (ZIP, MISMATCH),
        (b"\0" * 100, MISMATCH),
        (b"a", MISMATCH),
    ],
)
def test_jpegs_that_are_refused(content, reason):
    assert verdict(content, "jpg") == reason


@pytest.mark.parametrize(
    "content",
    [
        m.png(),
        m.png(20_000, 12_000),
        m.png() + b"\0" * 1000,
        m.png() + b"\r\n",
        m.png() + bytes.fromhex("78daed") + b"\x8a" * 500,  # what an editor left of a larger picture
    ],
    ids=["plain", "large", "zeros", "newline", "remains"],
)
def test_pngs_that_pass(content):
    assert verdict(content, "png") == "image/png"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (m.png() + ZIP, FOREIGN),
        (m.png() + m.PDF, FOREIGN),
        (m.png() + m.HTML, FOREIGN),
        (m.png()[:-12], BROKEN),
        (m.png()[:20], BROKEN),
        (m.png()[:-1], BROKEN),
        (m.png(0, 5), BROKEN),
        (m.png(100_000, 100_000), PIXELS),
        (m.png(250_000_001, 1), PIXELS),
        (m.SVG, MARKUP),
    ],
)
def test_pngs_that_are_refused(content, reason):
    assert verdict(content, "png") == reason


def test_the_bound_of_pixels():
    assert verdict(m.png(images.MAX_PIXELS, 1), "png") == "image/png"
    assert verdict(m.png(images.MAX_PIXELS + 1, 1), "png") == PIXELS


def test_random_data_of_20_megabytes_is_no_polyglot():
    import random

    noise = random.Random(1).randbytes(20_000_000).replace(b"\xff", b"\xfe")
    assert verdict(m.jpeg(scan=noise), "jpg") == "image/jpeg"
