"""Columns of what is no list of cases — registers, logs, exports, children —, one cell of a row emptied at a time.

What a row holds is a literal that one function gives: a dict by its keys, a list or tuple by the heads of its table.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from types import CodeType, FunctionType

from .slips import function_of

#: Name of the list -> the function whose literal is a row of it, and the heads of its table where it has them.
LISTS: dict[str, tuple[str, str]] = {
    "pejabat": ("cases.pejabat.listing:row_of", ""),
    "log": ("cases.shell.activity:_row", ""),
    "populasi": ("cases.jpt.pengawasan:population_lines", "POPULATION_HEADER"),
    "arsip": ("cases.core.reading.archive:_cells", "_HEADER"),
    "kandidat": ("cases.jpt.presenting:present_candidate", ""),
}


def cells(*lists: str) -> dict[str, tuple[str, int]]:
    """Name of a column, `<list>.<cell>` -> (place of the function, number of the cell)."""
    found = {}
    for name in lists or LISTS:
        place, heads = LISTS[name]
        row = _row(_tree(place))
        module = importlib.import_module(place.partition(":")[0])
        said = getattr(module, heads) if heads else [cell for cell, _, _ in row]
        found |= {f"{name}.{head}": (place, n) for n, head in enumerate(said[: len(row)])}
    return found


def columns(*lists: str) -> list[str]:
    """The mutants of these lists, for `@pytest.mark.kills(*columns("log"))`."""
    return [f"column:{name}" for name in cells(*lists)]


def emptied(place: str, number: int) -> tuple[FunctionType, CodeType]:
    """The function and its code with that cell empty."""
    function, tree = function_of(place), _tree(place)
    _, holder, at = _row(tree)[number]
    holder[at] = ast.Constant("")
    names = dict(function.__globals__)
    exec(compile(ast.fix_missing_locations(tree), place, "exec"), names)
    code: CodeType = names[function.__name__].__code__
    return function, code


def _tree(place: str) -> ast.Module:
    source = textwrap.dedent(inspect.getsource(function_of(place)))
    return ast.parse("from __future__ import annotations\n" + source, mode="exec")


def _row(tree: ast.Module) -> list[tuple[str, list[ast.expr], int]]:
    """The cells of the row: their keys, and where each stands: the list of a literal and the place in it."""
    given = [n.value for n in ast.walk(tree) if isinstance(n, ast.Return | ast.Yield)]
    literals = [value for value in given if isinstance(value, ast.Dict | ast.List | ast.Tuple)]
    return _parts(max(literals, key=lambda value: len(_parts(value))))


def _parts(row: ast.Dict | ast.List | ast.Tuple) -> list[tuple[str, list[ast.expr], int]]:
    if isinstance(row, ast.Dict):
        names = [ast.literal_eval(key) for key in row.keys if key is not None]
        return [(str(name), row.values, number) for number, name in enumerate(names)]
    found = []
    for number, element in enumerate(row.elts):
        if isinstance(element, ast.Starred) and isinstance(element.value, ast.List | ast.Tuple):
            found += _parts(element.value)
        else:
            found.append((ast.unparse(element), row.elts, number))
    return found
