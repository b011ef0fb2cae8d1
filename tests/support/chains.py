"""Long chains: entries behind those of a case, chained and hashed as the gate's are, written in bulk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.core.models import Case
from workflows import ledger
from workflows.models import LedgerEntry, LedgerPayload

BATCH = 5000


def lengthen(obj: Any, upto: int, *, by: Any, act: str = "kirim_pesan") -> Case:
    """Acts that keep the state, until the chain of this case has so many entries."""
    case = Case.objects.get(pk=obj.pk)
    at = ledger.database_now()
    while case.seq < upto:
        entries, payloads = [], []
        for number in range(case.seq, min(case.seq + BATCH, upto)):
            entry, payload = ledger.compose(
                case,
                object_type=obj.machine.key,
                object_id=obj.pk,
                act=act,
                source=obj.state,
                target=obj.state,
                actor=by,
                at=at + dt.timedelta(milliseconds=number),
                values={"pesan": ledger.kept(f"<p>Pesan {number}</p>")},
                extra={"object_version": obj.version, "machine_version": obj.machine_version()},
            )
            entries.append(entry)
            payloads.append(payload)
        LedgerEntry.objects.bulk_create(entries)
        LedgerPayload.objects.bulk_create([payload for payload in payloads if payload is not None])
        case.save(update_fields=["head", "seq"])
    return case
