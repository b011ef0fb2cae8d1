"""`migrate` as the owner of the tables.

The application's role may not alter tables, so the default database here is `owner`. Code inside
migrations of other packages (viewflow's 0002) writes through the `default` alias whatever `--database`
says; that second connection would wait for the locks of the first. While a migration runs both names
therefore lead to one connection.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

OWNER = "owner"


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] != OWNER or OWNER not in settings.DATABASES:
            raise CommandError("Migrations run as the owner of the tables: set DATABASE_OWNER_URL.")
        application = connections[DEFAULT_DB_ALIAS]
        application.close()
        connections[DEFAULT_DB_ALIAS] = connections[OWNER]
        try:
            super().handle(*args, **options)
        finally:
            connections[DEFAULT_DB_ALIAS] = application
