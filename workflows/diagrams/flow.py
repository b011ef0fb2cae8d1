"""The diagram of a flow: lanes as columns, turns as boxes in the order in which a lane tries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from workflows.flow import CaseFlow, Turn, never, nobody
from workflows.machine import Declared, Machine, declared
from workflows.machines import installed
from workflows.models import Subject
from workflows.timers import DeadlineBoundary

from . import svg
from .layout import Size

MARGIN, LINE_HEIGHT, GAP, PAD = 24.0, 15.0, 22.0, 18.0
HEADER, TOP, BAR = 30.0, 44.0, 6.0


def flow_svg(
    flow_class: type[CaseFlow],
    *,
    present: Collection[str] = frozenset(),
    without: Collection[str] = frozenset(),
    codes: bool = True,
) -> str:
    """The SVG of a flow class.

    present: names of the turns that are open, to be lit; without: lanes of which the reader is told
    nothing; codes: whether acts carry the numbers of the catalogue. Raises LookupError for a flow of no
    machine, ValueError for a turn the flow does not have.
    """
    return FlowDrawing(flow_class, present, without, codes).svg()


class FlowDrawing:
    """One drawing.

    lanes: name -> turns in their order; asked: turns of all lanes, drawn or not; rows: act -> its
    rows; children: the same of the machines of
    children, which have no flow of their own; states: turn -> states in which it can be due.
    """

    def __init__(
        self,
        flow_class: type[CaseFlow],
        present: Collection[str],
        without: Collection[str] = (),
        codes: bool = True,
    ) -> None:
        self.codes = codes
        self.machine, self.version = _machine_of(flow_class)
        lanes = {name: lane.turns for name, lane in flow_class.instance.lanes.items()}
        self.asked = [turn for turns in lanes.values() for turn in turns]
        self.lanes = {name: turns for name, turns in lanes.items() if name not in without}
        self.turns = [turn for turns in self.lanes.values() for turn in turns]
        if unknown := set(present) - {turn.name for turn in self.turns}:
            raise ValueError(f"{flow_class.__name__} has no turn {', '.join(sorted(unknown))}")
        self.present = frozenset(present)
        model = self.machine.model(self.version)
        self.rows = _by_name([model])
        app = model._meta.app_label
        others = (m.model(m.latest) for m in installed() if not m.flows)
        self.children = _by_name([child for child in others if child._meta.app_label == app])
        self.states = {turn.name: self._states(turn) for turn in self.asked}
        self.sizes: dict[str, Size] = {}
        for turns in self.lanes.values():
            sizes = {turn.name: self._size(turn) for turn in turns}
            widest = max(size.width for size in sizes.values())
            self.sizes |= {name: Size(widest, size.height) for name, size in sizes.items()}

    def svg(self) -> str:
        widths = {name: self._width(name, turns) for name, turns in self.lanes.items()}
        tallest = max(sum(self.sizes[t.name].height + GAP for t in turns) for turns in self.lanes.values())
        width = sum(widths.values()) + 2 * MARGIN
        bottom = MARGIN + TOP + HEADER + GAP + tallest
        body, x = [], MARGIN
        for name, turns in self.lanes.items():
            body.append(svg.tag("g", self._lane(name, turns, x, widths[name], bottom), class_="jalur"))
            x += widths[name]
        notes = list(self._notes(width - 2 * MARGIN))
        body += [*self._frame(width, bottom)]
        top = bottom + TOP + 22
        body += [
            svg.text(MARGIN, top + LINE_HEIGHT * n, words, size=11, bold=heading)
            for n, (words, heading) in enumerate(notes)
        ]
        height = top + LINE_HEIGHT * len(notes) + 4
        name = f"alur-{self.machine.key}-{self.version}"
        return svg.document(name, self._title(), self._description(), width, height, body)

    def _frame(self, width: float, bottom: float) -> Iterator[str]:
        """Begin, Fork, end: the bars span all lanes."""
        middle, first, last = width / 2, MARGIN + TOP - BAR, bottom
        yield svg.tag("circle", cx=middle, cy=MARGIN + 9, r=9, fill=svg.EDGE)
        yield svg.tag("path", d=f"M{middle:g} {MARGIN + 18:g}V{first:g}", stroke=svg.LINE, stroke_width=1.4)
        for y in (first, last):
            yield svg.box(MARGIN, y, Size(width - 2 * MARGIN, BAR), fill=svg.EDGE, rx=2)
        yield svg.tag("path", d=f"M{middle:g} {last + BAR:g}v16", stroke=svg.LINE, stroke_width=1.4)
        y = last + BAR + 26
        yield svg.tag("circle", cx=middle, cy=y, r=10, fill=svg.PAPER, stroke=svg.EDGE, stroke_width=1.6)
        yield svg.tag("circle", cx=middle, cy=y, r=6, fill=svg.EDGE)

    def _lane(self, name: str, turns: list[Turn], x: float, width: float, bottom: float) -> Iterator[str]:
        top = MARGIN + TOP
        yield svg.box(x, top, Size(width, bottom - top), fill=svg.PAPER, stroke="#cbd5e1")
        yield svg.box(x, top, Size(width, HEADER), fill="#e2e8f0", stroke="#cbd5e1")
        words = f"Jalur {name.replace('_', ' ')}"
        yield svg.text(x + width / 2, top + 20, words, size=13, bold=True, text_anchor="middle")
        middle, y = x + width / 2, top + HEADER + GAP
        spine = f"M{middle:g} {top + HEADER:g}V{bottom:g}"
        yield svg.tag("path", d=spine, stroke=svg.LINE, stroke_width=1.2, stroke_dasharray="2 4")
        for turn in turns:
            yield self._turn(turn, middle, y)
            y += self.sizes[turn.name].height + GAP

    def _turn(self, turn: Turn, middle: float, y: float) -> str:
        size, lit = self.sizes[turn.name], turn.name in self.present
        x = middle - size.width / 2
        found, line = svg.station(x, y, size, turn.label, lit=lit)
        for words in self._about(turn):
            line += LINE_HEIGHT + 1
            found.append(svg.text(middle, line, words, size=11, fill=svg.MUTED, text_anchor="middle"))
        line += 6
        for act in self._acts(turn):
            line += LINE_HEIGHT
            found.append(svg.text(x + 13, line, act, size=11))
        for words in self._deadlines(turn):
            line += LINE_HEIGHT + 3
            found.append(_clock(x + 19, line - 4))
            found.append(svg.text(x + 31, line, words, size=11, fill=svg.AUTO))
        return svg.tag("g", found, class_="giliran sekarang" if lit else "giliran")

    # Sizes

    def _size(self, turn: Turn) -> Size:
        whose, acts, deadlines = list(self._about(turn)), list(self._acts(turn)), list(self._deadlines(turn))
        widths = [
            svg.text_width(turn.label, 14, bold=True),
            *(svg.text_width(words, 11) for words in whose + acts),
            *(svg.text_width(words, 11) + 18 for words in deadlines),
        ]
        height = 28 + 16 * len(whose) + 6 + LINE_HEIGHT * len(acts) + (LINE_HEIGHT + 3) * len(deadlines) + 8
        return Size(max(180.0, round(max(widths) + 28)), height + (16 if turn.name in self.present else 0))

    def _width(self, name: str, turns: list[Turn]) -> float:
        header = svg.text_width(f"Jalur {name}", 13, bold=True)
        return max([header, *(self.sizes[turn.name].width for turn in turns)]) + 2 * PAD

    # Words

    def _line(self, rows: list[Declared]) -> str:
        suffix = " (otomatis)" if rows[0].row.kind == "auto" else ""
        refs = f"{', '.join(found.row.ref for found in rows)} " if self.codes else ""
        return f"{refs}{rows[0].row.label}{suffix}"

    def _states(self, turn: Turn) -> list[str]:
        """The states in which the turn can be due, whatever the facts are."""
        open_states = [str(s) for s in self.machine.states.values if s not in self.machine.terminal]
        return [state for state in open_states if _may_hold(turn, state)]

    def _about(self, turn: Turn) -> Iterator[str]:
        """When the turn is due, and for whom."""
        states = [self.machine.label_of(state) for state in self.states[turn.name]]
        yield from svg.wrapped(f"saat {', '.join(states)}", 230, 11)
        yield from _whose(turn)

    def _acts(self, turn: Turn) -> Iterator[str]:
        """Acts of the turn: those of the machine that its states have, and those of children."""
        states = set(self.states[turn.name])
        for name in turn.acts:
            own = [found for found in self.rows.get(name, ()) if states & set(found.sources)]
            own = [found for found in own if found.row.kind != "cascade"]
            if rows := own or self.children.get(name):
                yield self._line(rows)

    def _deadlines(self, turn: Turn) -> Iterator[str]:
        for boundary in turn._boundary_events:
            if isinstance(boundary, DeadlineBoundary):
                act = self._line(self.rows[boundary.act])
                yield f"{_span(boundary._delay)}: {act} (sistem)"

    def _notes(self, width: float) -> Iterator[tuple[str, bool]]:
        words = "Di tiap jalur terbuka paling banyak satu giliran: yang pertama yang syaratnya terpenuhi."
        yield from ((line, False) for line in svg.wrapped(words, width, 11))
        words = ", ".join(self._line(found) for rows in self.rows.values() if (found := self._outside(rows)))
        if words:
            yield "Kendali: tindakan dari luar giliran; sesudahnya jalur disesuaikan", True
            yield from ((line, False) for line in svg.wrapped(words, width, 11))

    def _outside(self, rows: list[Declared]) -> list[Declared]:
        """Those of an act's rows that can be done while no turn asks for the act."""
        asked = {s for turn in self.asked if rows[0].name in turn.acts for s in self.states[turn.name]}
        pressed = (found for found in rows if found.row.kind == "act" and found.row.actors != {"sistem"})
        return [found for found in pressed if set(found.sources) - asked - {""}]

    def _title(self) -> str:
        where = [turn.label for turn in self.turns if turn.name in self.present]
        lit = f"; {svg.HERE}: {', '.join(where)}" if where else ""
        return f"Alur {self.machine.label}, versi {self.version}{lit}"

    def _description(self) -> str:
        """What the drawing says, for those who do not see it."""
        lanes = []
        for name, turns in self.lanes.items():
            found = []
            for turn in turns:
                details = [*self._about(turn), *self._acts(turn), *self._deadlines(turn)]
                found.append(f"{turn.label} ({'; '.join(details)})")
            lanes.append(f"Jalur {name}: {', lalu '.join(found)}")
        return ". ".join(lanes) + "."


def _machine_of(flow_class: type[CaseFlow]) -> tuple[Machine, int]:
    """The machine a flow belongs to, and the latest version that uses it."""
    found = [(m, n) for m in installed() for n, known in m.flows.items() if known is flow_class]
    if not found:
        raise LookupError(f"{flow_class.__name__} belongs to no machine")
    return max(found, key=lambda pair: pair[1])


def _by_name(models: list[type[Subject]]) -> dict[str, list[Declared]]:
    found: dict[str, list[Declared]] = {}
    for model in models:
        for row in declared(model):
            found.setdefault(row.name, []).append(row)
    return found


class _UnknownFact(Exception):
    """A condition asked for more than the state."""


class _StateOnly:
    """A case of which nothing but the state is known."""

    def __init__(self, state: str) -> None:
        self.state = state

    def __getattr__(self, name: str) -> Any:
        raise _UnknownFact(name)


def _may_hold(turn: Turn, state: str) -> bool:
    subject: Any = _StateOnly(state)
    try:
        return turn.when(subject)
    except _UnknownFact:
        return True


def _whose(turn: Turn) -> Iterator[str]:
    """Who takes the turn, and whether it can be late. A person's function is named `<siapa>_of`."""
    if turn.owner_of is not nobody:
        who = getattr(turn.owner_of, "__name__", "").removesuffix("_of").replace("_", " ")
        yield f"perorangan: {who}" if who.isprintable() and "<" not in who else "perorangan"
    if turn.pool:
        yield f"antrean: {turn.pool}"
    if turn.due_at is not never:
        yield "bertenggat layanan"


def _span(delay: object) -> str:
    """A fixed delay in words; a computed one is known per case only."""
    if not isinstance(delay, dt.timedelta):
        return "Pada tenggat"
    hours, rest = divmod(int(delay.total_seconds()), 3600)
    if hours and not rest:
        return f"Setelah {hours // 24} hari" if hours % 24 == 0 else f"Setelah {hours} jam"
    return f"Setelah {int(delay.total_seconds()) // 60} menit"


def _clock(x: float, y: float) -> str:
    face = svg.tag("circle", cx=x, cy=y, r=6, fill=svg.PAPER, stroke=svg.AUTO, stroke_width=1.3)
    return face + svg.tag("path", d=f"M{x:g} {y - 4:g}v4h3", fill="none", stroke=svg.AUTO, stroke_width=1.3)
