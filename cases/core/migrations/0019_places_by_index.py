"""Indexes of what has a place of its own: nothing yet, so that they are built while people work, from one look."""

import datetime

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce

FREE = {"status": "NEW", "flow_task_type": "HUMAN"}
HELD = {"status": "ASSIGNED", "flow_task_type": "HUMAN"}
SEEN = ("private", "internal", "case_type", "lane")


def due() -> Coalesce:
    never = datetime.datetime(2100, 12, 31, tzinfo=datetime.UTC)
    return Coalesce("due_at", models.Value(never), output_field=models.DateTimeField())


def of_cases(place: str) -> AddIndexConcurrently:
    return AddIndexConcurrently(
        "case",
        models.Index(
            fields=[place, "type", "-opened_at", "-id"],
            name=f"case_{place}",
            condition=models.Q((f"{place}__isnull", False)),
        ),
    )


def free(place: str) -> AddIndexConcurrently:
    return AddIndexConcurrently(
        "casetask",
        models.Index(
            *(models.F(place), models.F("pool"), due(), models.F("created"), models.F("id")),
            name=f"box_free_{place}",
            condition=models.Q(**FREE) & models.Q((f"{place}__isnull", False)),
            include=SEEN,
        ),
    )


def held(place: str) -> AddIndexConcurrently:
    return AddIndexConcurrently(
        "casetask",
        models.Index(
            *(models.F(place), due(), models.F("created"), models.F("id")),
            name=f"box_held_{place}",
            condition=models.Q(**HELD) & models.Q((f"{place}__isnull", False)),
            include=("owner", *SEEN),
        ),
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("core", "0018_places_of_cases")]

    operations = [add(place) for add in (of_cases, free, held) for place in ("area", "unit")]
