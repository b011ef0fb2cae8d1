"""What logins leave behind and nobody needs any more: ended sessions, tokens out of date, counts of failures."""

import datetime as dt

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from cases.organisations.models import ApiToken, PasswordAsked


def forget_logins() -> int:
    """Remove what has ended; returns how many rows. Called every hour by the timers; harmless at any time."""
    now = timezone.now()
    counted = now - settings.AXES_COOLOFF_TIME - dt.timedelta(days=1)
    ended = (
        Session.objects.filter(expire_date__lt=now),
        ApiToken.objects.filter(expires__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=counted),
        PasswordAsked.objects.filter(at__lt=now - dt.timedelta(days=1)),
    )
    return sum(rows.delete()[0] for rows in ended)
