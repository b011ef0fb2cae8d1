"""What one person did, newest first, is a range of an index to the last key: many rows may share a moment."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built while people work
    dependencies = [
        ("workflows", "0007_ledger_hash"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="ledgerentry",
            index=models.Index(fields=["actor", "-at", "-id"], name="ledger_person"),
        ),
        AddIndexConcurrently(
            model_name="accesslog",
            index=models.Index(fields=["actor", "-at", "-id"], name="access_person"),
        ),
        RemoveIndexConcurrently(model_name="ledgerentry", name="ledger_actor"),
        RemoveIndexConcurrently(model_name="accesslog", name="access_actor"),
    ]
