"""docs/new-case-type.md can be followed: what its blocks say, pasted into files, is this type, and it runs.

The files of this package are what the other tests here run; a package made of nothing but the blocks is built in a
process of its own. Blocks of no file, and those of docs/new-case-type-tree.md, run one by one, and their calls fit what
they call.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import isolate_apps

from workflows.context import Move

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GUIDE = (ROOT / "docs/new-case-type.md").read_text("utf-8")
BLOCKS = re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", GUIDE, re.M | re.S)
TREE = (ROOT / "docs/new-case-type-tree.md").read_text("utf-8")
NAMELESS = re.findall(r"(?<!`\n\n)^```python\n(.*?)^```$", GUIDE, re.M | re.S)
OF_TREES = re.findall(r"^```python\n(.*?)^```$", TREE, re.M | re.S)
ALONE = [*NAMELESS, *OF_TREES]
PASTED: dict[str, list[str]] = defaultdict(list)
for _name, _block in BLOCKS:
    PASTED[_name].append(_block)
CODE = {name: blocks for name, blocks in PASTED.items() if name.endswith(".py")}
ROOMS = sorted(name for name in CODE if not name.startswith("test_"))


def imports_of(tree: ast.Module) -> set[tuple[str, str]]:
    """(module, name) of everything imported at the top."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {(alias.name, alias.asname or "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {("." * node.level + (node.module or ""), alias.name) for alias in node.names}
    return found


def body_of(tree: ast.Module) -> list[ast.stmt]:
    """What is neither an import nor a docstring of the module."""
    return [
        node
        for node in tree.body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def defined_in(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    return {
        name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }


@pytest.mark.parametrize("name", ROOMS)
def test_the_blocks_of_a_file_are_the_file(name: str) -> None:
    """All of it, in its order, with the same imports; comments and line breaks aside."""
    pasted, real = ast.parse("\n\n".join(CODE[name])), ast.parse((HERE / name).read_text("utf-8"))
    assert [ast.unparse(node) for node in body_of(pasted)] == [ast.unparse(node) for node in body_of(real)]
    assert imports_of(pasted) == imports_of(real)


@pytest.mark.parametrize("name", sorted(set(PASTED) - set(ROOMS)))
def test_other_blocks_are_parts_of_their_files(name: str) -> None:
    text = (HERE / name).read_text("utf-8")
    for block in PASTED[name]:
        if not name.endswith(".py"):
            assert text == block
            continue
        shown, real = ast.parse(block), ast.parse(text)
        assert imports_of(shown) <= imports_of(real)
        known = {ast.unparse(node) for node in ast.walk(real) if isinstance(node, ast.FunctionDef)}
        assert {ast.unparse(n) for n in ast.walk(shown) if isinstance(n, ast.FunctionDef)} <= known


def test_every_room_is_shown() -> None:
    rooms = {path.name for path in HERE.glob("*.py") if not path.name.startswith("test_")}
    assert set(ROOMS) == rooms - {"__init__.py", "conftest.py"}


def test_a_block_brings_the_imports_it_needs() -> None:
    """Whatever it names is imported in it, defined in it, or defined by a block of the same file before it."""
    found = []
    for name, blocks in [*CODE.items(), *((f"block {n}", [block]) for n, block in enumerate(ALONE))]:
        before: set[str] = set()
        for number, block in enumerate(blocks):
            known = "".join(f"{one} = None\n" for one in sorted(before))
            future = "from __future__ import annotations\n"  # the first block of a file has it
            source = future + known + block.replace(future, "")
            ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet", "--select", "F821", "-"]
            said = subprocess.run(ruff, input=source, capture_output=True, text=True, check=False)
            found += [f"{name} {number}: {said.stdout}"] if said.returncode else []
            before |= {one for node in body_of(ast.parse(block)) for one in defined_in(node)}
    assert found == []


def run(block: str) -> dict[str, Any]:
    """What a block defines. Its models are of an installed app and of a registry of their own."""
    found: dict[str, Any] = {"__name__": "tests.thirdtype.block"}
    with isolate_apps():
        exec(compile(block, "block", "exec"), found)
    return found


@pytest.mark.parametrize("block", ALONE, ids=range(len(ALONE)))
def test_a_block_of_no_file_runs(block: str) -> None:
    run(block)


def called(node: ast.expr, known: dict[str, Any]) -> tuple[Any, int]:
    """(what is called or None, arguments it gets by itself): a name of the block, or what a Move can do."""
    if isinstance(node, ast.Name):
        return known.get(node.id), 0
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.value.id == "move":
            return getattr(Move, node.attr, None), 1
        return getattr(known.get(node.value.id), node.attr, None), 0
    return None, 0


def misfits(block: str) -> list[str]:
    """Calls of a block, those inside of its functions too, that what they call does not take."""
    known, found = run(block), []
    for node in ast.walk(ast.parse(block)):
        if not isinstance(node, ast.Call) or any(isinstance(one, ast.Starred) for one in node.args):
            continue
        what, own = called(node.func, known)
        if inspect.isfunction(what):
            named = {word.arg: None for word in node.keywords if word.arg is not None}
            try:
                inspect.signature(what).bind(*[None] * (own + len(node.args)), **named)
            except TypeError as error:
                found.append(f"{ast.unparse(node)}: {error}")
    return found


@pytest.mark.parametrize("block", ALONE, ids=range(len(ALONE)))
def test_calls_of_a_block_fit_what_they_call(block: str) -> None:
    assert misfits(block) == []


def test_a_call_that_does_not_fit_is_found() -> None:
    block = "from workflows.asks import ask\ndef effect(move):\n    ask(move, None, 1)\n    move.cascade(act='x')\n"
    assert len(misfits(block)) == 2


def test_there_is_no_code_outside_of_blocks_that_are_tried() -> None:
    fences = re.findall(r"^```(\w*)$", GUIDE, re.M)[::2]
    assert sorted(fences) == sorted(
        ["python"] * (sum(map(len, CODE.values())) + len(NAMELESS)) + ["csv", "html"]
    )
    assert re.findall(r"^```(\w*)$", TREE, re.M)[::2] == ["python"] * len(OF_TREES)


BUILD = """
import csv, json, sys
import django
django.setup()
from django.core.management import call_command
from django.template.loader import get_template
from cases.core.declared.registry import case_type
from workflows.checks import check_machine
from workflows.machine import declared
call_command("makemigrations", "pinjam_ruang", verbosity=0)
call_command("check", verbosity=0)
get_template("pinjam_ruang/detail.html")
known = case_type("pinjam_ruang")
assert known.machine.model(1).__module__ == "pasted.models"
assert check_machine(known.machine) == []
print(json.dumps(sorted([row.row.ref, row.name, row.target] for row in declared(known.machine.model(1)))))
"""


def test_a_package_of_nothing_but_the_blocks_is_the_type(tmp_path: Path) -> None:
    package = tmp_path / "pasted"
    for name, blocks in PASTED.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(blocks).replace("tests.thirdtype", "pasted"), "utf-8")
    (package / "__init__.py").touch()
    (package / "migrations").mkdir()
    (package / "migrations/__init__.py").touch()
    (tmp_path / "pasted_settings.py").write_text(
        "from project.settings.test import *\nINSTALLED_APPS = [*PRODUCT_APPS, 'pasted']\n", "utf-8"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "pasted_settings", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    built = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BUILD],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    rows = [line.split(",") for line in (HERE / "catalogue.csv").read_text("utf-8").splitlines()[1:]]
    assert json.loads(built.stdout.splitlines()[-1]) == sorted([row[0], row[1], row[6]] for row in rows)
    assert (package / "migrations/0001_initial.py").is_file()
