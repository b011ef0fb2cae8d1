"""What a lost job would have settled is only late: a round over the cases that wait for others (decision 023)."""

from __future__ import annotations

import logging

from django.db import OperationalError
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.core.declared.registry import case_types
from cases.core.models import Case
from workflows.models import Ask
from workflows.settling import settle

from .tree import waits_for_others

logger = logging.getLogger(__name__)


def settle_waiting() -> int:
    """Settle every case that conditions of its state make wait for others, or that was asked for something; returns
    how many. Each by itself: one that fails holds up no other."""
    number = 0
    for type_key, pk in list(_waiting().order_by("id").values_list("type", "pk")):
        try:
            settle(type_key, pk)
        except OperationalError:
            raise
        except Exception:
            logger.exception("case %s was not settled", pk)
        number += 1
    return number


def _waiting() -> QuerySet[Case]:
    asked = Ask.objects.filter(boundary=OuterRef("pk"), answered_at=None)
    found = Q(pk__in=[])
    for kind in case_types():
        for version, model in kind.machine.versions.items():
            states = [str(s) for s in kind.machine.states.values if waits_for_others(model, str(s))]
            if states:
                found |= Q(type=kind.key, machine_version=version, state__in=states)
    return Case.objects.filter(found | Q(Exists(asked)))
