"""Rows read together are the very rows that each queryset would have read by itself."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Count, F, Value
from django.db.models.functions import Now

from cases.core.models import Case, CaseTask, Correction, Notification
from cases.jpt.models import Jpt, Kandidat
from cases.organisations.models import CaseRole, Institution, User
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from workflows.at_once import at_once
from workflows.models import LedgerEntry


def values_of(row):
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


@pytest.fixture
def told(world):
    told = Steps(world.people)
    told.scoring()
    world.at("permohonan", jabatan="Sekretaris")
    return told


def test_every_table_comes_back_as_it_is(told, django_assert_num_queries):
    """Every kind of column that the project keeps: of all tables whose columns are known, every value and its type."""
    tables, unknown = [], set()
    for model in apps.get_models():
        try:
            at_once(rows := model._base_manager.order_by("pk"))
        except TypeError as error:
            unknown.add(str(error).split()[0])
        else:
            tables.append((model, rows))
    assert unknown <= {"SearchVectorField", "DurationField", "ArrayField", "FloatField"}
    filled = 0
    for model, rows in tables:
        plainly = list(model._base_manager.order_by("pk"))
        assert [values_of(row) for row in rows] == [values_of(row) for row in plainly], model
        for one, other in zip(rows, plainly, strict=True):
            kinds = [(name, type(value)) for name, value in values_of(one).items()]
            expected = [(name, type(value)) for name, value in values_of(other).items()]
            assert kinds == [(n, bytes if t is memoryview else t) for n, t in expected]
        filled += bool(plainly)
    assert filled > 25
    with django_assert_num_queries(1):
        at_once(*[model._base_manager.order_by("pk") for model, _ in tables])


def test_related_rows_annotations_order_and_limits(told, django_assert_num_queries):
    def read():
        return (
            Case.objects.select_related("institution", "assignee").order_by("-opened_at", "-id")[:3],
            Kandidat.objects.order_by("-nama"),
            CaseTask.objects.select_related("process", "owner").order_by("pk"),
            CaseRole.objects.filter(case__isnull=False).values_list("role", "person__nama").order_by("since"),
            Jpt.objects.annotate(names=Count("kandidat"), a=Value("x")).values(
                "pk", "names", "a", "bobot_wawancara"
            ),
            Correction.objects.none(),
            Attachment.objects.filter(pk__in=[]),
            LedgerEntry.objects.exclude(source=F("target")).order_by("seq").values_list("target", flat=True),
            Notification.objects.filter(user__nama="%s' \\ tidak ada"),
            User.objects.annotate(now=Now()).values_list("now", flat=True)[:1],
        )

    together, apart = read(), read()
    with django_assert_num_queries(1):
        at_once(*together)
        told_of = [list(rows) for rows in together]
        assert [case.institution.nama for case in together[0]]
        assert {task.process.flow_class for task in together[2]}
        assert together[1].exists()
        assert together[1].count() == len(together[1])
    for found, rows in zip(told_of[:-1], apart[:-1], strict=True):
        assert found == list(rows)
    assert told_of[-1][0].utcoffset() == dt.timedelta(0)
    assert told_of[0][0].institution.pk == told_of[0][0].institution_id


def test_what_is_made_of_one_asks_by_itself(told):
    rows = Kandidat.objects.all()
    at_once(rows)
    assert [k.nama for k in rows.filter(nama="Kandidat 3")] == ["Kandidat 3"]


def test_an_evaluated_one_is_left_and_none_is_asked_for_nothing(told, django_assert_num_queries):
    rows = Institution.objects.all()[:2]
    list(rows)
    with django_assert_num_queries(0):
        at_once(rows, Case.objects.none())
        at_once()


def test_a_kind_of_column_that_is_not_known_is_refused(db):
    with pytest.raises(TypeError, match="DurationField cannot be read together"):
        at_once(
            Case.objects.annotate(
                gone=models.ExpressionWrapper(Now() - F("opened_at"), output_field=models.DurationField())
            )
        )
