"""What a case type's models inherit: a detail of a case, or a child inside its boundary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Self, cast

from django.db import models
from uuid_utils.compat import uuid7

from cases.core.declared.registry import case_type
from cases.core.models.case import Case
from cases.core.models.tasks import CaseProcess, CaseTask
from cases.core.reading import rights, selectors, sight
from cases.organisations.ending import hold
from cases.organisations.holding import capacities
from cases.organisations.zones import WIB, zone_of
from documents.binding import Documents
from documents.holding import let_go
from workflows.actors import Actor
from workflows.context import Move
from workflows.machine import Machine
from workflows.models import Boundary, Subject
from workflows.routing import Route, live_tasks, route_of
from workflows.showing import once

from . import evidence, tree
from .indexing import index


class Place(NamedTuple):
    """The keys of an area ("32.71") and of a unit ("KANREG-07"), one or both; none of them for no place."""

    area: str | None = None
    unit: str | None = None


class HoldsFiles:
    """What a model that keeps ids of its documents answers about them."""

    pk: Any
    machine: ClassVar[Machine]

    @cached_property
    def documents(self) -> Documents:
        """All its documents, as they were when first asked for; an act that binds one makes it read them again."""
        return Documents(self.machine.key, self.pk)

    def files_of_row(self, field: str, row: Mapping[str, Any]) -> Sequence[str]:
        """Ids of the documents that this row of a repeated field holds already; a new file there replaces them."""
        return ()

    def hold_files(self, move: Move, key: Any) -> None:
        evidence.hold(move, key)

    def let_go(self, keys: Sequence[Any]) -> None:
        let_go(keys)

    def refresh_files(self) -> None:
        """Point kept ids at what stands now (`standing`); called when a document was withdrawn."""


class CaseDetail(HoldsFiles, Subject):
    """The detail of a case of one type; its key is the case's."""

    boundary_model = Case
    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="%(class)s")
    #: States in which nobody but the institution sees the case.
    private_states: ClassVar[frozenset[str]] = frozenset()
    #: States in which the institution does not see the case.
    internal_states: ClassVar[frozenset[str]] = frozenset()
    #: What a page shows with it: foreign keys, read in its own statement.
    shown_with: ClassVar[tuple[str, ...]] = ()
    #: Another new case of the same press whose documents this one shares (SJ-61).
    shares_with: CaseDetail | None = None

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.case)

    def title(self) -> str:
        """What the case is called in lists."""
        raise TypeError(f"{type(self).__name__} has no title")

    def place(self) -> Place:
        """Where the case stands of its own, for roles on areas and units: asked after each act. Without one it stands
        where its institution does; unless a type says otherwise, it stays where the case above it stood when it came
        into being."""
        return Place(self.case.area_id, self.case.unit_id)

    def is_private(self) -> bool:
        """Whether nobody but the institution sees the case now."""
        return self.state in self.private_states

    def is_internal(self) -> bool:
        """Whether the case is still a paper of KASN, which its institution does not see."""
        return self.state in self.internal_states

    @classmethod
    def fetch_shown(cls, pk: Any) -> Self | None:
        return cls._default_manager.select_related(*cls.shown_with).filter(pk=pk).first()

    @classmethod
    def locate(cls, pk: Any, actor: Actor) -> tuple[Any, int] | None:
        rows = sight.cases_visible_to(actor).filter(pk=pk, type=cls.machine.key)
        return rows.values_list("pk", "machine_version").first()

    def sees(self, actor: Actor) -> bool:
        return sight.sees_case(actor, self.case)

    def capacities(self, actor: Actor) -> Sequence[Actor]:
        return capacities(actor)

    def stood_in_for(self, actor: Actor) -> Sequence[Actor]:
        return rights.instead_of(actor)

    def get_boundary(self) -> Boundary:
        return self.case

    def adopt(self, boundary: Boundary) -> None:
        known = self._state.fields_cache.get("case")
        self.case = cast(Case, boundary)
        held = known._state.fields_cache.get("institution") if known is not None else None
        # its name was read a moment ago; whether the case is still its own, the lock says
        if held is not None and held.pk == self.case.institution_id:
            self.case.institution = held

    def zone(self) -> dt.tzinfo:
        """Of the place; Jakarta's for a case that nobody may open, whose form is only shown to be refused."""
        return zone_of(self.case.institution) if self.case.institution_id else WIB

    def machine_version(self) -> int:
        return self.case.machine_version

    def store(self, move: Move) -> None:
        new = self._state.adding
        if new:
            self._open(move)
        self.save(force_insert=new)

    def _open(self, move: Move) -> None:
        case = self.case
        hold(case.institution)
        case.number = selectors.next_number(case.type, move.now)
        case.opened_at = case.updated_at = move.now
        case.created_by_id = move.person.pk
        self._mirror()
        case.save(force_insert=True)
        if case.parent_id is not None:
            tree.note_ancestors(case)
        index(self)

    @classmethod
    def asked_for(cls, key: Any, under: Any) -> Self:
        """Below a case, of its institution, under the key it was asked for by."""
        parent = Case.objects.select_related("institution").get(pk=under)
        new: Self = tree.begin_under(case_type(cls.machine.key), parent, pk=key)
        return new

    def watchers(self, done: Sequence[Move]) -> Iterable[tuple[Machine, Any]]:
        """The case above, where one of its own acts was done; itself where conditions of its state read other cases, or
        something is still asked of it."""
        if not any(move.obj.pk == self.pk for move in done):
            return
        if tree.waits_for_others(type(self), self.state) or tree.is_asked(self):
            yield self.machine, self.pk
        if self.case.parent_id is not None and (above := tree.machine_of(self.case.parent_id)) is not None:
            yield above, self.case.parent_id

    def attach(self, move: Move) -> list[dict[str, Any]]:
        return evidence.bind_all(move, boundary=self.case.pk, shared=self.shares_with)

    def open_route(self) -> Route | None:
        return route_of(self.live_tasks())

    def live_tasks(self) -> models.QuerySet[CaseTask]:
        return once(("live tasks", self.pk), lambda: live_tasks(CaseTask, case=self.case.pk))

    def start_route(self, move: Move) -> None:
        flow_class = self.machine.flows.get(self.case.machine_version)
        if flow_class is not None:
            flow_class.instance.mulai.run(subject=self, bind=self._bind, at=move.now)

    def _bind(self, process: CaseProcess) -> None:
        process.case = self.case

    def settle(self, move: Move) -> None:
        self.case.updated_at = move.now
        if self.state in self.machine.terminal and self.case.closed_at is None:
            self.case.closed_at = move.now
        self._mirror()
        self.case.save()
        if move.name in case_type(self.case.type).words_after:
            index(self)

    def _mirror(self) -> None:
        case = self.case
        case.state, case.version, case.title = self.state, self.version, self.title()
        case.private, case.internal = self.is_private(), self.is_internal()
        place = self.place()
        case.area_id, case.unit_id = place.area or None, place.unit or None


class CaseChild(HoldsFiles, Subject):
    """An object with its own machine inside the boundary of a case. `parent_field` names the foreign key."""

    boundary_model = Case
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent_field: ClassVar[str] = ""
    called_class: ClassVar[str] = "identitas"

    class Meta:
        abstract = True

    @classmethod
    def locate(cls, pk: Any, actor: Actor) -> tuple[Any, int] | None:
        visible = sight.cases_visible_to(actor)
        rows = cls._default_manager.filter(pk=pk, **{f"{cls.parent_field}__case__in": visible})
        above = f"{cls.parent_field}_id", f"{cls.parent_field}__case__machine_version"
        row = rows.values_list(*above).first()
        return None if row is None else (row[0], cls.machine.number_of(cls.machine.beside(row[1])))

    @classmethod
    def fetch(cls, pk: Any, *, lock: bool = False) -> Self | None:
        child = super().fetch(pk, lock=lock)
        if child is not None:
            child.take_root(child._fetch_root())
        return child

    def _fetch_root(self) -> CaseDetail:
        root: CaseDetail = selectors.subject_of(Case.objects.get(pk=getattr(self, f"{self.parent_field}_id")))
        return root

    @classmethod
    def inside(cls, root: Subject, key: Any = None) -> Self:
        return cls(**{cls.parent_field: root, "id": key or uuid7()})

    @classmethod
    def gather(cls, rows: models.QuerySet[Any], root: Subject) -> Iterable[Self]:
        inside = rows.filter(**{cls.parent_field: root.pk})
        found = list(super().gather(inside, root))
        for child in found:
            child.take_root(cast(CaseDetail, root))
        return found

    def take_root(self, root: CaseDetail) -> None:
        """Share one instance of the parent: a cascade must change the row that is saved; and follow its version."""
        setattr(self, self.parent_field, root)
        pinned = self.machine.beside(root.machine_version())
        if type(self) is not pinned:
            self.__class__ = cast(type[Self], pinned)

    def machine_version(self) -> int:
        return self.machine.number_of(type(self))

    def root(self) -> CaseDetail:
        return cast(CaseDetail, getattr(self, self.parent_field))

    @property
    def case(self) -> Case:
        return self.root().case

    def __str__(self) -> str:
        return self.called()

    def called(self) -> str:
        """The first text that its model declares, else what kind of thing it is; a type says it better."""
        fields = (
            f for f in self._meta.concrete_fields if isinstance(f, models.CharField) and f.name != "state"
        )
        texts = (str(getattr(self, f.attname) or "").strip() for f in fields)
        return next((text for text in texts if text), self.machine.label)

    def sees(self, actor: Actor) -> bool:
        return self.root().sees(actor)

    def capacities(self, actor: Actor) -> Sequence[Actor]:
        return capacities(actor)

    def stood_in_for(self, actor: Actor) -> Sequence[Actor]:
        return rights.instead_of(actor)

    def zone(self) -> dt.tzinfo:
        return self.root().zone()

    def get_boundary(self) -> Boundary:
        return self.root().case

    def adopt(self, boundary: Boundary) -> None:
        self.root().adopt(boundary)

    def attach(self, move: Move) -> list[dict[str, Any]]:
        return evidence.bind_all(move, boundary=self.case.pk)
