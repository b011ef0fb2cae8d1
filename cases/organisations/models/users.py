"""People who log in, and the tokens with which programs act in their name."""

import re
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7

from cases.organisations.roles import Role, Sisi, sisi_of

from .appointments import CaseRole
from .institutions import Institution

USERNAME_PATTERN = r"^[A-Za-z0-9._-]{3,150}$"
NIP_PATTERN = r"^\d{18}$"


def canonical(username: str) -> str:
    """A username as it is compared and counted: "Jaksel" and "jaksel" are one account (SJ-09)."""
    return username.lower() if re.fullmatch(USERNAME_PATTERN, username) else username


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Validate and save a user, appointed in its role from now on where that is held on everything; without a
        password nobody can log in with the account.

        Raises ValidationError whose codes are those of the catalogue (§0.2).
        Groups are the business of `accounts.add_user`.
        """
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        if user.institution_id is None:
            CaseRole.objects.create(role=user.role, person=user)
        return user

    def named(self, username: str) -> "models.QuerySet[User]":
        """The account of this name, however it is capitalised; none for what no name can be (it may hold a NUL)."""
        if not re.fullmatch(USERNAME_PATTERN, username):
            return self.none()
        # by the index of the constraint user_username_ci
        return self.alias(in_lower_case=Lower("username")).filter(in_lower_case=username.lower())

    def get_by_natural_key(self, username: str | None) -> "User":
        """What a login asks. Raises User.DoesNotExist."""
        return self.named(username or "").get()


class User(AbstractBaseUser, PermissionsMixin):
    """A person of exactly one half (SJ-06, SJ-13, SJ-20).

    role: the account's own, for labels and lists; it gives no right. Rights come from the running appointments
    (`CaseRole`) and from guardian's grants on objects alone: nobody is a superuser, hence no column for it.
    """

    is_superuser = False
    api_scopes: frozenset[str] | None = None
    """What a token allows its bearer; None in a session of the pages, which is not limited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        "username",
        max_length=150,
        unique=True,
        validators=[
            RegexValidator(
                USERNAME_PATTERN, "Isi 3–150 huruf, angka, titik, garis bawah, atau tanda hubung.", "E-FMT"
            )
        ],
        error_messages={"unique": "Username sudah dipakai."},
    )
    nama = models.CharField("nama", max_length=150)
    email = models.EmailField("email")
    role = models.CharField("role pengguna", max_length=32, choices=Role.choices)
    institution = models.ForeignKey(
        Institution,
        verbose_name="institusi",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
    )
    jabatan = models.CharField("jabatan", max_length=150, blank=True)
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(NIP_PATTERN, "NIP terdiri atas 18 angka.", "E-FMT")],
    )
    wajib_ganti_password = models.BooleanField("wajib ganti password", default=True)
    is_active = models.BooleanField("aktif", default=True)
    login_generation = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Part of what a session proves: raised, it ends every log-in.",
    )
    created = models.DateTimeField("dibuat", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nama", "email", "role"]

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        constraints = [
            models.CheckConstraint(
                name="user_sisi",
                condition=Q(role=Role.PETUGAS_INSTITUSI, institution__isnull=False)
                | (~Q(role=Role.PETUGAS_INSTITUSI) & Q(institution__isnull=True)),
                violation_error_message="Hanya petugas institusi yang terikat pada institusi.",
                violation_error_code="E-RNG",
            ),
            models.CheckConstraint(
                name="user_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message="Role tidak dikenal.",
                violation_error_code="E-REF",
            ),
            models.CheckConstraint(
                name="user_username_format",
                condition=Q(username__regex=USERNAME_PATTERN),
                violation_error_message="Format username tidak sah.",
                violation_error_code="E-FMT",
            ),
            # Two people whose names differ only in capitals would be taken for each other in a history.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_ci",
                violation_error_message="Username sudah dipakai.",
                violation_error_code="E-DUP",
            ),
        ]
        indexes = [
            models.Index(fields=["role", "nama"], name="user_role_nama", condition=Q(is_active=True)),
            models.Index(Lower("email"), name="user_email_ci"),  # a forgotten password is asked for by it
        ]

    def __str__(self) -> str:
        return self.nama

    @property
    def sisi(self) -> Sisi:
        return sisi_of(self.role)

    @property
    def display_name(self) -> str:
        """What the page header shows: the institution's name for its users (SJ-09)."""
        return self.institution.nama if self.institution else self.nama

    @property
    def may_log_in(self) -> bool:
        """Active, and so is the institution (SJ-09, SJ-21)."""
        return self.is_active and (self.institution is None or self.institution.is_active)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's, but other log-ins can be ended though the password stays (nothing changes at generation 0)."""
        proof = f"{self.password}:{self.login_generation}" if self.login_generation else self.password
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, proof, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's, but a hash renewed on the way never overwrites a password changed meanwhile."""

        def renew(raw: str) -> None:
            old, self.password = self.password, make_password(raw)
            type(self)._default_manager.filter(pk=self.pk, password=old).update(password=self.password)

        return check_password(raw_password, self.password, renew)

    @property
    def rights_read(self) -> dict[str, Any]:
        """What was read of appointments, grants and substitutions, by what it is; as long as this object lives."""
        found: dict[str, Any] = self.__dict__.setdefault("_rights_read", {})
        return found

    def forget_rights(self) -> None:
        """All of it is asked anew: the gate's, under its lock."""
        self.__dict__.pop("_rights_read", None)

    def get_full_name(self) -> str:
        return self.nama

    def get_short_name(self) -> str:
        return self.nama

    def clean(self) -> None:
        """SJ-06: an institution's user needs it (E-REQ), everybody else must not have one (E-RNG)."""
        self.email = type(self).objects.normalize_email(self.email)
        if self.role == Role.PETUGAS_INSTITUSI and self.institution_id is None:
            raise ValidationError({"institution": ValidationError("Field Wajib Diisi", code="E-REQ")})
        if self.role != Role.PETUGAS_INSTITUSI and self.institution_id is not None:
            raise ValidationError(
                {"institution": ValidationError("Hanya untuk petugas institusi; kosongkan.", code="E-RNG")}
            )


class ApiToken(models.Model):
    """A bearer token; only its SHA-256 is kept, so that a copy of the table opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of the token, 32 bytes")
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list, help_text='List of "baca" and "tulis".')
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires"], name="api_token_expires")]

    def __str__(self) -> str:
        return self.name


class PasswordAsked(models.Model):
    """One asking for a forgotten password, for its limits; `about` is a digest of what is counted (an address of the
    network, what was typed, an account), so that the table says nothing about anybody. Swept after a day."""

    about = models.BinaryField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["about", "at"], name="password_asked_about")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
