"""Writing SVG: elements with presentation attributes only, so that no content policy is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from .layout import Point, Size

FONT = "Arial, Helvetica, sans-serif"
INK, MUTED, LINE, PAPER = "#1b2430", "#52606d", "#7b8794", "#ffffff"
FILL, EDGE = "#f1f5f9", "#334155"
LIT_FILL, LIT_EDGE = "#dbeafe", "#196bcd"
AUTO = "#7a4b00"
HERE = "sedang di sini"

_NARROW, _WIDE = set("iljtfrI.,:;'|!()[]/- "), set("mwMW@%…→—")


def tag(name: str, content: str | Iterable[str] = "", /, **attributes: object) -> str:
    """An element. content: markup; in names of attributes `_` stands for `-`; None is left out."""
    inner = content if isinstance(content, str) else "".join(content)
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def text(
    x: float, y: float, words: str, *, size: float = 12, bold: bool = False, **attributes: object
) -> str:
    """One line of text; y is its base line."""
    attributes.setdefault("fill", INK)
    weight = "bold" if bold else None
    return tag("text", escape(words), x=x, y=y, font_size=size, font_weight=weight, **attributes)


def box(x: float, y: float, size: Size, **attributes: object) -> str:
    """A rectangle by its upper left corner."""
    return tag("rect", x=x, y=y, width=size.width, height=size.height, **attributes)


def station(
    x: float, y: float, size: Size, label: str, *, lit: bool, double: bool = False
) -> tuple[list[str], float]:
    """A box with its label, lit where the case stands, doubled where it ends; and the base line reached."""
    stroke, fill = (LIT_EDGE, LIT_FILL) if lit else (EDGE, FILL)
    found = [box(x, y, size, fill=fill, stroke=stroke, stroke_width=3.0 if lit else 1.4, rx=8)]
    if double:
        inner = Size(size.width - 8, size.height - 8)
        found.append(box(x + 4, y + 4, inner, fill="none", stroke=stroke, stroke_width=1.2, rx=5))
    middle, line = x + size.width / 2, y + 23
    found.append(text(middle, line, label, size=14, bold=True, text_anchor="middle"))
    if lit:
        line += 16
        found.append(text(middle, line, HERE, size=11, bold=True, fill=stroke, text_anchor="middle"))
    return found, line


def text_width(words: str, size: float = 12, *, bold: bool = False) -> float:
    """Room a line needs, on the safe side: the reader's font is not known."""
    em = sum(0.36 if c in _NARROW else 0.95 if c in _WIDE else 0.72 if c.isupper() else 0.58 for c in words)
    return em * size * (1.08 if bold else 1)


def wrapped(words: str, width: float, size: float = 12) -> list[str]:
    """Lines no wider than `width` where words allow it."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def rounded(points: Sequence[Point], radius: float = 7) -> str:
    """Path data through the points with rounded corners."""
    steps = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        steps.append(f"L{start[0]:g} {start[1]:g}Q{corner[0]:g} {corner[1]:g} {end[0]:g} {end[1]:g}")
    steps.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(steps)


def _towards(corner: Point, other: Point, radius: float) -> Point:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = (dx * dx + dy * dy) ** 0.5
    share = min(radius, length / 2) / length if length else 0
    return round(corner[0] + dx * share, 1), round(corner[1] + dy * share, 1)


def arrowhead(points: Sequence[Point], colour: str) -> str:
    """A filled triangle at the end of a line whose last stretch is horizontal or vertical."""
    (x0, y0), (x, y) = points[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    left, right = (x - 8 * dx - 4 * dy, y - 8 * dy - 4 * dx), (x - 8 * dx + 4 * dy, y - 8 * dy + 4 * dx)
    corners = f"{x:g},{y:g} {left[0]:g},{left[1]:g} {right[0]:g},{right[1]:g}"
    return tag("polygon", points=corners, fill=colour)


def document(
    name: str, title: str, description: str, width: float, height: float, content: Iterable[str]
) -> str:
    """A whole SVG. name: prefix of its ids, unique among the diagrams of one page."""
    inner = [
        tag("title", escape(title), id=f"{name}-judul"),
        tag("desc", escape(description), id=f"{name}-uraian"),
        tag("rect", width=width, height=height, fill=PAPER),
        *content,
    ]
    return (
        tag(
            "svg",
            "\n".join(["", *inner, ""]),
            xmlns="http://www.w3.org/2000/svg",
            width=width,
            height=height,
            viewBox=f"0 0 {width:g} {height:g}",
            role="img",
            aria_labelledby=f"{name}-judul {name}-uraian",
            font_family=FONT,
        )
        + "\n"
    )
