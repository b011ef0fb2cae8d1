"""What a case is found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from .case import Case


class CaseWords(models.Model):
    """The words of one case, in a table of their own: acts write the case, lists read it, and neither carries them.

    words: number and its parts, title, names of the institution past and present, petugas, and what the type adds;
    null: to be written anew by the sweep (`cases.core.doing.indexing`).
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="index")
    words = SearchVectorField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="case_words"),
            models.Index(fields=["case"], name="case_words_stale", condition=Q(words__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
