"""Is a library load-bearing? Take its work away and see where a story stops.

A story is a generator: it yields the name of the step it takes next. With a stub in place it must fail at the
step that needs the library, and come to its end without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django_fsm
import pytest
from viewflow.workflow.activation import Activation

from cases.core.doing import assignment
from tests.support.undone import around, undone

Story = Callable[..., Iterator[str]]


@contextmanager
def state_change() -> Iterator[None]:
    """django-fsm runs the method and leaves the state as it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_fsm.FSMFieldMixin, "set_state", lambda self, instance, state: None)
        yield


@contextmanager
def next_node() -> Iterator[None]:
    """viewflow finishes a task and opens nothing after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Activation, "_activate_next", lambda self, activations: None)
        yield


@contextmanager
def grant() -> Iterator[None]:
    """guardian is asked to give a right and gives none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "assign_perm", lambda *args, **kwargs: None)
        yield


#: What is taken away -> how.
STUBS: dict[str, Callable[[], Any]] = {
    "django-fsm's state change": state_change,
    "viewflow's next node": next_node,
    "guardian's grant": grant,
}


def stops_at(story: Story, *args: Any) -> str:
    """The step at which the story fails, "" when it comes to its end. What it did is rolled back."""
    step = ""
    with undone():
        try:
            with around():
                for step in story(*args):  # noqa: B007  the name of the step under way
                    pass
            step = ""
        except Exception as error:
            print(f"{step}: {type(error).__name__}: {error}")
        except pytest.fail.Exception as failure:
            print(f"{step}: {failure}")
    return step
