"""Where boxes and lines go: a layered (Sugiyama) layout, top to bottom.

The layout itself is graphlay's (MIT or Apache-2.0, no dependencies, wheels for every platform): it knows the
sizes of boxes, routes orthogonally, puts back edges to the side, is deterministic and measures its own
drawings. Looked at besides it: grandalf (GPL-2 only or EPL-1, neither of which goes with AGPL-3), igraph and
fast-sugiyama (points without size), graph-layout (wants numpy), graphviz (a program to be installed). No
library of pure Python fits. Nothing else of Alur imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphlay

Point = tuple[float, float]

OPTIONS: dict[str, Any] = {
    "spacing": {"layer_gap": 30, "node_gap": 34, "dummy_gap": 16, "port_gap": 14},
    "routing": {"bundle_parallel": False},
}


@dataclass(frozen=True)
class Size:
    """Width and height in user units (1 unit = 1 px at 100 %)."""

    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line from one box to another, by their keys.

    weight: how much it wants to be short and straight; back: it leads back and does not push its target down.
    """

    source: str
    target: str
    weight: float = 1.0
    back: bool = False


@dataclass(frozen=True)
class Placed:
    """A drawing at the origin.

    corners: key -> upper left corner of the box; routes: the corners of each line from border to border, in
    the order of the lines; metrics: graphlay's own measures ("crossings", "node_overlaps", …).
    """

    corners: dict[str, Point]
    routes: tuple[tuple[Point, ...], ...]
    size: Size
    metrics: dict[str, Any]


def place(boxes: Mapping[str, Size], lines: Sequence[Line]) -> Placed:
    """Lay out boxes and lines; the same input gives the same drawing."""
    graph = graphlay.Graph()
    for key, size in boxes.items():
        graph.node(key, width=size.width, height=size.height)
    for line in lines:
        graph.edge(line.source, line.target, weight=line.weight, reverse_for_ranking=line.back)
    drawing = graphlay.layout(graph, preset="process_map", options=OPTIONS)
    low, high = drawing.bounds["min"], drawing.bounds["max"]

    def at(point: dict[str, float], dx: float = 0, dy: float = 0) -> Point:
        return round(point["x"] - low["x"] - dx, 1), round(point["y"] - low["y"] - dy, 1)

    corners = {
        key: at(node["center"], size.width / 2, size.height / 2)
        for (key, size), node in zip(boxes.items(), drawing.nodes, strict=True)
    }
    routes = tuple(tuple(at(point) for point in edge["points"]) for edge in drawing.edges)
    size = Size(round(high["x"] - low["x"], 1), round(high["y"] - low["y"], 1))
    return Placed(corners, routes, size, drawing.metrics())
