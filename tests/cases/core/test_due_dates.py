"""A due date on the page of its case: it stays as it was computed, and says so when the calendar changed since."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Max

from cases.core.models import CaseTask
from cases.organisations.models import CalendarVersion, Holiday


@pytest.mark.parametrize("who", ["asisten1", "asisten2"])
def test_the_calendar_it_was_computed_with_is_named_once_another_one_counts(world, browse, who):
    case = world.at("telaah")
    waiting = CaseTask.objects.filter(case=case.pk, finished=None, flow_task_type="HUMAN")
    task = waiting.get()
    waiting.update(due_at=task.created + dt.timedelta(days=10))
    page = f"/kasus/{case.pk}/"
    assert "batas tetap menurut" not in browse(who).get(page).text
    day = task.created.astimezone(ZoneInfo("Asia/Jakarta")).date() + dt.timedelta(days=1)
    while day.weekday() > 4 or Holiday.objects.filter(tanggal=day).exists():
        day += dt.timedelta(days=1)
    last = CalendarVersion.objects.filter(tahun=day.year).aggregate(n=Max("versi"))["n"] or 0
    new = CalendarVersion.objects.create(
        tahun=day.year, versi=last + 1, nomor_keputusan="SKB uji", sumber="uji"
    )
    Holiday.objects.create(version=new, tanggal=day, nama="Tambahan")
    text = browse(who).get(page).text
    assert f"versi {last + 1} ditetapkan sesudahnya)" in text
    assert waiting.get().due_at == task.created + dt.timedelta(days=10)
