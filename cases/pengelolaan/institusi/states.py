"""States of an institution in the register."""

from django.db.models import TextChoices


class Keadaan(TextChoices):
    AKTIF = "aktif", "Aktif"
    DITUTUP = "ditutup", "Ditutup"
    DIGABUNG = "digabung", "Digabung"
