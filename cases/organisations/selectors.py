"""Reading people, institutions and grants."""

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from guardian.shortcuts import get_objects_for_user, get_users_with_perms

from workflows.showing import once

from .granted import institutions_of
from .holding import Reach, Where, holders, reach, running
from .models import Choice, Institution, Kompetensi, NamaLama, User
from .roles import LIHAT_KASUS, Power, roles_granting


def read_by(user: User) -> Reach:
    """The institutions whose registers and cases a person reads: all, those within reach, the own."""
    where = reach(user, Power.READ_ALL)
    return where if where else Reach(institutions=institutions_of(user))


def has_grant(user: User, perm: str, obj: Model) -> bool:
    """Whether guardian holds `perm` on `obj` for the user or one of the user's groups; one statement."""
    return user.is_active and bool(grant_rows(user, perm, obj))


def grant_rows(user: User, perm: str, obj: Model) -> QuerySet[Any, Any]:
    """The key of `obj` where guardian holds `perm` on it for the user, else no row."""

    def rows() -> QuerySet[Any, Any]:
        return _granted(user, perm, type(obj)._default_manager.filter(pk=obj.pk)).values_list("pk")

    return once(("grant", user.pk, perm, type(obj), obj.pk), rows)


def people_of(institution: Institution, perm: str = LIHAT_KASUS) -> QuerySet[User]:
    """Who may see the cases of an institution, or holds `perm` on it: through their group or in person."""
    people: Any = get_users_with_perms(
        institution, only_with_perms_in=[perm], with_superusers=False, with_group_users=True
    )
    appointed = running().filter(role__in=roles_granting(perm), institution=institution)
    ordered: QuerySet[User] = people.filter(pk__in=appointed.values("person")).order_by()
    return ordered


def _granted(user: User, perm: str, among: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `among` on which guardian holds `perm`; neither global permissions nor superusers count.

    The grant is the projection of an appointment, which has dates: one whose time is over is no right, though its
    grant still stands until the clock takes it.
    """
    here = {str(among.model._meta.model_name): OuterRef("pk")}
    appointed = running().filter(role__in=roles_granting(perm), person=user.pk, **here)
    return _by_guardian(user, perm, among).filter(Exists(appointed))


def _by_guardian(user: User, perm: str, among: QuerySet[Any]) -> QuerySet[Any]:
    objects: QuerySet[Any] = get_objects_for_user(
        user, perm, klass=among, accept_global_perms=False, with_superuser=False
    )
    return objects.order_by()


def institution_named(q: str, path: str = "institution") -> Q:
    """Condition of a search: the institution at `path` is called so, or was."""
    before = NamaLama.objects.filter(nama__icontains=q).values("institution")
    return Q((f"{path}__nama__icontains", q)) | Q((f"{path}__in", before))


def active_petugas(place: Institution | Where | None = None) -> QuerySet[User]:
    """Petugas KASN who may be appointed as reviewer of an institution's cases, or where a case stands, by name (§0.3);
    None: anywhere."""
    return holders(Power.REVIEW, place)


def choices_of(daftar: str, *held: Any) -> QuerySet[Choice]:
    """The entries of a drop-down that may be chosen today, in their order.

    held: keys of entries that a case has chosen already and keeps, though they have ended.
    """
    rows: QuerySet[Choice] = Choice.objects.filter(daftar=daftar).choosable(*held)
    return rows.order_by("urutan", "nama")


def kompetensi_of(*held: Any) -> QuerySet[Kompetensi]:
    """The managerial competencies that may be chosen today, and those held already."""
    rows: QuerySet[Kompetensi] = Kompetensi.objects.choosable(*held)
    return rows.order_by("no")
