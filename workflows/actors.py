"""Who acts: a user of the project, or SYSTEM for automatic steps."""

from __future__ import annotations

from typing import Any, Final


class SystemActor:
    """The explicit actor of conditions, timers and jobs. It has no account and no rights of its own."""

    pk: None = None
    role: str = "sistem"
    is_active: bool = True

    def forget_rights(self) -> None:
        """It has none."""

    def __str__(self) -> str:
        return "Sistem"

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM: Final = SystemActor()

#: A user model instance or SYSTEM. The engine reads `pk`, `role` and `str()`, and before it asks for a right under its
#: lock it calls `forget_rights()`, so that nothing read before counts.
Actor = Any


def holder_said(person: Actor) -> str:
    """The name of somebody who holds work or is to do it; whose account is shut is marked. "" for nobody."""
    if person is None:
        return ""
    return str(person) if person.is_active else f"{person} (tidak aktif)"
