"""Who an account belongs to, by password.

A single sign-on (OIDC) would be one more backend here: it finds an existing account by the verified subject
and hands it to the same login. It never creates rights: role and institution are those of the account, not
of the claims.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from cases.organisations.models import User


class AccountBackend(ModelBackend):
    """Username and password of an account that is active, and whose institution is (SJ-09, SJ-21)."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and user.may_log_in

    def get_user(self, user_id: UUID) -> User | None:
        # Once per request: every page shows the institution's name.
        user = User.objects.select_related("institution").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
