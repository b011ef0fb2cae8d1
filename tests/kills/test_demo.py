"""SIGKILL while the demo is loaded: a part is there or it is not, and the next run goes on."""

from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from tests.support import killed
from tests.support.killed import KILLED, kill_at
from tests.support.world import live_sound

#: Where one run after the other is killed, and at which passing.
PLACES = (
    ("cases.core.doing.demo:Demo.part", 3),  # accounts and targets are there, and the first post
    ("cases.core.doing.subjects:CaseDetail.settle", 5),  # in the middle of a post
    ("cases.jpt.demo:Tale.approved", 1),  # in the middle of a selection
    ("cases.jpt.demo:Tale.await_letters", 1),  # every selection told, no letter ended
    ("cases.jpt.demo:Tale.letter", 2),  # the second letter is all but committed
)


def told():
    """Where every case stands but for letters, whose end is a part of its own."""
    cases = Case.objects.exclude(type="dokumen").select_related("jpt", "nomenklatur", "institution")
    return {
        (c.type, c.institution.nama, (c.jpt if c.type == "jpt" else c.nomenklatur).unit_kerja, c.state)
        for c in cases
    }


@pytest.mark.slow
def test_killed_again_and_again(committed_db, s3, demo_of):
    demo_of("nomenklatur", "jpt")
    store = dict(settings.STORAGES["documents"]["OPTIONS"])
    seen = []
    for place, passing in PLACES:
        assert kill_at(place, killed.demo, store, passing=passing) == KILLED, place
        connection.close()
        seen.append(told())
        for case in Case.objects.all():
            live_sound(subject_of(case))
    assert [len(one) for one in seen] == sorted(len(one) for one in seen)
    call_command("load_demo", verbosity=0)
    whole = told()
    assert all(one <= whole for one in seen)
    assert Counter(kind for kind, *_ in whole) == {"nomenklatur": 17, "jpt": 11}
    letters = Dokumen.objects.filter(jenis="surat_persetujuan")
    assert Counter(letters.values_list("state", flat=True)) == {"terkirim": 4, "menunggu_ttd": 2, "konsep": 1}
