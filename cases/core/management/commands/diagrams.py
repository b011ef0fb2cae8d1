"""Draw every case type: docs/diagrams/*.svg and the one-page README.md of its package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_types
from cases.core.reading.readme import folder_of, machines_of, picture_names, readme
from workflows.diagrams import flow_svg, machine_svg

PICTURES = Path(settings.BASE_DIR) / "docs" / "diagrams"


class Command(BaseCommand):
    help = "Draw the machines and flows of the case types under cases/ and write their README.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing, fail if a file is old.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wanted = {path: text for known in drawn_types() for path, text in files_of(known).items()}
        stale = [path for path, text in wanted.items() if _read(path) != text]
        left_over = sorted(set(PICTURES.glob("*.svg")) - set(wanted))
        if check:
            if names := [str(p.relative_to(settings.BASE_DIR)) for p in stale + left_over]:
                raise CommandError(f"Out of date, run manage.py diagrams: {', '.join(names)}.")
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        for path in stale:
            path.write_text(wanted[path], "utf-8")
        for path in left_over:
            path.unlink()
        self.stdout.write(f"{len(stale)} written, {len(left_over)} removed, {len(wanted)} in all.")


def drawn_types() -> list[CaseType]:
    """The case types of the product; those that only tests install are not documented."""
    home = Path(settings.BASE_DIR) / "cases"
    return [known for known in case_types() if folder_of(known).is_relative_to(home)]


def files_of(known: CaseType) -> dict[Path, str]:
    """Path -> text of all that is generated for a case type."""
    found = {folder_of(known) / "README.md": readme(known, PICTURES)}
    for machine in machines_of(known):
        for name, version, flow_class in picture_names(machine):
            drawing = flow_svg(flow_class) if flow_class else machine_svg(machine, version)
            found[PICTURES / name] = drawing
    return found


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
