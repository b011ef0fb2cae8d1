"""Bodies that both doors take."""

from ninja import Schema
from pydantic import ConfigDict


class Exact(Schema):
    """A body or query that has the documented names and no others."""

    model_config = ConfigDict(extra="forbid")
