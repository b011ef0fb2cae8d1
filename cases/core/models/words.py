"""What a case is found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from cases.organisations.models import Institution

from .case import Case


class CaseWords(models.Model):
    """The words of one case, in a table of their own: acts write the case, lists read it, and neither carries them.

    words: number and its parts, title, names of the institution past and present, petugas, and what the type adds;
    null: to be written anew by the sweep (`cases.core.doing.indexing`).
    type, institution, private, internal, opened_at: as the case has them, so that what is found by common words is
    read newest first from this table alone. The database keeps them (triggers of core's migrations).
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="index")
    words = SearchVectorField(null=True)
    type = models.CharField(max_length=40, default="", db_default="", editable=False)
    institution = models.ForeignKey(
        Institution,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    private = models.BooleanField(default=False, db_default=False, editable=False)
    internal = models.BooleanField(default=False, db_default=False, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="case_words"),
            models.Index(fields=["case"], name="case_words_stale", condition=Q(words__isnull=True)),
            # common words are looked for newest first: of all cases of a type, of an institution's
            models.Index(
                fields=["type", "-opened_at", "-case"], name="case_words_all", condition=Q(private=False)
            ),
            models.Index(
                fields=["institution", "type", "-opened_at", "-case"], name="case_words_institution"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
