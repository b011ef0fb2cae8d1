from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from cases.organisations.models import Parameter
from cases.organisations.parameters import REGISTRY, parameter, set_parameter

pytestmark = pytest.mark.django_db


@pytest.mark.req("SJ-81", "SJ-13")
def test_what_an_installation_starts_with() -> None:
    assert {key: parameter(key) for key in REGISTRY} == {
        "REKOMENDASI_WAJIB": False,
        "SASARAN_TELAAH_HARI_KERJA": None,
        "SASARAN_PILIH_PETUGAS_HARI_KERJA": None,
        "PANJANG_PASSWORD_MINIMAL": 12,
        # of Peraturan BKN 5/2024, brought by its own type
        "CAT_PIN_DITUTUP_MENIT": 5,
        "CAT_GANGGUAN_JAM": 3,
        "CAT_SELESAI_PALING_LAMBAT": "20:00",
        "CAT_SESI_PER_HARI": 4,
        "CAT_HARI_BAHAN_KARIER": 14,
        "CAT_HARI_BAHAN_SELAIN_ASN": 10,
        "CAT_HARI_INPUT_MST": 15,
    }
    assert set(Parameter.objects.values_list("key", flat=True)) == set(REGISTRY)
    assert not Parameter.objects.filter(legal_basis="").exists()


def test_a_value_holds_from_its_day_and_not_before() -> None:
    set_parameter("REKOMENDASI_WAJIB", True, valid_from=date(2026, 7, 1), legal_basis="Surat 1/2026")
    assert parameter("REKOMENDASI_WAJIB", date(2026, 6, 30)) is False
    assert parameter("REKOMENDASI_WAJIB", date(2026, 7, 1)) is True


def test_the_later_row_of_a_day_wins_and_an_ended_one_gives_way() -> None:
    key, day = "SASARAN_TELAAH_HARI_KERJA", date(2026, 7, 1)
    set_parameter(key, 10, valid_from=day, legal_basis="Surat 1/2026")
    set_parameter(key, 5, valid_from=day, valid_to=date(2026, 7, 31), legal_basis="Surat 2/2026")
    assert parameter(key, day) == 5
    assert parameter(key, date(2026, 8, 1)) == 10


def test_today_is_the_default() -> None:
    set_parameter("REKOMENDASI_WAJIB", True, valid_from=date(2031, 1, 1), legal_basis="Surat 1/2030")
    with time_machine.travel("2030-12-31 16:59:59Z"):
        assert parameter("REKOMENDASI_WAJIB") is False
    with time_machine.travel("2030-12-31 17:00:00Z"):  # midnight in Jakarta
        assert parameter("REKOMENDASI_WAJIB") is True


@pytest.mark.req("SJ-13")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PANJANG_PASSWORD_MINIMAL", 5),
        ("PANJANG_PASSWORD_MINIMAL", None),
        ("PANJANG_PASSWORD_MINIMAL", True),
        ("REKOMENDASI_WAJIB", 1),
        ("SASARAN_TELAAH_HARI_KERJA", 0),
    ],
)
def test_an_impossible_value_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        set_parameter(key, value, valid_from=date(2026, 7, 1), legal_basis="Surat")
    assert refused.value.error_dict["value"][0].code == "E-RNG"
    set_parameter("PANJANG_PASSWORD_MINIMAL", 6, valid_from=date(2026, 7, 1), legal_basis="Surat")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        parameter("TIDAK_ADA")


def test_a_row_is_never_rewritten() -> None:
    row = Parameter.objects.get(key="REKOMENDASI_WAJIB")
    row.value = True
    with pytest.raises(PermissionDenied):
        row.save()
    with pytest.raises(PermissionDenied):
        row.delete()
    for statement in ("UPDATE {} SET value = 'true'", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("organisations_parameter"))
    assert parameter("REKOMENDASI_WAJIB") is False


def test_the_owner_cannot_rewrite_it_by_accident_either() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'organisations_parameter'::regclass "
            "AND tgenabled = 'O' AND NOT tgisinternal"
        )
        assert cursor.fetchall() == [("parameter_append_only",)]
