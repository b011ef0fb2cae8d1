"""What a password proves, against its change at the same moment (SJ-09, SJ-15)."""

from copy import copy

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django_otp.oath import TOTP

from cases.organisations.accounts import PasswordChanged, add_user, hand_over_password, replace_password
from cases.organisations.auth import second_factor
from cases.organisations.models import ApiToken, Choice, User
from cases.organisations.roles import Role
from cases.organisations.tokens import authenticate_token, issue
from cases.pengelolaan.akun.models import Akun
from tests.support.races import DONE, run
from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.gate import perform

pytestmark = pytest.mark.req("SJ-09", "SJ-15")
OLD, NEW, OTHER = "sandi-lama-2026", "sandi-biru-2026", "sandi-lain-2026"
ROUNDS = 12


@pytest.fixture
def people(committed_db, settings):
    # the real one, as slow as it is: between proof and token there is time
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    common = {"password": OLD, "email": "uji@example.com", "role": Role.KASN_ASISTEN, "nama": "Uji"}
    return [add_user(username=f"uji{n}", wajib_ganti_password=False, **common) for n in range(ROUNDS)]


def test_a_token_of_the_old_password_never_survives_its_change(people):
    tokens = []

    def ask(user):
        tokens.append(issue(user.username, OLD, None, "192.0.2.7")[0])

    def change(user):
        found = User.objects.get(pk=user.pk)
        (replace_password(found, OLD, NEW) if user in people[::2] else hand_over_password(found, NEW))

    race = run(people, ask, change)
    assert {answer[1] for answer in race.answers} == {DONE}
    assert {answer[0] for answer in race.answers} <= {DONE, "E-PERM"}
    assert [raw for raw in tokens if authenticate_token(raw)] == []
    assert ApiToken.objects.count() == 0
    assert issue(people[0].username, NEW, None, "192.0.2.8")[0]


def test_of_two_changes_at_once_one_is_told_that_its_proof_is_old(people):
    def change(to):
        def attempt(user):
            try:
                replace_password(copy(user), OLD, to)
            except PasswordChanged as late:
                raise Refused("E-RNG", "Password lama salah.") from late

        return attempt

    assert run(people, change(NEW), change(OTHER)).regardless == {("E-RNG", DONE)}
    for user in people:
        found = User.objects.get(pk=user.pk)
        assert found.check_password(NEW) != found.check_password(OTHER)


def test_a_token_without_code_never_comes_after_the_second_factor(people):
    """Asked for while the second factor is switched on: given before it, or refused."""
    devices = {user.pk: second_factor.pending_device(user) for user in people}
    order = {}

    def ask(user):
        issue(user.username, OLD, None, "192.0.2.7")

    def switch_on(user):
        device = devices[user.pk]
        code = str(TOTP(device.bin_key).token()).zfill(6)
        assert second_factor.confirm(User.objects.get(pk=user.pk), code)
        order[user.pk] = ApiToken.objects.filter(user=user).count()

    race = run(people, ask, switch_on)
    for user, (asked, switched) in zip(people, race.answers, strict=True):
        assert switched == DONE
        # whoever got one had it before the switch was committed
        assert (asked == DONE) == (order[user.pk] == 1)


def test_neither_token_nor_login_of_an_account_shut_meanwhile(people):
    def shut(user):
        User.objects.filter(pk=user.pk).update(is_active=False)

    tokens = []

    def ask(user):
        tokens.append(issue(user.username, OLD, None, "192.0.2.7")[0])

    run(people, ask, shut)
    assert [raw for raw in tokens if authenticate_token(raw)] == []
    assert Client().post("/akun/masuk/", {"username": people[0].username, "password": OLD}).status_code == 200


def test_a_hash_renewed_by_a_login_never_brings_the_old_password_back(people, settings):
    """A login renews a hash of an older kind; it must not write it over a password that was changed meanwhile."""
    settings.PASSWORD_HASHERS = [
        *settings.PASSWORD_HASHERS,
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    old = make_password(OLD, hasher="pbkdf2_sha256")
    first, second = people[:2]
    User.objects.filter(pk__in=[first.pk, second.pk]).update(password=old)
    seen = User.objects.get(pk=first.pk)
    hand_over_password(User.objects.get(pk=first.pk), NEW)
    assert seen.check_password(OLD)
    assert User.objects.get(pk=first.pk).check_password(NEW)
    assert User.objects.get(pk=second.pk).check_password(OLD)
    assert User.objects.get(pk=second.pk).password.startswith("argon2")


@pytest.mark.req("SJ-16")
@pytest.mark.parametrize(
    ("act", "data"),
    [("nonaktifkan", {}), ("ubah_role", {"role": Role.AUDITOR.value})],
    ids=["shut", "demoted"],
)
def test_of_two_admins_who_shut_each_other_one_remains(committed_db, act, data):
    """However they meet, and a third who is shut by neither is not there to save them."""
    pairs = []
    for n in range(ROUNDS):
        User.objects.filter(role=Role.KASN_ADMIN).update(is_active=False)
        common = {"password": OLD, "email": "uji@example.com", "role": Role.KASN_ADMIN, "nama": "Uji"}
        pairs.append([add_user(username=f"{act}{n}{side}", **common) for side in "ab"])
        for person in pairs[-1]:
            Akun.opened(person)

    def shut(mine, other):
        def attempt(pair):
            by = User.objects.get(pk=pair[mine].pk)
            perform(Akun.opened(pair[other]), act, actor=by, data={**data, "alasan": "Uji."})

        return attempt

    for pair in pairs:
        User.objects.filter(role=Role.KASN_ADMIN).update(is_active=False)
        User.objects.filter(pk__in=[person.pk for person in pair]).update(is_active=True)
        race = run([pair], shut(0, 1), shut(1, 0))
        assert race.regardless in ({("E-GUARD", DONE)}, {("E-PERM", DONE)})
        assert User.objects.filter(role=Role.KASN_ADMIN, is_active=True).count() == 1


@pytest.mark.req("SJ-13")
def test_of_two_who_take_one_name_the_second_is_told(committed_db, people):
    jabatan = str(Choice.objects.filter(daftar="jabatan_petugas").first().pk)

    def add(written):
        def attempt(n):
            data = {
                "nama": "Uji",
                "role": "kasn_asisten",
                "jabatan": jabatan,
                "username": f"{written}.{n}",
                "password": "kuda biru enam lari",
                "konfirmasi": "kuda biru enam lari",
                "email": "uji@example.com",
            }
            perform(Akun.new(), "tambah_petugas", actor=SYSTEM, data=data)

        return attempt

    assert run(range(6), add("Baru"), add("bARU")).regardless == {("E-DUP", DONE)}
