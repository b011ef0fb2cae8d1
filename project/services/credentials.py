"""Addresses and secrets of the embedded servers, generated once and kept 0600 in the data folder.

Every generated secret starts with `demo-`: `project.settings.prod` refuses such a value.
"""

import os
import secrets
from pathlib import Path

from project.settings.environment import read_env_file

GENERATED = {
    "ALUR_SECRET_KEY": 50,
    "POSTGRES_PASSWORD": 24,
    "ALUR_OWNER_PASSWORD": 24,
    "ALUR_APP_PASSWORD": 24,
    "AWS_ACCESS_KEY_ID": 12,
    "AWS_SECRET_ACCESS_KEY": 32,
    "S3_JWT_KEY": 32,
}  # name -> bytes of randomness

HEADER = "# Embedded servers of this data folder; written by project.services. Demo only.\n"


class Credentials:
    """The `services.env` file of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "services.env"
        data_dir.mkdir(parents=True, exist_ok=True)
        self._values = read_env_file(self.path)
        missing = {name: size for name, size in GENERATED.items() if name not in self._values}
        if missing:
            self.update({name: f"demo-{secrets.token_urlsafe(size)}" for name, size in missing.items()})

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def get(self, name: str, default: str = "") -> str:
        return self._values.get(name, default)

    def update(self, values: dict[str, str]) -> None:
        """Add `values` and write the file in one step, so that a reader never sees half of it."""
        self._values.update(values)
        text = HEADER + "".join(f"{name}={value}\n" for name, value in sorted(self._values.items()))
        fresh = self.path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        fresh.replace(self.path)
