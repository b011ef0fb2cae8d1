"""What a person may do in general, by the powers of the role; case types compose their predicates from these."""

from typing import Any
from uuid import UUID

from .models import User
from .roles import POWERS, Power
from .selectors import KELOLA_KASUS, institutions_of


def has(user: Any, power: Power) -> bool:
    return bool(user.is_active) and power in POWERS.get(user.role, frozenset())


def reviews(user: Any) -> bool:
    """May be appointed as reviewer."""
    return has(user, Power.REVIEW)


def supervises(user: Any) -> bool:
    """Appoints and replaces reviewers (§14)."""
    return has(user, Power.SUPERVISE)


def administers(user: Any) -> bool:
    return has(user, Power.ADMINISTER)


def represents(user: Any) -> bool:
    """Acts for an institution."""
    return has(user, Power.REPRESENT)


def only_reads(user: Any) -> bool:
    """Has no power but to read: nothing is ever asked of such a person."""
    return has(user, Power.READ_ALL) and POWERS[user.role] == {Power.READ_ALL}


def sees_all(user: Any) -> bool:
    """Reads the data of all Indonesia (SJ-19)."""
    return has(user, Power.READ_ALL)


def own_institution(user: Any) -> Any:
    """The institution for which the user opens cases; None for nobody's."""
    return user.institution if looks_after_cases(user) else None


def acts_for(user: User, institution_id: UUID | None) -> bool:
    """The user represents institutions, and guardian grants `kelola_kasus` on this one (SJ-19, SJ-20)."""
    return represents(user) and institution_id in institutions_of(user, KELOLA_KASUS)


def looks_after_cases(user: Any) -> bool:
    """Of the people of an institution those who act for it; who only reads is shown nothing to press (SJ-20)."""
    return represents(user) and acts_for(user, user.institution_id)
