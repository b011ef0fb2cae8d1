"""How many cases there are, without counting them."""

from django.db import models

from cases.organisations.models import Institution


class CaseTotal(models.Model):
    """A part of the number of cases of one type and institution that are alike for sight; the sum is the number.

    The database adds a row for each case that begins or changes one of these (triggers of core's migrations), so that
    nobody waits for anybody; the sweep adds them up (`cases.core.doing.totals`).
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    type = models.CharField(max_length=40)
    private = models.BooleanField()
    internal = models.BooleanField()
    number = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["institution", "type"], name="case_total")]

    def __str__(self) -> str:
        return f"{self.type}: {self.number}"
