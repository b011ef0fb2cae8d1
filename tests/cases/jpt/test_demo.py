"""The demo: every inbox has something, and the example of the regulation is in it."""

from io import StringIO

import pytest
from django.core.management import call_command

from cases.core.models import Case, CaseTask
from cases.jpt.models import Kandidat
from workflows.ledger import verify_stream


@pytest.mark.req("SJ-96", "SJ-103", "SJ-136")
def test_demo(db, s3, settings, demo_of):
    demo_of("nomenklatur", "jpt")
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert settings.DEMO_PASSWORD in said.getvalue()
    every_inbox_is_filled()
    states = {
        (c.institution.nama.split()[-1], c.jpt.unit_kerja): c.state for c in Case.objects.filter(type="jpt")
    }
    assert states["Selatan", "Dinas Sosial"] == "tiga_besar"
    assert states["Selatan", "Dinas Kesehatan"] == "selesai"
    assert {state for (where, _), state in states.items() if where == "Bogor"} == {
        "proses_penilaian",
        "baru",
        "lulus",
        "ditunda",
    }
    totals = Kandidat.objects.filter(seleksi__unit_kerja="Dinas Sosial")
    assert {k.nama: int(k.total_nilai) for k in totals} == {
        "Kandidat 1": 661,
        "Kandidat 2": 492,
        "Kandidat 3": 723,
        "Kandidat 4": 650,
    }
    open_ = CaseTask.objects.filter(status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN", case__type="jpt")
    assert {t.owner.username for t in open_.exclude(owner=None)} == {"asisten1", "asisten2"}
    assert {(t.pool, t.institution.nama) for t in open_.filter(owner=None)} == {
        ("institusi", "Kota Administrasi Jakarta Selatan"),
        ("institusi", "Kota Bogor"),
        ("penyelia", "Kota Bogor"),
    }
    for case in Case.objects.all():
        assert verify_stream(case.pk, head=bytes(case.head), length=case.seq) is None
    number = Case.objects.count()
    call_command("load_demo", stdout=said)
    assert Case.objects.filter(type="jpt").count() == len(states)
    assert Case.objects.count() == number


def every_inbox_is_filled():
    assert {case.type for case in Case.objects.all()} >= {"nomenklatur", "jpt"}
    tasks = CaseTask.objects.filter(flow_task_type="HUMAN")
    owners = set(tasks.filter(status="ASSIGNED").values_list("owner__username", flat=True))
    assert {"asisten1", "asisten2"} <= owners
    waiting = tasks.filter(status="NEW")
    assert set(waiting.values_list("pool", flat=True)) == {"penyelia", "institusi"}
    assert set(waiting.filter(pool="institusi").values_list("institution__nama", flat=True)) == {
        "Kota Administrasi Jakarta Selatan",
        "Kota Bogor",
    }
