from __future__ import annotations

from typing import Any

from ninja import Router

from cases.organisations.requests import AccountRequest
from cases.organisations.tokens import issue

from .calls import Credentials

router = Router(tags=["auth"])


@router.post("/auth/token", auth=None)
def token(request: AccountRequest, body: Credentials) -> dict[str, Any]:
    """A token for a password and, where the account has one, a second factor. 12 hours."""
    raw, expires = issue(body.username, body.password, body.otp, request.META.get("REMOTE_ADDR", ""))
    return {"token": raw, "expires": expires.isoformat()}
