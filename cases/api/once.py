"""A call that writes is done once for its Idempotency-Key, whatever it writes (docs/api.md).

Transitions, creations and children have their key in the gate; everything else comes through here, with the same rows.
What is remembered is the id of what was made, never its content: that is read again, as the caller may read it now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from workflows.ledger import plain
from workflows.repeats import fingerprint
from workflows.repeats import once as once_for

from .calls import idempotency_key


def once(request: HttpRequest, sent: Any, do: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """The id of what `do` made, and `{"repeated": True}` where an earlier call with this key had made it.

    sent: the body, as JSON values. do: gives the id; atomic in itself.
    """
    asked = fingerprint(request.method, request.path, plain(sent))
    answer, repeated = once_for(request.user, idempotency_key(request), asked, lambda: {"id": plain(do())})
    return answer["id"], {"repeated": True} if repeated else {}
