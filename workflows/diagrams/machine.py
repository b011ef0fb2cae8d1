"""The diagram of a state machine: states as boxes, acts as pills between the states they join.

An act that joins many states is one pill with many lines, so that every act is written once. Acts that keep
the state stand inside its box, or below the drawing when they belong to many states. An act that leads back
to a remembered state ends in an encircled H, as in UML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.machine import Declared, Machine, declared

from . import svg
from .layout import Line, Placed, Size, place

#: An act that keeps the state of more states than this is written below the drawing.
FEW = 3
#: Lines of an act of many states give way to the straight line of the others.
FAINT = 0.2
MARGIN, LINE_HEIGHT, TITLE_HEIGHT, NARROWEST = 24.0, 15.0, 26.0, 480.0
#: Ends that are no state: nothing yet, removed, and the state that was left.
START, REMOVED, HISTORY = "", "x", "H"
DOT = Size(20, 20)


def machine_svg(machine: Machine, version: int, *, present: str = "", codes: bool = True) -> str:
    """The SVG of one version of a machine.

    present: the state to light up, "" for none; codes: whether acts carry the numbers of the
    catalogue. Raises KeyError for an unknown version, ValueError for an
    unknown state.
    """
    return MachineDrawing(machine, version, machine.states(present).value if present else "", codes).svg()


@dataclass(frozen=True)
class Pill:
    """Acts that lead from the same states to the same states."""

    key: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    rows: tuple[Declared, ...]

    @property
    def by_itself(self) -> bool:
        """Nobody presses it: a condition of the system or the consequence of another act."""
        return self.rows[0].row.kind != "act"


class MachineDrawing:
    """One drawing. boxes: what is drawn with its size; pills: the acts; placed: where everything went."""

    def __init__(self, machine: Machine, version: int, present: str = "", codes: bool = True) -> None:
        self.machine, self.version, self.present, self.codes = machine, version, present, codes
        self.rows = declared(machine.model(version))
        self.below = [row for row in self.rows if row.target == "=" and len(row.sources) > FEW]
        self.pills = list(self._pills())
        used = {key for pill in self.pills for key in (*pill.sources, *pill.targets)} | {present}
        used |= {source for row in self.rows for source in row.sources}
        keys = (START, *(str(value) for value in machine.states.values), REMOVED)
        self.states = [key for key in keys if key in used and key not in (START, REMOVED)]
        self.ends = [key for key in used if key in (START, REMOVED) or key.startswith(HISTORY)]
        self.boxes = {key: self._size(key) for key in keys if key in used}
        self.boxes |= {pill.key: self._pill_size(pill) for pill in self.pills}
        self.boxes |= dict.fromkeys(sorted(self.ends), DOT)
        self.lines = [
            Line(*ends, weight=1.0 if len(pill.sources) <= FEW else FAINT, back=self._leads_back(pill))
            for pill in self.pills
            for ends in (*((s, pill.key) for s in pill.sources), *((pill.key, t) for t in pill.targets))
        ]
        self.placed: Placed = place(self.boxes, self.lines)

    def _pills(self) -> Iterator[Pill]:
        found: dict[tuple[tuple[str, ...], tuple[str, ...], bool], list[Declared]] = {}
        for row in self.rows:
            if targets := _drawn_targets(row):
                found.setdefault((row.sources, targets, row.row.kind == "act"), []).append(row)
        for (sources, targets, _), rows in found.items():
            yield Pill(f"act:{rows[0].row.ref}", sources, targets, tuple(rows))

    def _leads_back(self, pill: Pill) -> bool:
        """The order in which a type declares its states is that of its story."""
        order = [str(value) for value in self.machine.states.values]
        if not {*pill.sources, *pill.targets} <= set(order):
            return False
        return max(map(order.index, pill.targets)) < min(map(order.index, pill.sources))

    def _inside(self, state: str) -> list[str]:
        own = (row for row in self.rows if row.target == "=" and state in row.sources)
        return [self._line(row) for row in own if row not in self.below]

    def _size(self, key: str) -> Size:
        label, inside = self.machine.label_of(key) if key in self.states else "", self._inside(key)
        widths = [svg.text_width(label, 14, bold=True) + 24, *(svg.text_width(t, 11) for t in inside)]
        height = TITLE_HEIGHT + 12 + LINE_HEIGHT * len(inside) + (16 if key == self.present else 0)
        return Size(max(120.0, round(max(widths) + 24)), height + (2 if inside else 0))

    def svg(self) -> str:
        notes = list(self._notes(max(self.placed.size.width, NARROWEST)))
        width = max(self.placed.size.width, NARROWEST) + 2 * MARGIN
        top = self.placed.size.height + 2 * MARGIN
        left = (width - self.placed.size.width) / 2
        body = [*self._routes(), *self._ends(), *map(self._pill, self.pills), *map(self._state, self.states)]
        content = [svg.tag("g", "\n".join(["", *body, ""]), transform=f"translate({left:g} {MARGIN:g})")]
        content += [
            svg.text(MARGIN, top + 8 + LINE_HEIGHT * n, words, size=11, bold=heading)
            for n, (words, heading) in enumerate(notes)
        ]
        height = top + (LINE_HEIGHT * len(notes) + 12 if notes else 0)
        name = f"mesin-{self.machine.key}-{self.version}"
        return svg.document(name, self._title(), self._description(), width, height, content)

    def _routes(self) -> Iterator[str]:
        by_itself = {pill.key for pill in self.pills if pill.by_itself}
        for line, points in zip(self.lines, self.placed.routes, strict=True):
            auto = line.source in by_itself or line.target in by_itself
            colour, dashes = (svg.AUTO, "5 3") if auto else (svg.LINE, None)
            path = svg.rounded(points)
            yield svg.tag(
                "path", d=path, fill="none", stroke=colour, stroke_width=1.4, stroke_dasharray=dashes
            )
            if not line.target.startswith("act:"):
                yield svg.arrowhead(points, colour)

    def _ends(self) -> Iterator[str]:
        for key in sorted(self.ends):
            x, y = (value + 10 for value in self.placed.corners[key])
            if key == START:
                yield svg.tag("circle", cx=x, cy=y, r=10, fill=svg.EDGE)
                continue
            yield svg.tag("circle", cx=x, cy=y, r=10, fill=svg.PAPER, stroke=svg.EDGE, stroke_width=1.4)
            if key == REMOVED:
                cross = f"M{x - 5:g} {y - 5:g}l10 10m0-10l-10 10"
                yield svg.tag("path", d=cross, stroke=svg.EDGE, stroke_width=1.4)
            else:
                yield svg.text(x, y + 4, HISTORY, size=12, bold=True, text_anchor="middle")

    def _pill(self, pill: Pill) -> str:
        (x, y), size = self.placed.corners[pill.key], self.boxes[pill.key]
        colour, dashes = (svg.AUTO, "5 3") if pill.by_itself else (svg.LINE, None)
        frame = svg.box(x, y, size, fill=svg.PAPER, stroke=colour, stroke_dasharray=dashes, rx=11)
        words = [
            svg.text(
                x + size.width / 2, y + 15 + LINE_HEIGHT * n, self._line(row), size=11, text_anchor="middle"
            )
            for n, row in enumerate(pill.rows)
        ]
        return svg.tag("g", [frame, *words], class_="tindakan")

    def _state(self, key: str) -> str:
        (x, y), size, lit = self.placed.corners[key], self.boxes[key], key == self.present
        ended = key in self.machine.terminal
        found, line = svg.station(x, y, size, self.machine.label_of(key), lit=lit, double=ended)
        found += [
            svg.text(x + 13, line + 4 + LINE_HEIGHT * n, words, size=11, fill=svg.MUTED)
            for n, words in enumerate(self._inside(key), start=1)
        ]
        return svg.tag("g", found, class_=("akhir" if ended else "status") + (" sekarang" if lit else ""))

    # Words

    def _line(self, row: Declared) -> str:
        causes = f"akibat {', '.join(sorted(row.row.causes))}" if self.codes else "mengikuti tindakan lain"
        suffix = {"auto": " (otomatis)", "cascade": f" ({causes})"}.get(row.row.kind, "")
        return f"{row.row.ref} {row.row.label}{suffix}" if self.codes else f"{row.row.label}{suffix}"

    def _pill_size(self, pill: Pill) -> Size:
        width = max(svg.text_width(self._line(row), 11) for row in pill.rows)
        return Size(round(width + 16), LINE_HEIGHT * len(pill.rows) + 7)

    def _notes(self, width: float) -> Iterator[tuple[str, bool]]:
        """(line, whether it is a heading) of what stands below the drawing."""
        if self.below:
            yield "Tanpa perubahan status:", True
        for row in self.below:
            for line in svg.wrapped(f"{self._line(row)}: {self._names(row.sources)}", width, 11):
                yield line, False
        for row in self.rows:
            if len(row.targets) > 1:
                name = row.row.ref if self.codes else row.row.label
                words = f"H: {name} kembali ke status yang ditinggalkan ({self._names(row.targets)})"
                for line in svg.wrapped(words, width, 11):
                    yield line, False

    def _names(self, keys: tuple[str, ...]) -> str:
        return ", ".join(self.machine.label_of(key) if key else "awal" for key in keys)

    def _title(self) -> str:
        where = f"; {svg.HERE}: {self.machine.label_of(self.present)}" if self.present else ""
        return f"Mesin status {self.machine.label}, versi {self.version}{where}"

    def _description(self) -> str:
        """What the drawing says, for those who do not see it."""
        found = []
        for row in self.rows:
            to = {"=": "status tetap", "x": "dihapus"}.get(row.target) or self._names(row.targets)
            found.append(f"{self._line(row)}: {self._names(row.sources)} → {to}")
        ends = self._names(tuple(key for key in self.states if key in self.machine.terminal))
        return f"Status akhir: {ends}. Tindakan: {'; '.join(found)}."


def _drawn_targets(row: Declared) -> tuple[str, ...]:
    if row.target == "=":
        return ()
    if row.target == "x":
        return (REMOVED,)
    return row.targets if len(row.targets) == 1 else (f"{HISTORY}:{row.row.ref}",)
