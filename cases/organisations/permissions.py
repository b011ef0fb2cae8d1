"""Tests of role and membership, as plain functions; case types compose their predicates from them."""

from uuid import UUID

from .models import User
from .roles import KASN, SEES_ALL, SUPERVISORS, Role
from .selectors import KELOLA_KASUS, institutions_of


def is_kasn(user: User) -> bool:
    """Petugas KASN: Admin, Komisioner or Asisten."""
    return user.is_active and user.role in KASN


def is_supervisor(user: User) -> bool:
    """Appoints and replaces reviewers (§14)."""
    return user.is_active and user.role in SUPERVISORS


def is_admin(user: User) -> bool:
    return user.is_active and user.role == Role.KASN_ADMIN


def is_auditor(user: User) -> bool:
    return user.is_active and user.role == Role.AUDITOR


def is_petugas_institusi(user: User) -> bool:
    return user.is_active and user.role == Role.PETUGAS_INSTITUSI


def sees_all(user: User) -> bool:
    """Reads the data of all Indonesia (SJ-19)."""
    return user.is_active and user.role in SEES_ALL


def acts_for(user: User, institution_id: UUID | None) -> bool:
    """The user's role is an institution's, and guardian grants `kelola_kasus` on it (SJ-19, SJ-20)."""
    return is_petugas_institusi(user) and institution_id in institutions_of(user, KELOLA_KASUS)
