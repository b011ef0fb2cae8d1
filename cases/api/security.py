"""Who calls: a bearer token, with its scopes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from cases.organisations.tokens import authenticate_token
from cases.organisations.zones import zone_for
from workflows.errors import E_PERM, Refused


class Token(HttpBearer):
    """`Authorization: Bearer …`; sets request.user, so that everything behind it reads one place."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = authenticate_token(token)
        if user is None:
            return None
        wanted = "baca" if request.method in ("GET", "HEAD", "OPTIONS") else "tulis"
        if wanted not in (user.api_scopes or ()):
            raise Refused(E_PERM, f"Token ini tidak mempunyai lingkup {wanted}.")
        request.user = user
        timezone.activate(zone_for(user))
        return user
