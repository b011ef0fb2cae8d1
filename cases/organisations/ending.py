"""The one lock around the end of an institution: what comes into being takes it for reading, who ends it for writing.

The order is: the cases, then the institution. An act that opens a case has taken what it reads before it takes the
institution; a merger takes the cases, then the institution, then the cases that came into being meanwhile.
"""

from __future__ import annotations

from django.db import connection

from workflows.errors import E_STATE, Refused

from .attached import all_attached
from .models import Institution

ENDED = "Institusi ini sudah ditutup atau digabung; kasus baru tidak dapat dibuka."


def hold(institution: Institution, said: str = ENDED) -> None:
    """Take an institution for reading until the end of the transaction, before something of it comes into being.

    Raises Refused(E-STATE, said) when it has ended meanwhile: nothing comes into being where nobody can look after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_active FROM organisations_institution WHERE id = %s FOR SHARE", [institution.pk]
        )
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise Refused(E_STATE, said)


def take(*institutions: Institution) -> list[Institution]:
    """The institutions as they are now, with all that hangs on the first of them, until the end of the transaction."""
    for kind in all_attached():
        kind.lock(institutions[0])
    rows = Institution.objects.filter(pk__in=[one.pk for one in institutions]).order_by("pk")
    locked = {one.pk: one for one in rows.select_for_update(no_key=True)}
    for kind in all_attached():  # what came into being before the institution was taken
        kind.lock(institutions[0])
    return [locked[one.pk] for one in institutions]
