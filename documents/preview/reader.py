"""Run as a program by `showing`: reads a PDF or picture from standard input, writes JSON or one WebP picture.

Arguments: `count` or `draw`, `pdf` or `image`, the number of the page. It knows nothing of Django, opens no other
file, and what it imports is loaded under the limits.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU = 10  # seconds
OUTPUT = 16 * 1024 * 1024  # bytes of one picture
WIDTH, HEIGHT = 1240, 3508  # pixels at most: A4 at 150 dots per inch, and two of them
LARGEST_IMAGE = 60_000_000  # pixels that are decoded; a JPEG is decoded at the size that is needed
MOST_PAGES = 40
QUALITY = 82  # of WebP
LOCKED = 3  # exit code: a password is needed
#: A4 in points, for a page that says nothing of its size.
_A4 = (595.0, 842.0)


def fitted(width: float, height: float) -> float:
    """Factor that brings a page within WIDTH and HEIGHT."""
    return min(WIDTH / max(width, 1.0), HEIGHT / max(height, 1.0))


def opened(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise SystemExit(LOCKED if "assword" in str(error) else 1) from None


def count_pdf(content: bytes) -> dict[str, Any]:
    pdf = opened(content)
    number = len(pdf)
    sizes = [pdf.get_page_size(place) for place in range(min(number, MOST_PAGES))]
    return {"pages": number, "sizes": [pixels(*(size if min(size) >= 1 else _A4)) for size in sizes]}


def draw_pdf(content: bytes, number: int) -> Any:
    pdf = opened(content)
    pdf.init_forms()  # what was filled into the fields of a form is part of the page; scripts are not even built in
    page = pdf[number - 1]
    size = page.get_size()
    bitmap = page.render(scale=fitted(*(size if min(size) >= 1 else _A4)))
    return bitmap.to_pil().convert("RGB")


def opened_image(content: bytes) -> Any:
    import io

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # what is decoded is judged below
    picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
    picture.draft("RGB", (WIDTH, HEIGHT))
    if picture.width * picture.height > LARGEST_IMAGE:
        raise SystemExit(1)
    return picture


def count_image(content: bytes) -> dict[str, Any]:
    from PIL import ImageOps

    return {"pages": 1, "sizes": [pixels(*ImageOps.exif_transpose(opened_image(content)).size)]}


def draw_image(content: bytes) -> Any:
    """The picture turned upright, without anything its file carries beside the pixels."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(opened_image(content))
    if picture.mode not in ("RGB", "L"):
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        picture = Image.alpha_composite(paper, layer).convert("RGB")
    picture.thumbnail((WIDTH, HEIGHT))
    return picture


def pixels(width: float, height: float) -> list[int]:
    scale = fitted(width, height)
    return [max(1, round(width * scale)), max(1, round(height * scale))]


def main(task: str, kind: str, number: int) -> None:
    content = sys.stdin.buffer.read()
    if task == "count":
        sys.stdout.write(json.dumps(count_pdf(content) if kind == "pdf" else count_image(content)))
        return
    picture = draw_pdf(content, number) if kind == "pdf" else draw_image(content)
    picture.save(sys.stdout.buffer, "WEBP", quality=QUALITY, method=2)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from documents.fence import fence

    fence(MEMORY, CPU, OUTPUT, nice=0)  # somebody waits for the page
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
