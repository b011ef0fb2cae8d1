"""Due dates are counted from the act that opened the turn."""

import datetime as dt

from django.utils import timezone

from cases.core.models import Case
from cases.organisations.parameters import set_parameter
from cases.organisations.working_calendar import add_working_days
from tests.support.world import fresh, open_task
from workflows.models import LedgerEntry

DAYS = 3


def target(days=DAYS):
    set_parameter(
        "SASARAN_TELAAH_HARI_KERJA", days, valid_from=dt.date(2020, 1, 1), legal_basis="Surat Edaran uji"
    )


def waited(obj, days):
    """The case has been lying for so long."""
    Case.objects.filter(pk=obj.pk).update(updated_at=timezone.now() - dt.timedelta(days=days))
    return fresh(obj)


def test_a_review_is_not_born_late(world):
    target()
    obj = waited(world.at("baru"), 12)
    world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
    opened = LedgerEntry.objects.get(stream=obj.pk, act="pilih_petugas").at
    assert open_task(obj, "telaah").due_at == add_working_days(opened, DAYS)


def test_a_second_review_counts_from_the_correction(world):
    target()
    obj = waited(world.at("perbaikan"), 40)
    world.do(obj, "kirim_perbaikan", "jaksel", **world.data(tanggapan="Sudah."))
    opened = LedgerEntry.objects.get(stream=obj.pk, act="kirim_perbaikan").at
    assert open_task(obj, "telaah").due_at == add_working_days(opened, DAYS)


def test_the_first_turn_counts_from_the_opening(world, monkeypatch):
    from cases.nomenklatur.flow import NomenklaturFlowV2

    turn = NomenklaturFlowV2.instance.lanes["utama"].turns[0]
    monkeypatch.setattr(turn, "due_at", lambda subject, now: now + dt.timedelta(hours=1))
    obj = world.at("baru")
    opened = LedgerEntry.objects.get(stream=obj.pk).at
    assert open_task(obj, "pilih").due_at == opened + dt.timedelta(hours=1)


def test_another_petugas_keeps_the_due_date(world):
    target()
    obj = world.at("telaah")
    due = open_task(obj, "telaah").due_at
    world.do(
        waited(obj, 5), "ganti_petugas", "komisioner", petugas=str(world.people.asisten2.pk), alasan="Cuti."
    )
    assert open_task(obj, "telaah").due_at == due


def test_without_a_target_nothing_is_late(world):
    assert open_task(world.at("telaah"), "telaah").due_at is None
