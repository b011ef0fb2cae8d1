"""Roles on cases beside petugas are asked at every request, by an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("organisations", "0012_appointments")]

    operations = [
        AddIndexConcurrently(
            "caserole",
            models.Index(
                fields=["person", "role"],
                name="case_role_on_cases",
                condition=models.Q(("case__isnull", False), models.Q(("role", "petugas"), _negated=True)),
            ),
        ),
    ]
