"""What one person of an institution may do there: look after its cases, or read them (SJ-20).

guardian's grants carry it. Who looks after the cases is a member of the institution's group, which holds both
grants; who only reads holds `lihat_kasus` in person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from guardian.shortcuts import assign_perm

from .models import Institution, InstitutionUserPermission, User
from .selectors import LIHAT_KASUS, forget_grants


class Hak(TextChoices):
    KELOLA = "kelola", "Mengurus kasus"
    LIHAT = "lihat", "Hanya membaca"


def give(person: User, institution: Institution, hak: str) -> None:
    """This right of the institution and no other; the caller holds the account's or the institution's lock."""
    InstitutionUserPermission.objects.filter(user=person, content_object=institution).delete()
    if hak == Hak.KELOLA:
        person.groups.add(institution.group_id)
    else:
        person.groups.remove(institution.group_id)
        assign_perm(LIHAT_KASUS, person, institution)
    forget_grants(person)


def rights_in(institution: Institution, people: Iterable[User]) -> dict[Any, str]:
    """Person -> right in the institution; who holds none is left out. Two statements."""
    ids = [person.pk for person in people]
    readers = InstitutionUserPermission.objects.filter(
        content_object=institution, permission__codename=LIHAT_KASUS, user__in=ids
    )
    found = dict.fromkeys(readers.values_list("user", flat=True), str(Hak.LIHAT.value))
    doers = User.objects.filter(pk__in=ids, groups=institution.group_id).values_list("pk", flat=True)
    return found | dict.fromkeys(doers, str(Hak.KELOLA.value))


def follow(old: Institution, new: Institution) -> int:
    """All people of one institution become people of another, each with the right that was theirs."""
    people = list(User.objects.filter(institution=old).order_by("pk").select_for_update(no_key=True))
    rights = rights_in(old, people)
    foreign = InstitutionUserPermission.objects.filter(content_object=old)
    held = InstitutionUserPermission.objects.filter(content_object=new, user__in=foreign.values("user"))
    known = set(held.values_list("user", "permission"))
    for grant in foreign.exclude(user__in=people):  # a grant to somebody outside goes along too
        if (grant.user_id, grant.permission_id) not in known:
            InstitutionUserPermission.objects.create(
                user_id=grant.user_id, permission_id=grant.permission_id, content_object=new
            )
    foreign.delete()
    User.objects.filter(pk__in=[person.pk for person in people]).update(institution=new)
    old.group.user_set.clear()
    for person in people:
        if person.pk in rights:
            give(person, new, rights[person.pk])
    return len(people)
