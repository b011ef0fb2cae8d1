"""What a request is once somebody is known to be behind it."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class AccountRequest(HttpRequest):
    """What a view behind the login (`cases.shell.page.page`) or a token (`cases.api.security`) receives.

    For annotations only: nothing is ever made of it. case_type_key: whose entry of the menu is lit; set where the case
    of an address is found.
    """

    user: User
    case_type_key: str
