from django.core.exceptions import PermissionDenied
from django.db import models
from uuid_utils.compat import uuid7


class Parameter(models.Model):
    """One dated value of a named number or switch, with its legal basis.

    Append-only: a change is a new row, so that every past decision can be explained. The database refuses
    UPDATE and DELETE too (migration 0002). What may be set is declared in `parameters.REGISTRY`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True, blank=True, help_text="Null: not set.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="Last day; empty: until a newer row.")
    legal_basis = models.CharField(max_length=300)
    alasan = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["key", "-valid_from", "-created"], name="parameter_lookup")]
        constraints = [
            models.CheckConstraint(
                name="parameter_period",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} sejak {self.valid_from}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise PermissionDenied("Parameter tidak diubah; tambahkan nilai baru dengan tanggal berlakunya.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise PermissionDenied("Parameter tidak dihapus; riwayatnya menjelaskan keputusan yang lampau.")
