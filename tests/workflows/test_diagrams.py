"""Diagrams are drawn from the declarations: nothing is missing, nothing overlaps, what is open is lit."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from cases.core.declared.registry import case_type, case_types
from cases.core.management.commands import diagrams as command
from workflows.diagrams import flow_svg, machine_svg
from workflows.diagrams.machine import MachineDrawing
from workflows.machine import declared
from workflows.machines import installed

SVG = "{http://www.w3.org/2000/svg}"
VERSIONS = [(m.key, n) for m in installed() for n in sorted(m.versions)]
FLOWS = [(m.key, n) for m in installed() for n in sorted(m.flows)]


def machine_of(key):
    return next(m for m in installed() if m.key == key)


def flow_of(key, version):
    return machine_of(key).flows[version]


def parsed(picture):
    return ElementTree.fromstring(picture)


def words(picture):
    """Every line of text of a drawing, title and description left out."""
    return [text.text for text in parsed(picture).iter(f"{SVG}text")]


def lit(picture):
    """The labels of what stands out."""
    groups = (g for g in parsed(picture).iter(f"{SVG}g") if "sekarang" in g.get("class", "").split())
    return [g.find(f"{SVG}text").text for g in groups]


@pytest.mark.parametrize(("key", "version"), VERSIONS)
class TestMachine:
    def test_every_row_and_every_state_is_there(self, key, version):
        machine = machine_of(key)
        drawing = MachineDrawing(machine, version)
        rows = declared(machine.model(version))
        written = " ".join(words(drawing.svg()))
        assert [row.row.ref for row in rows if f"{row.row.ref} {row.row.label}" not in written] == []
        used = {s for row in rows for s in (*row.sources, *row.targets)} - {""}
        assert {machine.label_of(state) for state in used} <= set(words(drawing.svg()))

    def test_every_act_is_written_once_as_a_move(self, key, version):
        drawing = MachineDrawing(machine_of(key), version)
        moves = [row.row.ref for pill in drawing.pills for row in pill.rows]
        changing = [row.row.ref for row in declared(machine_of(key).model(version)) if row.target != "="]
        assert sorted(moves) == sorted(changing)

    def test_nothing_lies_on_anything(self, key, version):
        measured = MachineDrawing(machine_of(key), version).placed.metrics
        for fault in ("node_overlaps", "node_edge_hits", "unrouted_edges", "overlaps"):
            assert measured[fault] == 0, fault

    def test_everything_lies_on_the_paper(self, key, version):
        root = parsed(machine_svg(machine_of(key), version))
        width, height = float(root.get("width")), float(root.get("height"))
        for rect in root.iter(f"{SVG}rect"):
            assert 0 <= float(rect.get("x", 0)) <= float(rect.get("x", 0)) + float(rect.get("width")) <= width
            assert (
                0 <= float(rect.get("y", 0)) <= float(rect.get("y", 0)) + float(rect.get("height")) <= height
            )

    def test_the_same_twice(self, key, version):
        assert machine_svg(machine_of(key), version) == machine_svg(machine_of(key), version)


class TestPresent:
    def test_the_present_state_is_lit_and_no_other(self):
        machine = machine_of("nomenklatur")
        picture = machine_svg(machine, 2, present="baru")
        assert lit(picture) == ["Baru"]
        assert words(picture).count("sedang di sini") == 1
        assert lit(machine_svg(machine, 2)) == []

    @pytest.mark.parametrize("state", machine_of("jpt").states.values)
    def test_any_state_may_be_the_present_one(self, state):
        machine = machine_of("jpt")
        assert lit(machine_svg(machine, 1, present=state)) == [machine.label_of(state)]

    def test_a_state_of_a_later_version_only(self):
        """A case on version 1 never gets there, but asking is no error."""
        assert lit(machine_svg(machine_of("nomenklatur"), 1, present="nonaktif")) == ["Nonaktif"]
        assert "Nonaktif" not in words(machine_svg(machine_of("nomenklatur"), 1))

    def test_unknown_ones_are_refused(self):
        with pytest.raises(ValueError, match="tidakada"):
            machine_svg(machine_of("nomenklatur"), 2, present="tidakada")
        with pytest.raises(KeyError):
            machine_svg(machine_of("nomenklatur"), 9)

    def test_terminal_states_have_a_double_border(self):
        root = parsed(machine_svg(machine_of("nomenklatur"), 2))
        borders = {
            group.find(f"{SVG}text").text: len(group.findall(f"{SVG}rect"))
            for group in root.iter(f"{SVG}g")
            if group.get("class") in ("status", "akhir")
        }
        assert borders == {"Baru": 1, "Perbaikan": 1, "Disetujui": 1, "Nonaktif": 2, "Ditarik": 2}

    def test_a_remembered_target_is_explained(self):
        lines = words(machine_svg(machine_of("jpt"), 1))
        assert "H" in lines
        assert any(
            line.startswith("H: SL-25 kembali ke status yang ditinggalkan (Disetujui,") for line in lines
        )


@pytest.mark.parametrize(("key", "version"), FLOWS)
class TestFlow:
    def test_every_lane_and_every_turn_is_there(self, key, version):
        flow_class = flow_of(key, version)
        lines = words(flow_svg(flow_class))
        lanes = flow_class.instance.lanes
        headed = [f"Jalur {name.replace('_', ' ')}" for name in lanes]
        assert headed == [line for line in lines if line.startswith("Jalur ")]
        assert {turn.label for lane in lanes.values() for turn in lane.turns} <= set(lines)

    def test_open_turns_are_lit(self, key, version):
        flow_class = flow_of(key, version)
        first = [lane.turns[0] for lane in flow_class.instance.lanes.values()]
        picture = flow_svg(flow_class, present={turn.name for turn in first})
        assert lit(picture) == [turn.label for turn in first]
        assert lit(flow_svg(flow_class)) == []

    def test_every_turn_shows_an_act(self, key, version):
        for group in parsed(flow_svg(flow_of(key, version))).iter(f"{SVG}g"):
            if group.get("class") == "giliran":
                lines = [text.text for text in group.findall(f"{SVG}text")]
                assert any(re.match(r"[A-Z]{2}-\d", line) for line in lines), lines


class TestFlowWords:
    def test_states_of_a_turn_are_found_from_its_condition(self):
        lines = words(flow_svg(flow_of("nomenklatur", 2)))
        assert lines.count("saat Baru") == 2
        assert lines.count("saat Perbaikan") == 1
        assert lines.count("saat Disetujui") == 1

    def test_an_act_of_a_child_is_named_by_its_own_row(self):
        lines = words(flow_svg(flow_of("jpt", 1)))
        assert "KD-11 Tolak" in lines, "the candidate's, in the turn of the scoring"
        assert "SL-9 Tolak" in lines, "the selection's, in the review"

    def test_what_is_done_outside_a_turn_goes_through_kendali(self):
        lines = words(flow_svg(flow_of("nomenklatur", 2)))
        outside = " ".join(lines[next(n for n, line in enumerate(lines) if line.startswith("Kendali")) + 1 :])
        assert "NM-7 Ganti petugas" in outside
        assert "NM-9 Tarik" in outside, "possible in baru, where no turn asks for it"
        assert "NM-5 Setujui" not in outside

    def test_a_deadline_says_when_and_what(self):
        assert "Setelah 3 hari: PR-4 Kedaluwarsa (sistem)" in words(flow_svg(flow_of("pinjam_ruang", 1)))

    def test_unknown_ones_are_refused(self):
        with pytest.raises(ValueError, match="tidakada"):
            flow_svg(flow_of("nomenklatur", 2), present={"tidakada"})


@pytest.mark.parametrize(
    "draw",
    [
        lambda: machine_svg(machine_of("jpt"), 1, present="laporan"),
        lambda: flow_svg(flow_of("jpt", 1), present={"telaah"}),
    ],
)
class TestPicture:
    def test_it_can_be_read_without_eyes(self, draw):
        root = parsed(draw())
        assert root.get("role") == "img"
        named = [root.find(f"{SVG}{name}") for name in ("title", "desc")]
        assert root.get("aria-labelledby").split() == [element.get("id") for element in named]
        assert "sedang di sini" in named[0].text
        assert "SL-8 Setujui" in named[1].text

    def test_no_policy_is_in_its_way(self, draw):
        root = parsed(draw())
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names <= {"svg", "title", "desc", "g", "rect", "circle", "path", "polygon", "text"}
        attributes = {name for element in root.iter() for name in element.attrib}
        assert {
            name for name in attributes if name == "style" or name.startswith("on") or "href" in name
        } == set()


def test_labels_are_escaped(monkeypatch):
    machine = machine_of("nomenklatur")
    monkeypatch.setattr(machine, "label", 'Nomen<script>"klatur"')
    assert "Nomen<script>" in parsed(machine_svg(machine, 2)).find(f"{SVG}title").text


class TestCommand:
    def test_what_is_committed_is_what_is_declared(self):
        call_command("diagrams", check=True)

    def test_it_covers_the_product_and_nothing_else(self):
        assert case_type("pinjam_ruang") in case_types()
        product = {folder.parent.name for folder in Path("cases").glob("**/case_type.py")}
        assert {known.key for known in command.drawn_types()} == product >= {"nomenklatur", "jpt"}

    def test_check_names_what_is_old_and_writes_nothing(self, monkeypatch, tmp_path, settings):
        path = tmp_path / "README.md"
        path.write_text("lama")
        settings.BASE_DIR = tmp_path
        monkeypatch.setattr(command, "PICTURES", tmp_path / "gambar")
        monkeypatch.setattr(command, "drawn_types", lambda: [case_type("nomenklatur")])
        monkeypatch.setattr(command, "files_of", lambda known: {path: "baru"})
        with pytest.raises(CommandError, match=re.escape("README.md")):
            call_command("diagrams", check=True)
        assert path.read_text() == "lama"
        call_command("diagrams")
        assert path.read_text() == "baru"
        call_command("diagrams", check=True)

    def test_a_picture_of_nothing_is_removed(self, monkeypatch, tmp_path, settings):
        (tmp_path / "hilang-v1.svg").write_text("<svg/>")
        settings.BASE_DIR = tmp_path
        monkeypatch.setattr(command, "PICTURES", tmp_path)
        monkeypatch.setattr(command, "drawn_types", list)
        with pytest.raises(CommandError, match="hilang-v1"):
            call_command("diagrams", check=True)
        call_command("diagrams")
        assert list(tmp_path.iterdir()) == []
