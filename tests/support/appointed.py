"""People as a request finds them, and what they see: for tests of appointments."""

from cases.core.reading.listing import list_cases
from cases.organisations.models import User


def person(world, name):
    """As a request finds them: what was read before is forgotten."""
    return User.objects.select_related("institution").get(pk=world.person(name).pk)


def seen(actor):
    return {case.pk for case in list_cases(actor).rows}
