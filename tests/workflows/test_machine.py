"""The declaration: one table, django-fsm's; nobody writes a state but a transition inside the gate."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django_fsm import TransitionNotAllowed

from cases.nomenklatur.case_type import MACHINE
from cases.nomenklatur.models import Nomenklatur, NomenklaturV1, NomenklaturV2
from tests.support.walks import ROWS
from tests.support.world import fresh
from workflows.gate import perform
from workflows.machine import (
    NOTHING,
    act,
    any_row,
    declared,
    guards_of,
    inside_gate,
    open_gate,
    predicates_of,
    row_for,
    rows_in,
)
from workflows.predicates import sistem


def catalogue(without=()):
    return {
        (
            row["ref"],
            row["act"],
            frozenset(row["from"].split()),
            frozenset(row["fact"].split()),
            row["to"],
            frozenset(row["actors"].split("|")),
        )
        for row in ROWS
        if row["ref"] not in without
    }


def code(model):
    return {
        (
            d.row.ref,
            d.name,
            frozenset(source or "-" for source in d.sources),
            frozenset(d.row.facts),
            d.target,
            d.row.actors,
        )
        for d in declared(model)
    }


class TestCatalogue:
    def test_version_2_is_the_catalogue(self):
        assert code(NomenklaturV2) == catalogue()

    def test_version_1_lacks_the_ways_out(self):
        later = {"NM-8a", "NM-8b", "NM-8c", "NM-8d", "NM-9", "NM-10"}
        assert code(NomenklaturV1) == catalogue(without=later)

    def test_labels_are_those_of_the_buttons(self):
        labels = {row["ref"]: row["label"] for row in ROWS}
        assert {d.row.ref: d.row.label for d in declared(NomenklaturV2)} == labels


class TestOutsideTheGate:
    """No way round it: each of these is how somebody could try."""

    def test_a_transition_is_not_allowed(self, world):
        obj = world.at("telaah")
        with pytest.raises(TransitionNotAllowed):
            obj.setujui(None)
        assert fresh(obj).state == "baru"

    def test_the_state_cannot_be_assigned(self, world):
        obj = world.at("telaah")
        with pytest.raises(AttributeError):
            obj.state = "disetujui"
        assert obj.state == "baru"

    def test_not_even_after_a_reload(self, world):
        obj = world.at("telaah")
        obj.refresh_from_db()
        with pytest.raises(AttributeError):
            obj.state = "disetujui"

    def test_not_even_after_a_reload_that_failed(self, world):
        obj = world.at("telaah")
        lost = NomenklaturV2.objects.get(pk=obj.pk)
        lost.pk = "00000000-0000-7000-8000-000000000000"
        with pytest.raises(NomenklaturV2.DoesNotExist):
            lost.refresh_from_db()
        for one in (lost, obj):
            with pytest.raises(AttributeError):
                one.state = "disetujui"
        assert lost.state == "baru"

    def test_a_reload_shows_what_another_session_did(self, world):
        obj = world.at("telaah")
        world.do(obj, "setujui", "asisten1")
        assert obj.state == "baru"
        obj.refresh_from_db(fields=["version"])
        assert (obj.state, obj.version) == ("baru", 3)
        obj.refresh_from_db()
        assert (obj.state, obj.approved.number) == ("disetujui", 1)

    def test_save(self, world):
        obj = world.at("telaah")
        with pytest.raises(RuntimeError, match="by the gate only"):
            obj.save()

    def test_constructor(self):
        with pytest.raises(AttributeError):
            NomenklaturV2(state="disetujui")

    def test_create(self, world):
        with pytest.raises(AttributeError):
            NomenklaturV2.objects.create(state="disetujui")

    @pytest.mark.parametrize("model", [Nomenklatur, NomenklaturV1, NomenklaturV2])
    def test_update(self, world, model):
        obj = world.at("telaah")
        with pytest.raises(AttributeError):
            model.objects.filter(pk=obj.pk).update(state="disetujui")
        with pytest.raises(AttributeError):
            model._default_manager.update(state="disetujui")

    def test_bulk_update(self, world):
        obj = world.at("telaah")
        with pytest.raises(AttributeError):
            NomenklaturV2.objects.bulk_update([obj], ["state"])

    def test_an_undeclared_state_is_refused_by_the_database(self, world):
        obj = world.at("telaah")
        with pytest.raises(IntegrityError, match="nomenklatur_state"), transaction.atomic():
            connection.cursor().execute(
                "UPDATE nomenklatur_nomenklatur SET state = 'lain' WHERE case_id = %s", [obj.pk]
            )

    def test_the_gate_is_shut_again_after_an_act_and_after_a_failure(self, world):
        world.at("telaah")
        assert not inside_gate()
        with pytest.raises(ZeroDivisionError), open_gate():
            _ = 1 // (not inside_gate())
        assert not inside_gate()


class TestDeclaration:
    def test_rows_are_found_by_state(self):
        assert row_for(NomenklaturV2, "setujui", "baru").ref == "NM-5"
        assert row_for(NomenklaturV2, "setujui", "disetujui") is None
        assert row_for(NomenklaturV2, "tidak_ada", "baru") is None
        assert row_for(NomenklaturV1, "tarik", "baru") is None
        assert any_row(NomenklaturV2, "setujui").ref == "NM-5"
        assert any_row(NomenklaturV2, "tidak_ada") is None

    def test_in_the_order_of_the_catalogue(self):
        assert [row.ref for _, row in rows_in(NomenklaturV2, "baru")] == [
            "NM-2",
            "NM-3",
            "NM-5",
            "NM-7",
            "NM-9",
            "NM-10",
        ]
        assert [row.ref for _, row in rows_in(NomenklaturV2, NOTHING)] == ["NM-1", "NM-1b"]
        assert list(rows_in(NomenklaturV2, "nonaktif")) == []

    @pytest.mark.parametrize(
        "spec",
        [
            {},  # nobody may
            {"who": sistem, "causes": ("NM-1",)},  # both called and caused
            {"causes": ("NM-1",), "kind": "act"},
            {"who": sistem, "kind": "cascade"},
        ],
    )
    def test_who_may_or_what_causes_it(self, spec):
        with pytest.raises(ValueError, match="`who` or the `causes`"):
            act("UJ-1", "Uji", source="baru", legal="uji", **spec)

    def test_labels_of_states(self):
        assert [MACHINE.label_of(s) for s in ("baru", "")] == ["Baru", "—"]
        assert (MACHINE.latest, MACHINE.model(1)) == (2, NomenklaturV1)

    def test_everything_declared_can_be_enumerated(self):
        models_ = MACHINE.versions.values()
        assert set(guards_of(models_)) == {
            f"nomenklatur.{name}"
            for name in (
                "tanpa_duplikat",
                "jabatan_belum_dikenal",
                "level_terisi",
                "berubah_atau_tanggapan",
                "kompetensi_lengkap",
                "tanpa_rencana_ditinjau",
                "petugas_berbeda",
                "tanpa_seleksi_terbuka",
                "tanpa_pejabat_menjabat",
                "tanpa_pejabat_terkait",
            )
        }
        assert set(predicates_of(models_)) == {
            "institusi",
            "sistem",
            "kasn_admin",
            "kasn_komisioner",
            "petugas_ditunjuk",
        }

    def test_states_are_short_enough_for_their_columns(self):
        field = Nomenklatur._meta.get_field("state")
        assert isinstance(field, models.CharField)
        assert max(map(len, MACHINE.states.values)) <= 40


class TestVersionNumber:
    """`version` counts acts; the state alone would not notice a lost update."""

    def test_an_act_that_keeps_the_state_counts_too(self, world):
        obj = world.open()
        after = world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
        assert (obj.state, obj.version, after.state, after.version) == ("baru", 1, "baru", 2)
        assert after.case.version == 2

    def test_the_caller_keeps_what_it_had(self, world):
        obj = world.open()
        perform(obj, "tarik", actor=world.people.jaksel, data={"alasan": "x"})
        assert (obj.state, obj.version) == ("baru", 1)
        assert fresh(obj).state == "ditarik"
