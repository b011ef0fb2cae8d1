"""System checks of case types: a manifest that names what is not there does not start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist

from cases.core.declared.document_fields import document_fields
from cases.organisations.roles import ROLES
from documents.kinds import kinds
from workflows.flow import Turn, nobody
from workflows.machine import NOTHING, Declared, Machine, declared, row_for
from workflows.machines import installed

from .declared.manifest import CaseType, ChildType
from .declared.registry import case_types
from .models import Case


@register("cases")
def check_case_types(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [error for known in case_types() for error in check_case_type(known)]


def check_case_type(known: CaseType) -> list[CheckMessage]:
    return [Error(f"{where}: {text}", id=f"cases.{code}") for where, code, text in _faults(known)]


def _faults(known: CaseType) -> Iterator[tuple[str, str, str]]:
    machines = [known.machine, *(child.machine for child in known.children.values())]
    rows = [(machine, found) for machine in machines for found in _rows(machine)]
    for machine, found in rows:
        for text in _document_faults(found):
            yield f"{machine.key} {found.row.ref}", "E001", text
    # a turn of the case may be answered by an act of a candidate, a cascade may start in one
    names, refs = {found.name for _, found in rows}, {found.row.ref for _, found in rows}
    everywhere = _refs_everywhere()
    for machine, found in rows:
        missing = set(found.row.causes - refs)
        if found.row.kind == "ask":
            missing = {ref for ref in missing - everywhere if _family(ref) in map(_family, everywhere)}
        for ref in sorted(missing):
            yield f"{machine.key} {found.row.ref}", "E002", f"is caused by {ref}, which is no row"
        if found.row.then and found.row.then not in names:
            yield f"{machine.key} {found.row.ref}", "E005", f"`then` names {found.row.then}, which is no act"
        if found.row.across and found.row.kind != "auto":
            yield f"{machine.key} {found.row.ref}", "E006", "is across, which conditions alone are"
    for turn in _turns(known.machine):
        for text in _turn_faults(turn, names, {pool.key for pool in known.pools}):
            yield known.key, "E003", f"turn {turn.name} {text}"
    for text in (*_manifest_faults(known), *_pool_faults(known)):
        yield known.key, "E004", text
    for text in _tree_faults(known):
        yield known.key, "E007", text


def _family(ref: str) -> str:
    return ref.partition("-")[0]


def _refs_everywhere() -> set[str]:
    """An ask crosses boundaries: what causes it may be a row of any machine; one of a machine that is not installed
    never does."""
    return {found.row.ref for machine in installed() for found in _rows(machine)}


def _rows(machine: Machine) -> Iterator[Declared]:
    """The rows of all versions, each once."""
    found = {id(d.row): d for model in machine.versions.values() for d in declared(model)}
    yield from found.values()


def _turns(machine: Machine) -> Iterator[Turn]:
    for flow_class in machine.flows.values():
        yield from (turn for lane in flow_class.instance.lanes.values() for turn in lane.turns)


def _document_faults(found: Declared) -> Iterator[str]:
    """The kinds an act declares are the kinds its form asks for, and every kind is registered."""
    brings = {kind.partition(">=")[0] for kind in found.row.documents}
    asks = {field.kind for _, field in document_fields(found.row.form)}
    for kind in sorted(brings | asks):
        if kind not in kinds:
            yield f"document kind {kind} is not registered"
    if brings != asks:
        yield f"declares documents {sorted(brings)}, its form asks for {sorted(asks)}"


def _turn_faults(turn: Turn, names: set[str], pools: set[str]) -> Iterator[str]:
    for act in turn.acts:
        if act not in names:
            yield f"names {act}, which is no act of the case or of its children"
    if turn.pool and turn.pool not in pools:
        yield f"lies in the pool {turn.pool}, to which nobody belongs"
    if not turn.pool and turn.owner_of is nobody:
        yield "has neither an owner nor a pool"


def _pool_faults(known: CaseType) -> Iterator[str]:
    for pool in known.pools:
        for role in (getattr(pool, "role", ""), *getattr(pool, "overseers", ())):
            if role and role not in ROLES:
                yield f"pool {pool.key} names {role}, which is no role"


def _tree_faults(known: CaseType) -> Iterator[str]:
    """Names of types above and below, and of those that its roles read."""
    types = {one.key: one for one in case_types()}
    for name in sorted(known.under - types.keys()):
        yield f"`under` names {name}, which is no type"
    for role in known.roles:
        for name in sorted(role.reads - types.keys()):
            yield f"role {role.key} reads {name}, which is no type"
    for name in known.below:
        if name not in types:
            yield f"`below` names {name}, which is no type"
        elif known.key not in types[name].under:
            yield f"`below` names {name}, which does not stand under it"


def _manifest_faults(known: CaseType) -> Iterator[str]:
    latest = known.machine.model(known.machine.latest)
    for act in known.create:
        if row_for(latest, act, NOTHING) is None:
            yield f"`create` names {act}, which opens no case"
    names = {found.name for found in _rows(known.machine)}
    children = {found.name for child in known.children.values() for found in _rows(child.machine)}
    for act in sorted(known.words_after - names - children):
        yield f"`words_after` names {act}, which is no act of the case or of its children"
    for act in (*known.together, *filter(None, (known.dialogue, known.hands_over))):
        if act not in names:
            yield f"names {act}, which is no act of the case"
    for plural, child in known.children.items():
        if child.machine.level != known.machine.level:
            yield f"{plural} have the level {child.machine.level}, their case {known.machine.level}"
        if child.create not in names:
            yield f"`create` of {plural} names {child.create}, which is no act of the case"
        yield from (f"{plural}: {text}" for text in _child_faults(child))
    lanes = {name for flow in known.machine.flows.values() for name in flow.instance.lanes}
    for name in sorted(known.internal_lanes - lanes):
        yield f"`internal_lanes` names {name}, which is no lane"
    for name in sorted(known.process_turns - {turn.name for turn in _turns(known.machine)}):
        yield f"`process_turns` names {name}, which is no turn"
    for path in known.prefetch:
        if (broken := _broken_step(path)) is not None:
            yield f"`prefetch` names {path}: {broken} is no single relation"


def _child_faults(child: ChildType) -> Iterator[str]:
    """Pages of children are read in the order of an index, whatever their number."""
    model: Any = child.machine.model(child.machine.latest)
    meta = model._meta.concrete_model._meta
    columns = {field.name for field in meta.concrete_fields}
    order = [key.lstrip("-") for key in child.order]
    unknown = [name for name in (*order, *child.searched) if name not in columns]
    yield from (f"`order` or `searched` names {name}, which is no column" for name in unknown)
    wanted = [model.parent_field, *order]
    kept = [list(index.fields_orders) for index in meta.indexes]
    ordered = [[(name, "") for name in one.fields] for one in meta.constraints if getattr(one, "fields", ())]
    begun = [[name for name, _ in index[: len(wanted)]] for index in (*kept, *ordered)]
    # what is unique only breaks ties: a few rows of equal keys are sorted on the way
    enough = [wanted, wanted[:-1]] if len(order) > 1 and order[-1] == "id" else [wanted]
    if not unknown and not any(index[: len(one)] == one for index in begun for one in enough):
        yield f"no index begins with {', '.join(wanted)}, in which its pages are read"


def _broken_step(path: str) -> str | None:
    """The first step of a path from Case that `select_related` could not follow."""
    model: Any = Case
    for step in path.split("__"):
        try:
            field: Any = model._meta.get_field(step)
        except FieldDoesNotExist:
            return step
        if not (field.one_to_one or field.many_to_one):
            return step
        model = field.related_model
    return None
