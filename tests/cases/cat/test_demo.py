"""The demo's event stands between its first and its second sesi, once, and everything of it is sound."""

import pytest
from django.core.management import call_command

from cases.cat.tables import Acara, Peserta, Sesi
from cases.core.models import Case, CaseAncestor
from cases.organisations.models import CalendarVersion
from workflows.ledger import database_now, verify_stream


@pytest.mark.django_db
def test_between_two_sesi(s3, settings, demo_of):
    # a part of the demo is many presses in one transaction, with nobody beside
    settings.WORKFLOWS_WATCH_LOCKS = False
    demo_of("event")
    for year in (database_now().year, database_now().year + 1):
        CalendarVersion.objects.get_or_create(
            tahun=year, defaults={"nomor_keputusan": "SKB", "sumber": "Uji"}
        )
    call_command("load_demo")
    event = Acara.objects.get()
    assert event.state == "pelaksanaan"
    assert list(Sesi.objects.order_by("nomor").values_list("state", flat=True)) == ["terunggah", "terjadwal"]
    states = list(Peserta.objects.values_list("state", flat=True))
    assert {s: states.count(s) for s in set(states)} == {"selesai": 9, "tidak_hadir": 1, "terdaftar": 10}
    below = CaseAncestor.objects.filter(ancestor=event.pk).values_list("case", flat=True)
    for key in [event.pk, *below]:
        assert verify_stream(key) is None, Case.objects.get(pk=key)
    call_command("load_demo")
    assert Acara.objects.count() == 1
