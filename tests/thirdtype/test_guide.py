"""docs/new-case-type.md shows what runs: every block under a file name is a part of that file."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GUIDE = (HERE.parents[1] / "docs/new-case-type.md").read_text("utf-8")
BLOCKS = re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", GUIDE, re.M | re.S)


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BLOCKS)])
def test_a_block_is_part_of_its_file(name, block):
    assert block in (HERE / name).read_text("utf-8")


def test_every_room_is_shown():
    rooms = {path.name for path in HERE.glob("*.py")} - {"__init__.py", "conftest.py"}
    assert {name for name, _ in BLOCKS} >= {room for room in rooms if not room.startswith("test_")}
