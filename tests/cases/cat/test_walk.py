"""One event that really ends: cpns, one place, one day, two sesi, twenty participants."""

import pytest

from cases.core.models import Case, CaseAncestor
from workflows.ledger import verify_stream
from workflows.models import Ask

from .walk import Walk


@pytest.mark.req("CB-07", "CB-55", "CB-151", "CB-157")
def test_from_the_letter_to_the_report(exam):
    walk = Walk(exam)
    walk.prepare()
    assert walk.states() == ("persiapan_lokasi", "ditetapkan", ["terjadwal", "terjadwal"])
    assert walk.counted() == {"terdaftar": 20}
    walk.seal()
    assert walk.states()[:2] == ("siap", "siap")
    walk.open()
    assert walk.states()[:2] == ("pelaksanaan", "operasional")
    walk.hold(1, absent=1)
    walk.hold(2)
    assert walk.states()[2] == ["terunggah", "terunggah"]
    walk.close()
    assert walk.states()[:2] == ("pelaksanaan_selesai", "ditutup")
    walk.report()
    assert walk.states() == ("selesai", "ditutup", ["terunggah", "terunggah"])
    assert walk.counted() == {"selesai": 19, "tidak_hadir": 1}
    assert not Ask.objects.filter(answered_at=None).exists()
    for key in [
        walk.event.pk,
        *CaseAncestor.objects.filter(ancestor=walk.event.pk).values_list("case", flat=True),
    ]:
        assert verify_stream(key) is None, Case.objects.get(pk=key)
