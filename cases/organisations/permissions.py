"""What a person may do, by the powers of the roles held now; case types compose their predicates from these.

Without an institution the question is whether somebody has a power anywhere (menus, what is ever offered); what is done
with an object asks on its institution.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from .granted import institutions_of
from .holding import Where, held_by, reach, running
from .models import User
from .roles import KELOLA_KASUS, ROLES, Power, Sisi


def has(user: Any, power: Power) -> bool:
    """Somewhere."""
    if power is Power.REPRESENT:
        return represents(user)
    return bool(user.is_active) and any(power in held.powers for held in held_by(user))


def has_on(user: Any, power: Power, place: Where | UUID | None) -> bool:
    """Where a case stands, or on an institution by its key; None: on what belongs to none."""
    return bool(user.is_active) and any(power in held.powers and held.covers(place) for held in held_by(user))


def holds(user: Any, role: str, place: Where | UUID | None = None) -> bool:
    """Holds this very role where a case stands, or on an institution by its key; None: on everything."""
    return bool(user.is_active) and any(held.role == role and held.covers(place) for held in held_by(user))


ANYWHERE: Final = object()


def reviews(user: Any, place: Any = ANYWHERE) -> bool:
    """May be appointed as reviewer, where a case stands or of the cases of an institution by its key."""
    return has(user, Power.REVIEW) if place is ANYWHERE else has_on(user, Power.REVIEW, place)


def supervises(user: Any) -> bool:
    """Appoints and replaces reviewers (§14)."""
    return has(user, Power.SUPERVISE)


def administers(user: Any) -> bool:
    return has_on(user, Power.ADMINISTER, None)


def represents(user: Any) -> bool:
    """Is one of the people of an institution; for which ones guardian's grants say."""
    return bool(user.is_active) and user.sisi == Sisi.INSTITUSI


def only_reads(user: Any) -> bool:
    """Has no power but to read: nothing is ever asked of such a person."""
    powers = {power for held in held_by(user) for power in held.powers}
    return bool(user.is_active) and powers == {Power.READ_ALL}  # a type's own roles act


def reads(user: Any) -> bool:
    """Reads as the supervising body does, of all institutions or of some, all types or some."""
    if user.sisi == Sisi.INSTITUSI:
        return False  # whatever its people read, the body's own papers they do not
    return has(user, Power.READ_ALL) or has(user, Power.READ_TYPES)


def holds_nothing(user: Any) -> bool:
    """No appointment runs: of the supervising body not even on a case, of an institution none with its grant."""
    if held_by(user):
        return False
    if user.sisi == Sisi.INSTITUSI:
        return not institutions_of(user)
    return not running().filter(person=user.pk).exists()


def sees_all(user: Any) -> bool:
    """Reads the data of all Indonesia (SJ-19)."""
    return bool(user.is_active) and reach(user, Power.READ_ALL).everywhere


def own_institution(user: Any) -> Any:
    """The institution for which the user opens cases; None for nobody's."""
    return user.institution if looks_after_cases(user) else None


def opens_as(*roles: str) -> Callable[[Any], Any]:
    """For `CaseType.opens`: the own institution of whoever holds one of these roles on it."""

    def place(user: Any) -> Any:
        own = user.institution
        held = own is not None and any(holds(user, role, own.pk) for role in roles)
        return own if held else None

    return place


def acts_at_all(user: Any) -> bool:
    """Whether something may ever be asked of this person: a reviewer, somebody of an institution, whoever holds a role
    of a type's own. Who reads alone sends no files and has nobody stand in for him."""
    if represents(user):
        return True
    kinds = (ROLES.get(held.role) for held in held_by(user))
    return bool(user.is_active) and any(one is not None and one.powers != {Power.READ_ALL} for one in kinds)


def acts_for(user: User, institution_id: UUID | None) -> bool:
    """The user represents institutions, and guardian grants `kelola_kasus` on this one (SJ-19, SJ-20)."""
    return represents(user) and institution_id in institutions_of(user, KELOLA_KASUS)


def looks_after_cases(user: Any) -> bool:
    """Of the people of an institution those who act for it; who only reads is shown nothing to press (SJ-20)."""
    return represents(user) and acts_for(user, user.institution_id)


def looks_after_any(user: Any) -> bool:
    """Acts for an institution, whichever it is."""
    return represents(user) and bool(institutions_of(user, KELOLA_KASUS))
