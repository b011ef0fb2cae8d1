"""Generated documents: typst layouts filled with data. Knows no case, no person and no institution."""

from .compiling import attached_data, layout_digest, render
from .errors import RenderingError
from .printable import unprintable
from .richtext import rich
from .words import tanggal, tanggal_panjang, terbilang

__all__ = [
    "RenderingError",
    "attached_data",
    "layout_digest",
    "render",
    "rich",
    "tanggal",
    "tanggal_panjang",
    "terbilang",
    "unprintable",
]
