"""What `make run` does between starting the servers and serving: schema, reference data, demo, static files.

Every step can be repeated; existing data stays.
"""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.dev")
    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo")


if __name__ == "__main__":
    main()
